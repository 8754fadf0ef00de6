"""How fresh the official sources are, in every answer that could be taken for calm."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from news.services import freshness
from tests.controls.markup import tree
from tests.news.reporting import NOON, make_source_of_news
from tests.screening.asking import somebody

pytestmark = pytest.mark.usefixtures("seeded")
API = "/api/v1/"


def told(at=NOON):
    cache.clear()
    return freshness.told(at=at)["official_sources"]


class TestCounting:
    def test_nothing_is_asked_where_there_is_nothing(self):
        assert told() == {"asked": 0, "read_within_a_day": 0, "in_trouble": []}

    @pytest.mark.parametrize(
        ("columns", "asked"),
        [
            ({}, 1),
            ({"enabled": False}, 0),
            ({"ended_at": NOON}, 0),
            ({"tier": "trade_press"}, 0),
            ({"tier": "aggregator"}, 0),
            ({"tier": "association"}, 0),
        ],
    )
    def test_official_sources_that_are_asked_by_the_clock_count(self, columns, asked):
        make_source_of_news(**columns)

        assert told()["asked"] == asked

    @pytest.mark.parametrize(
        ("ago", "read"), [(timedelta(0), 1), (timedelta(hours=23, minutes=59), 1), (timedelta(days=1), 0), (None, 0)]
    )
    def test_read_within_a_day_ends_after_a_day(self, ago, read):
        make_source_of_news(read_at=NOON - ago if ago is not None else None)

        assert told()["read_within_a_day"] == read

    def test_trouble_is_a_failure_what_was_held_back_an_end_and_silence(self):
        make_source_of_news(key="b-fails", rank=2, failures=1)
        make_source_of_news(key="a-held-back", rank=1, trouble="fewer rows than before")
        make_source_of_news(key="fine", read_at=NOON)
        make_source_of_news(key="off", enabled=False, failures=3)
        make_source_of_news(key="c-ended", rank=3, read_at=NOON, ended_at=NOON)
        make_source_of_news(key="d-silent", rank=4, read_at=NOON - timedelta(hours=3))
        make_source_of_news(key="e-never-read", rank=5, on_since=NOON - timedelta(hours=3))

        assert told()["in_trouble"] == ["a-held-back", "b-fails", "c-ended", "d-silent", "e-never-read"]

    def test_it_is_asked_once_in_half_a_minute(self, django_assert_num_queries):
        cache.clear()
        with django_assert_num_queries(1):
            freshness.told(at=NOON)
            freshness.told(at=NOON + timedelta(seconds=5))


class TestInAnswers:
    @pytest.mark.parametrize(
        "path",
        [
            "listings/", "listings/cn-wl-2026-012-1/", "measures/", "measures/cn-2025-18/", "entity-lists/",
            "entities/subaru-corporation/", "notices/", "changes/", "calendar/", "overview/", "search/?q=Dy", "health/",
            "news/articles/", "news/events/", "sources/",
        ],
    )  # fmt: skip
    def test_every_answer_says_it(self, client, today, path):
        make_source_of_news(key="gazette", failures=2)

        answer = client.get(API + path)

        assert answer.status_code == 200
        assert answer.json()["freshness"] == {
            "official_sources": {"asked": 1, "read_within_a_day": 0, "in_trouble": ["gazette"]}
        }

    def test_screening_says_it_and_a_check_keeps_what_was_said(self, client, today):
        make_source_of_news(key="gazette")
        client.force_login(somebody("customs@register.example"))

        checked = client.post(f"{API}screening/checks/", {"name": "SUBARU"}, content_type="application/json").json()
        asked = {"queries": [{"id": "1", "name": "SUBARU"}]}
        matched = client.post(f"{API}screening/match/", asked, content_type="application/json").json()

        assert checked["freshness"] == matched["freshness"]
        assert checked["freshness"]["official_sources"]["asked"] == 1
        assert client.get(f"{API}screening/checks/{checked['id']}/").json()["freshness"] == checked["freshness"]

    def test_a_kept_answer_is_not_served_when_a_source_falls_silent(self, client, today):
        source = make_source_of_news(key="gazette")
        first = client.get(f"{API}measures/")
        source.failures = 1
        source.save()
        cache.delete(freshness.KEY)

        second = client.get(f"{API}measures/", headers={"If-None-Match": first["ETag"]})

        assert first.json()["freshness"]["official_sources"]["in_trouble"] == []
        assert second.json()["freshness"]["official_sources"]["in_trouble"] == ["gazette"]


class TestOnTheHealthPage:
    def test_it_is_told_in_words_with_the_way_to_each_source_in_trouble(self, client, today):
        make_source_of_news(key="gazette", trouble="no links")
        make_source_of_news(read_at=NOON + timedelta(hours=1))  # it is noon of the next day

        main = tree(client.get("/health/")).one("main")

        assert "1 of 2 official sources that are asked could be read within a day." in main.text
        assert main.one("a", href="/news/sources/gazette/").text == "gazette"

    def test_that_nothing_is_asked_is_told_too(self, client, today):
        assert "No official source is asked by the clock" in tree(client.get("/health/")).one("main").text
