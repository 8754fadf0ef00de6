"""FollowTheMoney: statements that fit the model, written down here from its documentation."""

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from controls.exporting import follow_the_money
from controls.models import Entity, Listing, ListingEvent
from controls.screening.formats import ftm
from controls.screening.formats.rows import Skipped
from controls.services import exporting
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice

pytestmark = pytest.mark.usefixtures("seeded")
# followthemoney.tech: the properties that a schema has of itself or from those that it extends, as far as used here.
OF_THINGS = {"name", "alias", "previousName", "weakAlias", "country", "notes"}
OF_PARTIES = OF_THINGS | {"registrationNumber", "leiCode", "parent"}
PROPERTIES = {
    "Company": OF_PARTIES,
    "Organization": OF_PARTIES,
    "PublicBody": OF_PARTIES,
    "Person": OF_PARTIES - {"parent"},
    "Sanction": {
        "entity", "authority", "country", "program", "programId", "recordId", "authorityId", "listingDate", "startDate",
        "endDate", "provisions", "namesMentioned", "summary", "sourceUrl",
    },
}  # fmt: skip
REQUIRED = {"Sanction": "entity"}
DAYS = {"listingDate", "startDate", "endDate"}
SCHEMATA = {
    "company": "Company",
    "university": "Organization",
    "government_body": "PublicBody",
    "division": "Organization",
    "department": "Organization",
    "branch": "Organization",
    "organisation": "Organization",
    "person": "Person",
}


def statements() -> dict[str, dict[str, Any]]:
    content = exporting.made(form="ftm").content
    found = [json.loads(line) for line in content.decode().removesuffix("\n").split("\n")]
    assert len({each["id"] for each in found}) == len(found)
    return {each["id"]: each for each in found}


def test_every_statement_fits_the_model() -> None:
    found = statements()

    for each in found.values():
        assert set(each) == {"id", "schema", "caption", "properties"}
        assert set(each["properties"]) <= PROPERTIES[each["schema"]]
        assert each["properties"][REQUIRED.get(each["schema"], "name")]
        for name, values in each["properties"].items():
            assert values and len(values) == len(set(values))
            assert all(isinstance(value, str) and value.strip() for value in values)
            if name in DAYS:
                assert [date.fromisoformat(value).isoformat() for value in values] == values
            if name == "country":
                assert all(re.fullmatch("[a-z]{2}", value) for value in values)
            if name in ("entity", "parent"):
                assert all(found[value]["schema"] != "Sanction" for value in values)
            if name == "sourceUrl":
                assert all(value.startswith(("https://", "http://")) for value in values)


def test_every_entity_and_every_listing_is_a_statement() -> None:
    found = statements()

    entities = {f"entity-{key}" for key in Entity.objects.values_list("key", flat=True)}
    listings = {f"listing-{key}" for key in Listing.objects.values_list("key", flat=True)}
    assert set(found) == entities | listings


@pytest.mark.parametrize("kind", Entity.Type.values)
def test_each_kind_of_entity_has_a_schema(kind: str) -> None:
    entity = make_entity(type=kind, zh="某某")

    said = statements()[f"entity-{entity.key}"]

    assert said["schema"] == SCHEMATA[kind]
    assert said["properties"]["alias"] == ["某某"]
    assert said["properties"]["country"] == ["jp"]


def test_a_part_names_what_it_is_part_of() -> None:
    whole = make_entity()
    part = make_entity(part_of=whole, type="division")

    assert statements()[f"entity-{part.key}"]["properties"]["parent"] == [f"entity-{whole.key}"]


def test_names_and_numbers_stand_under_their_kind() -> None:
    said = statements()["entity-acsl-ltd"]["properties"]

    assert said["name"] == ["ACSL Ltd."]
    assert "株式会社ACSL" in said["alias"]
    assert said["registrationNumber"] == ["9040001083503"]


def test_an_unknown_country_is_left_out() -> None:
    entity = make_entity(country="")

    assert "country" not in statements()[f"entity-{entity.key}"]["properties"]


def test_a_listing_says_by_whom_under_what_and_since_when() -> None:
    said = statements()["listing-cn-wl-2026-012-1"]["properties"]

    assert said["entity"] == ["entity-subaru-corporation"]
    assert said["programId"] == ["cn-watch-list"]
    assert said["authority"][0].startswith("Ministry of Commerce")
    assert said["startDate"] == said["listingDate"] == ["2026-02-24"]
    assert said["authorityId"] == ["MOFCOM 2026 No. 12, 1"]
    assert any("mofcom.gov.cn" in url for url in said["sourceUrl"])
    assert "endDate" not in said


def made(*acts: tuple[str, date, dict[str, Any]]) -> dict[str, Any]:
    listing = make_listing(notice=make_notice(entity_list=make_list(), published_on=date(2026, 3, 1)))
    for kind, first, columns in acts:
        make_event(listing=listing, kind=kind, effective_from=first, **columns)
    properties: dict[str, Any] = statements()[f"listing-{listing.key}"]["properties"]
    return properties


@pytest.mark.parametrize("kind", ["stopped", "removed"])
def test_only_what_is_over_has_an_end(kind: str) -> None:
    assert made((kind, date(2026, 5, 1), {}))["endDate"] == ["2026-05-01"]


def test_a_suspension_is_no_end_and_stands_in_the_summary() -> None:
    said = made(("suspended", date(2026, 4, 1), {"until": date(2026, 6, 30)}))

    assert "endDate" not in said
    assert said["summary"] == ["Suspended from 2026-04-01 to 2026-06-30."]


def test_a_last_day_that_is_not_included_says_so() -> None:
    said = made(("suspended", date(2026, 4, 1), {"until": date(2026, 6, 30), "until_inclusive": False}))

    assert said["summary"] == ["Suspended from 2026-04-01 to 2026-06-30, that day not included."]


def test_ends_are_those_of_the_register_s_own_states() -> None:
    far = date(2100, 12, 31)
    found = statements()

    for listing in Listing.objects.select_related("notice").prefetch_related("events"):
        state = listing.state(on=far)
        over = state is not None and state.code in ("stopped", "ended")
        said = found[f"listing-{listing.key}"]["properties"].get("endDate")
        assert said == ([state.since.isoformat()] if over and state else None)
    assert ListingEvent.objects.filter(kind="stopped").exists()


def test_the_register_s_own_reader_of_the_format_reads_it() -> None:
    rows = list(ftm.read(BytesIO(exporting.made(form="ftm").content)))

    assert not [row for row in rows if isinstance(row, Skipped) and "Sanction" not in str(row)]
    assert len(rows) == Entity.objects.count() + Listing.objects.count()


def test_no_topic_says_that_a_listing_binds_now() -> None:
    assert b'"topics"' not in follow_the_money.written(exporting.register())
