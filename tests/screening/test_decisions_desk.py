"""Cases and decisions at the curators' desk: everything can be read there and nothing written."""

from typing import Any

import pytest
from django.test import Client

from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.services import decisions
from tests.factories.decisions import AT, again, confirm, decide, make_case, person, two_people

pytestmark = pytest.mark.django_db
CASES, DECISIONS = "/admin/screening/case/", "/admin/screening/decision/"


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


@pytest.fixture
def desk(people: tuple[User, User]) -> Client:
    client = Client()
    client.force_login(people[0])
    return client


@pytest.fixture
def case(people: tuple[User, User]) -> Case:
    found = decide(make_case(), "different_party", people[0])
    decisions.comment(case=found, text="<b>See page 3.</b>", by=people[1], at=AT)
    return confirm(found, people[1])


def words(page: Any) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_the_list_of_cases_shows_the_pair_and_its_state(desk, case):
    page = words(desk.get(CASES))

    for said in ("スバル(株)", "SUBARU Corporation", "decided"):
        assert said in page


@pytest.mark.parametrize("query", ["?q=subaru", "?state=decided", "?verdict=probable"])
def test_cases_are_searched_and_filtered(desk, case, query):
    assert str(case.pk) in words(desk.get(CASES + query))


def test_a_case_shows_its_whole_history_and_the_way_to_its_page(desk, case):
    page = words(desk.get(f"{CASES}{case.pk}/change/"))

    assert f'href="/screening/decisions/{case.pk}/"' in page
    assert "grace@example.org: confirmed – Looked both numbers up." in page
    assert "&lt;b&gt;See page 3.&lt;/b&gt;" in page


def test_a_decision_shows_who_confirmed_it(desk, case):
    page = words(desk.get(f"{DECISIONS}{case.standing.pk}/change/"))

    assert "confirmed by grace@example.org: Looked both numbers up." in page
    assert "The corporate numbers differ." in page


def test_a_decision_that_nobody_looked_at_says_so(desk, people):
    found = decide(make_case(name="Another"), "same_party", people[0])

    assert "nobody" in words(desk.get(f"{DECISIONS}{found.standing.pk}/change/"))


@pytest.mark.parametrize("table", [CASES, DECISIONS])
def test_nothing_is_added_there(desk, table):
    assert desk.get(f"{table}add/").status_code == 403
    assert desk.post(f"{table}add/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize(("table", "model"), [(CASES, Case), (DECISIONS, Decision)])
def test_nothing_is_changed_or_deleted_there(desk, case, table, model):
    key = case.pk if model is Case else case.standing.pk
    before = again(case).version, Decision.objects.count()

    assert desk.post(f"{table}{key}/change/", {"state": "open", "reason": "x"}).status_code == 403
    assert desk.post(f"{table}{key}/delete/", {"post": "yes"}).status_code == 403
    desk.post(table, {"action": "delete_selected", "_selected_action": key, "post": "yes"})

    assert (again(case).version, Decision.objects.count()) == before


@pytest.mark.parametrize("table", [CASES, DECISIONS])
def test_who_is_no_curator_sees_neither(case, table):
    client = Client()
    client.force_login(person("approver@example.org", role="approver"))

    assert client.get(table).status_code == 403


@pytest.mark.parametrize(("table", "count"), [(CASES, 5), (DECISIONS, 4)])
def test_a_list_costs_the_same_queries_however_long_it_is(desk, case, people, table, count, django_assert_num_queries):
    desk.get(table)
    with django_assert_num_queries(count):
        desk.get(table)
    for number in range(5):
        decide(make_case(name=f"Firm {number}"), "same_party", people[0])
    with django_assert_num_queries(count):
        desk.get(table)
