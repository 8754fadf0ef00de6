"""When a source is asked: its rhythm, its quiet hours and a spread that is the same for every clock."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from news.models import Source

MINUTES_OF_A_DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slot_of(*, source: Source, at: datetime) -> datetime:
    """The beginning of the slot that a moment lies in. Slots are counted from 1970 on, so that all clocks agree."""
    rhythm = _rhythm(source, at)
    return EPOCH + (at - EPOCH) // rhythm * rhythm


def next_after(*, source: Source, at: datetime) -> datetime:
    """When the source is asked next after a moment: the next slot and its spread, and not in hours without asking."""
    begin = slot_of(source=source, at=at) + _rhythm(source, at)
    ends = quiet_until(source=source, at=at)
    if ends and ends < begin:
        # The night's rhythm must not reach into the day.
        begin = ends
    ends = quiet_until(source=source, at=begin)
    if ends and source.quiet_rhythm is None:
        begin = ends
    return begin + spread(source=source, slot=begin)


def longest_interval(*, source: Source) -> timedelta:
    """The longest time between two slots of a source: its rhythm, that of its quiet hours, or those hours as well."""
    longest = max(source.rhythm, source.quiet_rhythm or 0)
    if source.quiet_rhythm is None and source.quiet_from is not None and source.quiet_to is not None:
        first, last = (hour.hour * 60 + hour.minute for hour in (source.quiet_from, source.quiet_to))
        longest += (last - first) % MINUTES_OF_A_DAY
    return timedelta(minutes=longest)


def spread(*, source: Source, slot: datetime) -> timedelta:
    """How much later than its slot a source is asked: the same for every clock, another one for each slot."""
    chance = chance_of(source=source, moment=slot)
    return timedelta(seconds=int(chance * source.jitter / 100 * source.rhythm * 60))


def chance_of(*, source: Source, moment: datetime) -> float:
    """A number from 0 to 1 that looks like chance and is the same for everybody who asks for this source and moment."""
    digest = hashlib.sha256(f"{source.key} {moment.astimezone(UTC).isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def quiet_until(*, source: Source, at: datetime) -> datetime | None:
    """The end of the quiet hours that a moment lies in; None when it lies in none. They may reach over midnight."""
    if source.quiet_from is None or source.quiet_to is None or source.quiet_from == source.quiet_to:
        return None
    zone = ZoneInfo(source.zone)
    local = at.astimezone(zone)
    if not _within(local.time(), source.quiet_from, source.quiet_to):
        return None
    days = 1 if local.time() >= source.quiet_to else 0
    ends = datetime.combine(local.date() + timedelta(days=days), source.quiet_to, tzinfo=zone)
    # Where clocks are set forward the printed hour may not exist; by UTC the end is never before now.
    return max(ends.astimezone(UTC), at)


def _within(moment: time, first: time, last: time) -> bool:
    return first <= moment < last if first < last else moment >= first or moment < last


def _rhythm(source: Source, at: datetime) -> timedelta:
    minutes = source.rhythm
    if source.quiet_rhythm is not None and quiet_until(source=source, at=at):
        minutes = source.quiet_rhythm
    return timedelta(minutes=minutes)
