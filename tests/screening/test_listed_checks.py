"""A name is asked of the register and of imported lists alike: over services, pages and the API."""

import json

import pytest
from django.utils import timezone

from controls.screening.services import checks, index
from tests.screening.asking import asked, screened, somebody
from tests.screening.importing import import_file, import_ids, many
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db
NAME = "Ondarra Quarzitwerke"


@pytest.fixture(autouse=True)
def _nothing_loaded():
    index.forget()
    yield
    index.forget()


@pytest.fixture
def foreign():
    import_file(statement("a/1", name=NAME, country="at", registrationNumber="FN 123456a") + "\n", key="foreign")


@pytest.fixture
def asker():
    return somebody()


def test_an_entry_of_an_imported_list_is_a_hit(foreign, asker):
    check = screened("ONDARRA Quarzitwerke GmbH", by=asker, at=timezone.now())

    (hit,) = check.answer["hits"]
    assert (hit["key"], hit["entity"]["name"]) == ("party:foreign/a/1", NAME)
    assert (hit["listing"]["list"], hit["listing"]["list_name"]) == ("foreign", "Foreign list")
    assert check.outcome == "possible_match"
    assert "foreign" in [each["list"] for each in check.answer["searched"]]


def test_without_the_list_the_answer_is_that_no_entry_was_found(asker):
    assert screened(NAME, by=asker, at=timezone.now()).outcome == "no_entry_found"


def test_lists_of_the_register_alone_do_not_find_it(foreign, asker):
    check = screened(NAME, by=asker, at=timezone.now(), lists=("cn-watch-list",))

    assert check.outcome == "no_entry_found"
    assert [each["list"] for each in check.answer["searched"]] == ["cn-watch-list"]


def test_before_the_day_of_the_import_it_was_not_on_the_list(foreign, asker):
    as_of = timezone.datetime(2026, 10, 31).date()
    check = screened(NAME, by=asker, at=timezone.now(), as_of=as_of)

    assert check.outcome == "no_entry_found"
    assert "foreign" not in [each["list"] for each in check.answer["searched"]]


def test_a_number_finds_it_whatever_the_name(foreign, asker):
    check = screened("Something else", by=asker, at=timezone.now(), identifier="FN 123456a")

    assert [hit["key"] for hit in check.answer["hits"]] == ["party:foreign/a/1"]


def test_a_match_has_the_own_id_of_the_list(foreign):
    found = checks.match(questions=[asked(NAME)], limit=3, threshold=0.7)

    assert found.candidates[0][0]["id"] == "a/1"


def test_a_new_version_is_screened_at_once(foreign, asker):
    assert screened("Kestrel Magnetworks", by=asker, at=timezone.now()).outcome == "no_entry_found"
    import_file(
        statement("a/1", name=NAME, country="at", registrationNumber="FN 123456a")
        + "\n"
        + statement("b", name="Kestrel Magnetworks")
        + "\n",
        key="foreign",
        day=1,
    )

    assert screened("Kestrel Magnetworks", by=asker, at=timezone.now()).outcome == "possible_match"


def test_a_version_that_is_held_back_changes_no_answer(asker):
    import_ids(*many(50))
    import_file(statements(*many(3)) + statement("z", name=NAME), day=1)

    assert screened(NAME, by=asker, at=timezone.now()).outcome == "no_entry_found"


def test_entries_of_the_register_are_found_as_before(foreign, asker):
    (hit, *_rest) = screened("Subaru Corporation", by=asker, at=timezone.now()).answer["hits"]

    assert hit["key"] == "entity:subaru-corporation"


def test_the_page_of_a_check_names_the_list_and_leads_to_no_entity(client, foreign, asker):
    client.force_login(asker)
    page = client.post("/screening/", {"name": NAME}, follow=True)
    words = page.content.decode()

    assert page.status_code == 200
    assert NAME in words
    assert "Foreign list" in words
    assert "what it means, the list says" in words
    assert "/entities/foreign" not in words


def test_the_answer_of_the_api_has_no_page_for_it(client, foreign, asker):
    client.force_login(asker)
    answer = client.post("/api/v1/screening/checks/", json.dumps({"name": NAME}), content_type="application/json")

    assert answer.status_code == 201
    (hit,) = answer.json()["hits"]
    assert hit["entity"] == {"key": "foreign/a/1", "name": NAME, "country": "AT", "url": None}


def test_names_in_other_scripts_are_found_by_their_list(asker):
    import_file(statement("jp", name=["株式会社御影石英磁石"], alias="Mikage Sekiei Jishaku", country="jp"))

    check = screened("御影石英磁石㈱", by=asker, at=timezone.now())
    assert [hit["class"] for hit in check.answer["hits"]] == ["same"]
