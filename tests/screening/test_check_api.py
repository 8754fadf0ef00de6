"""One check over the API: what is answered, what is refused and under which name, and who may ask."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import canonical, is_whole
from controls.services import access
from tests.screening.asking import screened, somebody

pytestmark = pytest.mark.django_db
CHECKS, MATCH = "/api/v1/screening/checks/", "/api/v1/screening/match/"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def caller(client: Client, by, today) -> Client:
    _row, text = access.issue_key(user=by, name="tests", at=NOON)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


def post(caller: Client, address: str, body: Any):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return caller.post(address, text, content_type="application/json")


def check(caller: Client, **body: Any) -> dict[str, Any]:
    answer = post(caller, CHECKS, body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def faults(caller: Client, address: str, body: Any) -> dict[str, list[str]]:
    answer = post(caller, address, body)
    assert answer.status_code == 400, (answer.status_code, answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert ScreeningCheck.objects.count() == 0
    return answer.json()["errors"]


def test_an_answer_has_the_parts_that_are_promised(caller):
    found = check(caller, name="SUBARU", country="JP")

    assert set(found) == {
        "id", "query", "asked_at", "asked_by", "as_of", "revision", "algorithm", "threshold", "outcome", "hits",
        "hits_in_all", "below", "searched", "notices", "receipt", "url", "freshness",
    }  # fmt: skip
    assert found["query"] == {"name": "SUBARU", "country": "JP", "limit": 10}
    assert (found["as_of"], found["threshold"], found["outcome"]) == ("2026-11-21", 0.7, "possible_match")
    assert set(found["hits"][0]) == {
        "rank", "key", "score", "class", "band", "entity", "listing", "listings", "state", "matched_name", "steps",
        "basis",
        "case",
    }  # fmt: skip
    assert set(found["hits"][0]["steps"][0]) == {"kind", "query", "candidate", "text", "points"}
    assert found["id"] == "S-2026-11-21-000001"


def test_a_hit_says_which_listing_in_which_state_and_by_which_name(caller):
    (hit,) = check(caller, name="住友重機械工業(株)")["hits"]

    assert hit["rank"] == 1
    assert hit["class"] == "same"
    assert hit["entity"] == {
        "key": "sumitomo-heavy-industries-ltd", "name": "Sumitomo Heavy Industries, Ltd.", "country": "JP",
        "url": "http://testserver/entities/sumitomo-heavy-industries-ltd/",
    }  # fmt: skip
    assert (hit["listing"]["list"], hit["listing"]["notice"]) == ("cn-watch-list", "mofcom-2026-12")
    assert (hit["listing"]["effect"], hit["state"]["code"]) == ("extra_review", "in_force")
    assert hit["state"]["since"] == "2026-02-24"
    assert hit["matched_name"] == {"text": "住友重機械工業株式会社", "lang": "ja", "kind": "legal"}
    assert [step["text"] for step in hit["steps"]][0] == "legal form set aside: (株) ↔ 株式会社"


@pytest.mark.parametrize(("as_of", "outcome"), [("2026-02-23", "no_entry_found"), ("2026-02-24", "possible_match")])
def test_a_day_is_answered_by_the_lists_of_that_day(caller, as_of, outcome):
    found = check(caller, name="SUBARU Corporation", as_of=as_of)

    assert (found["as_of"], found["outcome"]) == (as_of, outcome)


def test_a_suspended_listing_is_found_with_its_state(caller):
    (hit, *_rest) = check(caller, name="Skydio, Inc.", as_of="2025-11-20")["hits"]

    assert hit["entity"]["key"] == "skydio-inc"
    assert hit["state"]["code"] == "suspended"
    assert hit["state"]["until"] == "2026-11-10"


def test_a_list_that_is_not_asked_is_not_searched(caller):
    found = check(caller, name="SUBARU", lists=["cn-export-control-list"])

    assert found["outcome"] == "no_entry_found"
    assert [each["list"] for each in found["searched"]] == ["cn-export-control-list"]


def test_what_was_searched_is_said_with_its_completeness(caller):
    searched = {each["list"]: each for each in check(caller, name="SUBARU")["searched"]}

    watch = searched["cn-watch-list"]
    assert (watch["entries"], watch["expected"], watch["verified_on"]) == (40, 40, "2026-08-22")
    assert watch["complete"] is False
    assert len(watch["digest"]) == 64


def test_the_rules_that_name_nobody_stand_in_every_answer(caller):
    found = check(caller, name="Bäckerei Zimmermann")

    assert found["outcome"] == "no_entry_found"
    assert [(each["notice"], each["state"]) for each in found["notices"]][0] == ("mofcom-2026-1", "in_force")


def test_a_rule_is_not_named_before_it_was_published(caller):
    found = check(caller, name="Bäckerei Zimmermann", as_of="2024-01-01")

    assert found["notices"] == []


def test_the_threshold_decides_what_is_a_hit(caller):
    strict = check(caller, name="Subaro Corporation", threshold=1)
    loose = check(caller, name="Subaro Corporation", threshold=0.5)

    assert strict["outcome"] == "no_entry_found"
    assert strict["below"][0]["entity"]["key"] == "subaru-corporation"
    assert loose["hits"][0]["entity"]["key"] == "subaru-corporation"


def test_a_number_settles_what_a_name_leaves_open(caller):
    (hit,) = check(caller, name="Fuji Jukogyo", identifier="5011101019196")["hits"]

    assert hit["class"] == "probable"  # whose register it is of was not said, and the names are unlike
    assert "number" in [step["kind"] for step in hit["steps"]]


@pytest.mark.parametrize("name", ["SU\u200bBARU", "ＳＵＢＡＲＵ", "ЅUBАRU", "sub\u00adaru", "  SUBARU  "])
def test_hidden_and_look_alike_letters_are_folded_and_the_original_is_kept(caller, name):
    found = check(caller, name=name)

    assert found["hits"][0]["entity"]["key"] == "subaru-corporation"
    assert found["query"]["name"] == name.strip()


def test_a_check_is_there_at_its_own_address(caller):
    answer = post(caller, CHECKS, {"name": "SUBARU"})

    again = caller.get(answer["Location"])
    assert again.json() == answer.json()
    assert again.json()["freshness"] is not None


def test_the_receipt_over_the_api_is_the_exact_text(caller):
    made = check(caller, name="SUBARU")

    answer = caller.get(made["receipt"]["url"])

    receipt = json.loads(answer.content)
    assert answer.content.decode() == canonical(receipt)
    assert is_whole(receipt)
    assert receipt["digest"] == made["receipt"]["digest"]
    assert receipt["hits"][0]["score"] == made["hits"][0]["score"]
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{made["id"]}.json"'


def test_a_list_of_checks_has_those_of_the_caller_only_the_newest_first(caller, by, now):
    screened("SUBARU", by=somebody("other@example.com"), at=now)
    mine = [check(caller, name=name)["id"] for name in ("SUBARU", "Tesla")]

    found = caller.get(CHECKS, {"page_size": 1}).json()

    assert (found["count"], found["pages"]) == (2, 2)
    assert [row["id"] for row in found["results"]] == [mine[1]]
    assert found["next"].endswith("page_size=1&page=2")


def test_a_check_that_nobody_made_is_not_found(caller):
    assert caller.get(f"{CHECKS}S-2026-11-21-999999/").status_code == 404
    assert caller.get(f"{CHECKS}S-2026-11-21-999999/receipt/").status_code == 404


# ---- Who may ask


@pytest.mark.parametrize("path", ["", "S-2026-11-21-000001/", "S-2026-11-21-000001/receipt/"])
def test_without_a_key_nothing_is_shown(client, path):
    answer = client.get(f"{CHECKS}{path}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("address", [CHECKS, MATCH])
def test_without_a_key_nothing_is_screened(client, address):
    assert post(client, address, {"name": "SUBARU"}).status_code == 401
    assert ScreeningCheck.objects.count() == 0


def test_a_session_may_ask_too_but_not_from_another_site(by):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(by)

    assert guarded.get(CHECKS).status_code == 200
    assert post(guarded, CHECKS, {"name": "SUBARU"}).status_code == 403


def test_nobody_keeps_an_answer(caller):
    made = post(caller, CHECKS, {"name": "SUBARU"})

    for answer in (made, caller.get(CHECKS), caller.get(made["Location"]), caller.get(made.json()["receipt"]["url"])):
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.has_header("ETag")


def test_a_caller_is_throttled_like_everywhere(caller, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"anon": "1/min", "user": "1/min"}}

    assert post(caller, CHECKS, {"name": "SUBARU"}).status_code == 201
    assert post(caller, CHECKS, {"name": "SUBARU"}).status_code == 429


@pytest.mark.parametrize(("method", "address"), [("put", CHECKS), ("delete", CHECKS), ("get", MATCH), ("patch", MATCH)])
def test_other_methods_are_refused_as_such(caller, method, address):
    assert getattr(caller, method)(address).status_code == 405


# ---- Questions that are refused


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "SUBARU\u202e"}, "name"),
        ({"name": "SUB\u2066ARU"}, "name"),
        ({"name": "SUB\nARU"}, "name"),
        ({"name": "SUBARU\x00"}, "name"),
        ({"name": "\u200b\u200b"}, "name"),
        ({"name": "🎉🎉"}, "name"),
        ({"name": "!!! …"}, "name"),
        ({"name": "\u0301" * 1000}, "name"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"name": ["SUBARU"]}, "name"),
        ({"country": "UK"}, "country"),
        ({"country": "jp"}, "country"),
        ({"country": "XX"}, "country"),
        ({"country": ""}, "country"),
        ({"country": "JPN"}, "country"),
        ({"identifier": "1" * 61}, "identifier"),
        ({"identifier": 5011101019196}, "identifier"),
        ({"identifier": "12\u202e34"}, "identifier"),
        ({"address": "x" * 501}, "address"),
        ({"schema": "Company"}, "schema"),
        ({"schema": True}, "schema"),
        ({"lists": ["no-such-list"]}, "lists"),
        ({"lists": []}, "lists"),
        ({"lists": "cn-watch-list"}, "lists"),
        ({"lists": [1]}, "lists"),
        ({"lists": [""]}, "lists"),
        ({"lists": ["cn-watch-list", " "]}, "lists"),
        ({"as_of": "2026-02-30"}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2027-11-23"}, "as_of"),
        ({"as_of": "2099-01-01"}, "as_of"),
        ({"as_of": "1999-01-01"}, "as_of"),
        ({"as_of": 20260224}, "as_of"),
        ({"threshold": 1.01}, "threshold"),
        ({"threshold": -0.1}, "threshold"),
        ({"threshold": -0.0}, "threshold"),
        ({"threshold": "0.7"}, "threshold"),
        ({"threshold": True}, "threshold"),
        ({"threshold": None}, "threshold"),
        ({"threshold": 0.12345678}, "threshold"),
        ('{"name": "SUBARU", "threshold": NaN}', "threshold"),
        ('{"name": "SUBARU", "threshold": Infinity}', "threshold"),
        ('{"name": "SUBARU", "threshold": 1e999}', "threshold"),
        ({"limit": 0}, "limit"),
        ({"limit": -1}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": 2.5}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"limit": True}, "limit"),
        ({"nmae": "SUBARU"}, "nmae"),
        ({"revision": 1}, "revision"),
        ([{"name": "SUBARU"}], "body"),
        ('"SUBARU"', "body"),
        ("null", "body"),
        ("{", "body"),
        ("", "name"),
        ('{"name": "a", "name": "b"}', "name"),
        ('{"name": "\\ud800"}', "name"),
    ],
)
def test_a_wrong_question_is_refused_and_its_field_named(caller, body, field):
    asked = {"name": "SUBARU", **body} if isinstance(body, dict) and body else body

    assert field in faults(caller, CHECKS, asked)


def test_a_mark_that_turns_the_writing_is_named_by_its_code(caller):
    assert "U+202E" in faults(caller, CHECKS, {"name": "SUBARU\u202egnp.exe"})["name"][0]


def test_all_faults_are_named_at_once(caller):
    assert set(faults(caller, CHECKS, {"country": "UK", "limit": 0, "colour": "red"})) == {
        "name", "country", "limit", "colour",
    }  # fmt: skip


def test_a_parameter_in_the_address_is_refused_not_ignored(caller):
    assert "threshold" in faults(caller, f"{CHECKS}?threshold=0.9", {"name": "SUBARU"})


def test_another_form_than_json_is_refused(caller):
    assert caller.post(CHECKS, {"name": "SUBARU"}).status_code == 415


# ---- Many at once


def test_many_names_are_answered_in_their_order_with_the_caller_s_ids(caller):
    body = {"queries": [{"id": "b", "name": "Tesla"}, {"id": "a", "name": "SUBARU", "country": "JP"}], "limit": 3}

    answer = post(caller, MATCH, body).json()

    assert set(answer) == {"results", "revision", "algorithm", "freshness"}
    assert [each["id"] for each in answer["results"]] == ["b", "a"]
    assert answer["results"][0]["candidates"] == []
    (found,) = answer["results"][1]["candidates"]
    assert (found["id"], found["class"]) == ("subaru-corporation", "same")
    assert ScreeningCheck.objects.count() == 0


def test_many_names_are_answered_for_a_day(caller):
    queries = [{"id": "1", "name": "SUBARU"}]

    early = post(caller, MATCH, {"queries": queries, "as_of": "2026-02-23"}).json()

    assert early["results"] == [{"id": "1", "candidates": [], "candidates_in_all": 0}]


def test_a_thousand_names_are_answered_and_one_more_is_refused(caller):
    queries = [{"id": str(place), "name": f"Bäckerei {place}"} for place in range(1001)]

    assert len(post(caller, MATCH, {"queries": queries[:1000]}).json()["results"]) == 1000
    assert "queries" in faults(caller, MATCH, {"queries": queries})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "queries"),
        ({"queries": []}, "queries"),
        ({"queries": {"id": "1"}}, "queries"),
        ({"queries": [{"id": "1", "name": "a"}, {"id": "1", "name": "b"}]}, "queries.1.id"),
        ({"queries": [{"name": "SUBARU"}]}, "queries.0.id"),
        ({"queries": [{"id": 7, "name": "SUBARU"}]}, "queries.0.id"),
        ({"queries": [{"id": "1"}]}, "queries.0.name"),
        ({"queries": [{"id": "1", "name": "x"}, {"id": "2", "name": "SUB\u202eARU"}]}, "queries.1.name"),
        ({"queries": [{"id": "1", "name": "x", "colour": "red"}]}, "queries.0.colour"),
        ({"queries": ["SUBARU"]}, "queries.0"),
        ({"queries": [{"id": "1", "name": "x", "country": "UK"}]}, "queries.0.country"),
        ({"queries": [{"id": "1", "name": "x"}], "threshold": 2}, "threshold"),
        ({"queries": [{"id": "1", "name": "x"}], "limit": 0}, "limit"),
        ({"queries": [{"id": "1", "name": "x"}], "lists": ["none"]}, "lists"),
        ({"queries": [{"id": "1", "name": "x"}], "colour": "red"}, "colour"),
        ({"queries": [{"id": "1", "name": "x"}], "as_of": "2026-02-30"}, "as_of"),
    ],
)
def test_a_wrong_one_of_many_is_named_with_its_place(caller, body, field):
    assert field in faults(caller, MATCH, body)


# ---- What it costs


def test_the_number_of_queries_does_not_grow_with_the_hits(caller):
    counts = []
    for name in ("SUBARU", "Mitsubishi Electric Software Corporation"):
        check(caller, name=name)  # the first time a case is opened
        with CaptureQueriesContext(connection) as queries:
            found = check(caller, name=name)
        counts.append((len(found["hits"] + found["below"]), len(queries)))

    (few, cost_of_few), (many, cost_of_many) = counts
    assert few < many
    assert cost_of_many == cost_of_few <= 30


def test_many_at_once_cost_as_few_queries_as_one(caller):
    post(caller, MATCH, {"queries": [{"id": "1", "name": "SUBARU"}]})

    with CaptureQueriesContext(connection) as one:
        post(caller, MATCH, {"queries": [{"id": "1", "name": "SUBARU"}]})
    with CaptureQueriesContext(connection) as many:
        post(caller, MATCH, {"queries": [{"id": str(place), "name": "SUBARU"} for place in range(50)]})

    assert len(many) == len(one)


# ---- The chain

RECEIPTS = "/api/v1/screening/receipts/"


def lines_of(answer) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-ndjson"
    content = b"".join(answer).decode()
    lines = content.splitlines()
    assert content == "".join(f"{line}\n" for line in lines)
    receipts = [json.loads(line) for line in lines]
    assert [canonical(each) for each in receipts] == lines
    return receipts


def test_the_chain_is_given_in_its_order_with_everybody_s_receipts(caller, now):
    screened("SUBARU", by=somebody("other@example.com"), at=NOON)
    check(caller, name="Tesla")

    receipts = lines_of(caller.get(RECEIPTS))

    assert [each["position"] for each in receipts] == [1, 2]
    assert receipts[1]["previous"] == receipts[0]["digest"]
    assert all(is_whole(each) for each in receipts)


@pytest.mark.parametrize(
    ("query", "positions"),
    [({"after": 1}, [2, 3]), ({"limit": 1}, [1]), ({"after": 1, "limit": 1}, [2]), ({"after": 3}, [])],
)
def test_the_chain_is_given_in_stretches(caller, query, positions):
    for name in ("SUBARU", "Tesla", "Skydio"):
        check(caller, name=name)

    assert [each["position"] for each in lines_of(caller.get(RECEIPTS, query))] == positions


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=-1", "after"),
        ("after=", "after"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("as_of=2026-01-01", "as_of"),
    ],
)
def test_a_stretch_that_is_none_is_refused(caller, query, field):
    answer = caller.get(f"{RECEIPTS}?{query}")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_the_chain_is_for_callers_with_a_key_and_is_not_kept(client, caller):
    assert caller.get(RECEIPTS)["Cache-Control"] == "private, no-store"
    del caller.defaults["HTTP_AUTHORIZATION"]
    assert client.get(RECEIPTS).status_code == 401
