"""The page of one's own keys: made with scopes and a last day, shown once, revoked at once, and nobody else's."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from controls.models import ApiKey, Change, User
from controls.services import access
from tests.controls.desk import make_user, prove
from tests.controls.markup import tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE = "/account/keys/"
KEY = re.compile(r"rec_[A-Za-z0-9]{38}")


@pytest.fixture
def ada(now: Any) -> User:
    return make_user(now, role="screener")


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return prove(client)


def make(client: Client, **typed: Any) -> Any:
    return client.post(PAGE, {"name": "Nightly import", "scopes": ["read"], "expires_on": "2027-11-21"} | typed)


def text_of(page: Any) -> str:
    """The key on a page."""
    (found,) = set(KEY.findall(page.content.decode()))
    return str(found)


def revoke(client: Client, key: ApiKey) -> Any:
    return client.post(f"{PAGE}{key.pk}/revoke/")


class TestANewKey:
    def test_is_shown_once_and_works(self, desk: Client, ada: User, now: Any) -> None:
        page = make(desk)

        found = access.find_key(text=text_of(page), at=now)
        assert page.status_code == 200
        assert found is not None
        assert (found.user, found.name, found.scopes) == (ada, "Nightly import", ["read"])

    def test_is_in_no_address_and_no_cache(self, desk: Client) -> None:
        page = make(desk)

        assert page["Cache-Control"] == "private, no-store"
        assert not page.has_header("Location")
        assert text_of(page) not in str(page.headers)

    def test_is_nowhere_afterwards(self, desk: Client, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            text = text_of(make(desk))
            desk.get("/api/v1/listings/", headers={"Authorization": f"Bearer {text}"})
            desk.get("/api/v1/nothing/", headers={"Authorization": f"Bearer {text}x"})

        kept = [str(desk.session.items()), str(list(Session.objects.values())), str(list(ApiKey.objects.values()))]
        kept += [str(list(Change.objects.order_by("-pk")[:5].values())), caplog.text, desk.get(PAGE).content.decode()]
        assert [where for where in kept if text in where or text[12:] in where] == []

    def test_is_told_from_others_by_its_beginning(self, desk: Client) -> None:
        text = text_of(make(desk))

        assert text[:12] in desk.get(PAGE).content.decode()

    def test_works_to_the_end_of_its_last_day_in_beijing(self, desk: Client) -> None:
        text = text_of(make(desk, expires_on="2026-12-31"))

        midnight = datetime.fromisoformat("2027-01-01T00:00:00+08:00")
        assert access.find_key(text=text, at=midnight - timedelta(seconds=1)) is not None
        assert access.find_key(text=text, at=midnight) is None

    def test_has_no_last_day_only_when_that_was_asked_for(self, desk: Client) -> None:
        make(desk, expires_on="")

        assert ApiKey.objects.get().expires_at is None
        assert "until it is revoked" in desk.get(PAGE).content.decode()

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"name": ""}, "name", "This field is required."),
            ({"name": "x" * 101}, "name", "at most 100"),
            ({"name": "a\u202eb"}, "name", "202E"),
            ({"scopes": []}, "scopes", "Choose at least one scope."),
            ({"scopes": ["write"]}, "scopes", "write"),
            ({"scopes": ["read", "decide"]}, "scopes", "decide"),
            ({"expires_on": "2026-02-30"}, "expires_on", "Enter a real date"),
            ({"expires_on": "tomorrow"}, "expires_on", "year-month-day"),
            ({"expires_on": "2026-11-20"}, "", "cannot expire before it is made"),
        ],
    )
    def test_that_cannot_be_is_refused_in_words_and_what_was_typed_stays(
        self, desk: Client, typed: dict[str, Any], field: str, words: str
    ) -> None:
        page = make(desk, **typed)

        alert = tree(page).one("div", role="alert")
        assert page.status_code == 400
        assert words in alert.text
        assert not field or f"#w-{field}" in {link["href"] for link in alert.all("a")}
        assert tree(page).one("input", id="w-name").get("value", "") == typed.get("name", "Nightly import")
        assert not ApiKey.objects.exists()

    def test_ignores_what_is_not_the_sender_s_to_say(self, desk: Client, ada: User, now: Any) -> None:
        boss = make_user(now, "boss@example.org", role="admin")

        make(desk, user=boss.pk, role="admin", digest="0" * 64, prefix="rec_mine", revoked_at="", pk=1)

        key = ApiKey.objects.get()
        assert (key.user, key.prefix == "rec_mine", key.digest == "0" * 64) == (ada, False, False)
        assert User.objects.get(pk=ada.pk).role == "screener"

    def test_is_refused_beyond_fifty_that_work(self, desk: Client, ada: User, now: Any) -> None:
        keys = [access.issue_key(user=ada, name=f"n{number}", at=now)[0] for number in range(access.MOST_KEYS)]

        assert "at most 50 keys" in make(desk).content.decode()
        revoke(desk, keys[0])
        assert make(desk).status_code == 200


class TestTheForm:
    @pytest.mark.parametrize(
        ("role", "scopes"),
        [
            ("reader", ["read", "alerts"]),
            ("screener", ["read", "alerts", "screen"]),
            ("approver", ["read", "alerts", "screen", "decide"]),
            ("admin", ["read", "alerts", "screen", "decide"]),
        ],
    )
    def test_offers_the_scopes_that_one_s_role_reaches(self, now: Any, role: str, scopes: list[str]) -> None:
        client = Client()
        client.force_login(make_user(now, role=role))
        prove(client)

        boxes = [box for box in tree(client.get(PAGE)).all("input") if box.get("name") == "scopes"]

        assert [box["value"] for box in boxes] == scopes
        assert [box["value"] for box in boxes if "checked" in box.attributes] == ["read"]

    def test_offers_a_year(self, desk: Client) -> None:
        assert tree(desk.get(PAGE)).one("input", id="w-expires_on")["value"] == "2027-11-21"

    def test_needs_its_token(self, ada: User) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(ada)

        assert make(careful).status_code == 403
        assert not ApiKey.objects.exists()


class TestRevoking:
    @pytest.fixture
    def key(self, ada: User, now: Any) -> Iterator[tuple[ApiKey, str]]:
        yield access.issue_key(user=ada, name="Lost laptop", at=now)

    def test_ends_a_key_at_once(self, desk: Client, key: tuple[ApiKey, str], now: Any) -> None:
        answer = revoke(desk, key[0])

        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        assert access.find_key(text=key[1], at=now) is None
        assert "revoked on 21 Nov 2026" in desk.get(PAGE).content.decode()

    def test_of_a_key_of_another_finds_none(self, key: tuple[ApiKey, str], now: Any) -> None:
        client = Client()
        client.force_login(make_user(now, "other@example.org", role="admin"))

        assert revoke(client, key[0]).status_code == 404
        assert access.find_key(text=key[1], at=now) is not None

    def test_is_asked_by_a_form_only(self, desk: Client, key: tuple[ApiKey, str], now: Any) -> None:
        assert desk.get(f"{PAGE}{key[0].pk}/revoke/").status_code == 405
        assert access.find_key(text=key[1], at=now) is not None


class TestTheList:
    def test_shows_one_s_own_keys_only(self, desk: Client, now: Any) -> None:
        access.issue_key(user=make_user(now, "other@example.org"), name="Of another", at=now)

        page = desk.get(PAGE).content.decode()
        assert "Of another" not in page
        assert "None yet." in page

    def test_tells_when_a_key_was_used_last(self, desk: Client, ada: User, now: Any) -> None:
        key = access.issue_key(user=ada, name="n", at=now)[0]
        assert "never" in desk.get(PAGE).content.decode()

        access.note_use(api_key=key, at=now)

        assert f"{timezone.localtime(now):%-d %b %Y %H:%M}" in desk.get(PAGE).content.decode()

    def test_has_those_that_work_first_and_no_button_for_the_others(self, desk: Client, ada: User, now: Any) -> None:
        before = now - timedelta(days=9)
        old = access.issue_key(user=ada, name="Works", at=before)[0]
        access.issue_key(user=ada, name="Over", at=before, expires_at=now - timedelta(days=1))
        access.revoke_key(api_key=access.issue_key(user=ada, name="Ended", at=now)[0], at=now)

        page = tree(desk.get(PAGE))

        names = [cell.text for cell in page.all("th") if cell.get("scope") == "row"]
        assert names[0] == "Works"
        assert {form["action"] for form in page.all("form") if "revoke" in form.get("action", "")} == {
            f"{PAGE}{old.pk}/revoke/"
        }
        assert "expired on 20 Nov 2026" in desk.get(PAGE).content.decode()

    def test_costs_the_same_queries_however_many_keys_there_are(
        self, desk: Client, ada: User, now: Any, django_assert_num_queries: Any
    ) -> None:
        desk.get(PAGE)
        for number in range(8):
            with django_assert_num_queries(
                7
            ):  # the session, who it is, three kinds of second factors, the revision, the keys
                desk.get(PAGE)
            access.issue_key(user=ada, name=f"n{number}", at=now)
