"""What a notice orders besides the names that it lists, and what later acts made of those, as far as known on a day."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from controls.models.listing_events import ListingEvent
from controls.models.measures import Measure
from controls.models.notices import Notice
from controls.models.suspensions import Suspension


@dataclass(frozen=True, slots=True)
class Orders:
    """Acts on listings, measures, and instruments on clauses, each in the order of their days."""

    acts: list[ListingEvent]
    measures: list[Measure]
    suspensions: list[Suspension]

    def __bool__(self) -> bool:
        return bool(self.acts or self.measures or self.suspensions)


def ordered_by(notice: Notice, *, on: date) -> Orders:
    """What the notice itself orders. Six queries; nothing before the notice, or before the fact, was published."""
    if notice.published_on > on:
        return Orders([], [], [])
    measures = notice.ordered_measures.filter(published_on__lte=on).prefetch_related("clauses")
    suspensions = notice.suspensions.filter(published_on__lte=on).prefetch_related("clauses__measure")
    return Orders(
        list(_acts(notice.ordered_events, on=on)),
        list(measures.order_by("published_on", "key")),
        list(suspensions.order_by("effective_from", "key")),
    )


def acts_upon(notice: Notice, *, on: date) -> list[ListingEvent]:
    """What was announced by a day about the names, or the measure, of a notice."""
    return list(_acts(notice.events, on=on).prefetch_related("sources"))


def _acts(events: "models.Manager[ListingEvent]", *, on: date) -> "models.QuerySet[ListingEvent]":
    rows = events.filter(announced_on__lte=on).select_related("target_notice", "notice")
    # Counted apart, not grouped: read back at a revision, an act is a row of a view, which has no primary key.
    named = ListingEvent.listings.through._default_manager.filter(listingevent=OuterRef("pk")).order_by()
    counted = Subquery(named.values("listingevent").annotate(count=Count("listing")).values("count"))
    return rows.annotate(listing_count=Coalesce(counted, 0)).order_by("effective_from", "pk")
