"""News as a feed: valid Atom, each story once, with stable names, for readers who come often."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.views import atom
from tests.news.atom import NS, entries, links, moment, one, read, titles
from tests.news.reporting import NOON, make_article, make_mention, make_source_of_news, make_story, make_version

pytestmark = pytest.mark.django_db
FEED = "/news/feed.atom"


def feed_of(client, **query):
    return read(client.get(FEED, query))


class TestWhatItHolds:
    def test_the_newest_stand_first(self, client, today):
        make_article("Earlier", at=NOON - timedelta(days=1))
        make_article("Later", at=NOON)

        assert titles(feed_of(client)) == ["Later", "Earlier"]

    def test_what_nobody_let_through_is_not_there(self, client, today):
        make_article("Hidden", state="pending")

        assert titles(feed_of(client)) == []

    def test_a_story_is_told_once(self, client, today):
        make_story(make_article("One"), make_article("Two"))

        assert titles(feed_of(client)) == ["One"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"language": "ja"}, ["磁石"]),
            ({"q": "magnet"}, ["Magnets"]),
            ({"entity": "subaru-corporation"}, ["Magnets"]),
            ({"to": "2026-11-19"}, ["磁石"]),
            ({"from": "2026-11-20", "as_of": "2026-11-20"}, ["Magnets"]),
        ],
    )
    def test_it_has_the_filters_of_the_page(self, client, seeded, today, query, expected):
        make_mention(make_article("Magnets"), "entity:subaru-corporation")
        make_article("磁石", language="ja", at=NOON - timedelta(days=1))

        assert titles(feed_of(client, **query)) == expected

    def test_at_most_a_hundred_stand_in_it(self, client, today, monkeypatch):
        monkeypatch.setattr(atom, "MOST_ENTRIES", 3)
        for number in range(5):
            make_article(f"Report {number}", at=NOON + timedelta(minutes=number))

        assert titles(feed_of(client)) == ["Report 4", "Report 3", "Report 2"]

    @pytest.mark.parametrize(
        "query", ["languag=ja", "language=", "page=2", "language=ja&language=xx", "from=yesterday"]
    )
    def test_a_mistyped_filter_does_not_ask_for_everything(self, client, today, query):
        assert client.get(f"{FEED}?{query}").status_code == 400


class TestEntries:
    def test_an_entry_leads_to_our_page_and_to_the_source(self, client, today):
        article = make_article(url="https://paper.example/a?b=1&c=2")
        (entry,) = entries(feed_of(client))

        assert links(entry, "alternate") == [f"http://testserver/news/articles/{article.pk}/"]
        assert links(entry, "related") == ["https://paper.example/a?b=1&c=2"]

    def test_an_address_that_is_none_is_left_out(self, client, today):
        make_article(url="javascript:alert(1)")
        (entry,) = entries(feed_of(client))

        assert links(entry, "related") == []

    def test_its_name_stays_when_it_is_edited_and_its_time_does_not(self, client, today):
        article = make_article(version_count=2)
        (before,) = entries(feed_of(client))

        make_version(article, number=2, title="Other words", seen_at=NOON + timedelta(hours=5))
        (after,) = entries(feed_of(client))

        assert one(before, "id") == one(after, "id") == f"tag:testserver,2026:news/article/{article.pk}"
        assert moment(before) == article.arrived_at
        assert moment(after) == NOON + timedelta(hours=5)

    def test_the_time_of_publication_is_given_where_it_is_known(self, client, today):
        make_article("Known", at=NOON)
        make_article("Unknown", at=NOON - timedelta(hours=1), published_at=None)
        known, unknown = entries(feed_of(client))

        assert moment(known, "published") == NOON
        assert unknown.findall(f"{NS}published") == []

    def test_it_says_source_kind_language_and_rights(self, client, today):
        make_article("公告", language="zh-Hans", source=make_source_of_news(name="Gazette", licence="ogl3"))
        (entry,) = entries(feed_of(client))

        assert entry.findtext(f"{NS}author/{NS}name") == "Gazette"
        assert entry.find(f"{NS}category").get("term") == "official"
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
        assert "Open Government Licence v3.0" in one(entry, "rights")

    @pytest.mark.parametrize(
        ("licence", "columns", "expected"),
        [
            ("public_domain", {"summary": "Theirs."}, ["Theirs."]),
            ("public_domain", {"summary": "Theirs.", "own_summary": "Ours."}, ["Ours."]),
            ("headlines", {"summary": "Theirs."}, []),
            ("headlines", {"summary": "Theirs.", "own_summary": "Ours."}, ["Ours."]),
            ("facts", {"summary": "Theirs."}, []),
            ("non_commercial", {"summary": "Theirs."}, []),
        ],
    )
    def test_what_a_licence_does_not_allow_is_not_sent(self, client, today, licence, columns, expected):
        make_article(source=make_source_of_news(licence=licence), **columns)
        (entry,) = entries(feed_of(client))

        assert [each.text for each in entry.findall(f"{NS}summary")] == expected

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
    def test_any_title_comes_through_as_it_is(self, client, today, title):
        article = make_article(title)

        found = {one(entry, "id").rpartition("/")[2]: one(entry, "title") for entry in entries(feed_of(client))}

        assert found[str(article.pk)] == title


class TestTheFeed:
    def test_it_names_itself_and_its_page_with_the_filters(self, client, today):
        feed = feed_of(client, language="ja", q="magnet")

        assert links(feed, "self") == ["http://testserver/news/feed.atom?language=ja&q=magnet"]
        assert links(feed, "alternate") == ["http://testserver/news/?q=magnet&language=ja"]

    def test_feeds_with_other_filters_have_other_names(self, client, today):
        names = {one(feed_of(client, **query), "id") for query in ({}, {"q": "a"}, {"q": "b"})}

        assert len(names) == 3

    def test_an_empty_feed_is_valid_and_always_the_same(self, client, today):
        feed = feed_of(client, q="no such report")

        assert one(feed, "updated") == "2001-01-01T00:00:00Z"

    def test_who_has_it_is_not_sent_it_again(self, client, today):
        make_article()
        first = client.get(FEED)

        again = client.get(FEED, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert first["Cache-Control"] == "no-cache"

    def test_what_is_let_through_late_is_not_missed_by_those_who_ask_by_time(self, client, today):
        make_article("On top", at=NOON)
        first = client.get(FEED)
        make_article("Let through later", at=NOON - timedelta(days=3))

        again = client.get(FEED, headers={"If-Modified-Since": "Sat, 21 Nov 2026 00:00:00 GMT"})

        assert "Last-Modified" not in first
        assert titles(read(again)) == ["On top", "Let through later"]

    def test_a_new_report_makes_it_new_at_once(self, client, today):
        first = client.get(FEED)
        make_article("Just in")

        second = client.get(FEED, headers={"If-None-Match": first["ETag"]})

        assert titles(read(second)) == ["Just in"]
        assert second["ETag"] != first["ETag"]

    def test_that_an_article_was_seen_again_makes_nothing_new(self, client, today):
        article = make_article()
        tag = client.get(FEED)["ETag"]

        type(article).objects.filter(pk=article.pk).update(seen_at=NOON + timedelta(days=1))

        assert client.get(FEED)["ETag"] == tag

    def test_it_takes_the_same_questions_for_one_and_for_many(self, client, today, django_assert_num_queries):
        make_article()
        client.get("/about/")  # what the frame keeps
        with django_assert_num_queries(2):  # the revision with the last movements; the articles
            client.get(FEED)
        for number in range(6):
            make_story(make_article(f"A{number}"), make_article(f"B{number}"))
        with django_assert_num_queries(2):
            client.get(FEED)
