"""What every answer to a key says of its allowance, how guesses at keys are held back, and that a /64 is one caller."""

from typing import Any

import pytest
from django.conf import settings as live
from django.core.cache import caches
from django.test import Client

from controls import roles
from controls.api import throttling
from controls.models import User
from controls.services import access
from tests.config.routes import endpoints
from tests.controls.desk import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
LISTINGS = "/api/v1/listings/"
UNKNOWN = "rec_" + "A" * 38
NEIGHBOURS = ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2")


@pytest.fixture
def boss(now: Any) -> User:
    return make_user(now, "boss@example.org", role="admin")


@pytest.fixture
def key(boss: User, now: Any) -> str:
    return access.issue_key(user=boss, name="all", at=now)[1]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three wrong keys in a window that does not end during a test."""
    monkeypatch.setattr(throttling, "WRONG_KEYS", 3)
    monkeypatch.setattr(throttling, "GUESSING", 86_400)


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def asked(text: str, address: str = "192.0.2.1") -> Any:
    return Client(raise_request_exception=False).get(LISTINGS, headers=bearer(text), REMOTE_ADDR=address)


class TestEveryAnswerToAKey:
    def silent(self, client: Client, question: str = "") -> list[tuple[str, str, int]]:
        """Answers of all endpoints, by all their methods, that say nothing of what is left."""
        found = []
        for route in endpoints():
            if route.name == "api:nowhere":
                continue  # there nobody is asked who it is
            for method in roles.table()[route.name]:
                answer = client.generic(method, route.path + question)
                if answer.streaming:
                    answer.getvalue()  # a file that nobody reads to its end would hold its cursor open
                if not (answer.has_header("RateLimit") and answer.has_header("RateLimit-Policy")):
                    found.append((route.name, method, answer.status_code))
        return found

    def test_says_what_is_left(self, key: str) -> None:
        assert self.silent(Client(raise_request_exception=False, headers=bearer(key))) == []

    def test_says_so_when_it_refuses_the_question(self, key: str) -> None:
        assert self.silent(Client(raise_request_exception=False, headers=bearer(key)), "?as_of=no-day") == []

    def test_says_so_when_it_refuses_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(throttling, "WRONG_KEYS", 10_000)

        assert self.silent(Client(raise_request_exception=False, headers=bearer(UNKNOWN))) == []

    def test_says_so_when_the_role_does_not_reach(self, now: Any) -> None:
        owner = make_user(now, "reader@example.org", role="reader")
        text = access.issue_key(user=owner, name="n", scopes=["read"], at=now)[1]
        client = Client(raise_request_exception=False, headers=bearer(text))

        assert client.get("/api/v1/screening/portfolios/").status_code == 403
        assert self.silent(client) == []

    def test_counts_down_whatever_the_answer(self, key: str) -> None:
        paths = (LISTINGS, "/api/v1/listings/export.csv", "/api/v1/screening/portfolios/", "/api/v1/measures/none/")

        answers = [Client().get(path, headers=bearer(key)) for path in paths]
        answers[1].getvalue()

        left = [answer["RateLimit"].split(";")[1] for answer in answers]
        assert left == ["r=5999", "r=5998", "r=5997", "r=5996"]

    def test_says_it_to_a_session_too(self, client: Client, boss: User) -> None:
        client.force_login(boss)

        for path in (LISTINGS, "/api/v1/listings/export.csv", "/api/v1/screening/portfolios/"):
            answer = client.get(path)
            assert answer["RateLimit"].startswith('"user";r=')
            assert not answer.streaming or answer.getvalue()

    @pytest.mark.parametrize("path", [LISTINGS, "/api/v1/listings/export.csv", "/api/v1/export/register.jsonl"])
    def test_is_not_said_to_all_visitors(self, client: Client, path: str) -> None:
        answer = client.get(path)

        assert not answer.has_header("RateLimit")
        assert not answer.streaming or answer.getvalue()


@pytest.mark.usefixtures("few")
class TestGuessingKeys:
    def test_is_held_back_after_so_many(self) -> None:
        answers = [asked(UNKNOWN) for _turn in range(5)]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0", "r=0"]
        assert 0 < int(answers[3]["Retry-After"]) <= 86_400
        assert answers[3].json()["title"] == "Too many requests"

    @pytest.mark.parametrize("text", ["", "eyJhbGciOi", "rec_" + "A" * 38, "a b"])
    def test_counts_whatever_is_no_key(self, text: str) -> None:
        for _turn in range(3):
            asked(text)

        assert asked(UNKNOWN).status_code == 429

    def test_looks_no_key_up_any_more_not_even_a_right_one(self, key: str, django_assert_num_queries: Any) -> None:
        for _turn in range(3):
            asked(UNKNOWN)

        with django_assert_num_queries(0):
            assert asked(key).status_code == 429

    def test_leaves_alone_the_keys_that_were_right_there_before(self, key: str) -> None:
        asked(key)
        for _turn in range(4):
            asked(UNKNOWN)

        assert asked(key).status_code == 200

    def test_leaves_alone_who_asks_from_elsewhere(self, key: str) -> None:
        for _turn in range(4):
            asked(UNKNOWN)

        assert asked(key, "192.0.2.2").status_code == 200
        assert asked(UNKNOWN, "192.0.2.2").status_code == 401

    def test_leaves_alone_who_asks_without_a_key(self, client: Client) -> None:
        for _turn in range(4):
            asked(UNKNOWN)

        assert client.get(LISTINGS, REMOTE_ADDR="192.0.2.1").status_code == 200

    def test_is_counted_by_the_64_of_an_ipv6_address(self) -> None:
        answers = [asked(UNKNOWN, NEIGHBOURS[turn % 2]).status_code for turn in range(4)]

        assert answers == [401, 401, 401, 429]
        assert asked(UNKNOWN, "2001:db8:1:2::1").status_code == 401

    def test_keeps_no_key_in_the_counters(self, key: str) -> None:
        asked(key)

        kept = str(list(caches["throttles"]._cache.items()))  # type: ignore[attr-defined]  # of the memory's backend
        assert "throttle:" in kept
        assert key not in kept

    def test_that_failed_only_for_the_second_factor_is_none(self, settings: Any, key: str) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

        assert [asked(key).status_code for _turn in range(5)] == [403] * 5


def test_visitors_of_one_64_share_an_allowance(client: Client, settings: Any) -> None:
    rates = {**live.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "anon": "2/hour"}
    settings.REST_FRAMEWORK = {**live.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    addresses = [*NEIGHBOURS, "2001:db8:1:1::99", "2001:db8:1:2::1", "192.0.2.1"]

    answers = [client.get(f"{LISTINGS}?page={page}", REMOTE_ADDR=each) for page, each in enumerate(addresses, 1)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 200]
