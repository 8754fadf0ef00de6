"""The register as a source of parties: who stands on its lists, and what is said of those who are found.

A source of parties has these public names; `controls.screening.services.sources` has the row of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count

from controls import states
from controls.matching.facts import Facts
from controls.matching.index import Party, Span, Spelling
from controls.models import Change, Effect, Entity, EntityList, EntityName, Identifier, Listing, Notice
from controls.models.labels import ListingState, state_note
from controls.screening.receipts import digest_of

PREFIX = "entity"
# Of several listings of one entity the one stands first that decides most: what binds before what does not.
_BY_STATE = (
    states.IN_FORCE, states.TO_BE_CONFIRMED, states.SCHEDULED, states.SUSPENDED, states.STOPPED, states.ENDED,
)  # fmt: skip
_BY_EFFECT = tuple(Effect.values)


def version() -> tuple[int, str]:
    """The register's revision and the digest of its log up to there: no two states of a register have both."""
    newest = Change.objects.order_by("-id").values_list("id", "digest").first()
    return newest or (0, "")


def parties() -> Iterator[Party]:
    """Every entity that a list names or named, with all its names, in four queries.

    A listing that was stopped or ended is found as well; what became of it is said with the answer.
    """
    spans, addresses = defaultdict(list), dict[int, str]()
    listed = Listing.objects.order_by("notice__published_on", "key")
    for entity, list_key, published, address in listed.values_list(
        "entity_id", "entity_list__key", "notice__published_on", "address"
    ):
        spans[entity].append(Span(list_key, published, None))
        addresses[entity] = address or addresses.get(entity, "")
    names, numbers = defaultdict(list), defaultdict(list)
    spelt = EntityName.objects.order_by("entity_id", "text", "language")
    for entity, text, language, kind in spelt.values_list("entity_id", "text", "language", "kind"):
        names[entity].append(Spelling(text, language, kind))
    for entity, scheme, value in Identifier.objects.order_by().values_list("entity_id", "scheme", "value"):
        numbers[entity].append((scheme, value))
    entities = Entity.objects.order_by("key").values_list("pk", "key", "name", "type", "country")
    for pk, key, name, kind, country in entities:
        if pk in spans:
            spellings = names[pk] or [Spelling(name, "en", "as_listed")]
            facts = Facts(country=country, numbers=frozenset(numbers[pk]), address=addresses[pk])
            yield Party(
                f"{PREFIX}:{key}", kind == Entity.Type.PERSON, tuple(spellings), facts, tuple(dict.fromkeys(spans[pk]))
            )


def searched(*, on: date) -> list[dict[str, Any]]:
    """The lists of the register as they stood on a day: how many entries, and whether these are all, in three queries.

    A list is complete when every notice that put names on it has as many entries on file as it says itself, and when
    somebody compared the list with its sources at most SCREENING_VERIFIED_DAYS before the day: a notice that came
    later may be missing. A notice that states no number leaves it open whether all of its names are on file.
    """
    # Not joined: of an earlier revision the database reads views, by whose keys it cannot group.
    listings = Listing.objects.published(on=on).order_by().values("notice").annotate(entries=Count("pk"))
    counted = dict(listings.values_list("notice", "entries"))
    expected: dict[str, list[int | None]] = defaultdict(list)
    held: dict[str, list[int]] = defaultdict(list)
    notices = Notice.objects.published(on=on).filter(entity_list__isnull=False).order_by("pk")
    for pk, list_key, stated, further in notices.values_list("pk", "entity_list__key", "stated_count", "extra_count"):
        entries = counted.get(pk, 0)
        expected[list_key].append(0 if stated is None and not entries else stated and stated + further)
        held[list_key].append(entries)
    rows = EntityList.objects.order_by("order", "key").values_list("key", "name_en", "verified_on")
    return [
        {
            "list": key,
            "name": name,
            "entries": sum(held[key]),
            "expected": None if None in expected[key] else sum(count or 0 for count in expected[key]),
            "complete": held[key] == expected[key] and _is_recent(verified_on, on),
            "verified_on": verified_on.isoformat() if verified_on else None,
        }
        for key, name, verified_on in rows
    ]


def _is_recent(verified_on: date | None, on: date) -> bool:
    return verified_on is not None and verified_on >= on - timedelta(days=settings.SCREENING_VERIFIED_DAYS)


def described(*, keys: Collection[str], on: date) -> dict[str, dict[str, Any]]:
    """What is said of entities that were found, by their keys with the prefix: listings and states on a day.

    Four queries, however many they are.
    """
    slugs = [key.partition(":")[2] for key in keys]
    listings = (
        Listing.objects.published(on=on)
        .filter(entity__key__in=slugs)
        .select_related("entity", "entity_list", "notice")
        .prefetch_related("events", "entity__names", "entity__identifiers")
        .order_by("key")
    )
    of_entity: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        of_entity[f"{PREFIX}:{listing.entity.key}"].append(listing)
    return {key: _entry(found, on=on) for key, found in of_entity.items()}


def _entry(listings: list[Listing], *, on: date) -> dict[str, Any]:
    stated = [(listing, state) for listing in listings if (state := listing.state(on=on)) is not None]
    stated.sort(key=lambda each: (_BY_STATE.index(each[1].code), _BY_EFFECT.index(each[0].effect_on(on=on))))
    shown = [_listing(listing, state, on=on) for listing, state in stated]
    entity = listings[0].entity
    names = sorted([name.text, name.language, name.kind] for name in entity.names.all())
    numbers = sorted([each.scheme, each.value] for each in entity.identifiers.all())
    return {
        "entity": {"key": entity.key, "name": entity.name, "country": entity.country},
        "listing": {name: value for name, value in shown[0].items() if name != "state"},
        "listings": shown,
        "state": shown[0]["state"],
        "basis": digest_of([shown, names, numbers]),
    }


def _listing(listing: Listing, state: states.State, *, on: date) -> dict[str, Any]:
    effect = listing.effect_on(on=on)
    return {
        "key": listing.key,
        "list": listing.entity_list.key,
        "list_name": listing.entity_list.name_en,
        "notice": listing.notice.key,
        "notice_label": listing.notice.label,
        "item_number": listing.item_number,
        "published_on": listing.notice.published_on.isoformat(),
        "effective_from": listing.effective_from.isoformat(),
        "effect": effect,
        "effect_label": str(Effect(effect).label),
        "state": {
            "code": state.code,
            "label": str(ListingState(state.code).label),
            "since": state.since.isoformat(),
            "until": state.until.isoformat() if state.until else None,
            "note": state_note(state),
        },
    }
