"""The watch over the API: what is taken, what is refused by item and by name, and differences by cursor."""

import json
from datetime import datetime

import pytest

from controls.screening.models import Counterparty, Portfolio
from controls.services import access
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.watched import LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/screening/portfolios/"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def caller(client, owner, today):
    _row, text = access.issue_key(user=owner, name="tests", at=NOON)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


@pytest.fixture
def portfolio(owner):
    return make_portfolio(owner=owner)


def at(portfolio, rest=""):
    return f"{ROOT}{portfolio.pk}/{rest}"


def send(caller, address, body, method="post"):
    text = body if isinstance(body, str) else json.dumps(body)
    return getattr(caller, method)(address, text, content_type="application/json")


def test_a_portfolio_is_made_listed_and_read(caller):
    made = send(caller, ROOT, {"name": "Customers", "lists": ["cn-watch-list"], "threshold": 0.8})

    assert made.status_code == 201
    body = made.json()
    assert (body["name"], body["lists"], body["threshold"]) == ("Customers", ["cn-watch-list"], 0.8)
    assert (body["counterparties"], body["revision"], body["screened_at"]) == (0, None, None)
    assert caller.get(ROOT).json()["results"] == [body]
    assert caller.get(f"{ROOT}{body['id']}/").json() == body


def test_counterparties_are_taken_and_those_at_fault_say_why(caller, portfolio):
    given = [
        {"id": "1", "name": "SUBARU Corporation", "country": "JP", "further_names": ["株式会社SUBARU"]},
        {"id": "2"},
        {"id": "1", "name": "Twice"},
        {"id": "3", "name": "Zellerfeld", "country": "Japan", "colour": "red"},
        {"id": "4", "name": ["a list"]},
        "no object",
        {"id": "5", "name": "Ostwall", "schema": "Organization"},
    ]

    answer = send(caller, at(portfolio, "counterparties/"), {"counterparties": given})

    assert answer.status_code == 200
    body = answer.json()
    assert (body["taken"], body["refused"]) == (2, 5)
    assert [each["outcome"] for each in body["results"]] == ["added", None, None, None, None, None, "added"]
    assert [sorted(each["errors"]) for each in body["results"][1:6]] == [
        ["name"],
        ["id"],
        ["colour", "country"],
        ["name"],
        ["body", "id", "name"],
    ]
    assert Counterparty.objects.get(own_id="5").person is False


def test_what_is_given_again_is_unchanged_and_what_differs_is_edited(caller, portfolio):
    def outcomes(*names):
        given = [{"id": str(number), "name": name} for number, name in enumerate(names)]
        answer = send(caller, at(portfolio, "counterparties/"), {"counterparties": given})
        return [each["outcome"] for each in answer.json()["results"]]

    assert outcomes("Zellerfeld", "Ostwall") == ["added", "added"]
    assert outcomes("Zellerfeld", "Ostwall Keramik", "Quux") == ["unchanged", "edited", "added"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"counterparties": []},
        {"counterparties": {}},
        {"counterparties": [{"id": str(n), "name": "A1"} for n in range(1001)]},
        {"counterparties": [{"id": "1", "name": "A1"}], "more": 1},
    ],
    ids=["nothing", "a list", "empty", "an object", "too many", "something else"],
)
def test_what_is_no_list_of_counterparties_is_refused(caller, portfolio, body):
    answer = send(caller, at(portfolio, "counterparties/"), body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["counterparties"]
    assert not Counterparty.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"name": "A", "threshold": 0.1}, "threshold"),
        ({"name": "A", "threshold": "0.8"}, "threshold"),
        ({"name": "A", "threshold": True}, "threshold"),
        ({"name": "A", "lists": "cn-watch-list"}, "lists"),
        ({"name": "A", "lists": ["no-such"]}, "lists"),
        ({"name": "A", "lists": [""]}, "lists"),
        ({"name": "A", "owner": 1}, "owner"),
        ([], "body"),
    ],
)
def test_a_portfolio_that_cannot_be_made_names_the_field(caller, body, field):
    answer = send(caller, ROOT, body)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Portfolio.objects.exists()


def test_a_name_is_used_once_by_one_owner(caller, portfolio):
    assert send(caller, ROOT, {"name": "CUSTOMERS"}).json()["errors"] == {
        "name": ["You have a portfolio of this name."]
    }


def test_standing_results_are_read_with_their_receipt(caller, portfolio):
    put(portfolio, "SUBARU Corporation", "Zellerfeld Bakery")
    before = caller.get(at(portfolio, "counterparties/")).json()["results"]
    work()

    found, nobody = caller.get(at(portfolio, "counterparties/")).json()["results"]

    assert [(each["outcome"], each["waiting"]) for each in before] == [(None, True), (None, True)]
    assert (found["outcome"], nobody["outcome"]) == ("possible_match", "no_entry_found")
    assert found["hits"][0]["key"] == "entity:subaru-corporation"
    assert found["hits"][0]["class"] == "same"
    assert found["hits"][0]["listings"][0]["state"] == "in_force"
    check = caller.get(f"/api/v1/screening/checks/{found['check']}/").json()
    assert check["hits"][0]["key"] == "entity:subaru-corporation"
    assert caller.get(at(portfolio, f"counterparties/{found['number']}/")).json() == found


