"""Keys, other people's passwords and second factors: asked for once more, and the owner is written to."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from controls.models import ApiKey, User
from controls.services import access
from tests.accounts.people import OTHER, PASSWORD, code_of, letter_to, make, proved, signed_in, with_app
from tests.controls.desk import errors, prove, url
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
KEYS = "/account/keys/"
NEW_KEY = {"name": "Nightly import", "scopes": ["read"], "expires_on": ""}
AGAIN = "/account/again/?next="


@pytest.fixture
def ada():
    return make()


@pytest.fixture
def boss():
    return make("boss@example.org", "admin")


@pytest.fixture
def desk(boss):
    return signed_in(boss.email)


def form_of(user, **typed):
    return {"email": user.email, "name": "", "role": user.role, "is_active": "on"} | typed


def new_password(user):
    return form_of(user, password1=OTHER, password2=OTHER)


def remove_factors(client, *users):
    form = {"action": "remove_second_factors", "_selected_action": [user.pk for user in users]}
    return client.post(url(User, "changelist"), form)


class TestAKeyOfOnesOwn:
    def test_is_not_made_by_whoever_finds_the_browser_open(self, ada):
        answer = signed_in().post(KEYS, NEW_KEY)

        assert (answer.status_code, answer["Location"]) == (302, f"{AGAIN}%2Faccount%2Fkeys%2F")
        assert not ApiKey.objects.exists()

    def test_is_made_after_the_password_was_said_once_more(self, ada):
        assert proved(signed_in()).post(KEYS, NEW_KEY).status_code == 200
        assert ApiKey.objects.get().user == ada

    def test_is_made_after_a_code_was_said_once_more(self, ada):
        client = signed_in()
        secret = with_app(ada)

        client.post("/account/second-factor/again/", {"code": code_of(secret)})

        assert client.post(KEYS, NEW_KEY).status_code == 200

    def test_is_asked_for_again_some_minutes_later(self, ada, monkeypatch):
        client = proved(signed_in())
        later = time.time() + 301
        monkeypatch.setattr(time, "time", lambda: later)

        assert client.post(KEYS, NEW_KEY)["Location"].startswith(AGAIN)

    def test_is_offered_by_a_page_that_says_what_comes_first(self, ada):
        page = tree(signed_in().get(KEYS))

        (way,) = [link for link in page.one("main").all("a") if link["href"].startswith("/account/again/")]
        assert way["href"] == "/account/again/?next=/account/keys/"
        assert [field for field in page.all("input") if field.get("name") == "scopes"] == []

    def test_is_on_the_page_to_which_the_way_leads_back(self, ada):
        client = signed_in()

        answer = client.post("/account/again/", {"password": PASSWORD, "next": KEYS}, follow=True)

        assert answer.redirect_chain == [(KEYS, 302)]
        assert tree(answer).one("input", id="w-name")

    def test_says_that_nothing_was_done_when_it_was_sent_too_late(self, ada):
        answer = signed_in().post(KEYS, NEW_KEY, follow=True)

        assert "Nothing was done yet" in answer.content.decode()

    def test_is_revoked_without_being_asked(self, ada, now):
        key = access.issue_key(user=ada, name="Lost laptop", at=now)[0]

        signed_in().post(f"{KEYS}{key.pk}/revoke/")

        assert ApiKey.objects.get().revoked_at is not None

    def test_is_told_when_it_is_made_without_the_key_itself(self, ada):
        client = proved(signed_in())
        mail.outbox.clear()

        client.post(KEYS, NEW_KEY)

        letter, key = letter_to(ada.email), ApiKey.objects.get()
        assert letter.subject == "An API key was made for your account"
        assert f"Nightly import ({key.prefix}…)" in letter.body
        assert letter.body.count("rec_") == 1

    def test_is_told_once_when_it_is_revoked(self, ada, now):
        key, client = access.issue_key(user=ada, name="Lost laptop", at=now)[0], signed_in()
        mail.outbox.clear()

        for _turn in range(2):
            client.post(f"{KEYS}{key.pk}/revoke/")

        assert [letter.subject for letter in mail.outbox] == ["An API key of your account was revoked"]

    def test_that_is_refused_is_not_told(self, ada):
        client = proved(signed_in())
        mail.outbox.clear()

        client.post(KEYS, NEW_KEY | {"scopes": ["decide"]})

        assert mail.outbox == []

    def test_is_made_as_well_where_no_letters_are_sent(self, ada, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

        assert proved(signed_in()).post(KEYS, NEW_KEY).status_code == 200


class TestAnAccountAtTheDesk:
    def test_is_opened_after_the_password_only(self, desk, ada):
        for page in (url(User, "change", ada.pk), url(User, "add"), url(ApiKey, "add")):
            assert desk.get(page)["Location"].startswith(AGAIN)
        assert {proved(desk).get(page).status_code for page in (url(User, "change", ada.pk), url(User, "add"))} == {200}

    def test_gets_no_password_and_keeps_none_in_the_session_before(self, desk, ada):
        answer = desk.post(url(User, "change", ada.pk), new_password(ada))

        assert answer["Location"].startswith(AGAIN)
        assert signed_in().get("/account/").status_code == 200
        kept = [str(row.get_decoded()) for row in Session.objects.all()]
        assert OTHER not in str(desk.session.items())
        assert [row for row in kept if OTHER in row] == []

    def test_gets_no_other_role_before(self, desk, ada):
        desk.post(url(User, "change", ada.pk), form_of(ada, role="admin"))

        assert User.objects.get(pk=ada.pk).role == "reader"

    def test_is_told_by_whom_the_password_was_set(self, desk, ada):
        proved(desk).post(url(User, "change", ada.pk), new_password(ada))

        letter = letter_to(ada.email)
        assert letter.subject == "Your password was set by somebody else"
        assert "boss@example.org set a new password" in letter.body
        assert OTHER not in letter.body
        assert signed_in(password=OTHER)

    def test_that_is_refused_is_not_told(self, desk, ada):
        client = proved(desk)
        mail.outbox.clear()

        client.post(url(User, "change", ada.pk), form_of(ada, password1="short", password2="short"))
        client.post(url(User, "change", ada.pk), form_of(ada, name="Ada"))

        assert mail.outbox == []

    def test_of_one_s_own_gets_its_password_elsewhere(self, desk, boss):
        page = proved(desk).post(url(User, "change", boss.pk), new_password(boss))

        assert "Your own password is changed on the page of your account" in errors(page)
        assert signed_in(boss.email).get("/account/").status_code == 200

    def test_is_told_who_made_a_key_for_it(self, desk, ada):
        proved(desk).post(url(ApiKey, "add"), {"user": ada.pk, "name": "For Ada", "scopes": ["read"]})

        assert "boss@example.org made an API key for your account" in letter_to(ada.email).body

    def test_is_told_who_revoked_its_key(self, desk, ada, now):
        key = access.issue_key(user=ada, name="n", at=now)[0]

        desk.post(url(ApiKey, "changelist"), {"action": "revoke", "_selected_action": [key.pk]})

        assert "boss@example.org revoked an API key of your account" in letter_to(ada.email).body


class TestSecondFactorsAtTheDesk:
    def test_stay_until_the_password_was_said_once_more(self, desk, ada):
        with_app(ada)

        assert remove_factors(desk, ada)["Location"].startswith(AGAIN)
        assert access.has_second_factor(user=ada)

    def test_go_and_the_owner_hears_by_whom(self, desk, ada):
        with_app(ada)

        remove_factors(prove(desk), ada)

        assert not Authenticator.objects.filter(user=ada).exists()
        assert "boss@example.org removed every second factor" in letter_to(ada.email).body

    @pytest.mark.parametrize("required", [True, False])
    def test_of_one_s_own_stay(self, settings, boss, required):
        settings.REQUIRE_SECOND_FACTOR = required
        client = Client()
        client.force_login(boss)
        with_app(boss)

        answer = remove_factors(prove(client), boss)

        assert answer.status_code == 302
        assert "on the pages of your account" in client.get("/admin/").content.decode()
        assert access.has_second_factor(user=boss)

    def test_of_others_in_the_same_choice_go(self, boss, ada):
        client = Client()
        client.force_login(boss)
        for user in (ada, boss):
            with_app(user)

        remove_factors(prove(client), ada, boss)

        assert (access.has_second_factor(user=ada), access.has_second_factor(user=boss)) == (False, True)

    def test_that_were_none_are_not_told(self, boss, ada):
        client = Client()
        client.force_login(boss)

        remove_factors(prove(client), ada)

        assert mail.outbox == []
