"""Kept answers follow the news: whoever writes what a page shows, the next visitor sees it."""

from datetime import timedelta

import pytest
from django.db import connection

from news.models import Article, ArticleVersion, Mention, Movement, NewsEvent, Source
from news.models.movements import LOOKED_AT, moved
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_name,
    make_news_event,
    make_source_of_news,
    make_story,
    make_version,
)

pytestmark = pytest.mark.usefixtures("seeded")


def mark():
    return Source.objects.values_list(moved(), flat=True)[0]


@pytest.fixture
def article():
    return make_article()


class TestWhatMoves:
    @pytest.mark.parametrize(
        "act",
        [
            lambda article: make_article(),
            lambda article: Article.objects.filter(pk=article.pk).update(state="rejected"),
            lambda article: Article.objects.filter(pk=article.pk).update(own_summary="Ours."),
            lambda article: make_story(article),
            lambda article: make_version(article, number=2),
            lambda article: ArticleVersion.objects.filter(article=article).delete(),
            lambda article: make_name(article, "another"),
            lambda article: make_mention(article, "element:dy"),
            lambda article: Mention.objects.all().delete(),
            lambda article: make_news_event(),
            lambda article: make_news_event().articles.add(article),
            lambda article: NewsEvent.objects.update(note="Seen twice."),
            lambda article: Source.objects.filter(pk=article.source_id).update(licence="headlines"),
            lambda article: make_source_of_news(),
        ],
    )
    def test_what_a_page_shows(self, article, act):
        before = mark()

        act(article)

        assert mark() != before

    @pytest.mark.parametrize(
        "act",
        [
            lambda article: Article.objects.filter(pk=article.pk).update(seen_at=NOON + timedelta(days=1)),
            lambda article: Source.objects.filter(pk=article.source_id).update(read_at=NOON, asked_at=NOON, failures=2),
        ],
    )
    def test_not_what_is_written_with_every_run(self, article, act):
        before = mark()

        act(article)

        assert mark() == before

    def test_a_thousand_articles_of_one_statement_are_one_movement(self, article):
        make_article()
        before = set(mark())

        assert Article.objects.update(own_summary="Ours.") >= 2

        assert len(set(mark()) - before) == 1


class TestTheMark:
    def test_a_transaction_that_ends_late_with_a_smaller_number_is_seen(self, article):
        Movement.objects.all().delete()
        Movement.objects.create(pk=1_000_002)
        before = mark()

        Movement.objects.create(pk=1_000_001)

        assert mark() == [1_000_002, 1_000_001]
        assert before == [1_000_002]

    def test_it_holds_the_last_fifty(self, article):
        Movement.objects.bulk_create(Movement() for _number in range(LOOKED_AT + 5))

        assert len(mark()) == LOOKED_AT

    def test_only_the_last_thousand_movements_are_kept(self, article):
        """Ten are taken away with each statement, so that old ones go whatever their number."""
        top = 5_000_000
        Movement.objects.all().delete()
        Movement.objects.bulk_create(Movement(pk=top - number) for number in range(1, 1_030))
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('news_movement', 'id'), %s)", [top])
        for _statement in range(10):
            Article.objects.filter(pk=article.pk).update(own_summary="Ours.")

        assert Movement.objects.count() == 1_000  # and the number on top that nobody was given
        assert Movement.objects.order_by("pk").first().pk > top - 1_000


class TestKeptAnswers:
    @pytest.mark.parametrize("path", ["/news/", "/", "/news/feed.atom", "/api/v1/news/articles/"])
    def test_a_report_is_there_for_the_next_visitor(self, client, today, path):
        client.get(path)
        make_article("Just in")

        assert b"Just in" in client.get(path).content

    def test_a_report_that_is_taken_back_is_gone_for_the_next_visitor(self, client, today, article):
        address = f"/news/articles/{article.pk}/"
        assert client.get(address).status_code == 200

        Article.objects.filter(pk=article.pk).update(state="rejected")

        assert client.get(address).status_code == 404
        assert article.title.encode() not in client.get("/news/").content

    @pytest.mark.parametrize("path", ["/news/", "/measures/", "/news/feed.atom", "/api/v1/news/articles/"])
    def test_what_was_just_seen_takes_one_question(self, client, today, article, path, django_assert_num_queries):
        client.get(path)

        with django_assert_num_queries(1):  # the revision, with the last movements beside it
            client.get(path)
