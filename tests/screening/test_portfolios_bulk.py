"""Many counterparties in one request, many differences in several: nothing is lost, and faults are told one by one."""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.screening.filters import handed_in
from controls.screening.models import Counterparty, Difference, Rescreening
from controls.screening.services import counterparties, portfolios
from controls.services import access
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, make_portfolio, put

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


def send(caller, address, body, method="post"):
    return getattr(caller, method)(address, json.dumps(body), content_type="application/json")


def hand_in(caller, portfolio, given):
    return send(caller, f"{ROOT}{portfolio.pk}/counterparties/", {"counterparties": given})


def differences(portfolio, count):
    """Some of the kind that a re-screening writes."""
    put(portfolio, "Zellerfeld")
    row = Rescreening.objects.create(portfolio=portfolio, reason="changed", due_at=AT, state="done", ended_at=AT)
    side = {"hit": True, "verdict": "same"}
    Difference.objects.bulk_create(
        Difference(
            portfolio=portfolio,
            rescreening=row,
            counterparty=portfolio.counterparties.get(),
            subject=f"entity:n{number}",
            label=f"N{number}",
            kind="new_hit",
            cause="lists",
            after=side,
            changes=[number + 1],
            found_at=AT,
        )
        for number in range(count)
    )
    return list(portfolio.differences.order_by("pk").values_list("pk", flat=True))


def test_a_thousand_are_taken_and_every_tenth_says_what_is_wrong_with_it(caller, portfolio):
    given = [
        {"id": f"n{number}", "name": f"Quux {number}", "country": "Japan" if number % 10 == 0 else "JP"}
        for number in range(1_000)
    ]

    body = hand_in(caller, portfolio, given).json()

    assert (body["taken"], body["refused"]) == (900, 100)
    assert [each["id"] for each in body["results"]] == [each["id"] for each in given]
    for number, each in enumerate(body["results"]):
        at_fault = number % 10 == 0
        assert (each["outcome"], list(each["errors"])) == ((None, ["country"]) if at_fault else ("added", []))
    assert portfolio.counterparties.count() == 900


def test_what_a_thousand_cost_is_not_a_thousand_queries(caller, portfolio):
    given = [{"id": f"n{number}", "name": f"Quux {number}"} for number in range(1_000)]

    with CaptureQueriesContext(connection) as many:
        hand_in(caller, portfolio, given)
    with CaptureQueriesContext(connection) as few:
        hand_in(caller, make_portfolio(owner=portfolio.owner, name="Few"), given[:2])

    assert len(many) <= len(few) + 2


def test_the_same_thousand_again_change_nothing(caller, portfolio):
    given = [{"id": f"n{number}", "name": f"Quux {number}"} for number in range(1_000)]
    hand_in(caller, portfolio, given)

    body = hand_in(caller, portfolio, given).json()

    assert {each["outcome"] for each in body["results"]} == {"unchanged"}
    assert set(portfolio.counterparties.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"id": "1"}, "name"),
        ({"name": "Quux"}, "id"),
        ({"id": "", "name": "Quux"}, "id"),
        ({"id": 7, "name": "Quux"}, "id"),
        ({"id": "x" * 101, "name": "Quux"}, "id"),
        ({"id": "1", "name": "   "}, "name"),
        ({"id": "1", "name": "Quux", "country": "J1"}, "country"),
        ({"id": "1", "name": "Quux", "schema": "Ship"}, "schema"),
        ({"id": "1", "name": "Quux", "further_names": "Zett"}, "further_names"),
        ({"id": "1", "name": "Quux", "further_names": [1]}, "further_names"),
        ({"id": "1", "name": "Quux", "further_names": [f"Z{n}" for n in range(21)]}, "further_names"),
        ({"id": "1", "name": "Quux", "identifier": "9" * 61}, "identifier"),
        ({"id": "1", "name": "Quux", "address": "x" * 501}, "address"),
        ({"id": "1", "name": "Quux", "note": None}, "note"),
        ({"id": "1", "name": "Quux", "person": True}, "person"),
    ],
)
def test_each_field_at_fault_is_named_and_the_others_are_taken(caller, portfolio, given, field):
    body = hand_in(caller, portfolio, [given, {"id": "good", "name": "Ostwall"}]).json()

    faulty, good = body["results"]
    assert list(faulty["errors"]) == [field]
    assert all(isinstance(each, str) and each for each in faulty["errors"][field])
    assert (faulty["outcome"], good["outcome"]) == (None, "added")
    assert [row.own_id for row in Counterparty.objects.all()] == ["good"]


@pytest.mark.parametrize("again", ["1", " 1", "1 ", "\t1"])
def test_an_id_that_stands_twice_is_refused_once_with_spaces_or_without(caller, portfolio, again):
    answer = hand_in(caller, portfolio, [{"id": "1", "name": "Quux"}, {"id": again, "name": "Ostwall"}])

    assert answer.status_code == 200
    first, second = answer.json()["results"]
    assert (first["outcome"], list(second["errors"])) == ("added", ["id"])
    assert Counterparty.objects.get().name == "Quux"


