"""Many names at once: the caller's ids, the scores of single checks, the ids of imported lists, and nothing kept."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from controls.models import EntityName
from controls.screening.models import Case, ScreeningCheck, ScreeningHit
from controls.screening.services import checks, index
from tests.screening.asking import asked, screened, somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
MATCH = "/api/v1/screening/match/"
NAMES = (
    "SUBARU", "株式会社SUBARU", "Subaro Corporation", "Mitsubishi Heavy Industries", "住友重機械工業(株)", "Skydio",
    "三菱重工業", "Bäckerei Zimmermann", "Lockheed Martin", "ЅUBАRU",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_loaded():
    """Imports of tests are rolled back: their versions come again with other entries."""
    index.forget()
    yield
    index.forget()


@pytest.fixture
def caller(client: Client, today) -> Client:
    client.force_login(somebody())
    return client


def post(caller: Client, **body: Any):
    return caller.post(MATCH, json.dumps(body), content_type="application/json")


def results(caller: Client, **body: Any) -> list[dict[str, Any]]:
    answer = post(caller, **body)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def queries(*names: str, **parts: Any) -> list[dict[str, Any]]:
    return [{"id": str(place), "name": name, **parts} for place, name in enumerate(names)]


def errors(caller: Client, **body: Any) -> dict[str, list[str]]:
    answer = post(caller, **body)
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"]


# ---- The same answers as single checks


def test_the_scores_and_classes_are_those_of_single_checks(caller, now):
    found = results(caller, queries=queries(*NAMES))
    by = somebody("single@example.com")

    for name, result in zip(NAMES, found, strict=True):
        check = screened(name, by=by, at=now)
        assert [(each["key"], each["score"], each["class"]) for each in result["candidates"]] == [
            (hit["key"], hit["score"], hit["class"]) for hit in check.answer["hits"]
        ]


@pytest.mark.parametrize(
    "parts",
    [{"country": "JP"}, {"country": "US"}, {"identifier": "5011101019196"}, {"schema": "Person"}, {"address": "Tokyo"}],
    ids=str,
)
def test_what_is_said_of_a_party_counts_as_in_a_single_check(caller, now, parts):
    (result,) = results(caller, queries=queries("SUBARU", **parts))

    check = screened("SUBARU", by=somebody("single@example.com"), at=now, **parts)
    assert [each["score"] for each in result["candidates"]] == [hit["score"] for hit in check.answer["hits"]]


@pytest.mark.parametrize("threshold", [0, 0.5, 0.9, 1])
def test_the_threshold_of_the_request_holds_for_every_name(caller, threshold):
    for result in results(caller, queries=queries(*NAMES), threshold=threshold):
        assert all(each["score"] >= threshold for each in result["candidates"])


def test_no_more_candidates_than_asked_for_the_best_first(caller):
    names = ("Ondarra Quarzitwerke", "Ondarra Quarzitwerk", "Ondara Quarzitwerke", "Ondarra Quartzitwerke")
    entries = "\n".join(statement(f"o{place}", name=name) for place, name in enumerate(names))
    import_file(entries + "\n", key="foreign")
    many = results(caller, queries=queries(names[0]), threshold=0.3, limit=100)[0]["candidates"]
    few = results(caller, queries=queries(names[0]), threshold=0.3, limit=2)[0]["candidates"]

    assert len(many) > 2
    assert few == many[:2]
    assert [each["score"] for each in many] == sorted((each["score"] for each in many), reverse=True)


def test_the_revision_and_the_algorithm_are_those_of_the_index(caller):
    answer = post(caller, queries=queries("SUBARU")).json()

    loaded = index.current()
    assert (answer["revision"], answer["algorithm"]) == (loaded.revision, loaded.algorithm)


def test_every_legal_name_of_a_japanese_listing_is_matched_by_its_entry(caller):
    names = list(EntityName.objects.filter(language="ja", kind="legal").values_list("entity__key", "text"))

    found = results(caller, queries=[{"id": key, "name": text} for key, text in names], limit=1)

    assert len(names) > 30
    assert [each["candidates"][0]["id"] for each in found] == [key for key, _text in names]


# ---- The caller's ids


@pytest.mark.parametrize(
    "own_id", ["1", " 1 ", "x" * 200, "客户-7", "🎉", "a/b?c=d&e", "<b>", "=1+1", "0", "null", "\t", "é", "e\u0301"]
)
def test_an_id_of_the_caller_comes_back_as_it_was(caller, own_id):
    (found,) = results(caller, queries=[{"id": own_id, "name": "SUBARU"}])

    assert found["id"] == own_id
    assert found["candidates"][0]["id"] == "subaru-corporation"


def test_ids_that_differ_in_one_letter_are_two(caller):
    ids = ["a", "A", "a ", " a", "á", "a\u0301"]

    found = results(caller, queries=[{"id": own_id, "name": "SUBARU"} for own_id in ids])

    assert [each["id"] for each in found] == ids


def test_the_same_name_may_be_asked_under_many_ids(caller):
    found = results(caller, queries=queries(*["SUBARU"] * 50))

    assert [each["id"] for each in found] == [str(place) for place in range(50)]
    assert len({json.dumps(each["candidates"]) for each in found}) == 1


@pytest.mark.parametrize(("place", "before"), [(1, 0), (2, 0), (9, 4)])
def test_an_id_that_stands_twice_is_refused_at_its_second_place(caller, place, before):
    asked_for = queries(*["SUBARU"] * 10)
    asked_for[place]["id"] = asked_for[before]["id"]

    found = errors(caller, queries=asked_for)

    assert found == {f"queries.{place}.id": ["This id stands twice."]}


@pytest.mark.parametrize("own_id", ["", "x" * 201, None, 1, 1.5, True, ["1"], {}])
def test_what_is_no_id_is_refused(caller, own_id):
    assert "queries.0.id" in errors(caller, queries=[{"id": own_id, "name": "SUBARU"}])


# ---- How many


@pytest.mark.parametrize(("count", "status"), [(1, 200), (1000, 200), (1001, 400), (0, 400)])
def test_one_to_a_thousand_may_be_asked_at_once(caller, count, status):
    assert post(caller, queries=queries(*["Bäckerei"] * count)).status_code == status


def test_of_many_faults_a_hundred_are_named_and_nothing_is_answered(caller):
    found = errors(caller, queries=queries(*["🎉"] * 500))

    assert len(found) == 100
    assert list(found)[:2] == ["queries.0.name", "queries.1.name"]


def test_one_wrong_name_among_a_thousand_refuses_all_and_is_named_by_its_place(caller):
    asked_for = queries(*["SUBARU"] * 1000)
    asked_for[731]["name"] = "SUB\u202eARU"

    assert list(errors(caller, queries=asked_for)) == ["queries.731.name"]


# ---- Imported lists


@pytest.mark.parametrize("own_id", ["a/1", "NK-1234", "https://example.org/x?y=1", "客-1"])
def test_a_candidate_of_an_imported_list_has_the_id_that_it_has_there(caller, own_id):
    import_file(statement(own_id, name="Ondarra Quarzitwerke") + "\n", key="foreign")

    (found,) = results(caller, queries=queries("Ondarra Quarzitwerke GmbH"))[0]["candidates"]

    assert (found["id"], found["key"]) == (own_id, f"party:foreign/{own_id}")


def test_candidates_of_the_register_and_of_an_imported_list_stand_side_by_side(caller):
    import_file(statement("s", name="SUBARU Corporation", country="jp") + "\n", key="foreign")

    found = results(caller, queries=queries("SUBARU Corporation"))[0]["candidates"]

    assert {each["key"] for each in found} == {"entity:subaru-corporation", "party:foreign/s"}
    assert {each["id"] for each in found} == {"subaru-corporation", "s"}


@pytest.mark.parametrize(("lists", "ids"), [(["foreign"], ["s"]), (["cn-watch-list"], ["subaru-corporation"])])
def test_only_the_lists_that_were_named_are_searched(caller, lists, ids):
    import_file(statement("s", name="SUBARU Corporation", country="jp") + "\n", key="foreign")

    found = results(caller, queries=queries("SUBARU Corporation"), lists=lists)[0]["candidates"]

    assert [each["id"] for each in found] == ids


# ---- What it leaves behind, and what it costs


def test_nothing_is_kept_of_what_was_matched(caller):
    results(caller, queries=queries(*NAMES))

    assert not any(model.objects.exists() for model in (ScreeningCheck, ScreeningHit, Case))


def test_it_answers_the_days_of_the_lists(caller):
    days = {"2026-02-23": 0, "2026-02-24": 1, "2026-11-21": 1}

    for day, count in days.items():
        assert len(results(caller, queries=queries("SUBARU Corporation"), as_of=day)[0]["candidates"]) == count


def test_it_writes_nothing_and_costs_the_same_for_one_and_for_many(caller):
    results(caller, queries=queries("SUBARU"))
    costs = []
    for names in (["SUBARU"], NAMES, NAMES * 20):
        with CaptureQueriesContext(connection) as captured:
            results(caller, queries=queries(*names))
        costs.append(len(captured))
        assert not [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    assert len(set(costs)) == 1


def test_the_service_has_nothing_for_nobody():
    assert checks.match(questions=[], limit=3, threshold=0.7).candidates == ()
    assert checks.match(questions=[asked("Bäckerei")], limit=3, threshold=0.7).candidates == ((),)
