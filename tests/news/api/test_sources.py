"""Sources of news over the API: how they stand at this moment, and kept by nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import FetchRun
from tests.news.reporting import NOON, make_run, make_source_of_news

pytestmark = pytest.mark.usefixtures("seeded")
SOURCES = "/api/v1/sources/"


def states(client, **query):
    return {row["name"]: row["state"] for row in client.get(SOURCES, query).json()["results"]}


def test_a_source_has_the_parts_that_are_promised(client, today):
    source = make_source_of_news(rhythm=44_640, asked_at=NOON, read_at=NOON, failures=0)

    (row,) = client.get(SOURCES).json()["results"]

    assert row == {
        "id": source.key,
        "name": source.name,
        "type": "official",
        "licence": "public_domain",
        "authority": None,
        "link": source.url,
        "languages": ["en"],
        "state": "asked",
        "off_reason": None,
        "rhythm_minutes": 44_640,
        "asked_at": "2026-11-20T04:00:00Z",
        "read_at": "2026-11-20T04:00:00Z",
        "new_at": None,
        "nothing_new_since": None,
        "next_at": None,
        "failures": 0,
        "trouble": None,
        "trouble_since": None,
        "ended_at": None,
        "moved_to": None,
        "runs": [],
        "url": f"http://testserver/news/sources/{source.key}/",
    }


def test_each_has_one_state_and_trouble_weighs_more_than_being_asked(client, today):
    make_source_of_news(name="good")
    make_source_of_news(name="fails", failures=1)
    make_source_of_news(name="held back", trouble="half as many rows as before")
    make_source_of_news(name="off", enabled=False, failures=4)
    make_source_of_news(name="ended", ended_at=NOON, failures=4)

    make_source_of_news(name="silent", read_at=timezone.now() - timedelta(days=2))

    assert states(client) == {
        "good": "asked",
        "silent": "in_trouble",
        "fails": "in_trouble",
        "held back": "in_trouble",
        "off": "off",
        "ended": "ended",
    }


def test_a_source_that_had_nothing_new_for_long_says_since_when(client, today):
    now = timezone.now()
    make_source_of_news(name="frozen", read_at=now, new_at=NOON - timedelta(days=61))
    make_source_of_news(name="quiet", read_at=now, new_at=now - timedelta(days=3))

    told = {row["name"]: row["nothing_new_since"] for row in client.get(SOURCES).json()["results"]}
    assert told == {"frozen": "2026-09-20T04:00:00Z", "quiet": None}


@pytest.mark.parametrize(("state", "names"), [("asked", {"good", "bad"}), ("in_trouble", {"bad"}), ("off", {"off"})])
def test_by_state(client, today, state, names):
    make_source_of_news(name="good")
    make_source_of_news(name="bad", failures=1)
    make_source_of_news(name="off", enabled=False)

    assert set(states(client, state=state)) == names


def test_a_list_has_the_last_three_runs_and_one_source_the_last_fifty(client, today):
    source = make_source_of_news()
    for number in range(52):
        make_run(source, number=f"r{number}", started_at=NOON + timedelta(minutes=number))

    (row,) = client.get(SOURCES).json()["results"]
    one = client.get(f"{SOURCES}{source.key}/").json()

    assert [run["id"] for run in row["runs"]] == ["r51", "r50", "r49"]
    assert [run["id"] for run in one["runs"]] == [f"r{number}" for number in range(51, 1, -1)]


def test_a_run_that_failed_says_why(client, today):
    source = make_source_of_news()
    make_run(source, outcome=FetchRun.Outcome.UNREADABLE, reason="zero links", status=None, flags=["cut off"])

    (run,) = client.get(f"{SOURCES}{source.key}/").json()["runs"]

    assert (run["outcome"], run["reason"], run["status"], run["flags"]) == (
        "unreadable",
        "zero links",
        None,
        ["cut off"],
    )
    assert (run["seconds"], run["bytes"], run["items"], run["added"]) == (1.25, 12_345, 20, 3)


@pytest.mark.parametrize("path", ["", "{key}/"])
def test_nobody_keeps_it(client, today, path):
    answer = client.get(SOURCES + path.format(key=make_source_of_news().key))

    assert answer["Cache-Control"] == "no-store"
    assert answer.status_code == 200


def test_an_unknown_key_is_told(client, today):
    answer = client.get(f"{SOURCES}nobody/")

    assert answer.status_code == 404
    assert "nobody" in answer.json()["detail"]


@pytest.mark.parametrize(("query", "field"), [("state=angry", "state"), ("type=", "type"), ("q=x", "q")])
def test_a_wrong_question_is_refused_under_its_name(client, today, query, field):
    answer = client.get(f"{SOURCES}?{query}")

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
