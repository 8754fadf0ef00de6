"""Rows for the API in batches: plain values instead of model objects, in a fixed number of queries a batch.

Fifty listings as model objects, with all that hangs on them, cost four times what the whole answer costs this way.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from controls import effects, states
from controls.api import shapes
from controls.api.shapes import Shape
from controls.models import Entity, EntityName, Identifier, Listing, ListingEvent

ROWS_AT_ONCE = 500

LISTING = ("pk", "key", "item_number", "effect", "effective_from", "effective_time", "entity_id")
WORDING = ("name_en", "name_zh", "address", "note", "evidence_grade")
LIST = ("entity_list__key", "entity_list__name_en", "entity_list__effect")
NOTICE = ("notice__key", "notice__label", "notice__published_on")
ENTITY = ("pk", "key", "name", "type", "country", "note", "part_of__key", "part_of__name")
ENTITY_OF_LISTING = ("entity__key", "entity__name", "entity__type", "entity__country")

Values = dict[str, Any]


def portions(rows: QuerySet, shaped: Callable[[list[Values]], list[Shape]]) -> Iterator[Shape]:
    """All rows of a query of values, fetched and shaped some hundred at a time."""
    found = rows.iterator(chunk_size=ROWS_AT_ONCE)
    while portion := list(islice(found, ROWS_AT_ONCE)):
        yield from shaped(portion)


def listing_values(listings: QuerySet[Listing]) -> QuerySet:
    return listings.values(*LISTING, *WORDING, *LIST, *NOTICE, *ENTITY_OF_LISTING)


def entity_values(entities: QuerySet[Entity]) -> QuerySet:
    return entities.values(*ENTITY)


def listings(found: list[Values], *, on: date, root: str) -> list[Shape]:
    """Listings in the shape of the API, from `listing_values`. Their notices must be published by the day."""
    keys = [row["pk"] for row in found]
    entities = {row["entity_id"] for row in found}
    names, numbers, sources = _names(entities), _identifiers(entities), _sources(keys)
    state_of, effect_of = _states(keys, on)
    page = shapes.address_of("controls:entity-detail", root)
    return [
        {
            "id": row["key"],
            "entity": shapes.entity(row, names[row["entity_id"]], numbers[row["entity_id"]], at="entity__"),
            "list": shapes.entity_list_brief(row),
            "notice": shapes.notice_brief(row),
            "item_number": row["item_number"],
            "name_en": row["name_en"] or None,
            "name_zh": row["name_zh"] or None,
            "address": row["address"] or None,
            "effect": effect_of(row),
            "effective_from": row["effective_from"],
            "effective_time": shapes.clock(row["effective_time"]),
            "state": state_of(row),
            "evidence": {"grade": row["evidence_grade"], "sources": sources[row["pk"]]},
            "note": row["note"] or None,
            "url": page(row["key"]),
        }
        for row in found
    ]


def entities(found: list[Values], *, on: date, root: str) -> list[Shape]:
    """Entities in the shape of the API, from `entity_values`, each with its listings published by the day."""
    keys = [row["pk"] for row in found]
    names, numbers, listed = _names(keys), _identifiers(keys), _listings_of(keys, on)
    page = shapes.address_of("controls:entity-detail", root)
    return [
        {
            **shapes.entity(row, names[row["pk"]], numbers[row["pk"]]),
            "part_of": {"id": row["part_of__key"], "name": row["part_of__name"]} if row["part_of__key"] else None,
            "note": row["note"] or None,
            "listings": listed[row["pk"]],
            "url": page(row["key"]),
        }
        for row in found
    ]


def _listings_of(entities: Collection[int], on: date) -> dict[int, list[Shape]]:
    """Listings of entities in short, newest notice first."""
    found = list(
        Listing.objects.filter(entity__in=entities)
        .published(on=on)
        .order_by("-notice__published_on", "-notice_id", "position")
        .values(*LISTING, *LIST, *NOTICE)
    )
    state_of, effect_of = _states([row["pk"] for row in found], on)
    grouped: dict[int, list[Shape]] = defaultdict(list)
    for row in found:
        grouped[row["entity_id"]].append(
            {
                "id": row["key"],
                "list": shapes.entity_list_brief(row),
                "notice": shapes.notice_brief(row),
                "item_number": row["item_number"],
                "effect": effect_of(row),
                "effective_from": row["effective_from"],
                "state": state_of(row),
            }
        )
    return grouped


def _names(entities: Collection[int]) -> dict[int, list[Shape]]:
    rows = EntityName.objects.filter(entity__in=entities).order_by("pk")
    return _grouped(
        rows.values_list("entity_id", "text", "language", "kind"),
        lambda text, lang, kind: {"text": text, "lang": lang, "kind": kind},
    )


def _identifiers(entities: Collection[int]) -> dict[int, list[Shape]]:
    rows = Identifier.objects.filter(entity__in=entities).order_by("pk")
    return _grouped(
        rows.values_list("entity_id", "scheme", "value"), lambda scheme, value: {"scheme": scheme, "value": value}
    )


def _sources(listings: Collection[int]) -> dict[int, list[Shape]]:
    rows = Listing.sources.through.objects.filter(listing__in=listings).order_by("source__key")
    return _grouped(
        rows.values_list("listing_id", *(f"source__{name}" for name in ("key", "title", "url", "kind", "seen_on"))),
        shapes.source,
    )


def _states(listings: Collection[int], on: date) -> tuple[Callable[[Values], Shape], Callable[[Values], str]]:
    """Functions that shape the state of a listing and give its effect on the day; those with the same dates and acts
    are computed once."""
    columns = ("kind", "announced_on", "effective_from", "until", "until_inclusive", "effect", "target_notice_id")
    rows = ListingEvent.listings.through.objects.filter(listing__in=listings).order_by("listingevent_id")
    found = list(rows.values_list("listing_id", *(f"listingevent__{name}" for name in columns)))
    acts = _grouped((row[:6] for row in found), states.Act)
    of_measures = _grouped(((*row[:4], *row[6:]) for row in found if row[1] in effects.ACTS), effects.MeasureAct)
    known: dict[tuple[Any, ...], Shape] = {}

    def effect_of(row: Values) -> str:
        return effects.effect_on(on, effect=row["effect"], acts=of_measures[row["pk"]])

    def state_of(row: Values) -> Shape:
        dates, effect = (row["notice__published_on"], row["effective_from"], row["effective_time"]), effect_of(row)
        case = (*dates, effect, *acts[row["pk"]])
        if case not in known:
            known[case] = shapes.state(*dates, acts[row["pk"]], effect=effect, on=on)
        return known[case]

    return state_of, effect_of


def _grouped(rows: Iterable[tuple[Any, ...]], shaped: Callable[..., Any]) -> dict[Any, list[Any]]:
    """Rows by their first column; the rest of each goes through `shaped`."""
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        grouped[key].append(shaped(*rest))
    return grouped
