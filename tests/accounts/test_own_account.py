"""What somebody does with an account of her own, and the letters that tell her of it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from controls.accounts import letters
from controls.models import User
from controls.services import access
from controls.services.access import AccessRefused
from tests.accounts.people import (
    OTHER,
    PASSWORD,
    address_in,
    code_of,
    is_in,
    letter_to,
    make,
    proved,
    recovery_code_of,
    signed_in,
    try_in,
    with_app,
)
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
FORGED = ["", "{}", "[]", "no json", '{"id": "x"}', '"x"', '{"id": "eA", "rawId": "eA", "response": {}}']
NEW = "ada.lovelace@example.org"


@pytest.fixture
def ada():
    return make()


def main(answer):
    return tree(answer).one("main").text


class TestWaysIn:
    @pytest.mark.parametrize("next_page", ["/entities/?list=cn-watch-list", "/screening/"])
    def test_one_comes_back_to_where_one_was(self, client, ada, next_page):
        assert try_in(client, **{}).status_code == 302
        client.post("/account/sign-out/")

        answer = client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD, "next": next_page})

        assert answer["Location"] == next_page

    @pytest.mark.parametrize(
        "next_page",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
    )
    def test_and_never_to_somebody_else(self, client, ada, next_page):
        answer = client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD, "next": next_page})

        assert answer["Location"] == "/"

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
    def test_not_even_to_another_name_of_ours(self, client, ada, host):
        form = {"login": ada.email, "password": PASSWORD, "next": f"http://{host}/x"}

        assert client.post("/account/sign-in/", form)["Location"] == "/"

    def test_nobody_signs_up(self, client):
        answer = client.get("/account/no-sign-up/")
        posted = client.post(
            "/account/no-sign-up/", {"email": "eve@example.org", "password1": OTHER, "password2": OTHER}
        )

        assert "Nobody signs up here" in main(answer)
        assert "Nobody signs up here" in main(posted)
        assert not User.objects.filter(email="eve@example.org").exists()

    def test_an_account_that_is_not_active_looks_like_none(self, client, ada):
        access.change_user(user=ada, fields={"is_active": False})

        right, wrong = try_in(client), try_in(client, password="wrong")

        assert main(right) == main(wrong)
        assert "do not belong together" in main(wrong)
        assert not is_in(client)

    def test_the_masthead_leads_to_the_door_and_back(self, client, ada):
        link = tree(client.get("/entities/?list=cn-watch-list")).one("header").one("a", **{"class": "who"})
        assert link["href"] == "/account/sign-in/?next=/entities/%3Flist%3Dcn-watch-list"

        page = tree(client.get(link["href"]))

        assert page.one("header").one("a", **{"class": "who"})["href"] == "/account/sign-in/"
        assert [each["value"] for each in page.one("main").all("input", name="next")][
            0
        ] == "/entities/?list=cn-watch-list"

    def test_the_masthead_says_who_is_in(self, client, ada):
        assert tree(client.get("/about/")).one("header").text.count("Sign in") == 1

        header = tree(signed_in().get("/about/")).one("header")

        assert "ada@example.org" in header.text
        assert "Sign out" in header.text
        assert header.one("form", **{"class": "who"})["method"] == "post"

    def test_an_account_without_proof_of_its_address_comes_in(self, ada):
        EmailAddress.objects.filter(user=ada).delete()

        assert is_in(signed_in())


class TestPasswords:
    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({"password1": "short", "password2": "short"}, "too short"),
            ({"password1": "ada@example.org", "password2": "ada@example.org"}, "too similar"),
            ({"password1": OTHER, "password2": PASSWORD}, "same password each time"),
            ({"password1": "", "password2": ""}, "required"),
        ],
    )
    def test_one_that_cannot_be_is_refused_in_words(self, ada, form, words):
        answer = signed_in().post("/account/password/", {"oldpassword": PASSWORD} | form)

        assert answer.status_code == 200
        assert words in main(answer)
        ada.refresh_from_db()
        assert ada.check_password(PASSWORD)

    def test_a_change_is_told_in_a_letter(self, ada):
        signed_in().post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

        letter = letter_to(ada.email)
        assert letter.subject == "Your password was changed"
        assert "If that was not you" in letter.body

    def test_an_address_for_a_new_one_works_once(self, client, ada):
        client.post("/account/password/forgotten/", {"email": ada.email})
        address = address_in(letter_to(ada.email))
        form = client.get(address)["Location"]
        client.post(form, {"password1": OTHER, "password2": OTHER})

        assert "not valid" in main(Client().get(address))
        assert is_in(signed_in(password=OTHER))

    def test_and_for_an_hour(self, client, ada, settings):
        client.post("/account/password/forgotten/", {"email": ada.email})
        address = address_in(letter_to(ada.email))
        settings.PASSWORD_RESET_TIMEOUT = -1

        assert "not valid" in main(client.get(address))

    @pytest.mark.parametrize("address", ["/account/password/new/1-x/", "/account/password/new/zzzz-abc-def/"])
    def test_an_address_that_was_made_up_is_refused(self, client, address):
        assert "not valid" in main(client.get(address))

    def test_a_new_one_does_not_pass_by_the_second_factor(self, client, ada):
        with_app(ada)
        client.post("/account/password/forgotten/", {"email": ada.email})
        form = client.get(address_in(letter_to(ada.email)))["Location"]

        answer = client.post(form, {"password1": OTHER, "password2": OTHER})

        assert answer["Location"] == "/account/second-factor/code/"
        assert not is_in(client)

    def test_who_is_not_active_gets_no_letter(self, client, ada):
        access.change_user(user=ada, fields={"is_active": False})

        client.post("/account/password/forgotten/", {"email": ada.email})

        assert mail.outbox == []


class TestAddresses:
    def ask(self, client, email=NEW):
        return proved(client).post("/account/e-mail/", {"email": email, "action_add": "1"})

    def test_a_new_one_counts_when_it_is_proved(self, ada):
        client = signed_in()
        self.ask(client)
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

        client.post(address_in(letter_to(NEW)))

        ada.refresh_from_db()
        assert ada.email == NEW
        assert is_in(signed_in(NEW))
        assert try_in(Client(), "ada@example.org").status_code == 200
        assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified", "primary")) == [
            (NEW, True, True)
        ]

    def test_the_old_one_is_told(self, ada):
        client = signed_in()
        self.ask(client)
        client.post(address_in(letter_to(NEW)))

        assert NEW in letter_to("ada@example.org").body

    def test_it_needs_the_password_once_more(self, ada):
        answer = signed_in().post("/account/e-mail/", {"email": NEW, "action_add": "1"})

        assert answer["Location"].startswith("/account/again/")
        assert mail.outbox == []

    def test_opening_the_letter_alone_changes_nothing(self, ada):
        client = signed_in()
        self.ask(client)

        assert "Confirm the address" in main(client.get(address_in(letter_to(NEW))))
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

    def test_one_that_waits_opens_nothing(self, ada):
        self.ask(signed_in())

        assert try_in(Client(), NEW).status_code == 200

    def test_one_that_waits_gets_no_letter_to_set_a_password(self, ada):
        self.ask(signed_in())
        mail.outbox.clear()

        Client().post("/account/password/forgotten/", {"email": NEW})

        assert mail.outbox == []

    def test_a_change_can_be_cancelled(self, ada):
        client = signed_in()
        self.ask(client)
        address = address_in(letter_to(NEW))

        client.post("/account/e-mail/", {"email": NEW, "action_remove": "1"})

        assert "expired" in main(client.get(address))

    def test_that_of_another_account_is_not_given_away_and_not_taken(self, ada):
        make("grace@example.org")
        client = signed_in()

        answer = self.ask(client, "grace@example.org")
        client.post(address_in(letter_to("grace@example.org")))

        assert answer.status_code == 302
        assert set(User.objects.filter(email__in=["ada@example.org", "grace@example.org"]).values_list("pk")) == {
            (ada.pk,),
            (User.objects.get(email="grace@example.org").pk,),
        }

    def test_the_service_refuses_one_in_use_whatever_its_case(self, ada):
        make("grace@example.org")

        with pytest.raises(AccessRefused, match="There is an account|already exists"):
            access.change_address(user=ada, email="GRACE@example.org")

    def test_one_given_by_those_who_manage_accounts_counts_as_proved(self, ada):
        access.change_user(user=ada, fields={"email": "Countess@example.org"})

        found = EmailAddress.objects.get(user=ada)
        assert (found.email, found.verified, found.primary) == ("countess@example.org", True, True)
        assert is_in(signed_in("countess@example.org"))


class TestSecondFactors:
    def secret_on(self, client):
        page = tree(client.get("/account/second-factor/app/"))
        return page.one("main").one("code").text

    def test_an_app_is_set_up_with_a_code_and_makes_recovery_codes(self, ada):
        client = proved(signed_in())
        secret = self.secret_on(client)

        answer = client.post("/account/second-factor/app/", {"code": code_of(secret)})

        assert answer["Location"] == "/account/second-factor/recovery/"
        assert len(tree(client.get(answer["Location"])).one("main").all("code")) == 10
        assert access.has_second_factor(user=ada)
        assert try_in(Client())["Location"] == "/account/second-factor/code/"

    def test_the_picture_of_the_secret_is_no_foreign_address(self, ada):
        client = proved(signed_in())

        picture = tree(client.get("/account/second-factor/app/")).one("figure").one("img")

        assert picture["src"].startswith("data:image/svg+xml;base64,")
        assert picture["alt"]

    def test_a_wrong_code_sets_up_nothing(self, ada):
        client = proved(signed_in())
        self.secret_on(client)

        answer = client.post("/account/second-factor/app/", {"code": "000000"})

        assert "not valid" in main(answer)
        assert not access.has_second_factor(user=ada)

    def test_setting_up_needs_the_password_once_more(self, ada):
        assert signed_in().get("/account/second-factor/app/")["Location"].startswith("/account/again/")

    def test_the_code_of_somebody_elses_app_is_no_good(self, ada):
        with_app(ada)
        other = with_app(make("grace@example.org"))
        client = Client()
        try_in(client)

        client.post("/account/second-factor/code/", {"code": code_of(other)})

        assert not is_in(client)

    def test_who_lost_everything_is_helped_by_those_who_manage_accounts(self, ada):
        with_app(ada)

        assert access.forget_second_factors(user=ada) == 1
        assert not Authenticator.objects.filter(user=ada).exists()
        assert is_in(signed_in())

    def test_removing_the_app_takes_the_recovery_codes_along_and_is_told(self, ada):
        with_app(ada)
        client = Client()
        try_in(client)
        client.post("/account/second-factor/code/", {"code": recovery_code_of(ada)})
        proved(client)

        client.post("/account/second-factor/app/remove/")

        assert not Authenticator.objects.filter(user=ada).exists()
        assert letter_to(ada.email).subject == "A second factor was removed"

    def test_a_passkey_of_nobody_opens_nothing(self, client, ada):
        options = client.get("/account/second-factor/keys/sign-in/", headers={"Accept": "application/json"}).json()
        assert options["request_options"]["publicKey"]["challenge"]

        for given in FORGED:
            answer = client.post("/account/second-factor/keys/sign-in/", {"credential": given})
            assert answer.status_code == 302
            assert not is_in(client)

    @pytest.mark.parametrize("given", FORGED)
    def test_nor_is_a_forged_key_a_second_step_or_a_new_key(self, ada, given):
        adds = proved(signed_in())
        with_app(ada)
        steps = Client()
        try_in(steps)

        added = adds.post("/account/second-factor/keys/add/", {"name": "x", "credential": given})
        stepped = steps.post("/account/second-factor/code/", {"credential": given})

        assert (added.status_code, stepped.status_code) == (200, 200)
        assert not is_in(steps)
        assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


class TestLetters:
    def test_say_the_same_as_text_and_as_a_page(self, client, ada):
        client.post("/account/password/forgotten/", {"email": ada.email})

        letter = letter_to(ada.email)
        page, kind = letter.alternatives[0]
        assert kind == "text/html"
        assert address_in(letter) in page
        assert "within an hour" in page
        assert "<script" not in page
        assert "&amp;lt;" not in page

    def test_that_cannot_be_sent_are_logged_without_their_words(self, monkeypatch, caplog, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

        letters.send(mail.EmailMessage("Subject", "the secret address", "a@example.org", ["b@example.org"]))

        assert "A letter was not sent: ConnectionRefusedError" in caplog.text
        assert "secret" not in caplog.text
        assert "b@example.org" not in caplog.text

    def test_leave_beside_the_answer(self, settings, monkeypatch):
        settings.MAIL_IN_BACKGROUND = True
        handed = []
        monkeypatch.setattr(letters._senders, "submit", lambda *work: handed.append(work))

        letters.send(mail.EmailMessage("Subject", "words", "a@example.org", ["b@example.org"]))

        assert len(handed) == 1
        assert mail.outbox == []

    @pytest.mark.parametrize(
        "page", ["/account/password/forgotten/", "/account/password/forgotten/sent/", "/account/", "/account/e-mail/"]
    )
    @pytest.mark.parametrize("sends", [True, False])
    def test_pages_say_when_this_installation_sends_none(self, ada, settings, page, sends):
        settings.SENDS_MAIL, settings.CONTACT = sends, "desk@example.org"
        client = signed_in() if page in ("/account/", "/account/e-mail/") else Client()

        words = main(client.get(page))

        assert ("sends no letters yet" in words) != sends
        assert ("desk@example.org" in words) != sends


def test_a_person_known_elsewhere_has_no_password(now):
    user = access.create_known_elsewhere(email="Elsewhere@example.org", name="E" * 300, at=timezone.now())

    assert (user.email, user.role, user.has_usable_password(), len(user.name)) == (
        "elsewhere@example.org",
        "reader",
        False,
        200,
    )
