"""Which days there are: computed from everything on record that has days, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min

from controls import effects, states
from controls.models.calendar_days import Day, DayKind, Named, agreed
from controls.models.catalogue import CatalogueRevision
from controls.models.history import Change
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.measures import Clause
from controls.models.notices import Notice
from controls.models.suspensions import Suspension

NOUNS = (CatalogueRevision.noun, Notice.noun, Listing.noun, ListingEvent.noun, "measure", Clause.noun, Suspension.noun)
NIGHT = timedelta(days=1)
# What an act makes of its first day.
FIRST_DAYS = {
    **dict.fromkeys(states.SUSPENDING, DayKind.SUSPENSION_START),
    **dict.fromkeys(states.RESUMING, DayKind.RESUMPTION),
    **dict.fromkeys(states.STOPPING, DayKind.STOP),
    **dict.fromkeys((*states.ENDING, *states.REPEALING), DayKind.END),
    ListingEvent.Kind.MEASURE_ADDED: DayKind.START,
    ListingEvent.Kind.MEASURE_STOPPED: DayKind.STOP,
}
Act = ListingEvent | Suspension
StateOn = Callable[[date], str | None]


@dataclass(frozen=True, slots=True)
class Logged:
    """What the change log says of a fact: its newest change, when that was, and when the fact was first recorded."""

    revision: int
    recorded_at: datetime
    first_at: datetime


@dataclass(slots=True)
class Record:
    """Everything on record that has days, as far as it was published by a day; all of it when `known_by` is None."""

    known_by: date | None
    notices: list[Notice] = field(default_factory=list)
    listings: dict[int, Listing] = field(default_factory=dict)
    clauses: dict[int, Clause] = field(default_factory=dict)
    events: list[ListingEvent] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    editions: list[CatalogueRevision] = field(default_factory=list)
    acts_on: dict[tuple[str, int], list[Any]] = field(default_factory=lambda: defaultdict(list))
    log: dict[str, Logged] = field(default_factory=dict)

    def load(self) -> "Record":
        """Read all of it: ten queries, whatever stands in the register."""
        self.notices = self._known(Notice.objects.select_related("authority", "entity_list"))
        listings = Listing.objects.select_related("notice__authority", "entity_list").order_by("notice", "position")
        self.listings = {row.pk: row for row in listings if self.knows(row.notice.published_on)}
        clauses = Clause.objects.select_related("measure__notice").order_by("measure", "position")
        self.clauses = {row.pk: row for row in clauses if self.knows(row.measure.published_on)}
        events = ListingEvent.objects.select_related("target_notice__authority", "notice").prefetch_related("listings")
        self.events = [row for row in events.order_by("pk") if self.knows(row.announced_on)]
        suspensions = Suspension.objects.select_related("notice").prefetch_related("clauses", "announced_sources")
        self.suspensions = self._known(suspensions.order_by("pk"))
        self.editions = self._known(CatalogueRevision.objects.select_related("measure", "notice").order_by("key"))
        for event in self.events:
            for listing in event.listings.all():
                self.acts_on[Listing.noun, listing.pk].append(event)
        for suspension in self.suspensions:
            for clause in suspension.clauses.all():
                self.acts_on[Clause.noun, clause.pk].append(suspension)
        self.log = _log()
        return self

    def knows(self, published_on: date) -> bool:
        return self.known_by is None or published_on <= self.known_by

    def _known(self, rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if self.knows(row.published_on)]

    def targets(self, act: Act) -> list[Any]:
        """The clauses or listings on which an act acts, in their order."""
        if isinstance(act, Suspension):
            return [self.clauses[row.pk] for row in act.clauses.all() if row.pk in self.clauses]
        return [self.listings[row.pk] for row in act.listings.all() if row.pk in self.listings]

    def acts(self, target: Clause | Listing) -> list[Any]:
        return self.acts_on[target.noun, target.pk]

    def state(self, targets: Sequence[Any]) -> StateOn:
        """The state on which all targets agree, as a function of the day."""
        return lambda day: agreed([self._state_of(target, day) for target in targets])

    def _state_of(self, target: Clause | Listing, day: date) -> str | None:
        acts = [act.act() for act in self.acts(target)]
        if isinstance(target, Clause):
            found = states.clause_state_on(day, terms=target.terms(), acts=acts)
        else:
            found = states.state_on(
                day, published_on=target.notice.published_on, effective_from=target.effective_from, acts=acts
            )
        return found.code if found else None

    def resting(self, day: Day, targets: Sequence[Any], *besides: str) -> Day:
        """The day with its states, and with the newest change of the fact, its targets and all acts on these."""
        state = self.state(targets)
        references = {day.fact, *besides}
        for target in targets:
            references |= {f"{target.noun}:{target.key}", *(f"{act.noun}:{act.key}" for act in self.acts(target))}
        newest = max((self.log[name] for name in references if name in self.log), key=lambda found: found.revision)
        return replace(
            day,
            before=state(day.on - NIGHT),
            state=state(day.on),
            after=state(day.on + NIGHT),
            revision=newest.revision,
            recorded_at=newest.recorded_at,
        )

    def unconfirmed(self, day: Day, targets: Sequence[Any]) -> list[Day]:
        """The day from which targets are to be confirmed; cancelled when a later act was recorded after it stood here.

        An act that was recorded together with the one before never let that day appear.
        """
        open_ones = [each for each in targets if self.state([each])(day.on) == states.TO_BE_CONFIRMED]
        if open_ones:
            return [self.resting(day, open_ones)]
        first = self.log[day.fact].first_at
        later = [
            self.log[f"{act.noun}:{act.key}"].first_at
            for target in targets
            for act in self.acts(target)
            if f"{act.noun}:{act.key}" != day.fact and act.kind not in effects.ACTS and act.effective_from <= day.on
        ]
        superseded = [moment for moment in later if moment > first]
        return [replace(self.resting(day, targets), cancelled=True)] if superseded else []


def _log() -> dict[str, Logged]:
    rows = (
        Change.objects.filter(subject_type__in=NOUNS)
        .order_by()
        .values_list("subject_type", "subject_key")
        .annotate(newest=Max("id"), last_at=Max("recorded_at"), first_at=Min("recorded_at"))
    )
    return {f"{noun}:{key}": Logged(newest, last_at, first_at) for noun, key, newest, last_at, first_at in rows}


def lists_of(listings: Iterable[Listing]) -> tuple[Named, ...]:
    found = {row.entity_list.key: row.entity_list.name_en for row in listings}
    return tuple(Named(key, label) for key, label in sorted(found.items()))


def measures_of(clauses: Iterable[Clause]) -> tuple[Named, ...]:
    found = {row.measure.key: str(row.measure) for row in clauses}
    return tuple(Named(key, label) for key, label in sorted(found.items()))


def named(*notices: Notice | None) -> tuple[Named, ...]:
    return tuple(Named(notice.key, notice.label) for notice in notices if notice)
