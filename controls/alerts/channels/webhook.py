"""Webhooks by the Standard Webhooks specification: how a message is written, signed, judged and tried again.

Pure: no database, no clock, no network. Source of the rules: the Standard Webhooks specification 1.0.0
(https://www.standardwebhooks.com): identifier, timestamp and signature, the schedule of retries, the meaning of 410.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from standardwebhooks import Webhook

from controls.outbound import OutboundError, Reply, TooSlow
from controls.outbound.sending import SECONDS

# What the installation's key is turned into first, so that it signs nothing else under this name.
_PURPOSE = b"controls.alerts: secrets of webhooks"
# How long a former secret goes on signing beside the new one.
FORMER = timedelta(hours=24)
# The wait before each attempt.
SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# A receiver that took nothing for so long is not asked any more: 75 hours and a half, with jitter up to 79 and a half.
LONG = sum(SCHEDULE, timedelta(0))
# A receiver may ask for a longer wait than the schedule's, within reason.
LONGEST_ASKED = timedelta(hours=24)
GONE = 410
GONE_SAYS = "The receiver answered 410: it wants no more messages."
TEST, TEST_SAYS = "webhook.test", "A test. Nothing happened."
# 4xx that speak of the receiver's state and not of this message: timeout, conflict, too early, too many.
OF_THE_RECEIVER = frozenset({408, 409, 410, 425, 429})
# After so many attempts those behind a message that the receiver refuses, it and not all, no longer wait for it.
PASSED_AFTER = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attempt. `asked` is the wait that the receiver asked for, `took` the time that ran out."""

    taken: bool
    status: int | None = None
    trouble: str = ""
    asked: timedelta | None = None
    took: timedelta = timedelta(0)

    @property
    def gone(self) -> bool:
        return self.status == GONE


def key_from(secret_key: str) -> bytes:
    """The key from which all secrets of webhooks of an installation are derived."""
    return hmac.new(secret_key.encode(), _PURPOSE, hashlib.sha256).digest()


def secret_of(*, key: bytes, endpoint: UUID, generation: int) -> str:
    """The secret of an endpoint as its receiver keeps it. The same each time, so that it need not be stored."""
    derived = hmac.new(key, f"{endpoint}:{generation}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(derived).decode()}"


def message_id(uid: UUID) -> str:
    """The number of a message, by which its receiver knows one that comes twice."""
    return f"msg_{uid.hex}"


def signed(*, uid: UUID, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a message: with one signature for each secret, as of the moment of the attempt."""
    moment, number = at.astimezone(UTC), message_id(uid)
    signatures = [Webhook(secret).sign(number, moment, body) for secret in secrets]
    return {
        "webhook-id": number,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def written(*, kind: str, at: datetime, data: dict[str, Any]) -> str:
    """The body of a message: what happened, when it was put down, and what there is to know of it."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": data}, ensure_ascii=False, separators=(",", ":"))


def judge(outcome: Reply | OutboundError) -> Verdict:
    """What an answer, or its absence, means for the message."""
    if isinstance(outcome, OutboundError):
        took = timedelta(seconds=SECONDS) if isinstance(outcome, TooSlow) else timedelta(0)
        return Verdict(taken=False, trouble=str(outcome), took=took)
    if outcome.taken:
        return Verdict(taken=True, status=outcome.status)
    said = f": {outcome.said}" if outcome.said else "."
    if outcome.redirects:
        trouble = f"The receiver redirects ({outcome.status}); messages are sent to one address only."
    elif outcome.status == GONE:
        trouble = GONE_SAYS
    else:
        trouble = f"The receiver answered {outcome.status}{said}"
    return Verdict(taken=False, status=outcome.status, trouble=trouble, asked=outcome.retry_after)


def wait_after(attempts: int, *, uid: UUID, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after so many attempts of a message; None when there were enough.

    Waits are longer by up to five per cent, which differs from message to message, so that those that failed together
    do not come back together. A receiver that asks for a longer wait gets it, up to a day.
    """
    if attempts >= len(SCHEDULE):
        return None
    share = hashlib.sha256(uid.bytes + bytes([attempts])).digest()[0] / 255
    wait = SCHEDULE[attempts] * (1 + 0.05 * share)
    return max(wait, min(asked, LONGEST_ASKED)) if asked else wait
