"""How a source is doing: what its last answer means for its row, and when it is asked again."""

from datetime import datetime, timedelta

from controls.outbound.manners import wait_after
from news.models import Source
from news.services import timetable

# So many valid answers without a single item in a row are no quiet days any more.
MOST_EMPTY = 3
LONGEST_TROUBLE = 500
NO_ITEMS = "The last {count} answers were valid and held no item at all."

# One answer that a source is gone may be a mistake of its server: it counts when it is still so a day later.
SURE_AFTER = timedelta(days=1)

COLUMNS = [
    "next_at", "asked_at", "read_at", "new_at", "failures", "empty_runs", "trouble", "trouble_since", "moved_to",
    "gone_at", "ended_at",
]  # fmt: skip


def read(*, source: Source, at: datetime, added: int, empty: bool) -> None:
    """The source answered and was read. `empty`: its answer was valid and held nothing. The caller saves."""
    source.asked_at = source.read_at = at
    _well(source, at)
    source.empty_runs = source.empty_runs + 1 if empty else 0
    if added:
        source.new_at = at
    _trouble(source, NO_ITEMS.format(count=source.empty_runs) if source.empty_runs >= MOST_EMPTY else "", at)


def unchanged(*, source: Source, at: datetime) -> None:
    """The source answered that nothing is new. What was empty before still is. The caller saves."""
    source.asked_at = source.read_at = at
    _well(source, at)
    if source.empty_runs < MOST_EMPTY:
        _trouble(source, "", at)


def failed(*, source: Source, at: datetime, reason: str, asked: timedelta | None = None) -> None:
    """The source gave no answer that can be used. It is asked again later and later, from an hour to a day.

    `asked` is how long the source itself wants to be left alone. The caller saves.
    """
    source.asked_at = at
    source.failures += 1
    _trouble(source, reason, at)
    chance = timetable.chance_of(source=source, moment=at)
    source.next_at = at + wait_after(source.failures, chance=chance, asked=asked)


def ended(*, source: Source, at: datetime, reason: str, successor: str = "") -> None:
    """The source says that it has ended. The caller saves.

    Once it has said so for a day, it is asked no more until somebody switches it on again. Until then it is asked as
    after any failure, and an answer that can be read takes it back.
    """
    failed(source=source, at=at, reason=reason)
    source.moved_to = successor[:2000] or source.moved_to
    source.gone_at = source.gone_at or at
    if at - source.gone_at >= SURE_AFTER:
        source.ended_at = at


def _well(source: Source, at: datetime) -> None:
    """The source answers: it is asked by its timetable again, and no longer as late as after a failure."""
    source.failures, source.gone_at = 0, None
    by_timetable = timetable.next_after(source=source, at=at)
    if source.next_at is None or not at < source.next_at <= by_timetable:
        source.next_at = by_timetable


def _trouble(source: Source, reason: str, at: datetime) -> None:
    source.trouble = reason[:LONGEST_TROUBLE]
    source.trouble_since = (source.trouble_since or at) if reason else None