def test_when_all_are_at_fault_none_is_taken_and_all_say_why(caller, portfolio):
    body = hand_in(caller, portfolio, [{"id": "1"}, {"id": "2"}]).json()

    assert (body["taken"], body["refused"]) == (0, 2)
    assert not Counterparty.objects.exists()


def test_more_than_a_portfolio_holds_are_refused_whole(caller, portfolio, monkeypatch):
    monkeypatch.setattr(counterparties, "MOST", 1)

    answer = hand_in(caller, portfolio, [{"id": "1", "name": "Quux"}, {"id": "2", "name": "Ostwall"}])

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["own_id"]
    assert not Counterparty.objects.exists()


def test_an_ended_portfolio_takes_nobody_in(caller, portfolio):
    portfolios.end(portfolio=portfolio, at=LATER)

    answer = hand_in(caller, portfolio, [{"id": "1", "name": "Quux"}])

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["portfolio"])


def test_what_is_no_json_is_refused_in_words(caller, portfolio):
    address = f"{ROOT}{portfolio.pk}/counterparties/"
    for content in ("{", '{"counterparties": [}', "\x00", "[1, 2"):
        answer = caller.post(address, content, content_type="application/json")
        assert answer.status_code == 400
    assert not Counterparty.objects.exists()


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_every_difference_is_read_once_whatever_the_length_of_a_page(caller, portfolio, limit):
    expected, read = differences(portfolio, 7), []
    address = f"{ROOT}{portfolio.pk}/differences/?limit={limit}"

    while address:
        body = caller.get(address).json()
        assert len(body["results"]) <= limit
        read += [each["id"] for each in body["results"]]
        address = body["next"]

    assert read == expected


def test_a_reader_who_keeps_the_last_number_gets_what_came_since(caller, portfolio):
    first = differences(portfolio, 2)
    last = caller.get(f"{ROOT}{portfolio.pk}/differences/").json()["last_id"]
    Difference.objects.filter(pk=first[0]).update(label="Read already")
    later = Difference.objects.get(pk=first[1])
    later.pk = None
    later.save()

    body = caller.get(f"{ROOT}{portfolio.pk}/differences/?after={last}").json()

    assert last == first[-1]
    assert [each["id"] for each in body["results"]] == [later.pk]
    assert body["results"][0]["changes"] == [2]


def test_the_end_of_the_differences_keeps_the_cursor(caller, portfolio):
    last = differences(portfolio, 1)[0]

    for after in (last, last + 1_000):
        body = caller.get(f"{ROOT}{portfolio.pk}/differences/?after={after}").json()
        assert body == {"next": None, "last_id": after, "results": []}


def test_differences_of_another_portfolio_are_not_among_them(caller, portfolio):
    other = make_portfolio(owner=portfolio.owner, name="Suppliers")
    expected = differences(portfolio, 2)
    differences(other, 2)

    body = caller.get(f"{ROOT}{portfolio.pk}/differences/").json()

    assert [each["id"] for each in body["results"]] == expected


def test_many_differences_cost_as_many_queries_as_one(caller, portfolio):
    differences(portfolio, 20)
    address = f"{ROOT}{portfolio.pk}/differences/?limit="
    caller.get(f"{address}1")

    with CaptureQueriesContext(connection) as one:
        caller.get(f"{address}1")
    with CaptureQueriesContext(connection) as all_of_them:
        caller.get(f"{address}20")

    assert len(all_of_them) == len(one)


def test_two_edits_of_different_fields_both_stay(caller, portfolio):
    hand_in(caller, portfolio, [{"id": "1", "name": "Quux", "schema": "Person", "further_names": ["Zett"]}])
    address = f"{ROOT}{portfolio.pk}/counterparties/{Counterparty.objects.get().pk}/"

    send(caller, address, {"country": "AT"}, "patch")
    body = send(caller, address, {"address": "Street 2"}, "patch").json()

    assert (body["country"], body["address"], body["schema"], body["further_names"], body["version"]) == (
        "AT", "Street 2", "Person", ["Zett"], 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"country": "AT"}, {"country": "AT"}),
        ({"schema": "Organization", "note": ""}, {"person": False, "note": ""}),
        ({"further_names": ["A1", "A1", " B2 "]}, {"further_names": ("A1", "B2")}),
        ({}, {}),
    ],
)
def test_an_edit_is_of_what_it_names_alone(caller, portfolio, monkeypatch, body, fields):
    """Whoever edits another field at the same moment is not overwritten."""
    put(portfolio, "Zellerfeld")
    asked = []
    edit = counterparties.edit
    monkeypatch.setattr(counterparties, "edit", lambda **parts: asked.append(parts["fields"]) or edit(**parts))
    address = f"{ROOT}{portfolio.pk}/counterparties/{Counterparty.objects.get().pk}/"

    assert send(caller, address, body, "patch").status_code == 200
    assert asked == [fields]


def test_the_limit_of_a_request_is_the_one_that_is_documented():
    assert handed_in.MOST_OBJECTS == 1_000
