"""Days that once stood in the calendar and were taken back by a correction: read off the change log."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from controls.models.calendar_days import Day, DayKind
from controls.models.calendar_queries import FIRST_DAYS, NIGHT, NOUNS, Record
from controls.models.catalogue import CatalogueRevision
from controls.models.history import Change
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.measures import Clause
from controls.models.notices import Notice
from controls.models.suspensions import Suspension

ACTS = (ListingEvent.noun, Suspension.noun)


def vanished(record: Record, *, present: set[str]) -> list[Day]:
    """Days that a correction removed, each with the date that it had last.

    A day that was moved is not among them: it keeps its name, which is in `present`, and has another date now.
    """
    facts = _facts(record)
    starts = {notice.key: notice.effective_from for notice in record.notices}
    corrections = Change.objects.filter(action=Change.Action.CORRECTED, subject_type__in=NOUNS).order_by("id")
    found: dict[str, Day] = {}
    for change in corrections:
        reference = f"{change.subject_type}:{change.subject_key}"
        if reference not in facts or change.before is None or change.after is None:
            continue
        published_on, jurisdiction = facts[reference]
        left = _days_of(change.subject_type, change.after)
        for kind, on in _days_of(change.subject_type, change.before).items():
            with_its_notice = change.subject_type == Listing.noun and starts.get(change.before["notice"]) == on
            if left.get(kind) == on or with_its_notice:
                continue
            day = Day(
                on,
                kind,
                change.subject_type,
                change.subject_key,
                change.subject_label,
                published_on,
                jurisdiction,
                note=change.reason,
                cancelled=True,
                revision=record.log[reference].revision,
                recorded_at=record.log[reference].recorded_at,
            )
            if day.id not in present:
                found[day.id] = day
    return list(found.values())


def _facts(record: Record) -> dict[str, tuple[date, str]]:
    """Every fact that has days, with the day of its publication and its jurisdiction."""
    found: dict[str, tuple[date, str]] = {}
    for notice in record.notices:
        found[f"{notice.noun}:{notice.key}"] = notice.published_on, notice.authority.jurisdiction
    for listing in record.listings.values():
        found[f"{listing.noun}:{listing.key}"] = listing.notice.published_on, listing.notice.authority.jurisdiction
    for clause in record.clauses.values():
        found[f"{clause.noun}:{clause.key}"] = clause.measure.published_on, clause.measure.jurisdiction
    for event in record.events:
        found[f"{event.noun}:{event.key}"] = event.announced_on, event.target_notice.authority.jurisdiction
    for edition in record.editions:
        found[f"{edition.noun}:{edition.key}"] = edition.published_on, ""
    for suspension in record.suspensions:
        jurisdictions = {clause.measure.jurisdiction for clause in record.targets(suspension)}
        found[f"{suspension.noun}:{suspension.key}"] = suspension.published_on, min(jurisdictions, default="")
    return found


def _days_of(noun: str, columns: Mapping[str, Any]) -> dict[str, date]:
    """The days of a fact by their kinds, as its recorded columns gave them."""
    first, until = _day(columns, "effective_from"), _day(columns, "until")
    found: dict[str, date | None] = {}
    if noun in (Notice.noun, Listing.noun, Clause.noun):
        found[DayKind.START] = first
    if noun == Clause.noun:
        found |= {DayKind.PERIOD_END: until, DayKind.TO_BE_CONFIRMED: until and until + NIGHT}
    if noun == CatalogueRevision.noun:
        found |= {DayKind.START: first, DayKind.DEADLINE: _day(columns, "comments_until")}
    if noun in ACTS:
        end = until + NIGHT if until and columns["until_inclusive"] else until
        found |= {FIRST_DAYS[columns["kind"]]: first, DayKind.SUSPENSION_END: until, DayKind.TO_BE_CONFIRMED: end}
        found[DayKind.ANNOUNCED_END] = _day(columns, "announced_until")
    return {kind: on for kind, on in found.items() if on}


def _day(columns: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(columns[name]) if columns.get(name) else None
