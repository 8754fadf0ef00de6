"""What pages and answers about news cost does not grow with what stands on them."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.controls.markup import tree
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_name,
    make_news_event,
    make_run,
    make_source_of_news,
    make_story,
    make_version,
)

pytestmark = pytest.mark.usefixtures("seeded")


def cost(client, address):
    """How many queries an answer takes when nothing of it is kept."""
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def fill(days):
    """Stories, events, mentions and runs of so many days."""
    for number in range(days):
        at = NOON - timedelta(days=number)
        one, two = make_article(f"A{number}", at=at), make_article(f"B{number}", at=at, language="ja")
        make_story(one, two)
        make_mention(one, "entity:subaru-corporation")
        make_news_event(day=at.date())
        for _run in range(3):
            make_run(one.source)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/news/", 12),
        ("/news/?entity=subaru-corporation&jurisdiction=CN&language=en&q=a&source=press", 18),
        ("/news/sources/", 6),
        ("/news/feed.atom", 2),
        ("/", 39),
        ("/api/v1/news/articles/", 5),
        ("/api/v1/sources/", 6),
    ],
)
def test_a_list_of_many_costs_as_much_as_one_of_few(client, today, address, most):
    make_source_of_news(key="press")
    fill(2)
    few = cost(client, address)
    fill(20)

    assert cost(client, address) == few <= most


@pytest.mark.parametrize(("address", "most"), [("/news/articles/{}/", 11), ("/api/v1/news/articles/{}/", 9)])
def test_an_article_with_much_about_it_costs_as_much_as_one_with_little(client, today, address, most):
    plain, rich = make_article("Plain"), make_article("Rich", version_count=6)
    make_story(plain, make_article("Other"))
    make_mention(plain, "entity:skydio-inc")
    make_name(plain, "plain")
    make_story(rich, *(make_article(f"Other {number}") for number in range(5)))
    for number in range(2, 7):
        make_version(rich, number=number, run=make_run(rich.source))
        make_name(rich, f"name {number}")
    for key in ("subaru-corporation", "skydio-inc"):
        make_mention(rich, f"entity:{key}")

    assert cost(client, address.format(plain.pk)) == cost(client, address.format(rich.pk)) <= most


@pytest.mark.parametrize(("address", "most"), [("/news/sources/{}/", 6), ("/api/v1/sources/{}/", 5)])
def test_a_source_with_many_runs_costs_as_much_as_one_with_one(client, today, address, most):
    once, often = make_source_of_news(), make_source_of_news()
    make_run(once)
    for number in range(60):
        make_run(often, started_at=NOON + timedelta(minutes=number))

    assert cost(client, address.format(once.key)) == cost(client, address.format(often.key)) <= most


class TestTheOverview:
    def box(self, client, **query):
        page = tree(client.get("/", query))
        return next(
            box for box in page.one("aside").all(of_class="box") if box.all("h2")[0].text == "What was reported"
        )

    def test_the_last_stories_stand_in_a_box(self, client, today):
        for number in range(8):
            make_article(f"Report {number}", at=NOON - timedelta(days=number))
        make_article("Hidden", state="pending")

        found = [item.all("a")[0].text for item in self.box(client).all("li")]

        assert found == [f"Report {number}" for number in range(6)]

    def test_it_speaks_for_the_day_of_the_page(self, client, today):
        make_article("Later", at=NOON)
        make_article("Known", at=NOON - timedelta(days=3))

        links = self.box(client, as_of="2026-11-18").all("a")

        assert links[0].text == "Known"
        assert links[0]["href"].endswith("/?as_of=2026-11-18")

    def test_a_story_stands_there_once_and_says_its_language(self, client, today):
        make_story(make_article("稀土公告", language="zh-Hans"), make_article("Rare earth notice"))

        (item,) = self.box(client).all("li")

        assert item.one("span", lang="zh-Hans").text == "稀土公告"

    def test_without_reports_it_says_so(self, client, today):
        make_article("Long ago", at=NOON - timedelta(days=90))

        assert "No report of the last 30 days is on file." in self.box(client).text
