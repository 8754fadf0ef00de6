"""Callers are counted by all server processes together, and nobody waits for a broker that is away."""

import socket
import threading
import time
from typing import Any

import pytest
import redis
from django.conf import settings as live
from django.core.cache import caches
from django.test import Client

from controls.api import counting, throttling
from controls.api.counting import Together

KEY = "throttle:anon:192.0.2.1:7"


class Broker:
    """As much of a broker as counting needs: what was set, and how often it was asked."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.asked = 0
        self.fault: Exception | None = None

    def _heard(self) -> None:
        self.asked += 1
        if self.fault:
            raise self.fault

    def get(self, name: str) -> bytes | None:
        self._heard()
        return str(self.kept[name]).encode() if name in self.kept else None

    def pipeline(self, transaction: bool) -> "Broker":
        assert transaction
        return self

    def __enter__(self) -> "Broker":
        return self

    def __exit__(self, *_fault: object) -> None:
        return None

    def set(self, name: str, value: int, *, ex: int, nx: bool) -> None:
        if nx and name not in self.kept:
            self.kept[name], self.ends[name] = value, ex

    def incr(self, name: str) -> None:
        self.last = name
        self.kept[name] += 1

    def execute(self) -> list[Any]:
        self._heard()
        return [None, self.kept[self.last]]


@pytest.fixture
def broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Broker:
    made = Broker()
    settings.COUNTS_URL = "redis://broker.example:6379/0"
    monkeypatch.setattr(redis.Redis, "from_url", lambda *_where, **_how: made)
    return made


@pytest.fixture
def alone(settings: Any) -> None:
    settings.COUNTS_URL = ""


class TestCountingTogether:
    def test_is_what_two_processes_do(self, broker: Broker) -> None:
        here, there = Together(), Together()

        assert [here.take(KEY, 60), there.take(KEY, 60), here.take(KEY, 60)] == [1, 2, 3]
        assert there.seen(KEY) == 3

    def test_begins_at_none(self, broker: Broker) -> None:
        assert Together().seen(KEY) == 0

    def test_ends_with_the_window_of_the_first(self, broker: Broker) -> None:
        counts = Together()
        counts.take(KEY, 61)
        counts.take(KEY, 3)

        assert list(broker.ends.values()) == [61]

    def test_names_nobody(self, broker: Broker) -> None:
        Together().take(KEY, 60)

        (name,) = broker.kept
        assert name.startswith("count:")
        assert "192.0.2.1" not in name

    @pytest.mark.usefixtures("alone")
    def test_is_left_out_where_there_is_no_broker(self) -> None:
        assert (Together().take(KEY, 60), Together().seen(KEY)) == (0, 0)


class TestABrokerThatIsAway:
    @pytest.mark.parametrize(
        "fault", [redis.ConnectionError(), redis.TimeoutError(), redis.ResponseError("OOM"), OSError(), ValueError()]
    )
    def test_counts_nothing_and_stops_nobody(self, broker: Broker, fault: Exception) -> None:
        broker.fault = fault

        assert Together().take(KEY, 60) == 0

    def test_is_not_asked_again_for_a_while_and_then_it_is(
        self, broker: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        counts, clock = Together(), [100.0]
        monkeypatch.setattr(counting.time, "monotonic", lambda: clock[0])
        broker.fault = redis.ConnectionError()
        for _turn in range(20):
            counts.take(KEY, 60)
        first = broker.asked
        broker.fault, clock[0] = None, 100.0 + counting.QUIET

        assert first == 1
        assert caplog.text.count("counted in each process") == 1
        assert counts.seen(KEY) >= 1

    def test_that_does_not_answer_is_waited_for_half_a_second_at_most(self, settings: Any) -> None:
        """The longest wait follows from the two patiences: to connect, and to be answered."""
        assert 2 * counting.PATIENCE < 0.5
        with socket.socket() as mute:
            mute.bind(("127.0.0.1", 0))
            mute.listen()
            settings.COUNTS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
            counts, answers = Together(), []

            asking = threading.Thread(target=lambda: answers.append(counts.take(KEY, 60)), daemon=True)
            asking.start()
            asking.join(timeout=30)

        assert answers == [0]

    def test_that_is_not_there_is_no_error(self, settings: Any, tmp_path: Any) -> None:
        settings.COUNTS_URL = f"unix://{tmp_path}/none.sock"

        assert Together().take(KEY, 60) == 0


class TestTheAllowance:
    LISTINGS = "/api/v1/listings/"

    @pytest.fixture
    def two_an_hour(self, settings: Any) -> None:
        rates = {**live.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "anon": "2/day"}
        settings.REST_FRAMEWORK = {**live.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}

    def asked(self, page: int) -> Any:
        return Client().get(f"{self.LISTINGS}?page={page}")

    @pytest.mark.django_db
    @pytest.mark.usefixtures("seeded", "two_an_hour", "broker")
    def test_is_one_for_all_processes(self) -> None:
        codes = []
        for page in (1, 2, 3):
            codes.append(self.asked(page).status_code)
            caches["throttles"].clear()  # as in another process

        assert codes == [200, 200, 429]

    @pytest.mark.django_db
    @pytest.mark.usefixtures("seeded", "two_an_hour")
    def test_holds_in_each_process_when_the_broker_goes_away(self, broker: Broker) -> None:
        first = self.asked(1).status_code
        broker.fault = redis.ConnectionError()

        assert [first, self.asked(2).status_code, self.asked(3).status_code] == [200, 200, 429]

    @pytest.mark.usefixtures("broker")
    def test_of_wrong_keys_is_one_for_all_processes(self, rf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(throttling, "GUESSING", 86_400)
        monkeypatch.setattr(throttling, "WRONG_KEYS", 2)
        request = throttling.Request(rf.get(self.LISTINGS))
        right, wrong = throttling.KeyGuesses(request, "right"), throttling.KeyGuesses(request, "wrong")
        right.right()
        for _turn in range(2):
            wrong.wrong()
            caches["throttles"].clear()

        with pytest.raises(throttling.Throttled):
            wrong.refuse()
        right.refuse()  # known to be right by another process


@pytest.fixture(autouse=True)
def heard_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is quiet because another one found no broker."""
    monkeypatch.setattr(throttling, "together", Together())
    assert time.monotonic() > 0
