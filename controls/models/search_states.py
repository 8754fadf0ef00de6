"""What the facts that were found are on a day: of an entity its weightiest listing, of an item its measure."""

from collections.abc import Iterable
from datetime import date

from controls import states
from controls.models.catalogue_states import ItemStanding, in_words, whole_catalogue
from controls.models.clause_states import Standing, of_measure
from controls.models.labels import badge_of
from controls.models.listings import Listing
from controls.models.lists import Effect
from controls.models.measures import ControlledItem, Measure
from controls.models.search import SearchDocument

# What weighs more for a shipment stands first.
_WEIGHT = [*Effect.values, states.SCHEDULED, states.SUSPENDED, states.TO_BE_CONFIRMED, states.STOPPED, states.ENDED]
_ROW = ("entity__key", "state_code", "effect_code")


def standings(documents: Iterable[SearchDocument], *, on: date) -> dict[int, Standing | ItemStanding]:
    """The standing of each document that has one, by its number. A fixed number of queries."""
    keys: dict[str, dict[str, int]] = {"entity": {}, "measure": {}, "controlled-item": {}, "catalogue-item": {}}
    for document in documents:
        if document.noun in keys:
            keys[document.noun][document.key] = document.pk
    measures = _measures(keys["measure"], keys["controlled-item"], on)
    return {**_entities(keys["entity"], on), **measures, **_technologies(keys["catalogue-item"], on)}


def _technologies(numbers: dict[str, int], on: date) -> dict[int, ItemStanding]:
    if not numbers:
        return {}
    catalogue = whole_catalogue()
    found = {number: in_words(catalogue.stand(key, on=on)) for key, number in numbers.items()}
    return {number: standing for number, standing in found.items() if standing is not None}


def _entities(numbers: dict[str, int], on: date) -> dict[int, Standing]:
    if not numbers:
        return {}
    listings = Listing.objects.filter(entity__key__in=numbers).published(on=on).with_badge(on=on)
    found: dict[int, Standing] = {}
    for key, code, effect in listings.values_list(*_ROW):
        standing = Standing(code, badge_of(state_code=code, effect=effect))
        known = found.get(numbers[key])
        if known is None or _WEIGHT.index(standing.badge) < _WEIGHT.index(known.badge):
            found[numbers[key]] = standing
    return found


def _measures(measures: dict[str, int], items: dict[str, int], on: date) -> dict[int, Standing]:
    of_items = dict(ControlledItem.objects.filter(key__in=items).values_list("key", "measure__key")) if items else {}
    if not measures and not of_items:
        return {}
    rows = Measure.objects.filter(key__in={*measures, *of_items.values()}).for_display()
    found = {row.key: standing for row in rows if (standing := of_measure(row, on=on)) is not None}
    standing_of = {number: found.get(key) for key, number in measures.items()}
    standing_of |= {items[item]: found.get(measure) for item, measure in of_items.items()}
    return {number: standing for number, standing in standing_of.items() if standing is not None}
