"""A thousand guesses at one moment, from many threads with connections of their own."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from controls.models import SignInTry, User
from controls.services import signins
from controls.services.signins import TooMany
from tests.accounts.people import is_in, make, signed_in, try_in
from tests.controls.apart import Writers, apart, copied, writers

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was really looked at."""
    looked_at: list[str] = []
    original = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, given: looked_at.append(given) or original(self, given))
    return looked_at


def test_of_a_thousand_wrong_passwords_at_once_ten_at_most_are_looked_at(writers: Writers, evaluated: list) -> None:
    make()
    hers = signed_in()
    hers.post("/account/sign-out/")
    evaluated.clear()

    def burst(number: int) -> list[int]:
        client = Client()
        return [try_in(client, password=f"wrong {number} {each}").status_code for each in range(125)]

    answers = writers.together([lambda number=number: burst(number) for number in range(8)], patience=300)

    codes = [code for answer in answers for code in answer]
    assert len(codes) == 1000
    assert set(codes) == {200, 429}
    assert codes.count(200) == len(evaluated) <= 10
    assert try_in(hers).status_code == 302
    assert is_in(hers)


def test_tries_at_one_moment_are_each_counted(writers: Writers) -> None:
    at = timezone.now()

    def one(number: int) -> Any:
        return signins.take(
            kind=SignInTry.Kind.PASSWORD, email="race@example.org", caller=f"192.0.2.{number}", device="", at=at
        )

    answers = writers.together([lambda number=number: one(number) for number in range(8)])

    assert sum(isinstance(answer, SignInTry) for answer in answers) == 5
    assert sum(isinstance(answer, TooMany) for answer in answers) == 3
