"""Who comes again: unchanged answers are said to be unchanged, changed ones never are, and entries keep their names."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import Source
from tests.news.atom import entries, moment, one, read, titles
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_news_event,
    make_source_of_news,
    make_story,
    make_version,
)

pytestmark = pytest.mark.usefixtures("seeded", "today")
FEED = "/news/feed.atom"
KEPT_BACK = [Source.Licence.HEADLINES, Source.Licence.NON_COMMERCIAL, Source.Licence.FACTS]


def fresh(client, address, **headers):
    for cache in caches.all():
        cache.clear()
    return client.get(address, headers=headers)


def names(answer):
    return {one(entry, "title"): one(entry, "id") for entry in entries(read(answer))}


@pytest.mark.parametrize("address", [FEED, "/api/v1/news/articles/", "/api/v1/news/events/"])
def test_an_unchanged_answer_is_304_without_a_body(client, address):
    make_article("Kept"), make_news_event("Kept too")
    tag = fresh(client, address)["ETag"]

    again = fresh(client, address, if_none_match=tag)

    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("address", [FEED, "/api/v1/news/articles/"])
def test_a_new_article_is_never_answered_with_304(client, address):
    make_article("Kept")
    tag = fresh(client, address)["ETag"]
    make_article("New", at=NOON + timedelta(hours=1))

    again = fresh(client, address, if_none_match=tag)

    assert again.status_code == 200
    assert b"New" in again.content


@pytest.mark.parametrize("address", [FEED, "/api/v1/news/articles/"])
def test_a_withdrawn_article_is_never_answered_with_304(client, address):
    article = make_article("Withdrawn")
    tag = fresh(client, address)["ETag"]
    article.state = "rejected"
    article.save()

    again = fresh(client, address, if_none_match=tag)

    assert again.status_code == 200
    assert b"Withdrawn" not in again.content


def test_entries_keep_their_names_when_others_come_and_titles_change(client):
    article = make_article("First")
    before = names(fresh(client, FEED))["First"]
    make_article("Second", at=NOON + timedelta(hours=1))
    article.title = "First, amended"
    article.save()

    assert names(fresh(client, FEED))["First, amended"] == before


def test_an_entry_has_one_name_under_every_filter_and_host(client):
    make_article("First", language="ja")
    whole, narrowed = fresh(client, FEED), fresh(client, f"{FEED}?language=ja")

    assert names(whole) == names(narrowed)


def test_updated_never_goes_back(client):
    article = make_article("First")
    seen = [moment(read(fresh(client, FEED)))]
    for number in (2, 3, 4):
        make_version(article, number=number, title=f"First {number}", seen_at=NOON + timedelta(hours=number))
        seen.append(moment(read(fresh(client, FEED))))

    assert seen == sorted(seen)
    assert seen[-1] == NOON + timedelta(hours=4)


def test_being_seen_again_changes_no_entry(client):
    article = make_article("First")
    before = fresh(client, FEED).content
    article.seen_at += timedelta(hours=5)
    article.save()

    assert fresh(client, FEED).content == before


@pytest.mark.parametrize("licence", KEPT_BACK)
def test_words_that_a_licence_keeps_back_leave_by_no_door(client, licence):
    source = make_source_of_news(licence=licence)
    article = make_article("A headline", source=source, summary="Somebody's own careful words")
    make_mention(article, "entity:subaru-corporation")
    make_version(article, number=2, summary="Somebody's own careful words, edited")
    event = make_news_event()
    event.articles.add(article)

    for address in (
        "/",
        "/news/",
        FEED,
        f"/news/articles/{article.pk}/",
        f"/news/events/{event.key}/",
        "/entities/subaru-corporation/",
        "/api/v1/news/articles/",
        f"/api/v1/news/articles/{article.pk}/",
        f"/api/v1/news/events/{event.key}/",
    ):
        text = fresh(client, address).content.decode()
        assert "careful words" not in text, address
        assert "A headline" in text or "/events/" in address, address


def test_our_own_words_stand_even_where_theirs_may_not(client):
    source = make_source_of_news(licence=Source.Licence.HEADLINES)
    make_article("A headline", source=source, summary="Theirs", own_summary="Put by us")

    text = fresh(client, FEED).content.decode()

    assert "Put by us" in text
    assert "Theirs" not in text


@pytest.mark.parametrize("address", ["/news/", FEED, "/api/v1/news/articles/", "/api/v1/news/events/"])
def test_sixty_rows_cost_as_many_questions_as_one(client, address):
    source = make_source_of_news()

    def add(number):
        article = make_article(f"Report {number}", source=source, at=NOON - timedelta(minutes=number))
        make_mention(article, "entity:subaru-corporation")
        make_story(article)
        make_news_event(f"Event {number}")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert fresh(client, address).status_code == 200
        return len(asked)

    add(0)
    few = cost()
    for number in range(1, 60):
        add(number)

    assert cost() == few


def test_an_empty_feed_is_valid(client):
    assert titles(read(fresh(client, f"{FEED}?q=nothing+says+this"))) == []
