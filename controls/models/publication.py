"""Which facts nothing was known of on a day: those that were published, announced or listed later.

One rule for whatever is asked as of a day and holds facts of many kinds: the change log, and claims about facts.
"""

from datetime import date

from django.db.models import CharField, QuerySet, Value

from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.catalogue_versions import ItemVersion
from controls.models.entities import Entity
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.measures import Clause, ControlledItem, Measure
from controls.models.notices import Notice
from controls.models.suspensions import Suspension


def later_facts(*, on: date) -> dict[str, QuerySet]:
    """By kind of fact, the keys of those published after a day. Kinds that have no day of publication are left out.

    Clauses and items come with their measure, versions with their edition, a technology with the first edition that
    names it, an entity with the first notice that lists it; an entity that nothing lists has no such day.
    """
    rows: list[QuerySet] = [
        Notice.objects.filter(published_on__gt=on),
        Measure.objects.filter(published_on__gt=on),
        Suspension.objects.filter(published_on__gt=on),
        CatalogueRevision.objects.filter(published_on__gt=on),
        Listing.objects.filter(notice__published_on__gt=on),
        ListingEvent.objects.filter(announced_on__gt=on),
        Clause.objects.filter(measure__published_on__gt=on),
        ControlledItem.objects.filter(measure__published_on__gt=on),
        ItemVersion.objects.filter(revision__published_on__gt=on),
        CatalogueItem.objects.exclude(versions=None).exclude(versions__revision__published_on__lte=on),
        Entity.objects.exclude(listings=None).exclude(listings__notice__published_on__lte=on),
    ]
    return {each.model.noun: each.order_by().values("key") for each in rows}


def later_references(*, on: date) -> list[str]:
    """The same facts as `noun:key`, in one query."""
    first, *others = (
        each.annotate(noun=Value(noun, output_field=CharField())).values_list("noun", "key")
        for noun, each in later_facts(on=on).items()
    )
    return [f"{noun}:{key}" for noun, key in first.union(*others, all=True)]
