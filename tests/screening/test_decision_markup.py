"""The pages of decisions keep every rule of markup that the public pages keep, in each of their states."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from controls.models import User
from controls.screening.models import Case
from controls.screening.services import decisions
from tests.controls import test_templates_markup as markup
from tests.controls.markup import tree
from tests.factories.decisions import AT, SAGAMI, confirm, decide, hit, make_case, make_check, two_people

pytestmark = pytest.mark.django_db
RULES = [
    rule
    for name, rule in vars(markup).items()
    if name.startswith("test_") and set(inspect.signature(rule).parameters) == {"page", "address"}
]
QUEUE = "/screening/decisions/"
Asked = Callable[[Client, Case, tuple[User, User]], Any]


@pytest.fixture(autouse=True)
def four_eyes(settings: Any, seeded: None, today: Any) -> None:
    settings.FOUR_EYES = "1"


def page_of(case: Case) -> str:
    return f"{QUEUE}{case.pk}/"


def queue(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(make_case(hit(SAGAMI, label="相模工業株式会社", list="us-csl")), "different_party", people[1])
    decide(make_case(name="相模原（株）", country="JP"), "need_more_facts", people[1])
    decisions.assign(cases=[(case, case.version)], to=people[0], by=people[1], at=AT)
    return client.get(f"{QUEUE}?state=open&state=awaiting_second&page_size=2")


def queue_refused(client: Client, case: Case, people: tuple[User, User]) -> Any:
    return client.post(f"{QUEUE}assign/", {"case": f"{case.pk}:9", "assigned_to": ""})


def queue_empty(client: Client, case: Case, people: tuple[User, User]) -> Any:
    return client.get(f"{QUEUE}?state=decided")


def case_open(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decisions.comment(case=case, text="株式会社 stands in the contract.\nスバル too.", by=people[1], at=AT)
    make_case(hit(state="suspended"), algorithm="name-4")
    return client.get(page_of(case))


def case_of_mine_waiting(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(case, "different_party", people[0], reason="スバル is another one.")
    return client.get(page_of(case))


def case_of_others_waiting(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(case, "different_party", people[1], reason="スバル is another one.")
    return client.get(page_of(case))


def case_decided(client: Client, case: Case, people: tuple[User, User]) -> Any:
    confirm(decide(case, "different_party", people[0], reason="スバル is another one."), people[1])
    return client.get(page_of(case))


def case_without_its_check(client: Client, case: Case, people: tuple[User, User]) -> Any:
    case.latest_hit.screening_check.delete()
    return client.get(page_of(case))


def case_changed_meanwhile(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decisions.comment(case=case, text="スバル is another one.", by=people[1], at=AT)
    return client.post(page_of(case), {"act": "decide", "version": "1", "verdict": "same_party", "reason": "R"})


def case_not_filled_in(client: Client, case: Case, people: tuple[User, User]) -> Any:
    return client.post(page_of(case), {"act": "decide", "version": "1"})


def second_not_filled_in(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(case, "different_party", people[1])
    return client.post(page_of(case), {"act": "refuse", "version": "2", "reason": ""})


def own_not_confirmed(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(case, "different_party", people[0])
    return client.post(page_of(case), {"act": "confirm", "version": "2", "reason": "Sure."})


def nothing_said(client: Client, case: Case, people: tuple[User, User]) -> Any:
    return client.post(page_of(case), {"act": "comment", "text": ""})


def nobody_known(client: Client, case: Case, people: tuple[User, User]) -> Any:
    return client.post(page_of(case), {"act": "assign", "version": "1", "assigned_to": "x@example.org"})


def result_of_a_check(client: Client, case: Case, people: tuple[User, User]) -> Any:
    decide(case, "same_party", people[1], reason="スバル itself.")
    check = make_check(hit(), hit(SAGAMI))
    make_case(hit(SAGAMI))
    return client.get(f"/screening/checks/{check.number}/")


VIEWS: list[Asked] = [
    queue, queue_refused, queue_empty, case_open, case_of_mine_waiting, case_of_others_waiting, case_decided,
    case_without_its_check, case_changed_meanwhile, case_not_filled_in, second_not_filled_in, own_not_confirmed,
    nothing_said, nobody_known, result_of_a_check,
]  # fmt: skip


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_rule_of_markup_holds(view: Asked) -> None:
    people = two_people()
    client = Client()
    client.force_login(people[0])

    answer = view(client, make_case(), people)
    page = tree(answer)

    broken = []
    for rule in RULES:
        try:
            rule(page=page, address=view.__name__)
        except AssertionError as fault:
            broken.append(f"{rule.__name__}: {fault}")
    assert broken == []
    assert "None" not in page.one("main").text


def test_the_rules_are_those_of_the_public_pages() -> None:
    assert len(RULES) >= 15
