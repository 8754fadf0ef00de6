"""One story told by several articles: what is suggested, and what people make of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import Article, Standing, Story, StoryPair
from news.services import articles, stories
from news.services.stories import StoryRefused
from tests.news.kept import hours, item, press, source, store

pytestmark = pytest.mark.django_db
TITLE = "Ministry suspends licences for magnets of dysprosium and terbium until spring"
OTHER = "Port of Rotterdam opens a second terminal for liquid hydrogen next summer"


def kept(key, title=TITLE, day="2026-02-24", at=0, make=press, **more):
    """An article of a source of its own."""
    its_source = make(key)
    stored = store(its_source, item(title, f"https://{key}.example/1", "1", day, **more), at=hours(at))
    return Article.objects.get(pk__in=stored.article_ids)


def pairs():
    return [(pair.earlier.source.key, pair.later.source.key) for pair in StoryPair.objects.order_by("pk")]


def pair():
    return StoryPair.objects.get()


# ---- What is suggested


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TITLE, TITLE),
        (TITLE, f"UPDATE 1-{TITLE} (agency)"),
        ("商务部公告公布将20家日本实体列入出口管制管控名单", "公布将20家日本实体列入出口管制管控名单"),
        ("中国が日本企業20社を輸出管理の対象リストに追加", "中国、日本企業20社を輸出管理の対象リストに追加した"),
    ],
)
def test_alike_titles_of_two_sources_are_suggested(one, other):
    first, second = kept("one", one), kept("two", other)

    assert (pair().earlier, pair().later, pair().reason) == (first, second, "title")
    assert pair().standing == Standing.SUGGESTED
    assert pair().likeness >= 0.6


def test_alike_texts_under_two_headlines_are_suggested():
    text = f"{TITLE}. The measure applies from March and was announced in Beijing by a spokesperson on Tuesday morning."
    kept("one", "Curbs on magnets", make=source, summary=text)
    kept("two", "Beijing acts", make=source, summary=f"{text} Shares fell.")

    assert (pairs(), pair().reason) == ([("one", "two")], "text")


@pytest.mark.parametrize("day", ["2026-02-20", "2026-02-28", "2025-02-24"])
def test_articles_of_days_far_apart_are_not_suggested(day):
    kept("one")
    kept("two", day=day)

    assert pairs() == []


@pytest.mark.parametrize("day", ["2026-02-21", "2026-02-22", "2026-02-23", "2026-02-26", "2026-02-27"])
def test_articles_of_days_close_by_are_suggested_also_across_the_week(day):
    kept("one")
    kept("two", day=day)

    assert pairs() == [("one", "two")]


def test_articles_of_one_source_are_not_suggested():
    daily = press()
    store(daily, item(TITLE, "https://daily.example/1", "1"), item(TITLE, "https://daily.example/2", "2"))

    assert pairs() == []


def test_articles_of_other_things_are_not_suggested():
    kept("one")
    kept("two", OTHER)

    assert pairs() == []


def test_two_notices_of_one_day_with_two_numbers_are_not_suggested():
    words = "公布将20家日本实体列入出口管制管控名单"
    kept("one", f"商务部公告2026年第11号 {words}")
    kept("two", f"商务部公告2026年第12号 {words}")

    assert pairs() == []


@pytest.mark.parametrize(("who", "reasons"), [("SUBARU Corporation", ["title and fact"]), ("Nobody Holdings", [])])
def test_less_alike_titles_are_suggested_if_both_are_linked_to_one_fact(seeded, who, reasons):
    kept("one", f"{who} put on the watch list of exporters by Beijing today")
    kept("two", f"{who} put on the watch list by China, and what it means for carmakers")

    assert list(StoryPair.objects.values_list("reason", flat=True)) == reasons


def test_what_was_rejected_is_not_held_against_others():
    articles.reject(article=kept("one"), reason="Spam.", by="ada", at=hours(1))
    kept("two")

    assert pairs() == []


def test_an_article_is_paired_with_the_closest_few_only():
    for number in range(8):
        kept(f"s{number}")

    assert StoryPair.objects.filter(later__source__key="s7").count() == 3


def test_a_title_that_everybody_uses_is_no_trouble():
    everybody = [press(f"p{number}") for number in range(3)]
    for place, each in enumerate(everybody):
        told = [item(TITLE, f"https://p{place}.example/{n}", str(n)) for n in range(150)]
        store(each, *told)

    assert StoryPair.objects.count() <= 3 * 300


def test_how_tables_are_read_is_as_before_afterwards():
    kept("one")
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


def test_nothing_is_asked_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stories.suggest(articles=[], at=hours(1)) == 0


def test_an_edit_is_held_against_others_again():
    kept("one")
    kept("two", OTHER)
    assert pairs() == []
    store(Article.objects.get(title=OTHER).source, item(TITLE, "https://two.example/1", "1"), at=hours(2))

    assert pairs() == [("one", "two")]


def test_suggesting_takes_as_many_statements_for_many_as_for_few():
    kept("one")

    def statements(count, key):
        told = [item(f"{TITLE} {n}", f"https://{key}.example/{n}", str(n)) for n in range(count)]
        kept_now = Article.objects.filter(pk__in=store(press(key), *told).article_ids)
        with CaptureQueriesContext(connection) as seen:
            stories.suggest(articles=list(kept_now), at=hours(1))
        return len(seen) - 1  # the articles themselves

    assert statements(2, "a") == statements(60, "b") == 6


# ---- What people make of it


def test_joining_makes_one_story_and_confirms_the_pair():
    first, second = kept("one"), kept("two")
    story = stories.join(articles=[first, second], by="ada", at=hours(1))

    assert set(story.articles.all()) == {first, second}
    assert (pair().standing, pair().decided_by, pair().decided_at) == (Standing.CONFIRMED, "ada", hours(1))
    assert (story.made_by, story.made_at) == ("ada", hours(1))


def test_joining_two_stories_makes_one_of_all():
    four = [kept(f"s{number}") for number in range(4)]
    one, two = (stories.join(articles=four[at : at + 2], by="ada", at=hours(1)) for at in (0, 2))
    for article in four:
        article.refresh_from_db()
    joined = stories.join(articles=[four[0], four[3]], by="grace", at=hours(2))

    assert joined.pk == one.pk
    assert set(joined.articles.all()) == set(four)
    assert not Story.objects.filter(pk=two.pk).exists()
    assert not StoryPair.objects.filter(standing=Standing.SUGGESTED).exists()


@pytest.mark.parametrize("count", [0, 1])
def test_a_story_of_fewer_than_two_is_refused(count):
    with pytest.raises(StoryRefused, match="two articles"):
        stories.join(articles=[kept("one")][:count], by="ada", at=hours(1))


def test_one_article_twice_is_no_story():
    article = kept("one")
    with pytest.raises(StoryRefused, match="two articles"):
        stories.join(articles=[article, article], by="ada", at=hours(1))


def test_splitting_takes_one_article_out_and_keeps_it_out():
    three = [kept(f"s{number}") for number in range(3)]
    story = stories.join(articles=three, by="ada", at=hours(1))
    stories.split(article=three[2], by="grace", at=hours(2))
    three[2].refresh_from_db()

    assert three[2].story is None
    assert set(story.articles.all()) == set(three[:2])
    rejected = StoryPair.objects.filter(standing=Standing.REJECTED)
    assert {(row.earlier, row.later, row.decided_by) for row in rejected} == {
        (three[0], three[2], "grace"),
        (three[1], three[2], "grace"),
    }
    stories.suggest(articles=[three[2]], at=hours(3))
    assert StoryPair.objects.filter(standing=Standing.REJECTED).count() == 2


def test_a_story_of_one_is_dissolved():
    first, second = kept("one"), kept("two", OTHER)
    stories.join(articles=[first, second], by="ada", at=hours(1))
    stories.split(article=second, by="ada", at=hours(2))
    first.refresh_from_db()

    assert first.story is None
    assert not Story.objects.exists()
    assert pair().reason == "split", "nobody had suggested them, and nobody will"


def test_splitting_what_belongs_to_no_story_is_refused():
    with pytest.raises(StoryRefused, match="no story"):
        stories.split(article=kept("one"), by="ada", at=hours(1))


def test_a_dismissed_pair_is_not_suggested_again():
    kept("one")
    second = kept("two")
    stories.dismiss(pair=pair(), by="ada", at=hours(1))
    stories.suggest(articles=[second], at=hours(2))

    assert (pair().standing, pair().decided_by) == (Standing.REJECTED, "ada")


def test_a_pair_is_decided_once():
    kept("one")
    kept("two")
    stories.dismiss(pair=pair(), by="ada", at=hours(1))
    with pytest.raises(StoryRefused, match="already"):
        stories.dismiss(pair=pair(), by="grace", at=hours(2))


def test_asking_twice_about_one_pair_asks_once():
    first, second = kept("one"), kept("two", OTHER)
    for hour in (1, 2):
        stories.ask(pairs=[(first.pk, second.pk)], at=hours(hour))

    assert (pair().made_at, pair().reason) == (hours(1), stories.SHARED_NAME)
