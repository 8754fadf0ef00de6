"""Whole lists that come back much smaller, much larger or older: held back until a person has looked.

A vanished page is no delisting, and a shrunken source is an alarm, not an update.
"""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import User
from news.ingest.types import Reading
from news.models import FetchRun, HeldReading, KnownAddress, LastReading, Source

# Formats that give everything there is, and not only the newest: what is missing from one is a statement.
WHOLE = frozenset(["mofcom_announcements", "mofcom_bureau", "mfa", "taiwan_affairs", "us_csl", "opensanctions"])
# Pages of the newest that are of one length: of them only how many items they hold is compared.
NEWEST = frozenset(["mofcom_portal", "ofac", "state_council", "cistec"])
# An answer with less than this share of the items before is held back, also one that holds others in their place.
FLOOR = 0.85
# ... and one with more than this share, unless there were hardly any: an index begins anew each January.
CEILING = 2.0
FEW = 10
# Digests of earlier readings that are remembered for each address.
REMEMBERED = 50

Reason = HeldReading.Reason
State = HeldReading.State


class HeldRefused(Exception):
    """The answer cannot be decided like this. The message is fit for the user; nothing was written."""


@transaction.atomic
def judge(
    *, source: Source, reading: Reading, at: datetime, address: str = "", run: FetchRun | None = None
) -> str | None:
    """Why a reading must not be stored, in words; None when it may be, and is what the source held last from now on.

    Called before the reading is stored, in the same transaction. `address` tells apart what one source gives at
    several addresses; an index of another year is not compared with that of this one. A held answer waits for a person,
    once: the same answer again adds no row, and a later one that can be believed overtakes it.
    """
    if source.parser not in WHOLE | NEWEST:
        return None
    items = {item.key or item.url or item.title: item.title for item in reading.items}
    digest = digest_of(items=items)
    last = LastReading.objects.select_for_update().filter(source=source, address=address).first()
    if last is not None and (found := _fault(items, digest, last, whole=source.parser in WHOLE)):
        return _hold(source, address, found, items, digest, last, run, at)
    waiting = HeldReading.objects.filter(source=source, address=address, state=State.WAITING)
    waiting.update(state=State.OVERTAKEN, decided_at=at)
    _keep(source, address, items, digest, last, at)
    return None


@transaction.atomic
def accept(*, held: HeldReading, note: str, by: User, at: datetime) -> HeldReading:
    """Believe an answer: the source is asked again at once, and the same answer is stored then."""
    held = _waiting(held)
    last = LastReading.objects.select_for_update().filter(source=held.source, address=held.address).first()
    _keep(held.source, held.address, held.items, held.digest, last, at)
    # Else the answer would be told to be unchanged, and not be read.
    KnownAddress.objects.filter(source=held.source).update(etag="", last_modified="", digest="")
    Source.objects.filter(pk=held.source_id).update(next_at=None, failures=0, trouble="", trouble_since=None)
    return _decide(held, State.ACCEPTED, note, by, at)


@transaction.atomic
def refuse(*, held: HeldReading, note: str, by: User, at: datetime) -> HeldReading:
    """Do not believe an answer, with the reason. What the source held stays; the same answer stays refused."""
    if not note.strip():
        raise HeldRefused(_("Say why the answer is not believed."))
    return _decide(_waiting(held), State.REFUSED, note, by, at)


def digest_of(*, items: dict[str, str]) -> str:
    """SHA-256 over names and titles, in whatever order the source gave them."""
    return hashlib.sha256(json.dumps(items, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _fault(items: dict[str, str], digest: str, last: LastReading, *, whole: bool) -> tuple[Reason, str] | None:
    before, now = len(last.items), len(items)
    if digest == last.digest:
        return None
    if digest in last.earlier:
        return Reason.OLDER, f"An older version was served again: {now} items, after {before}."
    if now < FLOOR * before:
        return Reason.SHRUNK, f"It has shrunk from {before} items to {now}."
    if whole and (left := len(items.keys() & last.items.keys())) < FLOOR * before:
        return Reason.REPLACED, f"It holds others: of {before} items before, {left} are left among {now}."
    if before >= FEW and now > CEILING * before:
        return Reason.GROWN, f"It has grown from {before} items to {now}."
    return None


def _hold(
    source: Source,
    address: str,
    found: tuple[Reason, str],
    items: dict[str, str],
    digest: str,
    last: LastReading,
    run: FetchRun | None,
    at: datetime,
) -> str:
    reason, words = found
    same = HeldReading.objects.filter(source=source, address=address, digest=digest)
    if same.filter(state=State.WAITING).exists():
        return words
    if refused := same.filter(state=State.REFUSED).order_by("-pk").first():
        return f"{words} Not believed by {refused.decided_by}: {refused.note}"
    earlier = HeldReading.objects.filter(source=source, address=address, state=State.WAITING)
    earlier.update(state=State.OVERTAKEN, decided_at=at)
    HeldReading.objects.create(
        source=source,
        run=run,
        address=address,
        reason=reason,
        words=words,
        before=len(last.items),
        now=len(items),
        items=items,
        missing=[title for name, title in last.items.items() if name not in items],
        added=[title for name, title in items.items() if name not in last.items],
        digest=digest,
        held_at=at,
    )
    return words


def _keep(
    source: Source, address: str, items: dict[str, str], digest: str, last: LastReading | None, at: datetime
) -> None:
    """Write down what an address held, and what it had held before: that must not come again as news."""
    row = last or LastReading(source=source, address=address)
    if last is not None and last.digest != digest:
        row.earlier = [each for each in [last.digest, *last.earlier] if each != digest][:REMEMBERED]
    row.items, row.digest, row.read_at = items, digest, at
    row.save()


def _waiting(held: HeldReading) -> HeldReading:
    """The answer, held until the transaction ends. Two who decide at once take turns; the second is told."""
    held = HeldReading.objects.select_for_update(of=("self",)).select_related("source").get(pk=held.pk)
    if held.state != State.WAITING:
        raise HeldRefused(
            _("Decided already: %(state)s. %(who)s") % {"state": held.get_state_display(), "who": held.decided_by}
        )
    return held


def _decide(held: HeldReading, state: State, note: str, by: User, at: datetime) -> HeldReading:
    held.state, held.note = state, note.strip()[:300]
    held.decided_by, held.decided_at = by.get_username(), at
    held.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return held
