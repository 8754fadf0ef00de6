"""Every fact's page shows what was reported about it: up to its own day, with source, precision and language."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from news.models import Article, NewsEvent, Story
from news.templatetags.news_tags import SHOWN
from tests.news.reporting import make_article, make_source_of_news

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
# The page of each kind of fact, and the fact as a mention writes it.
PAGES = {
    "entity": ("/entities/subaru-corporation/", "entity:subaru-corporation"),
    "list": ("/entities/?list=cn-watch-list", "entity-list:cn-watch-list"),
    "measure": ("/measures/cn-2025-18/", "measure:cn-2025-18"),
    "notice": ("/notices/mofcom-2026-12/", "notice:mofcom-2026-12"),
    "catalogue item": ("/catalogue/rare-earth-refining/", "catalogue-item:rare-earth-refining"),
    "edition": ("/catalogue/editions/2023-12-21/", "catalogue-revision:2023-12-21"),
    "element": ("/elements/dy/", "element:dy"),
    "control code": ("/codes/1C902.a/", "controlled-item:cn-2025-18-1c902.a-2"),
    "customs number": ("/codes/850511/", "tariff-code:850511"),
}


def make_event(**columns: Any) -> NewsEvent:
    given = {
        "key": "ne-test",
        "date_text": "2026-11-02",
        "day": date(2026, 11, 2),
        "precision": "day",
        "headline": "A licence is granted",
        "outlet": "Test Wire",
        "url": "https://wire.example/1",
        "event_type": "licence",
        "jurisdictions": ["CN"],
        "confidence": NewsEvent.Confidence.TWO_REPORTS,
        "scope": NewsEvent.Scope.CORE,
    }
    return NewsEvent.objects.create(**{**given, **columns})


def shown(noun: str, *keys: str, as_of: date = DAY, **more: Any) -> str:
    request = RequestFactory().get("/")
    context = Context({"as_of": as_of, "today": DAY, "noun": noun, "keys": keys, "request": request, **more})
    arguments = " ".join(f'"{key}"' for key in keys)
    return Template("{% load news_tags %}{% related_news noun " + arguments + " %}").render(context)


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_of_each_kind_of_fact_shows_its_news(client: Client, kind: str) -> None:
    path, reference = PAGES[kind]
    article = make_article("Something happened to it", about=[reference])
    make_event(about=[reference], headline="It was reported")
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "In the news" in page
    assert f'href="/news/articles/{article.pk}/"' in page
    assert "Something happened to it" in page
    assert 'href="/news/events/ne-test/"' in page
    assert "It was reported" in page


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_without_news_says_that_nothing_was_found_among_what_is_on_record(client: Client, kind: str) -> None:
    NewsEvent.objects.all().delete()
    page = client.get(PAGES[kind][0]).content.decode()
    assert "Nothing about it was found among the reports on record up to" in page
    assert "That does not mean that nothing was reported." in page


@pytest.mark.parametrize("kind", PAGES)
def test_news_cost_every_page_two_questions_however_many_there_are(client: Client, kind: str) -> None:
    path, reference = PAGES[kind]

    def cost() -> list[str]:
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return [query["sql"] for query in asked]

    without = cost()
    source = make_source_of_news()
    for number in range(7):
        make_article(f"Report {number}", about=[reference], source=source)
        make_event(key=f"ne-{number}", about=[reference])
    with_news = cost()
    assert len(with_news) == len(without)
    assert sum('"news_article"."about" &&' in each or '"news_newsevent"."about" &&' in each for each in with_news) == 2


def test_nothing_after_the_day_of_the_page_is_shown(client: Client) -> None:
    make_article("Of the day itself", about=["entity:subaru-corporation"], day=date(2026, 3, 1))
    make_article("Of the next day", about=["entity:subaru-corporation"], day=date(2026, 3, 2))
    make_event(key="ne-then", headline="Event of that day", day=date(2026, 3, 1), about=["entity:subaru-corporation"])
    make_event(key="ne-later", headline="Event of later", day=date(2026, 3, 2), about=["entity:subaru-corporation"])
    page = client.get("/entities/subaru-corporation/?as_of=2026-03-01").content.decode()
    assert "Of the day itself" in page
    assert "Event of that day" in page
    assert "Of the next day" not in page
    assert "Event of later" not in page
    assert "/events/ne-then/?as_of=2026-03-01" in page


def test_only_what_everybody_may_read_is_shown() -> None:
    make_article("Waiting", about=["element:dy"], state=Article.State.PENDING)
    make_article("Refused", about=["element:dy"], state=Article.State.REJECTED)
    assert "Nothing about it" in shown("element", "xx")
    page = shown("element", "Dy")
    assert "Waiting" not in page
    assert "Refused" not in page


def test_the_newest_stand_first_and_no_more_than_a_few() -> None:
    for number in range(SHOWN + 3):
        make_article(f"Report {number}", about=["element:xx"], day=date(2026, 11, 1 + number))
        make_event(key=f"ne-{number}", headline=f"Event {number}", about=["element:xx"], day=date(2026, 10, 1 + number))
    page = shown("element", "xx")
    assert [f"Report {number}" in page for number in range(8)] == [False] * 3 + [True] * 5
    assert [f"Event {number}" in page for number in range(8)] == [False] * 3 + [True] * 5
    assert page.index("Report 7") < page.index("Report 3")
    assert page.index("Event 7") < page.index("Event 3")


def test_of_a_story_one_report_is_shown() -> None:
    story = Story.objects.create(made_at=NOON, made_by="ada")
    make_article("Told first", about=["element:xx"], story=story, shown_at=NOON)
    make_article("Told again", about=["element:xx"], story=story, shown_at=NOON + timedelta(hours=2))
    page = shown("element", "xx")
    assert "Told first" in page
    assert "Told again" not in page


def test_an_article_says_its_source_kind_language_and_how_exact_its_day_is() -> None:
    source = make_source_of_news(name="Ministry of Test", tier="official")
    make_article("镝的出口", about=["element:xx"], source=source, language="zh-Hans", precision="posted")
    page = shown("element", "xx")
    assert '<span lang="zh-Hans">镝的出口</span>' in page
    assert "Ministry of Test · official" in page
    assert "[day of posting]" in page
    assert '<span class="mono">zh-Hans</span>' in page


def test_an_event_says_its_outlet_and_how_sure_it_is() -> None:
    make_event(about=["element:xx"], confidence=NewsEvent.Confidence.SCHEDULE_ONLY, outlet="Test Wire")
    page = shown("element", "xx")
    assert "Test Wire · scheduled, outcome unknown" in page


@pytest.mark.parametrize(
    ("precision", "words"),
    [("day", "2 Nov 2026 "), ("month", "November 2026 "), ("year", "2026 "), ("week", "2 Nov 2026 ")],
)
def test_a_day_is_shown_no_more_exactly_than_it_is_known(precision: str, words: str) -> None:
    make_event(about=["element:xx"], precision=precision)
    page = shown("element", "xx")
    assert f'<li>{words}<span class="hint">[{precision}]</span>' in page


def test_an_article_without_a_title_can_still_be_opened() -> None:
    article = make_article("", about=["element:xx"])
    assert f'<a href="/news/articles/{article.pk}/">(without a title)</a>' in shown("element", "xx")


def test_titles_are_escaped() -> None:
    make_article("<script>alert(1)</script>", about=["element:xx"])
    assert "<script>" not in shown("element", "xx")


def test_symbols_of_elements_are_found_in_either_case() -> None:
    make_article("Small letters", about=["element:dy"])
    make_article("Capital", about=["element:Dy"])
    page = shown("element", "Dy")
    assert "Small letters" in page
    assert "Capital" in page


@pytest.mark.parametrize(("noun", "linked"), [("entity", True), ("measure", True), ("notice", False)])
def test_the_rest_is_linked_where_the_list_of_news_can_be_asked_for_it(noun: str, linked: bool) -> None:
    make_article("Report", about=[f"{noun}:some-key"])
    assert (f'href="/news/?{noun}=some-key"' in shown(noun, "some-key")) is linked


def test_a_page_of_an_earlier_revision_says_that_news_are_not_read_back() -> None:
    assert "News are not read back" in shown("element", "xx", newest_revision=(5, None), revision=3)
    assert "News are not read back" not in shown("element", "xx")


def test_the_lists_page_shows_news_of_one_list_and_of_no_other_choice(client: Client) -> None:
    make_article("About the watch list", about=["entity-list:cn-watch-list"])
    assert "About the watch list" in client.get("/entities/?list=cn-watch-list").content.decode()
    both = client.get("/entities/?list=cn-watch-list&list=cn-export-control-list").content.decode()
    assert "In the news" not in both
    assert "In the news" not in client.get("/entities/").content.decode()
