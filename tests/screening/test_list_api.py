"""Screened lists over the API."""

import hashlib
from datetime import date

import pytest

from controls.screening.models import ImportedList
from controls.screening.services import lists
from controls.screening.services.lists import ListRefused
from tests.screening.asking import somebody
from tests.screening.importing import import_file, import_ids, many, noon
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db
LISTS = "/api/v1/screening/lists/"
VERSIONS = f"{LISTS}foreign/versions/"


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    return client


def said(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("address", [LISTS, VERSIONS])
def test_who_is_nobody_gets_401(client, address):
    import_ids("a")

    assert client.get(address).status_code == 401


@pytest.mark.parametrize("address", [LISTS, VERSIONS])
def test_lists_are_read_only_over_the_api(signed_in, address):
    import_ids("a")

    assert signed_in.post(address, {}, content_type="application/json").status_code == 405


def test_lists_of_the_register_and_imported_ones_are_told_together(signed_in):
    content = statements("a", "b")
    import_file(content)
    fields = {"complete": True, "verified_on": date(2026, 11, 20), "expected_count": 2}
    lists.describe(imported_list=ImportedList.objects.get(), fields=fields)

    answer = said(signed_in, LISTS)
    assert answer["as_of"] == "2026-11-21"
    own, imported = answer["results"][:-1], answer["results"][-1]
    assert {"cn-watch-list", "cn-export-control-list"} <= {each["id"] for each in own}
    assert {each["kind"] for each in own} == {"register"}
    assert all(each["url"].endswith(f"/api/v1/entity-lists/{each['id']}/") for each in own)
    assert imported == {
        "id": "foreign",
        "name": "Foreign list",
        "kind": "imported",
        "format": "ftm",
        "entries": 2,
        "expected": 2,
        "complete": True,
        "verified_on": "2026-11-20",
        "version": 1,
        "published_on": "2026-11-01",
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "held_back": False,
        "url": f"http://testserver{VERSIONS}",
    }


def test_addresses_of_lists_answer(signed_in):
    import_ids("a")

    for each in said(signed_in, LISTS)["results"]:
        assert signed_in.get(each["url"]).status_code == 200


@pytest.mark.parametrize(
    ("as_of", "version", "entries"), [("2026-10-31", None, 0), ("2026-11-01", 1, 10), ("2026-11-21", 2, 11)]
)
def test_a_list_is_told_as_it_was_in_use_on_a_day(signed_in, as_of, version, entries):
    import_ids(*many(10))
    import_ids(*many(11), day=3)

    found = said(signed_in, f"{LISTS}?as_of={as_of}")["results"][-1]
    assert (found["version"], found["entries"]) == (version, entries)


def test_a_newer_file_that_is_held_back_is_told(signed_in):
    import_ids(*many(100))
    import_ids(*many(10), day=1)

    found = said(signed_in, LISTS)["results"][-1]
    assert (found["held_back"], found["version"], found["entries"]) == (True, 1, 100)


def test_versions_are_told_the_newest_first_with_what_became_of_them(signed_in):
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    lists.discard(version=held, reason="Broken.", by="hana", at=noon(1))
    with pytest.raises(ListRefused):
        import_file(statements("a") + "{\n", day=2)
    import_file(statements(*many(101)) + statement("v", schema="Vessel"), day=3)

    answer = said(signed_in, VERSIONS)
    assert (answer["count"], answer["list"]["id"]) == (4, "foreign")
    fourth, third, second, first = answer["results"]
    assert [each["state"] for each in (fourth, third, second, first)] == [
        "published",
        "refused",
        "refused",
        "published",
    ]
    assert (fourth["entries"], fourth["added"], fourth["left_out"]) == (101, 1, {"schema Vessel": 1})
    assert third["errors"][0]["line"] == 2
    assert third["error_count"] == 1
    assert (second["decided_by"], second["decision_reason"]) == ("hana", "Broken.")
    assert second["reason"].startswith("90 of 100")
    assert (first["published_on"], second["published_on"]) == ("2026-11-01", None)


def test_versions_come_in_pages(signed_in):
    for day in range(5):
        import_ids(*many(10 + day), day=day)

    answer = said(signed_in, f"{VERSIONS}?page_size=2&page=2")
    assert [each["number"] for each in answer["results"]] == [3, 2]
    assert answer["pages"] == 3
    assert answer["next"].endswith("page_size=2&page=3")


@pytest.mark.parametrize("key", ["nobody", "cn-watch-list"])
def test_a_list_that_is_not_imported_has_no_versions(signed_in, key):
    assert signed_in.get(f"{LISTS}{key}/versions/").status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{LISTS}?as_of=2026-02-30", "as_of"),
        (f"{LISTS}?colour=red", "colour"),
        (f"{LISTS}?as_of=", "as_of"),
        (f"{VERSIONS}?page=99", "page"),
        (f"{VERSIONS}?page_size=1000", "page_size"),
        (f"{VERSIONS}?as_of=tomorrow", "as_of"),
    ],
)
def test_a_wrong_question_names_its_field(signed_in, address, field):
    import_ids("a")
    answer = signed_in.get(address)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_answers_are_kept_by_nobody(signed_in):
    assert signed_in.get(LISTS)["Cache-Control"] == "private, no-store"


def test_the_description_of_the_api_has_every_field_of_an_answer(signed_in, client):
    import_ids("a")
    schemas = client.get("/api/v1/schema/").json()["components"]["schemas"]

    assert set(schemas["ScreenedList"]["properties"]) == set(said(signed_in, LISTS)["results"][0])
    answer = said(signed_in, VERSIONS)
    assert set(schemas["Version"]["properties"]) == set(answer["results"][0])
    assert set(schemas["VersionPage"]["properties"]) == set(answer)
