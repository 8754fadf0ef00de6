"""Cases over the API: the same queue, the same acts, the same refusals, each with its status and its field."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from controls.models import User
from controls.screening.models import Case
from controls.screening.services import decisions
from controls.services import access
from tests.factories.decisions import (
    AT,
    SAGAMI,
    again,
    confirm,
    decide,
    hit,
    later,
    make_case,
    make_check,
    two_people,
)

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/screening/decisions/"


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


@pytest.fixture
def ada(people: tuple[User, User]) -> Client:
    return with_key(people[0])


@pytest.fixture
def grace(people: tuple[User, User]) -> Client:
    return with_key(people[1])


@pytest.fixture(autouse=True)
def four_eyes(settings: Any) -> None:
    settings.FOUR_EYES = "1"


def with_key(user: User) -> Client:
    _key, text = access.issue_key(user=user, name="tests", at=AT)
    return Client(headers={"Authorization": f"Bearer {text}"})


def send(client: Client, case: Case | int, act: str, **body: Any) -> Any:
    number = case if isinstance(case, int) else case.pk
    said = body if act == "comment" else {"version": again(case).version if isinstance(case, Case) else 1, **body}
    return client.post(f"{QUEUE}{number}/{act}/", said, content_type="application/json")


class TestWhoMayCome:
    @pytest.mark.parametrize("path", ["", "1/"])
    def test_visitors_are_refused_with_401(self, client, path):
        assert client.get(QUEUE + path).status_code == 401

    @pytest.mark.parametrize("act", ["decide", "confirm", "refuse", "withdraw", "reopen", "comment", "assign"])
    def test_visitors_write_nothing(self, client, act):
        case = make_case()

        assert send(client, case, act).status_code == 401
        assert again(case).version == 1

    def test_visitors_hand_nothing_on(self, client):
        assert client.post(f"{QUEUE}assign/", {}, content_type="application/json").status_code == 401

    def test_answers_are_kept_by_nobody(self, ada):
        assert "no-store" in ada.get(QUEUE)["Cache-Control"]

    @pytest.mark.parametrize(("method", "path"), [("post", ""), ("delete", "1/"), ("put", "1/"), ("get", "1/decide/")])
    def test_other_methods_are_refused(self, ada, method, path):
        assert getattr(ada, method)(QUEUE + path).status_code == 405


class TestTheQueue:
    def test_holds_what_asks_for_a_decision_oldest_first(self, ada, people):
        newer, older = (make_case(name=name, asked_at=later(hours=hours)) for name, hours in (("N", 2), ("O", 1)))
        decide(make_case(name="Done"), "same_party", people[1])

        answer = ada.get(QUEUE).json()

        assert [row["id"] for row in answer["results"]] == [older.pk, newer.pk]
        assert (answer["count"], answer["page"], answer["next"]) == (2, 1, None)
        assert answer["counts"]["state"] == {"open": 2, "decided": 1}
        assert answer["counts"]["assigned"] == {"me": 0, "nobody": 2}

    def test_says_of_each_case_what_stands(self, ada, people):
        case = decide(make_case(identifier="5010001034867"), "different_party", people[1])

        (row,) = ada.get(QUEUE).json()["results"]

        assert row == {
            "id": case.pk,
            "version": 2,
            "state": "awaiting_second",
            "verdict": "different_party",
            "needs_more_facts": False,
            "words": "different party, says grace@example.org on 21 Nov 2026, and awaits a second person: "
            "The corporate numbers differ.",
            "counterparty": {
                "name": "スバル(株)",
                "country": "JP",
                "identifier": "5010001034867",
                "address": None,
                "schema": None,
            },
            "entry": {"key": "entity:subaru", "name": "SUBARU Corporation", "lists": ["cn-watch-list"]},
            "class": "probable",
            "score": 0.91,
            "algorithm": "name-3",
            "assigned_to": None,
            "open_since": row["open_since"],
            "check": case.latest_hit.screening_check.number,
            "url": f"http://testserver{QUEUE}{case.pk}/",
        }

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("state=decided", ["C"]),
            ("class=same", ["A"]),
            ("list=cn-export-control-list", ["B"]),
            ("assigned=me", []),
            ("state=open&state=decided", ["A", "B", "C"]),
        ],
    )
    def test_is_narrowed_as_the_page_is(self, ada, people, query, names):
        make_case(hit(verdict="same"), name="A")
        make_case(hit(SAGAMI, list="cn-export-control-list"), name="B")
        decide(make_case(name="C"), "same_party", people[1])

        answer = ada.get(f"{QUEUE}?{query}").json()

        assert sorted(row["counterparty"]["name"] for row in answer["results"]) == names

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("state=clear", "state"),
            ("assigned=", "assigned"),
            ("assigned=everybody", "assigned"),
            ("class=sibling", "class"),
            ("list=x", "list"),
            ("as_of=2026-11-21", "as_of"),
            ("page=2", "page"),
            ("q=subaru", "q"),
            ("state=%00", "state"),
        ],
    )
    def test_a_wrong_question_is_refused_naming_the_field(self, ada, query, field):
        answer = ada.get(f"{QUEUE}?{query}")

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]

    def test_costs_the_same_queries_however_long_it_is(self, ada, django_assert_num_queries):
        make_case()
        ada.get(QUEUE)

        with django_assert_num_queries(7):
            ada.get(QUEUE)
        for number in range(10):
            make_case(name=f"Firm {number}")
        with django_assert_num_queries(7):
            ada.get(QUEUE)


class TestOneCase:
    def test_has_its_steps_and_its_history(self, ada, people):
        case = confirm(decide(make_case(), "different_party", people[0]), people[1])
        make_case(hit(state="suspended"))

        answer = ada.get(f"{QUEUE}{case.pk}/").json()

        assert answer["state"] == "open"
        assert [step["kind"] for step in answer["steps"]] == ["form", "sound"]
        assert answer["listings"][0]["state"]["code"] == "suspended"
        assert [(each["kind"], each["by"]) for each in answer["history"]] == [
            ("opened", None),
            ("different_party", "ada@example.org"),
            ("confirmed", "grace@example.org"),
            ("reopened", None),
        ]
        assert answer["history"][3]["causes"] == ["The entry changed: cn-wl-subaru was: In force; is: Suspended."]

    def test_is_told_without_steps_when_its_check_is_no_longer_kept(self, ada):
        case = make_case()
        case.latest_hit.screening_check.delete()

        answer = ada.get(f"{QUEUE}{case.pk}/").json()

        assert (answer["check"], answer["steps"], answer["listings"]) == (None, [], [])

    @pytest.mark.parametrize("number", [0, 999_999_999, 10**30])
    @pytest.mark.parametrize("act", [None, "decide", "confirm", "comment"])
    def test_that_is_not_there_is_404_in_words(self, ada, number, act):
        answer = send(ada, number, act) if act else ada.get(f"{QUEUE}{number}/")

        assert answer.status_code == 404
        assert answer.json()["detail"] == f"There is no case {number}."

    def test_parameters_in_the_address_are_refused(self, ada):
        case = make_case()

        assert ada.get(f"{QUEUE}{case.pk}/?as_of=2026-11-21").status_code == 400
        answer = ada.post(f"{QUEUE}{case.pk}/decide/?verdict=same_party", {}, content_type="application/json")
        assert list(answer.json()["errors"]) == ["verdict"]


class TestActs:
    def test_two_keys_of_two_people_decide(self, ada, grace):
        case = make_case()

        first = send(ada, case, "decide", verdict="different_party", reason="Another number.")
        second = send(grace, case, "confirm", reason="Looked it up.")

        assert (first.status_code, first.json()["state"]) == (201, "awaiting_second")
        assert (second.status_code, second.json()["state"]) == (201, "decided")
        words = r"different party by ada@example.org on \d+ \w+ 2\d+: Another number."
        assert re.fullmatch(words, second.json()["words"])
        assert second.json()["version"] == again(case).version == 3

    def test_a_second_key_of_the_same_person_is_the_same_person(self, ada, people):
        case = make_case()
        send(ada, case, "decide", verdict="different_party", reason="R")

        answer = send(with_key(people[0]), case, "confirm", reason="R")

        assert answer.status_code == 403
        assert answer.json()["detail"].startswith("A second person confirms or refuses a decision.")
        assert again(case).awaits_second

    def test_refused_and_withdrawn_and_re_opened(self, ada, grace):
        case = make_case()
        send(ada, case, "decide", verdict="different_party", reason="R")
        assert send(grace, case, "refuse", reason="No.").json()["state"] == "open"
        send(ada, case, "decide", verdict="different_party", reason="R")
        assert send(ada, case, "withdraw").json()["state"] == "open"
        send(ada, case, "decide", verdict="same_party", reason="R")
        assert send(grace, case, "reopen", reason="A new number.").json()["state"] == "open"

    def test_need_more_facts_leaves_it_open_and_marked(self, ada):
        answer = send(ada, make_case(), "decide", verdict="need_more_facts", reason="Asked for the number.").json()

        assert (answer["state"], answer["needs_more_facts"], answer["verdict"]) == ("open", True, None)

    def test_comments_and_assigns(self, ada, people):
        case = make_case()

        assert send(ada, case, "comment", text="Asked.\nWaiting.").json()["version"] == 2
        assert ada.get(f"{QUEUE}{case.pk}/").json()["history"][-1]["text"] == "Asked.\nWaiting."
        assert send(ada, case, "assign", assigned_to="GRACE@example.org").json()["assigned_to"] == "grace@example.org"
        assert send(ada, case, "assign", assigned_to=None).json()["assigned_to"] is None

    @pytest.mark.parametrize(
        ("act", "body", "fields"),
        [
            ("decide", {}, ["verdict", "reason"]),
            ("decide", {"verdict": "clear", "reason": "R"}, ["verdict"]),
            ("decide", {"verdict": ["same_party"], "reason": "R"}, ["verdict"]),
            ("decide", {"verdict": "same_party", "reason": ""}, ["reason"]),
            ("decide", {"verdict": "same_party", "reason": "x" * 2001}, ["reason"]),
            ("decide", {"verdict": "same_party", "reason": "a\u202eb"}, ["reason"]),
            ("decide", {"verdict": "same_party", "reason": 7}, ["reason"]),
            ("decide", {"verdict": "same_party", "reason": "R", "version": None}, ["version"]),
            ("decide", {"verdict": "same_party", "reason": "R", "version": "1"}, ["version"]),
            ("decide", {"verdict": "same_party", "reason": "R", "version": True}, ["version"]),
            ("decide", {"verdict": "same_party", "reason": "R", "version": -1}, ["version"]),
            ("decide", {"verdict": "same_party", "reason": "R", "version": 10**15}, ["version"]),
            ("decide", {"verdict": "same_party", "reason": "R", "author": "grace@example.org"}, ["author"]),
            ("confirm", {}, ["reason"]),
            ("refuse", {"reason": " "}, ["reason"]),
            ("reopen", {}, ["reason"]),
            ("comment", {}, ["text"]),
            ("comment", {"text": "x" * 4001}, ["text"]),
            ("comment", {"text": "\u200b"}, ["text"]),
            ("assign", {"assigned_to": "nobody@example.org"}, ["assigned_to"]),
            ("assign", {"assigned_to": 3}, ["assigned_to"]),
            ("assign", {"assigned_to": " "}, ["assigned_to"]),
        ],
    )
    def test_a_body_that_is_not_valid_is_400_naming_each_field(self, ada, act, body, fields):
        case = make_case()

        answer = send(ada, case, act, **body)

        assert answer.status_code == 400
        assert sorted(answer.json()["errors"]) == sorted(fields)
        assert again(case).version == 1

    @pytest.mark.parametrize("body", ["[]", "7", '"same_party"', "null"])
    def test_a_body_that_is_no_object_is_400(self, ada, body):
        answer = ada.post(f"{QUEUE}{make_case().pk}/decide/", body, content_type="application/json")

        assert answer.status_code == 400

    @pytest.mark.parametrize(
        ("act", "words"),
        [
            ("confirm", "No decision awaits a second person here."),
            ("refuse", "No decision awaits a second person here."),
            ("reopen", "Only a decided case is re-opened."),
        ],
    )
    def test_what_does_not_fit_the_state_is_409_in_words(self, ada, act, words):
        answer = send(ada, make_case(), act, reason="R")

        assert (answer.status_code, answer.json()["title"]) == (409, "Conflict")
        assert words in answer.json()["detail"]

    def test_what_changed_meanwhile_is_409_with_the_difference(self, ada, people):
        case = make_case()
        decisions.comment(case=case, text="Look at the invoice.", by=people[1], at=AT)

        answer = send(ada, case, "decide", verdict="same_party", reason="R", version=1)

        assert answer.status_code == 409
        assert answer.json()["errors"] == {"version": ["grace@example.org: comment – Look at the invoice."]}
        assert again(case).is_open


class TestHandingOn:
    def send(self, client: Client, body: Any) -> Any:
        return client.post(f"{QUEUE}assign/", json.dumps(body), content_type="application/json")

    def test_hands_many_on_at_once(self, ada, people):
        cases = [make_case(name=name) for name in "AB"]

        body = {"cases": [{"id": case.pk, "version": 1} for case in cases], "assigned_to": "grace@example.org"}
        answer = self.send(ada, body)

        assert answer.status_code == 201
        assert {row["assigned_to"] for row in answer.json()["results"]} == {"grace@example.org"}
        assert {again(case).assigned_to for case in cases} == {people[1]}

    def test_does_all_or_nothing(self, ada, people):
        one, other = (make_case(name=name) for name in "AB")

        pairs = [{"id": one.pk, "version": 1}, {"id": other.pk, "version": 7}]
        answer = self.send(ada, {"cases": pairs, "assigned_to": "grace@example.org"})

        assert answer.status_code == 409
        assert again(one).assigned_to is None

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ([], "body"),
            ({}, "cases"),
            ({"cases": []}, "cases"),
            ({"cases": "1"}, "cases"),
            ({"cases": [{"id": 1, "version": 1}] * 501}, "cases"),
            ({"cases": [{"id": 1, "version": 1}, {"id": 1, "version": 1}]}, "cases"),
            ({"cases": [7]}, "cases.0"),
            ({"cases": [{"id": 1}]}, "cases.0"),
            ({"cases": [{"id": "1", "version": 1}]}, "cases.0.id"),
            ({"cases": [{"id": 1, "version": True}]}, "cases.0.version"),
            ({"cases": [{"id": 10**15, "version": 1}]}, "cases.0.id"),
            ({"cases": [{"id": 999_999_999, "version": 1}]}, "cases"),
            ({"cases": [{"id": 1, "version": 1}], "assigned_to": 4}, "assigned_to"),
            ({"cases": [{"id": 1, "version": 1}], "to": "x"}, "to"),
        ],
    )
    def test_a_body_that_is_not_valid_is_400_naming_the_field(self, ada, body, field):
        answer = self.send(ada, body)

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]

    def test_to_somebody_unknown_is_400(self, ada):
        case = make_case()

        answer = self.send(ada, {"cases": [{"id": case.pk, "version": 1}], "assigned_to": "nobody@example.org"})

        assert list(answer.json()["errors"]) == ["assigned_to"]


class TestACheck:
    def of(self, client: Client, check: Any) -> Any:
        return client.get(f"/api/v1/screening/checks/{check.number}/").json()["hits"]

    def test_tells_of_each_hit_what_stands_on_it_by_now(self, ada, people):
        case = make_case()
        check = make_check(hit(), hit(SAGAMI))

        before = self.of(ada, check)
        confirm(decide(case, "different_party", people[0]), people[1])
        after = self.of(ada, check)

        assert before[0]["case"] == {
            "id": case.pk,
            "state": "open",
            "holds": False,
            "words": "not decided yet",
            "url": f"http://testserver{QUEUE}{case.pk}/",
        }
        assert (after[0]["case"]["state"], after[0]["case"]["holds"]) == ("decided", True)
        assert after[0]["case"]["words"].startswith("different party by ada@example.org")
        assert after[1]["case"] is None

    def test_keeps_its_receipt_whatever_is_decided(self, ada, people):
        case = make_case()
        check = case.latest_hit.screening_check
        address = f"/api/v1/screening/checks/{check.number}/receipt/"
        before = ada.get(address).content

        decide(case, "same_party", people[0])

        assert ada.get(address).content == before