def test_an_edit_leaves_the_rest_and_a_watch_can_be_ended(caller, portfolio):
    send(caller, at(portfolio, "counterparties/"), {"counterparties": [{"id": "1", "name": "A1", "country": "JP"}]})
    address = at(portfolio, f"counterparties/{Counterparty.objects.get().pk}/")

    edited = send(caller, address, {"name": "B2"}, "patch").json()
    ended = send(caller, address, {"ended": True}, "patch").json()
    refused = send(caller, address, {"name": "C3"}, "patch")

    assert (edited["name"], edited["country"], edited["version"]) == ("B2", "JP", 2)
    assert ended["ended_at"] is not None
    assert refused.status_code == 400


@pytest.mark.parametrize("body", [{"id": "9"}, {"name": ""}, {"ended": False}, {"colour": "red"}, []])
def test_an_edit_that_cannot_be_made_changes_nothing(caller, portfolio, body):
    put(portfolio, "Zellerfeld")
    row = portfolio.counterparties.get()

    answer = send(caller, at(portfolio, f"counterparties/{row.pk}/"), body, "patch")

    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.version == 1


def test_differences_are_read_by_cursor_without_loss(caller, portfolio):
    put(portfolio, "SUBARU Corporation", "Skydio, Inc.", "Zellerfeld Magnetwerke GmbH")
    work()
    make_listing(entity=make_entity("Zellerfeld Magnetwerke GmbH"))
    work(at=LATER)
    read, address = [], at(portfolio, "differences/?limit=1")
    while address:
        body = caller.get(address).json()
        read += body["results"]
        address = body["next"]

    assert [each["id"] for each in read] == list(portfolio.differences.order_by("pk").values_list("pk", flat=True))
    assert read[-1]["changes"] and read[-1]["kind"] == "new_hit"
    rest = caller.get(at(portfolio, f"differences/?after={read[-1]['id']}")).json()
    assert rest == {"next": None, "last_id": read[-1]["id"], "results": []}


def test_a_portfolio_is_changed_and_compared_again(caller, portfolio):
    put(portfolio, "SUBARU Corporation")
    work()

    changed = send(caller, at(portfolio), {"lists": ["cn-export-control-list"]}, "patch").json()
    work(at=LATER)

    assert (changed["lists"], changed["waiting"], changed["name"]) == (["cn-export-control-list"], 1, "Customers")
    kinds = list(portfolio.differences.order_by("pk").values_list("kind", "cause"))
    assert kinds == [("new_hit", "counterparty"), ("gone", "portfolio")]


def test_everybody_is_compared_again_on_demand(caller, portfolio):
    put(portfolio, "SUBARU Corporation")
    work()

    answer = send(caller, at(portfolio, "rescreen/"), {})

    assert (answer.status_code, answer.json()) == (202, {"portfolio": portfolio.pk, "waiting": 1})


def test_somebody_else_s_portfolio_is_not_there(caller, today):
    other = make_portfolio(owner=somebody("other@example.com"))

    for rest in ("", "counterparties/", "counterparties/1/", "differences/"):
        assert caller.get(at(other, rest)).status_code == 404
    assert (
        send(caller, at(other, "counterparties/"), {"counterparties": [{"id": "1", "name": "A1"}]}).status_code == 404
    )
    assert caller.get(ROOT).json()["results"] == []


def test_who_has_no_key_is_told_so(client, portfolio):
    for rest in ("", "counterparties/", "differences/"):
        assert client.get(at(portfolio, rest)).status_code == 401


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?limit=0", "?limit=1001", "?colour=red", "?after="])
def test_a_wrong_question_names_the_parameter(caller, portfolio, query):
    answer = caller.get(at(portfolio, f"differences/{query}"))

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query[1:].partition("=")[0]]


def test_a_list_asks_as_often_for_many_as_for_few(caller, portfolio, django_assert_num_queries):
    put(portfolio, "SUBARU Corporation")
    work()
    address = at(portfolio, "counterparties/")
    caller.get(address)
    with django_assert_num_queries(5):
        caller.get(address)
    put(portfolio, "Skydio, Inc.", *(f"Zellerfeld {number}" for number in range(9)))

    with django_assert_num_queries(5):
        caller.get(address)


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_a_number_that_nobody_has_is_not_there(caller, portfolio, number):
    assert caller.get(f"{ROOT}{number}/").status_code == 404
    assert caller.get(at(portfolio, f"counterparties/{number}/")).status_code == 404


@pytest.mark.parametrize("hidden", ["\\u0000", "\\ud800", "\\u202e"])
@pytest.mark.parametrize("field", ["id", "name", "note", "address"])
def test_hidden_characters_are_refused_in_words(caller, portfolio, hidden, field):
    body = json.dumps({"counterparties": [{"id": "1", "name": "Quux", field: "A¤B"}]}).replace("\\u00a4", hidden)

    answer = send(caller, at(portfolio, "counterparties/"), body)

    assert answer.status_code in (200, 400)
    assert not Counterparty.objects.exists()
