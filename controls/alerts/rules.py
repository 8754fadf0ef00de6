"""Does somebody want to hear of this? Pure: rows come in as values, and the clock as a day or a moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What a subscription of a kind is about: the noun of the fact, as the change log writes it.
NOUNS: Mapping[str, str] = {
    "list": "entity-list",
    "entity": "entity",
    "measure": "measure",
    "element": "element",
    "item": "catalogue-item",
}
SEARCH, PORTFOLIO, ENDS, SOURCE = "search", "portfolio", "ends", "source"
# What may be chosen of what happens; a kind that is not here knows no choice.
ACTS = ("added", "amended", "suspended", "resumed", "stopped", "ended", "corrected")
MOVES = ("new_hit", "gone", "class", "score", "state")
TURNS = ("joined", "left")
# Days of the calendar on which something ends by a formal text. What politicians announced is none of them.
FORMAL_ENDS = frozenset({"suspension_end", "period_end", "resumption", "stop", "end"})
# Letters are collected for a morning: before a working day begins in Beijing, and on Monday for a week.
MORNING = time(8)
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What one subscription wants to hear of. `subject` is `noun:key`; empty: anything of its kind."""

    kind: str
    subject: str = ""
    actions: frozenset[str] = field(default_factory=frozenset)
    days: int | None = None
    portfolio: int | None = None

    def takes(self, act: str) -> bool:
        return not self.actions or act in self.actions


def choices_of(kind: str) -> tuple[str, ...]:
    """What a subscription of this kind may narrow itself to."""
    if kind in NOUNS:
        return ACTS
    return {PORTFOLIO: MOVES, SEARCH: TURNS}.get(kind, ())


def wants_change(wish: Wish, *, action: str, concerned: Collection[str]) -> bool:
    """A change of a fact, with every fact that it concerns as `noun:key`."""
    return wish.kind in NOUNS and wish.subject in concerned and wish.takes(action)


def wants_difference(wish: Wish, *, portfolio: int, kind: str) -> bool:
    """What moved for a counterparty of a portfolio."""
    return wish.kind == PORTFOLIO and wish.portfolio == portfolio and wish.takes(kind)


def wants_turn(wish: Wish, *, turn: str) -> bool:
    """A fact that joined the answer of a saved search, or left it."""
    return wish.kind == SEARCH and wish.takes(turn)


def wants_occurrence(wish: Wish, *, kind: str, subject: str) -> bool:
    """Something that is no change of a fact, such as a source that is late."""
    return wish.kind == kind == SOURCE and wish.subject in ("", subject)


def wants_end(wish: Wish, *, kind: str, on: date, today: date) -> bool:
    """A day of the calendar on which something ends, once it is no further away than the subscription says."""
    near = wish.days is not None and 0 <= (on - today).days <= wish.days
    return wish.kind == ENDS and near and kind in FORMAL_ENDS


def told_on(wish: Wish, *, on: date, known_on: date) -> date:
    """The first day on which an end comes near for a subscription: not before anybody knew of it."""
    return max(on - timedelta(days=wish.days or 0), known_on)


def letter_due(rhythm: str, *, at: datetime, zone: str) -> datetime:
    """When a letter goes that is begun now: at once, the next morning, or the next Monday morning, there."""
    if rhythm == "at_once":
        return at
    here = at.astimezone(ZoneInfo(zone))
    day = here.date()
    if here.time() >= MORNING:
        day += timedelta(days=1)
    if rhythm == "weekly":
        day += timedelta(days=(_MONDAY - day.weekday()) % 7)
    return datetime.combine(day, MORNING, tzinfo=ZoneInfo(zone))


def wait_after(attempts: int) -> timedelta | None:
    """How long a letter waits after so many attempts; None: it is given up."""
    waits = (1, 5, 15, 60, 180, 360, 720, 1_440, 1_440)  # minutes: in all a little over three days
    return timedelta(minutes=waits[attempts - 1]) if attempts <= len(waits) else None
