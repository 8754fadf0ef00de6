"""The bench of the news: it stores by the product's own services, compares like with like, and leaves nothing."""

import pytest
from django.db import transaction

from news.ingest.formats import FORMATS
from news.models import Article, ArticleName, ArticlePiece, ArticleVersion, Source
from ops import bench_news
from ops.bench_news import SPREAD, Cost, Feeds, bench, made_sources, measured, multiply, readings, verdict
from tests.news.ingest.pages import page

pytestmark = pytest.mark.django_db


class TestFeeds:
    def test_are_the_same_each_time(self):
        assert [Feeds().item(number, 3) for number in range(3)] == [Feeds().item(number, 3) for number in range(3)]

    def test_repeat_an_item_of_the_same_number(self):
        feeds = Feeds()

        assert feeds.item(1, 3) == feeds.item(1, 3) != feeds.item(2, 3)

    def test_can_be_read(self):
        feeds = Feeds()
        reading = FORMATS["feed"].parse(page(feeds.body([feeds.item(number, 3) for number in range(40)])))

        assert len(reading.items) == 40
        assert all(item.title and item.key and item.published.at for item in reading.items)

    def test_of_a_day_are_half_new_and_half_known(self):
        feeds = Feeds()
        known = {feeds.item(number, SPREAD) for number in range(200)}
        (body, *_rest) = readings(feeds, 200, 2)

        assert sum(item.encode() in body for item in known) == bench_news.READING // 2
        assert body.count(b"<item>") == bench_news.READING


class TestCopies:
    def test_are_older_articles_with_names_versions_and_pieces_of_their_own(self):
        feeds = Feeds()
        measured([feeds.body([feeds.item(number, SPREAD) for number in range(20)])], made_sources())
        tables = (Article, ArticleName, ArticleVersion, ArticlePiece)
        before = [table.objects.count() for table in tables]
        days = sorted(Article.objects.values_list("day", flat=True))
        multiply(2)

        assert [table.objects.count() for table in tables] == [3 * count for count in before]
        assert (days[-1] - Article.objects.order_by("day")[0].day).days >= 2 * SPREAD
        assert Article.objects.filter(day__gte=days[0]).count() == 20

    def test_leave_numbers_free_for_what_comes_next(self):
        feeds, sources = Feeds(), made_sources()
        measured([feeds.body([feeds.item(1, 3)])], sources)
        multiply(3)
        measured([feeds.body([feeds.item(2, 3)])], sources)

        assert Article.objects.count() == 5


class TestBench:
    def test_says_what_it_saw_and_leaves_nothing(self, capsys):
        with transaction.atomic():
            code = bench(few=100, many=300, turns=2)
        said = capsys.readouterr().out

        assert code in (0, 1)
        for words in ("in bulk, into nothing", "the same once more", "into       100 kept", "into       300 kept"):
            assert words in said
        assert not Source.objects.filter(key__startswith="bench-").exists()
        assert not Article.objects.exists()

    @pytest.mark.parametrize(
        ("rate", "ratio", "code"), [(501.0, 1.0, 0), (499.0, 1.0, 1), (5_000.0, 1.6, 1), (5_000.0, 1.4, 0)]
    )
    def test_keeps_its_promise_or_says_that_it_is_broken(self, capsys, rate, ratio, code):
        bulk, small = Cost(1_000, 9.0, 1_000 / rate), Cost(1_000, 9.0, 1.0)

        assert verdict(bulk, small, Cost(1_000, 9.0, ratio)) == code
        assert capsys.readouterr().out.endswith("kept\n" if code == 0 else "BROKEN\n")

    def test_says_what_an_item_costs(self):
        assert str(Cost(1_000, 2.0, 0.5)) == "    500 items/s, 2.00 ms an item, 0.50 ms computed"
