"""The calendar of the register: one list of days behind the page, the API and the file for calendar programs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext

from controls import states
from controls.models.calendar_cancelled import vanished
from controls.models.calendar_days import Day, DayKind, Named
from controls.models.calendar_queries import FIRST_DAYS, NIGHT, Act, Record, lists_of, measures_of, named
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.measures import Clause
from controls.models.suspensions import Suspension

# Whose technology catalogue it is.
CATALOGUE_OF = "CN"


def days(*, known_by: date | None = None) -> list[Day]:
    """Every day on record in its order, as far as it was published by `known_by`; all of them when that is None.

    Days of the past are as they are known now, days ahead as the notices on record let them come.
    """
    record = Record(known_by).load()
    acts: list[Act] = [*record.suspensions, *record.events]
    found = [*_of_notices(record), *_of_clauses(record), *(day for act in acts for day in _of_act(record, act))]
    found += _of_editions(record)
    found += vanished(record, present={day.id for day in found})
    return sorted(found, key=lambda day: day.order)


def _of_notices(record: Record) -> Iterator[Day]:
    """First days of notices with the names that they list, and of names that begin on another day than their notice."""
    by_notice: dict[int, list[Listing]] = {notice.pk: [] for notice in record.notices}
    for listing in record.listings.values():
        by_notice[listing.notice.pk].append(listing)
    for notice in record.notices:
        rest: list[Listing] = []
        own: list[Listing] = []
        for listing in by_notice[notice.pk]:
            (own if _first(listing) == _first(notice) else rest).append(listing)
        blank = Day(
            notice.effective_from,
            DayKind.START,
            notice.noun,
            notice.key,
            notice.label,
            notice.published_on,
            notice.authority.jurisdiction,
            notices=named(notice),
        )
        lists = lists_of(own)
        about = _names(len(own), lists) if own else notice.title_en
        start = replace(blank, about=about, time=_hour(notice.effective_time), lists=lists)
        yield record.resting(start, own)
        yield from _of_group(record, blank, rest)


def _of_group(record: Record, blank: Day, rest: list[Listing]) -> Iterator[Day]:
    for (on, at), group in groupby(sorted(rest, key=lambda row: (*_sortable(row), row.position)), key=_first):
        listings = list(group)
        lists = lists_of(listings)
        first = listings[0]
        day = replace(blank, on=on, time=_hour(at), noun=first.noun, key=first.key, lists=lists)
        yield record.resting(replace(day, about=_names(len(listings), lists)), listings)


def _first(row: Any) -> tuple[date, time | None]:
    return row.effective_from, row.effective_time


def _sortable(row: Listing) -> tuple[date, str]:
    return row.effective_from, _hour(row.effective_time)


def _of_clauses(record: Record) -> Iterator[Day]:
    """First days of clauses, last days of their stated periods, and the day from which those are to be confirmed."""
    for clause in record.clauses.values():
        measure = clause.measure
        blank = Day(
            measure.published_on,
            DayKind.START,
            clause.noun,
            clause.key,
            str(clause),
            measure.published_on,
            measure.jurisdiction,
            about=clause.text,
            measures=measures_of([clause]),
            notices=named(measure.notice),
            note=clause.note,
        )
        owner = f"{measure.noun}:{measure.key}"
        if clause.effective_from:
            yield record.resting(replace(blank, on=clause.effective_from), [clause], owner)
        if clause.until:
            yield record.resting(replace(blank, on=clause.until, kind=DayKind.PERIOD_END), [clause], owner)
            after = replace(blank, on=clause.until + NIGHT, kind=DayKind.TO_BE_CONFIRMED)
            yield from record.unconfirmed(after, [clause])


def _of_editions(record: Record) -> Iterator[Day]:
    """Deadlines for comments on drafts of the technology catalogue, and first days of its finals.

    A final that is a measure on record begins with the clause of that measure, whose day is told already.
    """
    for edition in record.editions:
        blank = Day(
            edition.published_on,
            DayKind.DEADLINE,
            edition.noun,
            edition.key,
            str(edition),
            edition.published_on,
            CATALOGUE_OF,
            about=edition.title_en,
            notices=named(edition.notice),
            note=edition.note,
        )
        if edition.comments_until:
            yield record.resting(replace(blank, on=edition.comments_until), [])
        if edition.effective_from and edition.measure is None:
            yield record.resting(replace(blank, on=edition.effective_from, kind=DayKind.START), [])


def _of_act(record: Record, act: Act) -> Iterator[Day]:
    """The first day of an act, its formal end, the day after which nothing is known, and an announced end."""
    targets = record.targets(act)
    blank = _blank_of(act, targets)
    yield record.resting(blank, targets)
    end = act.act().first_day_after
    if act.kind in states.SUSPENDING and act.until and end:
        blank = replace(blank, heading="")
        yield record.resting(replace(blank, on=act.until, kind=DayKind.SUSPENSION_END), targets)
        yield from record.unconfirmed(replace(blank, on=end, kind=DayKind.TO_BE_CONFIRMED), targets)
    if isinstance(act, Suspension) and act.announced_until and act.announced_on and record.knows(act.announced_on):
        announced = replace(
            blank,
            on=act.announced_until,
            heading="",
            kind=DayKind.ANNOUNCED_END,
            known_on=act.announced_on,
            sources=tuple(sorted(act.announced_sources.all(), key=lambda source: source.key)),
            note=act.announced_note,
        )
        yield record.resting(announced, targets)


def _blank_of(act: Act, targets: list[Any]) -> Day:
    if isinstance(act, ListingEvent):
        lists = lists_of(targets)
        return Day(
            act.effective_from,
            FIRST_DAYS[act.kind],
            act.noun,
            act.key,
            act.target_notice.label,
            act.announced_on,
            act.target_notice.authority.jurisdiction,
            about=_names(len(targets), lists),
            heading=_heading(act),
            lists=lists,
            notices=named(act.target_notice, act.notice),
            note=act.note,
        )
    return Day(
        act.effective_from,
        FIRST_DAYS[act.kind],
        act.noun,
        act.key,
        act.number,
        act.published_on,
        targets[0].measure.jurisdiction if targets else "",
        about=_clauses(targets),
        heading=_heading(act),
        measures=measures_of(targets),
        notices=named(act.notice),
        note=act.note,
    )


def _heading(act: Act) -> str:
    """What the act is called, where its kind of day does not say it exactly."""
    words: dict[str, str] = {
        ListingEvent.Kind.SUSPENSION_CONTINUED: gettext("Suspension continued"),
        ListingEvent.Kind.MEASURE_ADDED: gettext("One measure added"),
        ListingEvent.Kind.MEASURE_STOPPED: gettext("One measure stopped"),
        ListingEvent.Kind.REMOVED: gettext("Removed from the list"),
        ListingEvent.Kind.MOVED: gettext("Moved to another list"),
        Suspension.Kind.REPEALED: gettext("Repealed"),
        Suspension.Kind.SUPERSEDED: gettext("Superseded"),
        Suspension.Kind.EXPIRED: gettext("Expired"),
    }
    return words.get(act.kind, "")


def _names(count: int, lists: tuple[Named, ...]) -> str:
    words = {"count": count, "lists": ", ".join(each.label for each in lists)}
    return ngettext("%(count)s name on the %(lists)s", "%(count)s names on the %(lists)s", count) % words


def _clauses(clauses: list[Clause]) -> str:
    return ", ".join(str(clause) for clause in sorted(clauses, key=lambda clause: clause.key))


def _hour(at: time | None) -> str:
    return at.strftime("%H:%M") if at else ""
