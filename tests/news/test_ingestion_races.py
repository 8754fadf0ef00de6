"""Several workers that store the same things at once: everything once, and nobody is turned away."""

import pytest
from django.db import transaction

from news.models import Article, ArticleName, ArticleVersion, FoundNotice, Source
from news.services import stories
from tests.controls.apart import apart, copied, writers
from tests.news.kept import hours, item, press, source, store

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db


class Dead(Exception):
    """Somebody ended the worker."""


def told(count, key, start=0, edition=""):
    return [
        item(f"Title {n}{edition}", f"https://{key}.example/{n}", f"k{n}", details={"notice": f"{key}-2099-{n}"})
        for n in range(start, start + count)
    ]


def test_the_same_reading_by_several_workers_is_stored_once(writers):
    gazette = source("race-same", announces_notices=True)
    answers = writers.together([lambda: store(gazette, *told(50, "race-same"))] * 4)

    assert sorted((answer.added, answer.known) for answer in answers) == [(0, 50), (0, 50), (0, 50), (50, 0)]
    assert sum(answer.notices for answer in answers) == 50
    mine = Article.objects.filter(source=gazette)
    assert (mine.count(), ArticleVersion.objects.filter(article__in=mine).count()) == (50, 50)
    assert ArticleName.objects.filter(article__in=mine).count() == 200
    assert FoundNotice.objects.filter(source=gazette).count() == 50


def test_readings_that_overlap_in_opposite_order_do_not_wait_for_each_other_for_ever(writers):
    gazette = source("race-order")
    there, back = told(80, "race-order"), told(80, "race-order", start=40)[::-1]
    answers = writers.together([lambda: store(gazette, *there), lambda: store(gazette, *back)] * 2)

    assert sum(answer.added for answer in answers) == 120
    assert Article.objects.filter(source=gazette).count() == 120


def test_edits_by_two_workers_are_one_version(writers):
    gazette = source("race-edit")
    store(gazette, *told(20, "race-edit"))
    edited = told(20, "race-edit", edition="!")
    answers = writers.together([lambda: store(gazette, *edited, at=hours(1))] * 3)

    assert sorted(answer.changed for answer in answers) == [0, 0, 20]
    assert set(Article.objects.filter(source=gazette).values_list("version_count", flat=True)) == {2}


def test_two_sources_that_bring_one_address_at_once_make_one_article(writers):
    official, daily = source("race-official"), press("race-daily")
    shared = told(20, "race-shared")
    writers.together([lambda: store(official, *shared), lambda: store(daily, *shared)])

    mine = Article.objects.filter(source__in=[official, daily])
    assert mine.count() == 20
    assert set(mine.values_list("source", "state")) == {(official.pk, "published")}


def test_articles_of_two_sources_that_come_at_once_are_still_suggested_as_one_story(writers):
    one, two = press("race-one"), press("race-two")
    title = "Ministry suspends licences for magnets of dysprosium and terbium until spring"
    writers.together(
        [
            lambda: store(one, item(title, "https://race-one.example/1", "1")),
            lambda: store(two, item(title, "https://race-two.example/1", "1")),
        ]
    )

    first, second = Article.objects.filter(title=title).order_by("pk")
    assert first.source != second.source
    assert second.story_pairs.get().earlier == first


def test_a_worker_whose_transaction_is_taken_back_leaves_no_gap_for_the_next(writers):
    gazette = source("race-dead")

    def dies():
        with pytest.raises(Dead), transaction.atomic():
            store(gazette, *told(30, "race-dead"))
            raise Dead
        return "died"

    answers = writers.together([dies, lambda: store(gazette, *told(30, "race-dead"), at=hours(1))])
    assert answers[0] == "died"
    again = store(gazette, *told(30, "race-dead"), at=hours(2))

    assert (again.added, again.known) == (0, 30)
    assert Article.objects.filter(source=gazette).count() == 30


def test_who_decides_while_a_reading_is_stored_loses_nothing(writers):
    daily = press("race-decide")
    store(daily, *told(20, "race-decide"))
    (first, *_rest) = Article.objects.filter(source=daily).order_by("pk")

    def joined():
        pair = Article.objects.filter(source=daily).order_by("pk")[:2]
        return stories.join(articles=list(pair), by="ada", at=hours(1))

    answers = writers.together([joined, lambda: store(daily, *told(20, "race-decide", edition="!"), at=hours(1))])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    first.refresh_from_db()
    assert (first.title, first.story_id) == ("Title 0!", answers[0].pk)
    assert Source.objects.get(key="race-decide").articles.filter(story=first.story).count() == 2
