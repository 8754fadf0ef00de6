"""Who may say what about a case: by role, at every door and in the service itself."""

import json
from typing import Any

import pytest
from django.test import Client

from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.services import decisions
from controls.screening.services.case_log import NotYours, Unclear
from controls.services import access
from tests.controls.markup import tree
from tests.factories.decisions import AT, again, confirm, decide, make_case, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE, API = "/screening/decisions/", "/api/v1/screening/decisions/"
WHY = {"reason": "Looked both numbers up."}


@pytest.fixture
def author(db: None) -> User:
    return person("author@example.org", role="screener")


@pytest.fixture
def waiting(author: User) -> Case:
    """A case in which a screener said that it is a different party."""
    return decide(make_case(by=author), "different_party", author)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def program(user: User, *scopes: str) -> Client:
    text = access.issue_key(user=user, name="tests", at=AT, scopes=scopes or None)[1]
    return Client(headers={"Authorization": f"Bearer {text}"})


def by_page(client: Client, case: Case, act: str, **said: Any) -> int:
    return client.post(f"{PAGE}{case.pk}/", {"act": act, "version": again(case).version, **WHY, **said}).status_code


def by_key(client: Client, case: Case, act: str, **said: Any) -> Any:
    body = json.dumps({"version": again(case).version, **WHY, **said})
    return client.post(f"{API}{case.pk}/{act}/", body, content_type="application/json")


class TestTheService:
    @pytest.mark.parametrize("role", ["reader", "screener"])
    @pytest.mark.parametrize("act", [decisions.confirm, decisions.refuse])
    def test_lets_nobody_be_the_second_person_who_is_no_approver(self, waiting: Case, role: str, act: Any) -> None:
        other = person(role=role)

        with pytest.raises(NotYours, match=f"needs the role “approver”; yours is “{role}”"):
            act(case=waiting, version=waiting.version, by=other, at=AT, **WHY)

        assert again(waiting).awaits_second

    @pytest.mark.parametrize("role", ["approver", "editor", "admin"])
    def test_lets_everybody_from_approver_on_be_the_second_person(self, waiting: Case, role: str) -> None:
        assert confirm(waiting, person(role=role)).is_decided

    @pytest.mark.parametrize("role", ["approver", "editor", "admin"])
    def test_lets_no_role_confirm_its_own_decision(self, role: str) -> None:
        own = person(role=role)
        case = decide(make_case(by=own), "different_party", own)

        with pytest.raises(NotYours, match="A second person"):
            confirm(case, own)

    def test_lets_no_reader_decide(self) -> None:
        case = make_case(by=person())

        with pytest.raises(NotYours, match="needs the role “screener”; yours is “reader”"):
            decide(case, "same_party", person(role="reader"))

        assert not Decision.objects.exists()

    def test_asks_for_the_role_of_now_and_not_of_when_the_case_came(self, waiting: Case) -> None:
        once = person(role="approver")
        fallen = access.change_user(user=once, fields={"role": "screener"})

        with pytest.raises(NotYours):
            confirm(waiting, fallen)

    def test_hands_cases_to_nobody_who_may_not_decide_them(self, waiting: Case) -> None:
        with pytest.raises(Unclear, match="has no role in which one decides cases") as refusal:
            decisions.assign(cases=[(waiting, waiting.version)], to=person(role="reader"), by=person(), at=AT)

        assert refusal.value.field == "assigned_to"
        assert again(waiting).assigned_to is None


class TestWhetherASecondPersonIsAsked:
    @pytest.mark.parametrize(
        ("others", "asked"),
        [
            ([], Decision.Second.SINGLE_CURATOR),
            (["reader", "screener"], Decision.Second.SINGLE_CURATOR),
            (["approver"], Decision.Second.ASKED),
            (["editor"], Decision.Second.ASKED),
            (["reader", "admin"], Decision.Second.ASKED),
        ],
    )
    @pytest.mark.parametrize("own", ["screener", "approver", "admin"])
    def test_follows_from_whether_somebody_else_may_approve(self, own: str, others: list[str], asked: str) -> None:
        by = person(role=own)
        for role in others:
            person(role=role)

        assert decisions.second_asked(setting="auto", by=by) == asked

    def test_an_approver_who_left_does_not_count(self, author: User) -> None:
        access.change_user(user=person(role="approver"), fields={"is_active": False})

        assert decisions.second_asked(setting="auto", by=author) == Decision.Second.SINGLE_CURATOR

    @pytest.mark.parametrize(("setting", "asked"), [("1", Decision.Second.ASKED), ("0", Decision.Second.SWITCHED_OFF)])
    def test_is_said_by_the_setting_otherwise(self, author: User, setting: str, asked: str) -> None:
        assert decisions.second_asked(setting=setting, by=author) == asked


class TestThePage:
    @pytest.mark.parametrize(("role", "status"), [("reader", 403), ("screener", 403), ("approver", 302)])
    @pytest.mark.parametrize("act", ["confirm", "refuse"])
    def test_takes_a_second_look_from_approvers_only(self, waiting: Case, role: str, status: int, act: str) -> None:
        assert by_page(browser(person(role=role)), waiting, act) == status
        assert again(waiting).awaits_second == (status == 403)

    @pytest.mark.parametrize(("role", "buttons"), [("screener", set()), ("approver", {"confirm", "refuse"})])
    def test_offers_it_to_approvers_only(self, waiting: Case, role: str, buttons: set[str]) -> None:
        page = browser(person(role=role)).get(f"{PAGE}{waiting.pk}/")

        offered = {button.get("value") for button in tree(page).all("button")}
        assert offered & {"confirm", "refuse"} == buttons
        assert ("Somebody with the role “approver”" in page.content.decode()) == (not buttons)

    def test_offers_as_people_to_hand_a_case_to_those_who_may_decide_it(self, waiting: Case, author: User) -> None:
        reader, approver = person("reader@example.org", role="reader"), person("second@example.org", role="approver")

        words = browser(author).get(f"{PAGE}{waiting.pk}/").content.decode()

        assert approver.email in words
        assert reader.email not in words


class TestTheAPI:
    @pytest.mark.parametrize("act", ["confirm", "refuse"])
    def test_takes_a_second_look_from_the_key_of_an_approver(self, waiting: Case, act: str) -> None:
        assert by_key(program(person(role="approver"), "decide"), waiting, act).status_code == 201
        assert not again(waiting).awaits_second

    def test_takes_none_without_the_scope_whoever_owns_the_key(self, waiting: Case) -> None:
        answer = by_key(program(person(role="admin"), "read", "screen", "alerts"), waiting, "confirm")

        assert answer.status_code == 403
        assert "needs a key with the scope “decide”" in answer.json()["detail"]
        assert again(waiting).awaits_second

    @pytest.mark.parametrize(
        "said", [{"author": 1}, {"by": 1}, {"approved_by": 1}, {"at": "2020-01-01"}, {"second": "0"}]
    )
    def test_refuses_what_the_sender_may_not_say(self, waiting: Case, said: dict[str, Any]) -> None:
        answer = by_key(program(person(role="approver")), waiting, "confirm", **said)

        assert answer.status_code == 400
        assert set(said) <= set(answer.json()["errors"])
        assert again(waiting).awaits_second

    def test_two_keys_of_one_person_are_not_four_eyes(self) -> None:
        own = person(role="approver")
        case = make_case(by=own)
        person(role="approver")  # so that a second person is asked for

        first = by_key(program(own), case, "decide", verdict="different_party")
        second = by_key(program(own), case, "confirm")

        assert (first.status_code, second.status_code) == (201, 403)
        assert again(case).awaits_second
