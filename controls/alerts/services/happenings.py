"""Rows of others as things that happened: what a notification says of each, whoever hears of it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from controls.alerts.models import Occurrence, SavedSearch
from controls.alerts.services.notifying import Happening
from controls.models import Change
from controls.models.calendar_days import Day
from controls.screening.models import Difference

CHANGE, DIFFERENCE, TURN, END, LATE = "change", "difference", "turn", "end", "source_late"
REFUSED = "search_refused"


def of_change(*, change: Change) -> Happening:
    """A change of a fact; its notice is fetched."""
    said = {
        "type": CHANGE,
        "revision": change.pk,
        "action": change.action,
        "noun": change.subject_type,
        "key": change.subject_key,
        "notice": change.notice.key if change.notice else "",
        "notice_label": change.notice.label if change.notice else "",
        "effective_on": _day(change.effective_on),
        "reason": change.reason[:500],
    }
    return Happening(f"change:{change.pk}", change.subject_label, change.recorded_at, said)


def of_difference(*, row: Difference) -> Happening:
    """What moved for a counterparty, who is fetched. The names of both are facts of their own."""
    said = {
        "type": DIFFERENCE,
        "difference": row.pk,
        "portfolio": row.portfolio_id,
        "counterparty": row.counterparty_id,
        "counterparty_id": row.counterparty.own_id,
        "counterparty_name": row.counterparty.name,
        "entry": row.subject,
        "entry_name": row.label,
        "kind": row.kind,
        "cause": row.cause,
        "changes": row.changes,
    }
    return Happening(f"difference:{row.pk}", f"{row.counterparty.name} – {row.label}", row.found_at, said)


def of_end(*, day: Day, on: date) -> Happening:
    """An end that comes near. One that a correction moves to another day is another occurrence."""
    noun, key, anchor = day.place
    said = {
        "type": END,
        "kind": day.kind,
        "on": day.on.isoformat(),
        "noun": day.noun,
        "key": day.key,
        "place": [noun, key, anchor],
        "about": day.about[:500],
    }
    return Happening(f"end:{day.id}:{day.on.isoformat()}"[:300], day.name, _morning(on), said)


def of_turn(*, search: SavedSearch, fact: str, label: str, joined: bool, mark: str, at: datetime) -> Happening:
    """A fact (`noun:key`) that joined the answer of a saved search or left it; `mark` is when, as data."""
    said = {
        "type": TURN,
        "turn": "joined" if joined else "left",
        "search": search.pk,
        "search_name": search.name,
        "route": search.route,
        "query": search.query,
        "fact": fact,
    }
    return Happening(f"search:{search.pk}:{mark}:{said['turn']}:{fact}"[:300], label, at, said)


def of_refusal(*, search: SavedSearch, since: datetime) -> Happening:
    """A search that cannot be asked any more since a moment: until it answers again nothing is told of it."""
    said = {
        "type": REFUSED,
        "search": search.pk,
        "search_name": search.name,
        "reason": search.refused,
        "route": search.route,
        "query": search.query,
    }
    return Happening(f"search:{search.pk}:refused:{since.isoformat()}", search.name, since, said)


def of_occurrence(*, row: Occurrence) -> Happening:
    """Something that a floor above noted."""
    return Happening(row.key, row.label, row.happened_at, {"type": LATE, "subject": row.subject, **row.said})


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _morning(on: date) -> datetime:
    """The first moment of a day of the register."""
    return datetime.combine(on, time(0), tzinfo=ZoneInfo(settings.TIME_ZONE))
