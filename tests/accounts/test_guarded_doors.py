"""The doors behind which a secret can be guessed: what they say, and that the owner still gets in."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail, signing
from django.test import Client, override_settings

from controls.accounts import guard
from controls.models import SignInTry
from tests.accounts.people import (
    OTHER,
    PASSWORD,
    SIGN_IN,
    address_in,
    code_of,
    is_in,
    letter_to,
    make,
    recovery_code_of,
    signed_in,
    try_in,
    with_app,
)
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make()


def guess(client, number=10, email="ada@example.org"):
    return [try_in(client, email, f"wrong {each}") for each in range(number)]


def words(answer):
    return tree(answer).one("main").text


class TestWords:
    def test_are_the_same_whether_there_is_an_account(self, ada):
        known, unknown = guess(Client(), 7), guess(Client(), 7, "nobody@example.org")

        assert [each.status_code for each in known] == [each.status_code for each in unknown] == [200] * 5 + [429] * 2
        assert [words(each) for each in known] == [words(each) for each in unknown]
        assert "do not belong together" in words(known[0])

    @pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
    def test_cost_one_hash_whether_there_is_an_account(self, ada, monkeypatch, email):
        hashed = []
        original = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda self, password, salt: hashed.append(password) or original(self, password, salt),
        )

        try_in(Client(), email, "wrong")

        assert hashed == ["wrong"]

    def test_say_how_long_to_wait(self, ada):
        answer = guess(Client(), 6)[-1]

        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 16
        assert "before the next one" in words(answer)
        assert "nothing about whether there is such an account" in words(answer)

    def test_a_try_that_is_refused_is_not_evaluated(self, ada):
        client = Client()
        guess(client, 5)

        assert try_in(client).status_code == 429
        assert not is_in(client)


class TestTheOwner:
    def test_gets_in_on_a_device_where_she_signed_in_before(self, ada):
        hers = signed_in()
        hers.post("/account/sign-out/")
        guess(Client(), 20)

        assert try_in(Client()).status_code == 429
        assert try_in(hers).status_code == 302
        assert is_in(hers)

    def test_gets_in_by_a_letter(self, ada):
        guess(Client(), 20)
        hers = Client()

        hers.post("/account/password/forgotten/", {"email": "ada@example.org"})
        form = hers.get(address_in(letter_to("ada@example.org")))["Location"]
        answer = hers.post(form, {"password1": OTHER, "password2": OTHER})

        assert answer.status_code == 302
        assert is_in(hers)

    def test_a_note_of_a_device_opens_nothing_and_cannot_be_made(self, ada):
        guess(Client(), 5)
        account = guard.signins.digest(text="ada@example.org")
        for forged in (
            "x",
            signing.dumps({account: "mine"}, salt="another"),
            signing.dumps({account: "m"}, key="k" * 50),
        ):
            client = Client()
            client.cookies[guard.DEVICE_COOKIE] = forged
            assert not is_in(client)
            assert try_in(client).status_code == 429

    def test_a_device_of_one_account_is_none_of_another(self, ada):
        make("grace@example.org")
        graces = signed_in("grace@example.org")
        graces.post("/account/sign-out/")

        guess(Client(), 5)

        assert try_in(graces).status_code == 429

    def test_a_device_remembers_its_last_five_accounts(self):
        client = Client()
        for number in range(7):
            make(f"user{number}@example.org")
            assert try_in(client, f"user{number}@example.org").status_code == 302
            client.post("/account/sign-out/")

        marks = signing.loads(client.cookies[guard.DEVICE_COOKIE].value, salt=guard._SALT)
        assert len(marks) == 5
        assert guard.signins.digest(text="user6@example.org") in marks


class TestCallers:
    def answers(self, **headers):
        return [
            try_in(
                Client(),
                f"user{number}@example.org",
                "wrong",
                headers={"X-Forwarded-For": f"203.0.113.{number}"} | headers,
            )
            for number in range(32)
        ]

    def test_without_a_proxy_nobodys_word_for_an_address_counts(self):
        assert [each.status_code for each in self.answers()][-2:] == [429, 429]

    def test_behind_tls_only_the_proxys_own_word_counts(self, rf):
        request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.5, 198.51.100.7"})

        with override_settings(HTTPS=True):
            assert guard.caller_of(request) == "198.51.100.7"
        assert guard.caller_of(request) == "127.0.0.1"

    @pytest.mark.parametrize(
        ("said", "network"),
        [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
            ("no address", ""),
            ("", ""),
        ],
    )
    def test_a_subscriber_of_ipv6_is_one_caller(self, rf, said, network):
        assert guard.network_of(rf.get("/", REMOTE_ADDR=said)) == network


class TestOtherDoors:
    def test_the_password_once_more_is_guessed_as_rarely(self, ada):
        client = signed_in()

        answers = [client.post("/account/again/", {"password": f"wrong {n}"}).status_code for n in range(7)]

        assert answers == [200] * 5 + [429] * 2

    def test_the_present_password_of_a_change_is_guessed_as_rarely(self, ada):
        client = signed_in()
        form = {"password1": OTHER, "password2": OTHER}

        answers = [
            client.post("/account/password/", form | {"oldpassword": f"wrong {n}"}).status_code for n in range(7)
        ]

        assert answers == [200] * 5 + [429] * 2
        ada.refresh_from_db()
        assert ada.check_password(PASSWORD)

    def test_codes_are_guessed_as_rarely(self, ada):
        with_app(ada)
        client = Client()
        assert try_in(client)["Location"] == "/account/second-factor/code/"

        answers = [client.post("/account/second-factor/code/", {"code": f"{n:06}"}).status_code for n in range(7)]

        assert answers == [200] * 5 + [429] * 2
        assert not is_in(client)

    def test_wrong_passwords_of_strangers_leave_the_codes_of_the_owner_alone(self, ada):
        secret = with_app(ada)
        hers = Client()
        try_in(hers)
        guess(Client(), 20)

        assert hers.post("/account/second-factor/code/", {"code": code_of(secret)}).status_code == 302
        assert is_in(hers)

    def test_a_recovery_code_works_once(self, ada):
        with_app(ada)
        code = recovery_code_of(ada)
        for expected in (302, 200):
            client = Client()
            try_in(client)
            assert client.post("/account/second-factor/code/", {"code": code}).status_code == expected

    def test_letters_say_the_same_whether_there_is_an_account_and_stop_after_five(self, ada):
        answers = [Client().post("/account/password/forgotten/", {"email": "ada@example.org"}) for _ in range(7)]
        answers += [Client().post("/account/password/forgotten/", {"email": "nobody@example.org"}) for _ in range(7)]

        assert {(each.status_code, each["Location"]) for each in answers} == {
            (302, "/account/password/forgotten/sent/")
        }
        assert [letter.to for letter in mail.outbox] == [["ada@example.org"]] * 5

    def test_one_address_cannot_ask_for_letters_to_everybody(self):
        answers = [
            Client().post("/account/password/forgotten/", {"email": f"user{n}@example.org"}).status_code
            for n in range(32)
        ]

        assert answers == [302] * 30 + [429] * 2

    def test_there_is_no_second_way_in(self, ada):
        for address, code in (("/admin/login/", 302), ("/admin/password_change/", 405)):
            answer = Client().post(address, {"username": "ada@example.org", "password": PASSWORD})
            assert answer.status_code == code
            assert "_auth_user_id" not in answer.client.session
        assert not SignInTry.objects.exists()

    def test_what_is_no_address_is_refused_in_words(self):
        answer = Client().post(SIGN_IN, {"login": "nobody", "password": "x"})

        assert answer.status_code == 200
        assert "valid email address" in words(answer)
