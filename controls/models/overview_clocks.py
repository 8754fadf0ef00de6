"""Formal ends of suspensions that nothing on record follows: how many days to each, or since."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from controls import states
from controls.models.clause_states import clauses_of
from controls.models.listing_events import ListingEvent
from controls.models.measures import Clause, Measure
from controls.models.overview_lists import histories
from controls.models.suspensions import Suspension


@dataclass(frozen=True, slots=True)
class Concern:
    """What an end is about, as kind and key, and how it is cited."""

    reference: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnouncedEnd:
    """An end that was announced without a formal notice, and the days to it; below 0 when it has passed."""

    until: date
    announced_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The formal end of a suspension, as printed, after which nothing is on record.

    `days` counts from the day asked about to that end: 0 on the day itself, below 0 since. `listings` is the number of
    listings concerned, 0 where it is about clauses.
    """

    reference: str
    label: str
    until: date
    until_inclusive: bool
    days: int
    announced: AnnouncedEnd | None
    concerns: tuple[Concern, ...]
    listings: int


def clocks(*, on: date) -> tuple[Clock, ...]:
    """The ends that matter on a day, by date: of suspensions known by then, that no known act continues or settles.

    An end stays until an act follows: what it concerned is to be confirmed meanwhile. In a fixed number of queries.
    """
    return tuple(sorted([*_of_clauses(on), *_of_listings(on)], key=lambda clock: (clock.until, clock.reference)))


def _of_clauses(on: date) -> list[Clock]:
    concerned: dict[Suspension, list[Clause]] = defaultdict(list)
    for measure in Measure.objects.published(on=on).prefetch_related("clauses__suspensions").order_by("key"):
        for clause in clauses_of(measure):
            acts = states.known_by(on, clause.acts())
            for suspension in clause.suspensions.all():
                act = suspension.act()
                day = _day_to_ask(act, acts, on)
                if day and _unsettled(act, states.clause_state_on(day, terms=clause.terms(), acts=acts)):
                    concerned[suspension].append(clause)
    return [
        Clock(
            f"suspension:{suspension.key}",
            suspension.number,
            suspension.until,
            suspension.until_inclusive,
            (suspension.until - on).days,
            _announced(suspension, on),
            tuple(Concern(f"clause:{clause.key}", str(clause)) for clause in clauses),
            0,
        )
        for suspension, clauses in concerned.items()
        if suspension.until is not None
    ]


def _announced(suspension: Suspension, on: date) -> AnnouncedEnd | None:
    if suspension.announced_until is None or suspension.announced_on is None or suspension.announced_on > on:
        return None
    return AnnouncedEnd(suspension.announced_until, suspension.announced_on, (suspension.announced_until - on).days)


def _of_listings(on: date) -> list[Clock]:
    concerned: Counter[ListingEvent] = Counter()
    for history, listings in histories(on=on).items():
        acts = states.known_by(on, history.acts())
        for event in history.events:
            act = event.act()
            day = _day_to_ask(act, acts, on)
            if day and _unsettled(act, history.state(on=day, known=acts)):
                concerned[event] += listings
    return [
        Clock(
            f"listing-event:{event.key}",
            event.target_notice.label,
            event.until,
            event.until_inclusive,
            (event.until - on).days,
            None,
            (Concern(f"notice:{event.target_notice.key}", event.target_notice.label),),
            listings,
        )
        for event, listings in concerned.items()
        if event.until is not None
    ]


def _day_to_ask(act: states.Act, known: Iterable[states.Act], on: date) -> date | None:
    """The first day after the end of a suspension, or the day asked about when that is later; None without an end."""
    end = act.first_day_after
    return max(on, end) if end and act.kind in states.SUSPENDING and act in known else None


def _unsettled(act: states.Act, state: states.State | None) -> bool:
    """Whether what the act suspended is to be confirmed since its end: no other act has followed."""
    return state is not None and state.code == states.TO_BE_CONFIRMED and state.since == act.first_day_after
