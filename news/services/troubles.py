"""Which sources a person should look at, and why: the one rule for the desk, pages, answers, alerts and figures."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from news.models import Source
from news.services import timetable

# Twice its rhythm may pass without a reading, and a day with two hours to spare, unless it is asked more rarely.
MISSED = 2
LONGEST_SILENCE = timedelta(hours=26)
DAY = timedelta(days=1)


class Trouble(StrEnum):
    """What is wrong with a source that is switched on. Where the register is blind it is ended or silent."""

    ENDED = "ended"
    FAILING = "failing"
    SILENT = "silent"


BLIND = frozenset([Trouble.ENDED, Trouble.SILENT])


def troubles(*, source: Source, at: datetime) -> tuple[Trouble, ...]:
    """What is wrong with a source at a moment, the worst first; nothing for one that is well or switched off.

    It says that it has ended; its last answer could not be had or read, or is held back; or nobody has read it for
    longer than it should take, whatever its last answer was: the worker may be dead.
    """
    if not source.enabled:
        return ()
    silent = late_from(source=source)
    wrong = {
        Trouble.ENDED: source.ended_at is not None,
        Trouble.FAILING: bool(source.failures or source.trouble),
        Trouble.SILENT: silent is not None and silent <= at,
    }
    return tuple(trouble for trouble, holds in wrong.items() if holds)


def late_from(*, source: Source) -> datetime | None:
    """When the present silence of a source becomes lateness. None for one of which nobody knows when it began."""
    known = [moment for moment in (source.read_at, source.on_since) if moment]
    last = max(known) if known else source.trouble_since or source.asked_at
    return None if last is None else last + patience(source=source)


def patience(*, source: Source) -> timedelta:
    """How long a source may go unread: twice its longest interval, but 26 hours at most if that is not above a day."""
    longest = timetable.longest_interval(source=source)
    return MISSED * longest if longest > DAY else min(MISSED * longest, LONGEST_SILENCE)


def switched_on() -> QuerySet[Source]:
    """The sources to which the rule applies: also those that have ended, until somebody switches them off."""
    return Source.objects.filter(enabled=True).order_by("rank", "key")


def in_trouble(*, sources: Iterable[Source], at: datetime) -> list[Source]:
    """Those of some sources that a person should look at, in their order."""
    return [source for source in sources if troubles(source=source, at=at)]


def nothing_new_since(*, source: Source, at: datetime) -> datetime | None:
    """Since when a source that is read has had nothing new, if that is longer than it may be quiet; else None.

    A page that is frozen answers as a quiet one does: only a person can tell them apart.
    """
    since = source.new_at or source.on_since
    if not source.enabled or source.ended_at or source.read_at is None or since is None:
        return None
    return since if at - since > timedelta(days=source.still_days) else None
