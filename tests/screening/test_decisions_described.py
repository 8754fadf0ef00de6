"""The examples of cases in the description of the API are a story that can be told again, and comes out the same."""

from typing import Any

import pytest
from django.test import Client

from controls.api import examples
from controls.screening.models import Case
from controls.screening.services import index
from tests.controls.test_api_description import lasting
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/screening/decisions/"
FIRST, SECOND = "customs@register.example", "adviser@register.example"
# Who does what in which order; an act that stands twice is told the last time.
STORY: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("cases_list", FIRST, "?class=same&page_size=1", None),
    ("cases_comment", FIRST, "{case}/comment/", {"text": "Asked the customer for its corporate number."}),
    ("cases_assign", FIRST, "{case}/assign/", {"version": 2, "assigned_to": FIRST}),
    ("cases_decide", FIRST, "{case}/decide/", {"version": 3, "verdict": "different_party", "reason": "Wrong pair."}),
    ("cases_withdraw", FIRST, "{case}/withdraw/", {"version": 4, "reason": "I looked at the wrong number."}),
    ("cases_decide", FIRST, "{case}/decide/", {"version": 5, "verdict": "different_party", "reason": "Other city."}),
    ("cases_refuse", SECOND, "{case}/refuse/", {"version": 6, "reason": "The city alone is not enough."}),
    (
        "cases_decide",
        FIRST,
        "{case}/decide/",
        {"version": 7, "verdict": "different_party", "reason": "Corporate number 7010001234567 is another company's."},
    ),
    ("cases_confirm", SECOND, "{case}/confirm/", {"version": 8, "reason": "Looked the number up in the register."}),
    ("cases_reopen", FIRST, "{case}/reopen/", {"version": 9, "reason": "The customer moved into the same building."}),
    ("cases_assign_many", FIRST, "assign/", {"cases": [{"id": "{case}", "version": 10}], "assigned_to": SECOND}),
    ("cases_get", FIRST, "{case}/", None),
]


@pytest.fixture
def told(seeded: None, today: Any, settings: Any) -> dict[str, dict[str, Any]]:
    """What each operation was asked and answered, the last time that it stands in the story."""
    settings.FOUR_EYES, settings.ALLOWED_HOSTS = "1", ["register.example"]
    index.forget()
    clients = {}
    for email in (FIRST, SECOND):
        clients[email] = Client(headers={"Host": "register.example"})
        clients[email].force_login(somebody(email))
    clients[FIRST].post(
        "/api/v1/screening/checks/",
        {"name": "スバル(株)", "country": "JP"},
        content_type="application/json",
        secure=True,
    )
    number = Case.objects.get(subject="entity:subaru-corporation").pk
    found = {}
    for operation, who, place, body in STORY:
        sent = _filled(body, number)
        path = ROOT + place.format(case=number)
        if sent is None:
            answer = clients[who].get(path, secure=True)
        else:
            answer = clients[who].post(path, sent, content_type="application/json", secure=True)
        assert answer.status_code in (200, 201), answer.content
        found[operation] = {"asked": path, **({"sent": sent} if sent else {}), "answer": answer.json()}
    index.forget()
    return found


def _filled(body: Any, number: int) -> Any:
    """The number of the case in its place."""
    if isinstance(body, dict):
        return {name: _filled(value, number) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(each, number) for each in body]
    return number if body == "{case}" else body


def test_every_example_is_what_the_api_answers(told: dict[str, dict[str, Any]]) -> None:
    stored = {name: each for name, each in examples.ANSWERS.items() if name.startswith("cases_")}

    assert sorted(stored) == sorted(told)
    for operation, each in told.items():
        assert lasting(each["answer"]) == lasting(stored[operation]["answer"]), operation


def test_the_examples_send_what_the_story_sends(told: dict[str, dict[str, Any]]) -> None:
    for operation, each in told.items():
        stored = examples.ANSWERS[operation]
        assert lasting(each.get("sent")) == lasting(stored.get("sent"))
        assert stored["asked"].startswith(ROOT)


def test_the_story_ends_with_an_open_case_and_its_whole_history(told: dict[str, dict[str, Any]]) -> None:
    last = told["cases_get"]["answer"]

    assert last["state"] == "open"
    assert [line["kind"] for line in last["history"]] == [
        "opened", "comment", "assigned", "different_party", "withdrawn", "different_party", "refused",
        "different_party", "confirmed", "reopened", "assigned",
    ]  # fmt: skip


def test_every_operation_on_cases_is_described(client: Client, seeded: None) -> None:
    paths = client.get("/api/v1/schema/").json()["paths"]

    names = {
        operation["operationId"] for path, each in paths.items() if "/decisions/" in path for operation in each.values()
    }
    assert names == {operation for operation, *_rest in STORY}


def test_an_act_that_may_not_fit_says_so_in_its_description(client: Client, seeded: None) -> None:
    paths = client.get("/api/v1/schema/").json()["paths"]

    for path, each in paths.items():
        if "/decisions/" in path and "post" in each:
            assert {"201", "400", "401", "403", "409"} <= set(each["post"]["responses"]), path
