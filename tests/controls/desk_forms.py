"""Forms of new facts, filled in rightly; what a test wants to be wrong is typed over it."""

from typing import Any

from controls.models import (
    Authority,
    Entity,
    EntityList,
    Listing,
    ListingEvent,
    Notice,
    Source,
)
from tests.controls.desk import EMPTY_ROWS
from tests.factories import make_authority, make_entity, make_list, make_listing, make_notice, make_source

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


FORMS = {
    Source: source_form,
    Authority: authority_form,
    EntityList: list_form,
    Notice: notice_form,
    Entity: entity_form,
    Listing: listing_form,
    ListingEvent: event_form,
}
