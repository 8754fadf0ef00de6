"""How entity lists grew, and how many notices came in a month."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from controls import states
from controls.charts.scales import months_after
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.lists import EntityList
from controls.models.notices import Notice

# How many listings begin to be, or cease to be, in a state: by day, then by state.
Turns = dict[date, Counter[str]]


@dataclass(frozen=True, slots=True)
class ListingHistory:
    """What decides the state of a listing on any day. Names that one notice lists mostly have it in common."""

    list_key: str
    published_on: date
    effective_from: date
    events: tuple[ListingEvent, ...]

    def state(self, *, on: date, known: Iterable[states.Act] | None = None) -> states.State | None:
        """The state on a day by all its acts, or by those that are `known`."""
        acts = self.acts() if known is None else known
        return states.state_on(on, published_on=self.published_on, effective_from=self.effective_from, acts=acts)

    def acts(self) -> list[states.Act]:
        return [event.act() for event in self.events]

    def turning_days(self, *, on: date) -> list[date]:
        """The days up to one on which the state can change, in order."""
        days = {self.published_on, self.effective_from}
        for act in self.acts():
            days |= {day for day in (act.effective_from, act.first_day_after) if day}
        return sorted(day for day in days if day <= on)


@dataclass(frozen=True, slots=True)
class Point:
    """How many listings of a list are in each state from a day on, until the next point."""

    on: date
    scheduled: int = 0
    in_force: int = 0
    suspended: int = 0
    to_be_confirmed: int = 0
    stopped: int = 0
    ended: int = 0

    @property
    def named(self) -> int:
        """All listings published by the day, whatever became of them."""
        return sum(getattr(self, code) for code in states.CODES)


@dataclass(frozen=True, slots=True)
class ListGrowth:
    """A list with a point for each day on which a count changes, in order; none when nobody was on it by the day."""

    key: str
    name_en: str
    name_zh: str
    name_ja: str
    points: tuple[Point, ...]

    def series(self, code: str) -> tuple[tuple[date, int], ...]:
        """The counts of one state, or of all with `named`, as a step line draws them."""
        return tuple((point.on, getattr(point, code)) for point in self.points)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The first day of a month, the notices published in it, and how many of these put names on a list."""

    month: date
    notices: int
    listing_notices: int


def growth(*, on: date) -> tuple[ListGrowth, ...]:
    """Every list as it grew up to a day, in the order of the lists, in four queries.

    On each day a count is that of the listings published by then in the state of that day, as `with_state` has it.
    """
    turns: dict[str, Turns] = defaultdict(lambda: defaultdict(Counter))
    for history, listings in histories(on=on).items():
        before = None
        for day in history.turning_days(on=on):
            state = history.state(on=day)
            code = state.code if state else None
            if before and code != before:
                turns[history.list_key][day][before] -= listings
            if code and code != before:
                turns[history.list_key][day][code] += listings
            before = code
    rows = EntityList.objects.order_by("order", "key").values_list("key", "name_en", "name_zh", "name_ja")
    return tuple(ListGrowth(*row, _points(turns[row[0]])) for row in rows)


def histories(*, on: date) -> Counter[ListingHistory]:
    """How many of the listings published by a day have which history, in three queries."""
    changing = ListingEvent.objects.filter(kind__in=states.STATE_CHANGING).select_related("target_notice")
    events = {event.pk: event for event in changing}
    targets = ListingEvent.listings.through.objects.filter(listingevent__in=events).order_by("listingevent_id")
    of_listing: dict[int, list[ListingEvent]] = defaultdict(list)
    for listing, event in targets.values_list("listing_id", "listingevent_id"):
        of_listing[listing].append(events[event])
    known = Listing.objects.published(on=on).order_by()
    return Counter(
        ListingHistory(list_key, published, first, tuple(of_listing[listing]))
        for listing, list_key, published, first in known.values_list(
            "pk", "entity_list__key", "notice__published_on", "effective_from"
        )
    )


def _points(turns: Turns) -> tuple[Point, ...]:
    """The counts from each day on, where they are not those of the day before."""
    counts: Counter[str] = Counter()
    found: list[Point] = []
    for day in sorted(turns):
        before = counts.copy()
        for code, more in turns[day].items():
            counts[code] += more
        if counts != before:
            found.append(Point(day, **{code: counts[code] for code in states.CODES}))
    return tuple(found)


def notices_by_month(*, on: date) -> tuple[MonthCount, ...]:
    """Every month from that of the first notice to that of the day, also those without a notice, in one query."""
    rows = (
        Notice.objects.published(on=on)
        .order_by()
        .annotate(month=TruncMonth("published_on"), lists=Exists(Listing.objects.filter(notice=OuterRef("pk"))))
        .values("month")
        .annotate(notices=Count("pk"), listing_notices=Count("pk", filter=Q(lists=True)))
        .values_list("month", "notices", "listing_notices")
    )
    counted = {month: counts for month, *counts in rows}
    if not counted:
        return ()
    found, month = [], min(counted)
    while month <= on:
        found.append(MonthCount(month, *counted.get(month, (0, 0))))
        month = months_after(month, 1)
    return tuple(found)
