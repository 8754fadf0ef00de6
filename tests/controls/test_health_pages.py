"""The state of the service, for people: also when something it stands on is gone."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client, override_settings

from controls.services import health
from controls.services.health import Check, Report
from tests.controls.markup import tree
from tests.controls.reading import cells

pytestmark = pytest.mark.django_db
URL = "/health/"
NAMES = ["Database", "Migrations", "Register", "Background worker", "Broker"]


def rows(page):
    found = [[cell.text for cell in cells(row)] for row in page.one("tbody").all("tr")]
    return {name: (state, detail) for name, state, detail in found}


@pytest.fixture
def broker(monkeypatch):
    """A broker that answers or not, as the test says."""

    def answers(ok):
        monkeypatch.setattr(health, "_broker", lambda: Check(ok, "The broker answers." if ok else "No answer."))

    return answers


def test_every_part_is_named_with_what_was_seen(client, now, broker):
    broker(True)
    health.beat(name=health.WORKER, at=now)

    page = tree(client.get(URL))

    assert list(rows(page)) == NAMES
    assert {state for state, _detail in rows(page).values()} == {"works"}
    assert "Everything that this register stands on answers." in page.text


def test_a_broken_part_is_pointed_out_and_pages_are_said_to_work(client, now, broker):
    broker(False)
    health.beat(name=health.WORKER, at=now)

    page = tree(client.get(URL))

    assert rows(page)["Broker"] == ("needs attention", "No answer.")
    assert "Pages can be read, but something is missing." in page.text


@pytest.mark.parametrize(("minutes", "state"), [(1, "works"), (3, "needs attention")])
def test_a_silent_worker_is_noticed_after_two_minutes(client, now, broker, minutes, state):
    broker(True)
    health.beat(name=health.WORKER, at=now - timedelta(minutes=minutes))

    assert rows(tree(client.get(URL)))["Background worker"][0] == state


def test_the_answer_is_fresh_each_time(client, now, broker):
    broker(False)
    first = client.get(URL)
    broker(True)

    second = client.get(URL)

    assert rows(tree(first))["Broker"][0] != rows(tree(second))["Broker"][0]
    assert "no-store" in first.headers["Cache-Control"]
    assert "ETag" not in first.headers


def test_it_is_never_kept_with_the_other_pages(client, now, broker):
    broker(True)
    caches["pages"].clear()

    client.get(URL)

    assert not caches["pages"]._cache


def test_without_a_database_it_answers_503_in_words(client, monkeypatch):
    monkeypatch.setattr(health, "examine", lambda at: Report(health.FAILING, {}, None))

    answer = client.get(URL)

    assert answer.status_code == 503
    assert "Until then no answer from this register means nothing: do not read it as no entry." in tree(answer).text


def test_a_database_that_breaks_while_a_page_is_read_is_503_and_not_500(monkeypatch, seeded):
    def broken(*_parts, **_more):
        raise OperationalError("the connection is closed; password=secret")

    monkeypatch.setattr("controls.views.home.counts", broken)

    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert b"secret" not in answer.content


@override_settings(PUBLIC_READING=False)
def test_it_is_open_where_reading_is_not(client, now, broker):
    broker(True)

    assert client.get(URL).status_code == 200


def test_it_has_no_day_to_ask_about(client, broker):
    broker(True)

    assert client.get(URL, {"as_of": "not a day"}).status_code == 200


def test_it_leads_programs_to_their_own_address(client, broker):
    broker(True)

    assert "/api/v1/health/" in [link["href"] for link in tree(client.get(URL)).one("main").all("a")]
