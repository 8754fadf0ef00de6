"""Health over the API: what it says when something is missing, and that it always answers."""

import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings as live
from django.db import OperationalError
from django.test import Client

from controls.models import Listing
from controls.services import health

HEALTH = "/api/v1/health/"


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that answers."""
    monkeypatch.setattr(redis.Redis, "ping", lambda _client: True)


@pytest.fixture
def all_well(seeded: None, broker: None, now: datetime) -> None:
    health.beat(name=health.WORKER, at=now)


@pytest.fixture
def deaf_broker(settings: Any) -> Iterator[None]:
    """Something that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield


def failing(answer: dict[str, Any]) -> set[str]:
    return {name for name, check in answer["checks"].items() if not check["ok"]}


def test_everything_well_is_ok(client: Client, all_well: None) -> None:
    response = client.get(HEALTH)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert (answer["status"], failing(answer)) == ("ok", set())
    assert answer["version"] == live.VERSION
    assert set(answer["checks"]) == {"database", "migrations", "register", "broker", "worker"}


def test_a_silent_worker_is_noticed_after_two_minutes(client: Client, all_well: None, now: datetime) -> None:
    health.beat(name=health.WORKER, at=now - timedelta(minutes=2, seconds=1))

    answer = client.get(HEALTH).json()

    assert (answer["status"], failing(answer)) == ("degraded", {"worker"})


def test_a_worker_that_never_spoke_is_noticed(client: Client, seeded: None, broker: None) -> None:
    assert failing(client.get(HEALTH).json()) == {"worker"}


def test_an_empty_register_is_not_ok(client: Client, all_well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(Listing.objects), "count", lambda _listings: 0, raising=False)

    assert failing(client.get(HEALTH).json()) == {"register"}


def test_a_missing_migration_is_not_ok(client: Client, all_well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_latest_migrations", lambda: frozenset({("controls", "9999_tomorrow")}))

    assert failing(client.get(HEALTH).json()) == {"migrations"}


def test_a_broker_that_never_answers_does_not_hold_up_the_answer(
    client: Client, seeded: None, deaf_broker: None
) -> None:
    begun = time.monotonic()

    answer = client.get(HEALTH).json()

    assert "broker" in failing(answer)
    assert answer["status"] == "degraded"
    assert time.monotonic() - begun < 2


def test_a_broker_that_is_gone_is_told_without_its_address(client: Client, seeded: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"

    response = client.get(HEALTH)

    assert "broker" in failing(response.json())
    assert b"secret" not in response.content
    assert b"127.0.0.1" not in response.content


def test_a_database_that_is_gone_is_a_503_in_the_same_shape(
    client: Client, broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: Any, **_named: Any) -> None:
        raise psycopg.OperationalError("could not connect: password=secret host=/srv/db")

    monkeypatch.setattr(psycopg, "connect", gone)

    response = client.get(HEALTH)

    assert response.status_code == 503
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert (answer["status"], answer["revision"]) == ("failing", None)
    assert failing(answer) == {"database", "migrations", "register", "worker"}
    assert b"secret" not in response.content
    assert b"/srv" not in response.content


def test_a_database_that_is_lost_in_between_is_told_and_not_raised(
    client: Client, broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: Any, **_named: Any) -> None:
        raise OperationalError("the connection is closed: password=secret")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", gone)

    response = client.get(HEALTH)

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert failing(response.json()) == {"migrations", "register", "worker"}
    assert b"secret" not in response.content
