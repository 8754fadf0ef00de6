"""How facts of each noun are read and written by the loading of the seed."""

from collections.abc import Callable
from dataclasses import dataclass

from controls.models import (
    Authority,
    CatalogueItem,
    CatalogueRevision,
    Claim,
    Clause,
    ControlledItem,
    Element,
    Entity,
    EntityList,
    ItemVersion,
    Listing,
    ListingEvent,
    Measure,
    Notice,
    Source,
    Suspension,
    TariffCode,
    TrackedModel,
)
from controls.models.history import TrackedQuerySet
from controls.services import (
    catalogue,
    claims,
    entities,
    goods,
    listing_events,
    listings,
    lists,
    measures,
    notices,
    sources,
    suspensions,
)


@dataclass(frozen=True, slots=True)
class Acts:
    """How facts of one noun are read and written. `named` is what the correcting service calls the fact."""

    rows: Callable[[], TrackedQuerySet]
    register: Callable[..., TrackedModel]
    correct: Callable[..., TrackedModel]
    named: str


# Each query brings what `snapshot` touches, so that comparing everything takes a fixed number of queries.
ACTS = {
    "source": Acts(lambda: Source.objects.all(), sources.register, sources.correct, "source"),
    "authority": Acts(
        lambda: Authority.objects.all(), notices.register_authority, notices.correct_authority, "authority"
    ),
    "entity-list": Acts(
        lambda: EntityList.objects.select_related("authority"), lists.register, lists.correct, "entity_list"
    ),
    "notice": Acts(
        lambda: Notice.objects.select_related("authority", "entity_list").prefetch_related("sources", "copies__source"),
        notices.register,
        notices.correct,
        "notice",
    ),
    "entity": Acts(
        lambda: Entity.objects.select_related("part_of").prefetch_related("names__sources", "identifiers__sources"),
        entities.register,
        entities.correct,
        "entity",
    ),
    "listing": Acts(
        lambda: Listing.objects.select_related("entity", "entity_list", "notice").prefetch_related("sources"),
        listings.add,
        listings.correct,
        "listing",
    ),
    "listing-event": Acts(
        lambda: ListingEvent.objects.select_related("target_notice", "notice").prefetch_related("sources", "listings"),
        listing_events.register,
        listing_events.correct,
        "event",
    ),
    "measure": Acts(
        lambda: Measure.objects.select_related("authority", "notice").prefetch_related("sources"),
        measures.register,
        measures.correct,
        "measure",
    ),
    "clause": Acts(
        lambda: Clause.objects.select_related("measure"), measures.register_clause, measures.correct_clause, "clause"
    ),
    "controlled-item": Acts(
        lambda: ControlledItem.objects.select_related("measure").prefetch_related("sources"),
        measures.register_item,
        measures.correct_item,
        "item",
    ),
    "suspension": Acts(
        lambda: Suspension.objects.select_related("notice").prefetch_related("sources", "clauses", "announced_sources"),
        suspensions.register,
        suspensions.correct,
        "suspension",
    ),
    "element": Acts(
        lambda: Element.objects.prefetch_related("sources"), goods.register_element, goods.correct_element, "element"
    ),
    "tariff-code": Acts(
        lambda: TariffCode.objects.prefetch_related("sources"),
        goods.register_tariff_code,
        goods.correct_tariff_code,
        "tariff_code",
    ),
    "claim": Acts(lambda: Claim.objects.prefetch_related("sources"), claims.register, claims.correct, "claim"),
    "catalogue-revision": Acts(
        lambda: CatalogueRevision.objects.select_related("based_on", "draft", "notice", "measure").prefetch_related(
            "sources"
        ),
        catalogue.register_revision,
        catalogue.correct_revision,
        "revision",
    ),
    "catalogue-item": Acts(
        lambda: CatalogueItem.objects.all(), catalogue.register_item, catalogue.correct_item, "item"
    ),
    "item-version": Acts(
        lambda: ItemVersion.objects.with_everything(),
        catalogue.register_version,
        catalogue.correct_version,
        "version",
    ),
}
