"""A code that was right is right once: in every process, and for two who send it at one moment."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from controls.models import SignInTry
from controls.services import signins
from tests.accounts.people import code_of, is_in, make, recovery_code_of, signed_in, try_in, with_app
from tests.controls.apart import Writers, apart, copied, writers

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
CODE, AGAIN = "/account/second-factor/code/", "/account/second-factor/again/"


def at_the_second_step(email="ada@example.org"):
    client = Client()
    try_in(client, email)
    return client


def in_another_process():
    """Nothing is known here of what another process keeps in its memory."""
    for cache in caches.all():
        cache.clear()


class TestACodeOfAnApp:
    def test_opens_no_second_browser(self):
        code = code_of(with_app(make()))
        first, second = at_the_second_step(), at_the_second_step()

        first.post(CODE, {"code": code})
        in_another_process()
        answer = second.post(CODE, {"code": code})

        assert is_in(first)
        assert not is_in(second)
        assert "This code is not valid" in answer.content.decode()

    @pytest.mark.parametrize("spelled", ["{0} {1}", "{0}-{1}", " {0}{1} "])
    def test_is_the_same_however_it_is_spelled(self, spelled):
        code = code_of(with_app(make()))
        first, second = at_the_second_step(), at_the_second_step()
        first.post(CODE, {"code": code})
        in_another_process()

        second.post(CODE, {"code": spelled.format(code[:3], code[3:])})

        assert not is_in(second)

    def test_that_opened_the_door_proves_nothing_afterwards(self):
        code = code_of(with_app(make()))
        client = at_the_second_step()
        client.post(CODE, {"code": code})
        in_another_process()

        client.post(AGAIN, {"code": code})

        assert client.get("/account/second-factor/app/remove/")["Location"].startswith("/account/again/")

    def test_that_was_refused_counts_as_a_guess(self):
        code = code_of(with_app(make()))
        at_the_second_step().post(CODE, {"code": code})
        in_another_process()

        at_the_second_step().post(CODE, {"code": code})

        assert list(SignInTry.objects.filter(kind="code").order_by("pk").values_list("succeeded", flat=True)) == [
            True,
            False,
        ]

    def test_is_remembered_as_a_digest_only(self):
        code = code_of(with_app(make()))

        at_the_second_step().post(CODE, {"code": code})

        row = SignInTry.objects.get(kind="code")
        assert len(row.code) == 32
        assert code not in str(SignInTry.objects.filter(kind="code").values_list("code", "account"))

    def test_of_somebody_else_may_be_the_same(self):
        at, tries = timezone.now(), {}
        for email in ("ada@example.org", "grace@example.org"):
            tries[email] = signins.take(kind=SignInTry.Kind.CODE, email=email, caller="", device="", at=at)

        assert [signins.spend_code(sign_in_try=each, code="123456", at=at) for each in tries.values()] == [True, True]

    @pytest.mark.parametrize(("minutes", "right"), [(0, False), (2, False), (4, True)])
    def test_may_come_again_by_chance_when_it_is_long_past(self, minutes, right):
        at = timezone.now()
        later = at + timedelta(minutes=minutes)
        earlier = signins.take(kind=SignInTry.Kind.CODE, email="a@example.org", caller="", device="", at=at)
        assert signins.spend_code(sign_in_try=earlier, code="123456", at=at)

        again = signins.take(kind=SignInTry.Kind.CODE, email="a@example.org", caller="", device="", at=later)

        assert signins.spend_code(sign_in_try=again, code="123456", at=later) is right


class TestAtOneMoment:
    def test_one_code_of_an_app_opens_one_browser(self, writers: Writers, monkeypatch):
        code = code_of(with_app(make()))
        clients = [at_the_second_step() for _each in range(4)]
        # As in four processes, of which none sees the memory of another.
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda _self, _code: True)

        writers.together([lambda client=client: client.post(CODE, {"code": code}).status_code for client in clients])

        assert [is_in(client) for client in clients].count(True) == 1

    def test_one_recovery_code_opens_one_browser(self, writers: Writers):
        grace = make("grace@example.org")
        with_app(grace)
        code = recovery_code_of(grace)
        clients = [at_the_second_step(grace.email) for _each in range(4)]

        writers.together([lambda client=client: client.post(CODE, {"code": code}).status_code for client in clients])

        assert [is_in(client) for client in clients].count(True) == 1

    def test_two_recovery_codes_are_both_used_up(self, writers: Writers):
        lise = make("lise@example.org")
        with_app(lise)
        codes = Authenticator.objects.get(user=lise, type="recovery_codes").wrap().get_unused_codes()[:2]
        clients = [at_the_second_step(lise.email) for _each in codes]

        writers.together(
            [
                lambda client=client, code=code: client.post(CODE, {"code": code}).status_code
                for client, code in zip(clients, codes, strict=True)
            ]
        )

        left = Authenticator.objects.get(user=lise, type="recovery_codes").wrap().get_unused_codes()
        assert [is_in(client) for client in clients] == [True, True]
        assert not set(codes) & set(left)


def test_a_recovery_code_is_used_up_for_good():
    ada = make()
    with_app(ada)
    code = recovery_code_of(ada)
    at_the_second_step().post(CODE, {"code": code})
    in_another_process()
    SignInTry.objects.all().delete()

    second = at_the_second_step()
    second.post(CODE, {"code": code})

    assert not is_in(second)


def test_the_password_once_more_is_no_code_and_may_be_said_twice():
    make()
    client = signed_in()

    answers = [client.post("/account/again/", {"password": "a-long-quiet-sentence-7"}) for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
