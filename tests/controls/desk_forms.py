"""Forms of new facts, filled in rightly; what a test wants to be wrong is typed over it."""

from typing import Any

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
from tests.controls.desk import EMPTY_ROWS
from tests.factories import (
    make_authority,
    make_clause,
    make_entity,
    make_list,
    make_listing,
    make_measure,
    make_notice,
    make_source,
)

Form = dict[str, Any]


def evidence() -> Form:
    return {"sources": [make_source().pk], "evidence_grade": "official_text", "evidence_note": ""}


def source_form(**typed: Any) -> Form:
    form = {"key": "desk-source", "title": "A page", "kind": "official", "seen_on": "2026-11-20", "seen_as": "copy"}
    return form | typed


def authority_form(**typed: Any) -> Form:
    return {"key": "desk-body", "name_en": "Desk Body", "name_zh": "机关", "jurisdiction": "CN"} | typed


def list_form(**typed: Any) -> Form:
    form = {"key": "desk-list", "name_en": "Desk List", "authority": make_authority().pk, "effect": "prohibited"}
    return form | typed


def notice_form(**typed: Any) -> Form:
    authority = make_authority(key="desk-body")
    form = {
        "key": "desk-body-2026-7",
        "authority": authority.pk,
        "year": "2026",
        "number": "7",
        "label": "Desk Body 2026 No. 7",
        "title_en": "A notice",
        "published_on": "2026-03-01",
        "effective_from": "2026-03-01",
        "copies": [make_source(kind="official").pk],
    }
    return form | evidence() | typed


def entity_form(**typed: Any) -> Form:
    rows = {
        "names-TOTAL_FORMS": "2",
        "names-0-text": "Desk Works K.K.",
        "names-0-language": "en",
        "names-0-kind": "as_listed",
        "names-0-evidence_grade": "official_text",
        "names-0-sources": [make_source().pk],
        "names-1-text": "",
    }
    form = {"key": "desk-works", "name": "Desk Works", "type": "company", "country": "jp"}
    return form | EMPTY_ROWS | rows | typed


def number_rows(**typed: Any) -> Form:
    rows = {
        "identifiers-TOTAL_FORMS": "1",
        "identifiers-0-scheme": "jp-corporate-number",
        "identifiers-0-value": "1234567890123",
        "identifiers-0-evidence_grade": "official_text",
        "identifiers-0-sources": [make_source().pk],
    }
    return rows | typed


def listing_form(**typed: Any) -> Form:
    notice = make_notice()
    form = {
        "key": "desk-listing-1",
        "entity": make_entity().pk,
        "entity_list": make_list().pk,
        "notice": notice.pk,
        "item_number": "1",
        "name_zh": "某某公司",
    }
    return form | evidence() | typed


def event_form(**typed: Any) -> Form:
    listing = make_listing()
    form = {
        "kind": "suspended",
        "target_notice": listing.notice.pk,
        "listings": [listing.pk],
        "announced_on": "2026-05-01",
        "effective_from": "2026-05-02",
        "until": "2026-11-10",
        "until_inclusive": "on",
    }
    return form | evidence() | typed


def measure_form(**typed: Any) -> Form:
    form = {
        "key": "xx-desk",
        "jurisdiction": "CN",
        "authority_text": "Desk Body",
        "title_en": "A measure",
        "type": "licence",
        "published_on": "2026-03-01",
        "published_precision": "day",
        "extraterritorial": "no",
        "elements": "Dy,Tb",
        "scope": "Magnets.",
    }
    return form | evidence() | typed


def clause_form(**typed: Any) -> Form:
    measure = make_measure(key="xx-desk-whole")
    form = {"key": "xx-desk-whole-a", "measure": measure.pk, "label": "(a)", "position": "1", "text": "Ask first."}
    return form | {"effective_from": "2026-03-02", "outcome_known": "on"} | typed


def item_form(**typed: Any) -> Form:
    measure = make_measure(key="xx-desk-items")
    form = {"key": "xx-desk-items-1c999-1", "measure": measure.pk, "position": "1", "code": "1C999", "title_en": "Dust"}
    return form | {"elements": "Dy", "hs_stated": "2846901500"} | evidence() | typed


def suspension_form(**typed: Any) -> Form:
    form = {
        "key": "xx-desk-pause",
        "kind": "suspended",
        "number": "DESK 2025 No. 1",
        "title_en": "A pause",
        "clauses": [make_clause().pk],
        "published_on": "2025-11-07",
        "effective_from": "2025-11-07",
        "until": "2026-11-10",
        "until_inclusive": "on",
    }
    return form | evidence() | typed


def tariff_code_form(**typed: Any) -> Form:
    form = {"key": "99999999", "schedule": "China tariff (8)", "description_en": "Dust", "elements": "Dy"}
    return form | {"dual_use_licence": "unknown", "ordinary_licence": "yes"} | evidence() | typed


def claim_form(**typed: Any) -> Form:
    form = {"key": "xx-desk", "text": "All is banned.", "claimed_by": "A paper", "verdict": "wrong"}
    return form | {"better": "Some is.", "subjects": "measure:cn-2025-18"} | evidence() | typed


FORMS = {
    Source: source_form,
    Authority: authority_form,
    EntityList: list_form,
    Notice: notice_form,
    Entity: entity_form,
    Listing: listing_form,
    ListingEvent: event_form,
    Measure: measure_form,
    Clause: clause_form,
    ControlledItem: item_form,
    Suspension: suspension_form,
    TariffCode: tariff_code_form,
    Claim: claim_form,
}
