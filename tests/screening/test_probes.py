"""What machines ask: whether the process lives, and whether it can answer, with the reasons."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta

import psycopg
import pytest
import redis
from django.db import connection
from django.test import Client, override_settings

from config.middleware import UNKEPT
from controls.screening.services import index
from controls.services import health
from ops import health as asking

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def broker(monkeypatch):
    monkeypatch.setattr(redis.Redis, "ping", lambda _client: True)


@pytest.fixture
def no_thread(monkeypatch):
    """The index is not built beside a test; how often that was begun is kept."""
    begun = []
    monkeypatch.setattr(index, "warm_beside", lambda: begun.append(1))
    return begun


@pytest.fixture
def well(seeded, broker, now):
    health.beat(name=health.WORKER, at=now)
    index.current()


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


class TestTheProcessLives:
    def test_without_asking_the_database_anything(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            answer = client.get("/healthz")

        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"

    def test_when_the_database_is_gone(self, client, monkeypatch):
        def gone(*_given, **_named):
            raise psycopg.OperationalError("gone")

        monkeypatch.setattr(connection, "ensure_connection", gone)
        monkeypatch.setattr(psycopg, "connect", gone)

        assert client.get("/healthz").status_code == 200


class TestReady:
    def test_everything_well(self, client, well):
        status, said = ready(client)

        assert (status, said["status"], said["failing"]) == (200, "ready", [])
        assert set(said["checks"]) == {"database", "migrations", "register", "index", "broker", "worker", "disk"}
        assert {name for name, check in said["checks"].items() if check["required"]} == {
            *("database", "migrations", "index"),
        }

    def test_without_a_broker_it_is_ready_and_degraded(self, client, well, monkeypatch):
        def gone(_client):
            raise redis.ConnectionError("redis://:s3cret@10.0.0.7:6379")

        monkeypatch.setattr(redis.Redis, "ping", gone)

        status, said = ready(client)

        assert (status, said["status"], said["failing"]) == (200, "degraded", ["broker"])
        assert "s3cret" not in json.dumps(said)

    def test_a_silent_worker_degrades(self, client, well, now):
        health.beat(name=health.WORKER, at=now - timedelta(minutes=3))

        assert ready(client)[1]["failing"] == ["worker"]
        assert ready(client)[0] == 200

    def test_a_full_disk_degrades_and_says_so(self, client, well, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(10**9, 10**9 - 1, 1))

        status, said = ready(client)

        assert (status, said["status"], said["failing"]) == (200, "degraded", ["disk"])
        assert "256 MB" in said["checks"]["disk"]["detail"]

    def test_a_disk_that_cannot_be_looked_at_degrades(self, client, well, settings):
        settings.SCREENING_INDEX_DIR = "/nowhere/at/all"

        assert ready(client)[1]["failing"] == ["disk"]


class TestNotReady:
    def test_without_a_database_the_failing_parts_are_named(self, client, broker, no_thread, monkeypatch):
        def gone(*_given, **_named):
            raise psycopg.OperationalError("password=s3cret host=/srv/db")

        monkeypatch.setattr(psycopg, "connect", gone)
        index.forget()

        status, said = ready(client)

        assert (status, said["status"]) == (503, "not ready")
        assert {"database", "migrations", "index"} <= set(said["failing"])
        assert "s3cret" not in json.dumps(said)
        assert "/srv" not in json.dumps(said)

    def test_with_a_migration_missing(self, client, well, monkeypatch):
        monkeypatch.setattr(health, "_latest_migrations", lambda: frozenset({("controls", "9999_tomorrow")}))

        assert ready(client)[1]["failing"] == ["migrations"]
        assert ready(client)[0] == 503

    def test_without_an_index_which_is_then_begun(self, client, well, no_thread):
        index.forget()

        status, said = ready(client)

        assert (status, said["failing"], no_thread) == (503, ["index"], [1])


class TestTheIndexBeside:
    def test_is_built_by_a_thread(self, monkeypatch):
        warmed = []
        monkeypatch.setattr(index, "warm", lambda: warmed.append(1))
        threads = []
        monkeypatch.setattr(index, "Thread", lambda target, **named: threads.append((target, named)) or Started(target))

        index.warm_beside()

        assert (warmed, len(threads)) == ([1], 1)
        assert threads[0][1]["daemon"]

    def test_is_not_begun_twice(self, monkeypatch):
        monkeypatch.setattr(index, "Thread", lambda **_named: pytest.fail("begun again"))
        with index._held.building:
            index.warm_beside()

        assert not index._held.building.locked()


class Started:
    def __init__(self, target):
        self.start = target


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
class TestBoth:
    def test_are_open_where_pages_are_not(self, well, path):
        with override_settings(PUBLIC_READING=False):
            assert Client().get(path).status_code == 200

    def test_are_asked_without_tls_and_set_no_cookie(self, well, path):
        exempt = [r"^healthz$", r"^readyz$"]
        with override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=exempt):
            assert Client().get("/about/").status_code == 301
            answer = Client().get(path)

        assert answer.status_code == 200
        assert not answer.cookies

    def test_are_kept_by_nobody(self, client, well, path):
        answer = client.get(path)

        assert "no-store" in answer["Cache-Control"]
        assert "ETag" not in answer
        assert path.startswith(UNKEPT)

    def test_are_not_throttled(self, client, well, path, settings):
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"anon": "1/day"}}

        assert {client.get(path).status_code for _time in range(5)} == {200}

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_are_read_only(self, client, path, method):
        assert getattr(client, method)(path).status_code == 405


def test_one_look_serves_everybody_for_a_moment(client, well, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("status", "code"), [("ready", 0), ("degraded", 0), ("not ready", 1), ("unreachable", 1)])
def test_the_health_check_of_the_container_goes_by_it(monkeypatch, capsys, status, code):
    asked = []
    monkeypatch.setattr(asking, "ask", lambda **named: asked.append(named) or (status, {"checks": {}}))

    assert asking.main() == code
    assert asked[0]["path"] == "/readyz"
    assert status in capsys.readouterr().out
