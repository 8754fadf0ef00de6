"""Whatever a source writes stays a text: on pages, in the feed, over the API and at the desk."""

import json

import pytest
from django.urls import reverse

from tests.controls.desk import make_user
from tests.controls.markup import tree
from tests.controls.proposing import signed_in
from tests.news.atom import entries, links, one, read
from tests.news.reporting import (
    make_article,
    make_mention,
    make_name,
    make_news_event,
    make_source_of_news,
    make_version,
)

pytestmark = pytest.mark.usefixtures("seeded", "today")

SCRIPT = "<script>alert('稀土')</script>"
TITLES = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }} {% load static %}",
    "]]></title><entry/>&amp;&#60;b&#62;",
    "</textarea></style></svg><iframe src=//evil.example>",
    "A \u202eneercs\u202c and \u2066isolated\u2069",
    "x" * 500,
    "稀" * 500,
    "'; DROP TABLE news_article; --",
    "%s %(a)s %n \\u0000 \\x00",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/path",
    "file:///etc/passwd",
    "https:///no-host",
]
STARTERS = ("<script>alert", "<img src=x", "<iframe src=//evil")


def run_nothing(answer):
    """No element or attribute that a browser would run came from the title."""
    text = answer.content.decode()
    assert answer.status_code == 200
    assert [start for start in STARTERS if start in text] == []
    page = tree(answer)
    assert [each for each in page.walk() for name in each.attributes if name.lower().startswith("on")] == []
    return page


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_a_hostile_title_is_a_text_on_every_page(client, title):
    article = make_article(title, summary=title, own_summary=title)
    make_mention(article, "entity:subaru-corporation", words=title[:200])
    event = make_news_event()
    event.articles.add(article)

    for address in (
        "/news/",
        "/",
        f"/news/articles/{article.pk}/",
        f"/news/events/{event.key}/",
        "/entities/subaru-corporation/",
    ):
        page = run_nothing(client.get(address))
        assert " ".join(title.split())[:40] in page.text, address


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_a_hostile_headline_of_an_event_is_a_text(client, title):
    event = make_news_event(title[:300], note=title, figures=title[:200], parties=[title[:100]], outlet=title[:80])

    for address in ("/news/events/", f"/news/events/{event.key}/"):
        assert " ".join(title.split())[:40] in run_nothing(client.get(address)).text


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_the_feed_stays_valid_and_has_the_very_words(client, title):
    make_article(title, own_summary=title)

    (entry,) = entries(read(client.get("/news/feed.atom")))

    assert one(entry, "title") == title
    assert not entry.findall(".//script")


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_the_api_has_the_very_words_as_json(client, title):
    article = make_article(title)

    for address in ("/api/v1/news/articles/", f"/api/v1/news/articles/{article.pk}/"):
        answer = client.get(address)
        assert answer["Content-Type"].startswith("application/json")
        assert answer["X-Content-Type-Options"] == "nosniff"
        body = json.loads(answer.content)
        assert (body["results"][0] if "results" in body else body)["title"] == title


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_at_the_desk_it_is_a_text_too(now, title):
    article = make_article(title, state="pending", summary=title)
    make_name(article, title[:100])
    ada = signed_in(make_user(now, role="admin"))

    for address in (
        reverse("admin:news_article_changelist"),
        reverse("admin:news_article_change", args=[article.pk]),
        "/desk/",
    ):
        text = ada.get(address).content.decode()
        assert [start for start in STARTERS if start in text] == []


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_a_page_must_not_link_to_is_no_link(client, url):
    article = make_article("A report", url=url)
    make_version(article, number=2, url=url, title="A report, again")

    for address in ("/news/", f"/news/articles/{article.pk}/", "/"):
        hrefs = [link.get("href") for link in tree(client.get(address)).all("a")]
        assert url not in hrefs
    (entry,) = entries(read(client.get("/news/feed.atom")))
    assert links(entry, "related") == []


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_event_does_not_link_to_such_an_article(client, url):
    event = make_news_event()
    event.articles.add(make_article("A report", url=url))

    page = tree(client.get(f"/news/events/{event.key}/"))

    assert "A report" in page.text
    assert url not in [link.get("href") for link in page.all("a")]


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_fact_does_not_link_to_such_an_article(client, url):
    make_mention(make_article("A report", url=url), "entity:subaru-corporation")

    page = tree(client.get("/entities/subaru-corporation/"))

    assert "A report" in page.text
    assert url not in [link.get("href") for link in page.all("a")]


def test_a_report_without_an_address_is_no_empty_link(client):
    event = make_news_event()
    event.articles.add(make_article("Told without an address", url=""))

    page = tree(client.get(f"/news/events/{event.key}/"))

    assert "Told without an address" in page.text
    assert [link for link in page.one("main").all("a") if not link.get("href")] == []


def test_links_to_sources_give_nothing_away_and_cannot_steer_our_window(client):
    article = make_article("A report")

    answer = client.get(f"/news/articles/{article.pk}/")
    outside = [
        link for link in tree(answer).one("main").all("a") if link.get("href").startswith("https://paper.example")
    ]

    assert outside
    assert all("noopener" in link.get("rel").split() for link in outside)
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin")


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-Hans", "商务部公告"), ("zh-Hant", "商務部公告"), ("ja", "輸出管理の公告"), ("ko", "수출")],
)
def test_a_title_says_its_language_on_every_page(client, language, title):
    article = make_article(title, language=language)
    make_mention(article, "entity:subaru-corporation")
    event = make_news_event()
    event.articles.add(article)

    for address in ("/", "/news/", f"/news/articles/{article.pk}/", f"/news/events/{event.key}/"):
        page = tree(client.get(address)).one("body")
        shown = [each for each in page.walk() if each.text == title and each.name != "title"]
        assert shown, address
        assert {each.lang for each in shown if not each.all()[1:]} == {language}, address


def test_a_source_with_a_hostile_name_is_a_text(client):
    source = make_source_of_news(name=SCRIPT)
    make_article(source=source)

    for address in ("/news/", "/news/sources/", f"/news/sources/{source.key}/"):
        assert "alert('稀土')" in run_nothing(client.get(address)).text
