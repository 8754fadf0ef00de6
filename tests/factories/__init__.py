"""Valid facts with one line each, made by the real services under keys that the seed does not use."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from controls.models import (
    Authority,
    Claim,
    Clause,
    ControlledItem,
    Entity,
    EntityList,
    Listing,
    ListingEvent,
    Measure,
    Notice,
    Source,
    Suspension,
    TariffCode,
)
from controls.services import (
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
from controls.services.entities import Name

_numbers = count(1)


def _author() -> dict[str, Any]:
    return {"by": "tests", "at": timezone.now()}


def make_source(**columns: Any) -> Source:
    number = next(_numbers)
    defaults = {
        "key": f"test-source-{number}",
        "title": f"Test source {number}",
        "kind": Source.Kind.PRESS,
        "url": f"https://example.org/{number}",
        "seen_on": date(2026, 11, 21),
        "seen_as": Source.SeenAs.COPY,
    }
    return sources.register(**{**defaults, **columns}, **_author())


def make_authority(**columns: Any) -> Authority:
    number = next(_numbers)
    defaults = {"key": f"test-authority-{number}", "name_en": f"Test Authority {number}", "jurisdiction": "CN"}
    return notices.register_authority(**{**defaults, **columns}, **_author())


def make_list(**columns: Any) -> EntityList:
    number = next(_numbers)
    defaults = {
        "key": f"test-list-{number}",
        "name_en": f"Test List {number}",
        "effect": "prohibited",
        "order": 100 + number,
    }
    defaults["authority"] = columns.pop("authority", None) or make_authority()
    return lists.register(**{**defaults, **columns}, **_author())


def make_notice(**columns: Any) -> Notice:
    authority = columns.pop("authority", None) or make_authority()
    number = columns.pop("number", None) or next(_numbers)
    published_on = columns.pop("published_on", date(2026, 2, 24))
    year = columns.pop("year", published_on.year)
    defaults = {
        "key": f"{authority.key}-{year}-{number}",
        "label": f"{authority.name_en} {year} No. {number}",
        "title_en": f"Test notice {number}",
        "published_on": published_on,
        "effective_from": published_on,
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    return notices.register(authority=authority, year=year, number=number, **{**defaults, **columns}, **_author())


def make_entity(name: str = "", *, zh: str = "", ja: str = "", **columns: Any) -> Entity:
    number = next(_numbers)
    name = name or f"Example Industries {number}"
    source = make_source()
    spellings = [(name, "en", "as_listed"), (zh, "zh-Hans", "as_listed"), (ja, "ja", "legal")]
    names = [Name(text, language, kind, "official_text", [source]) for text, language, kind in spellings if text]
    defaults = {"key": f"test-entity-{number}", "type": "company", "country": "JP"}
    return entities.register(name=name, names=names, **{**defaults, **columns}, **_author())


def make_listing(
    *, entity: Entity | None = None, entity_list: EntityList | None = None, notice: Notice | None = None, **columns: Any
) -> Listing:
    number = next(_numbers)
    entity = entity or make_entity()
    entity_list = entity_list or (notice.entity_list if notice and notice.entity_list else make_list())
    defaults = {
        "key": f"test-listing-{number}",
        "item_number": str(number),
        "name_en": entity.name,
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    notice = notice or make_notice(published_on=columns.get("effective_from", date(2026, 2, 24)))
    return listings.add(entity=entity, entity_list=entity_list, notice=notice, **{**defaults, **columns}, **_author())


def make_event(*, listing: Listing, kind: str, effective_from: date, **columns: Any) -> ListingEvent:
    defaults = {
        "key": f"test-event-{next(_numbers)}",
        "target_notice": listing.notice,
        "announced_on": effective_from,
        "evidence_grade": "two_reports",
        "evidence": [make_source()],
        "listings": [listing],
    }
    return listing_events.register(kind=kind, effective_from=effective_from, **{**defaults, **columns}, **_author())


def make_measure(**columns: Any) -> Measure:
    number = next(_numbers)
    defaults = {
        "key": f"xx-2025-{number}",
        "jurisdiction": "CN",
        "authority_text": "Test Authority",
        "number": f"TEST 2025 No. {number}",
        "title_en": f"Test measure {number}",
        "type": "licence",
        "published_on": date(2025, 10, 9),
        "published_precision": "day",
        "extraterritorial": "no",
        "elements": ["Dy"],
        "scope": "Example goods.",
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    return measures.register(**{**defaults, **columns}, **_author())


def make_clause(*, measure: Measure | None = None, **columns: Any) -> Clause:
    measure = measure or make_measure()
    defaults = {"key": measure.key, "text": "Example order.", "effective_from": date(2025, 11, 8)}
    return measures.register_clause(measure=measure, **{**defaults, **columns}, **_author())


def make_item(*, measure: Measure | None = None, **columns: Any) -> ControlledItem:
    measure = measure or make_measure()
    position, code = columns.pop("position", 1), columns.pop("code", "9C999.a")
    defaults = {
        "key": measures.item_key(measure_key=measure.key, code=code, position=position),
        "title_en": "Example item",
        "elements": ["Dy"],
        "evidence_grade": "one_report",
        "evidence": [make_source()],
    }
    return measures.register_item(measure=measure, position=position, code=code, **{**defaults, **columns}, **_author())


def make_tariff_code(**columns: Any) -> TariffCode:
    defaults = {
        "key": f"28{next(_numbers):06}",
        "schedule": "Test schedule",
        "description_en": "Example goods",
        "elements": ["Dy"],
        "dual_use_licence": "unknown",
        "ordinary_licence": "unknown",
        "evidence_grade": "two_reports",
        "evidence": [make_source()],
    }
    return goods.register_tariff_code(**{**defaults, **columns}, **_author())


def make_suspension(*, clauses: list[Clause], **columns: Any) -> Suspension:
    number = next(_numbers)
    first = columns.pop("effective_from", date(2025, 11, 7))
    defaults = {
        "key": f"xx-pause-{number}",
        "kind": "suspended",
        "number": f"TEST 2025 No. {number}",
        "title_en": "Test suspension",
        "published_on": first,
        "evidence_grade": "two_reports",
        "evidence": [make_source()],
    }
    return suspensions.register(clauses=clauses, effective_from=first, **{**defaults, **columns}, **_author())


def make_claim(**columns: Any) -> Claim:
    defaults = {
        "key": f"xx-{next(_numbers)}",
        "text": "Everything is banned.",
        "claimed_by": "Example Paper",
        "verdict": "wrong",
        "better": "Only some goods are.",
        "subjects": ["measure:cn-2025-18"],
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    return claims.register(**{**defaults, **columns}, **_author())
