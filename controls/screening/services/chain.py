"""The chain of receipts: numbers, places and digests, given one after the other."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import FORM, canonical, sealed

# Any constant will do; whoever adds to the chain takes this lock, so that no two receipts follow the same one.
_CHAIN_LOCK = 0x52435054
# What answers say since the first receipts were written.
_SINCE_THEN = ("hits_in_all", "freshness")


def seal(*, checks: Sequence[ScreeningCheck]) -> None:
    """Give checks that are not yet written their numbers, places and digests. Inside the transaction that writes them.

    Other writers wait until that transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = ScreeningCheck.objects.newest_first().values_list("position", "number", "digest").first()
    position, number, digest = last or (0, "", "")
    for check in checks:
        position += 1
        number = _number_after(number, check.asked_at)
        check.position, check.number, check.previous_digest = position, number, digest
        digest = check.digest = receipt_of(check=check)["digest"]


def _number_after(last: str, at: datetime) -> str:
    """S-2026-11-21-000417: the day in Beijing, and how many there were on it. Days never go back along the chain."""
    day = f"{timezone.localtime(at):%Y-%m-%d}"
    said, _dash, count = last.removeprefix("S-").rpartition("-")
    return f"S-{said}-{int(count) + 1:06}" if said >= day else f"S-{day}-{1:06}"


def receipt_of(*, check: ScreeningCheck) -> dict[str, Any]:
    """The receipt of a check: everything that was asked and answered, made anew from its row, with its digest.

    What was not recorded when it was asked has no place in it: the digest is of what was said then.
    """
    answer = check.answer
    later = {name: answer[name] for name in _SINCE_THEN if name in answer}
    return sealed(
        {
            "form": FORM,
            "number": check.number,
            "position": check.position,
            "asked_at": check.asked_at.astimezone(UTC).isoformat(),
            "asked_by": answer["asked_by"],
            "origin": check.origin,
            "query": check.question,
            "as_of": check.as_of.isoformat(),
            "threshold": float(check.threshold),
            "algorithm": check.algorithm,
            "revision": check.revision,
            "lists": answer["searched"],
            "imported": answer["imported"],
            "notices": answer["notices"],
            "outcome": check.outcome,
            "hits": answer["hits"],
            "below": answer["below"],
            "previous": check.previous_digest,
            **later,
        }
    )


def receipt_text(*, check: ScreeningCheck) -> str:
    """The canonical text of a receipt: exactly what was digested, with its digest."""
    return canonical(receipt_of(check=check))
