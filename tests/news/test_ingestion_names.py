"""Thousands of made-up pairs: what is one becomes one, what is two never becomes one."""

import random
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from news.ingest.formats import FORMATS
from news.ingest.normalise import fold
from news.ingest.types import Item
from news.models import Article, ArticleName
from news.services import naming
from tests.news.kept import hours, item, on, source, store

pytestmark = pytest.mark.django_db
DIFFERENT, SAME = 2_000, 1_000
PER_READING = 500
WORDS = ["rare", "earth", "magnet", "licence", "export", "notice", "Japan", "list", "suspends", "20", "28", "entities"]
HAN = "公布将日本实体列入出口管制管控名单关注稀土磁铁暂停停止"


def title(chance):
    """Titles of few words, so that many are nearly the same."""
    if chance.random() < 0.4:
        return "".join(chance.choices(HAN, k=chance.randint(4, 12)))
    return " ".join(chance.choices(WORDS, k=chance.randint(2, 6)))


def made(chance, number):
    """An item of a site on which everything looks alike but its number."""
    key = chance.choice(["", f"tag:{number}", f"https://gazette.example/?p={number}"])
    path = chance.choice([f"/art/{number}.html", f"/news?id={number}", f"/{number}/", f"/x/art_{number:032x}.html"])
    notice = {"notice": f"mofcom-2099-{number}"} if chance.random() < 0.2 else {}
    day = f"2026-02-{chance.randint(20, 26)}"
    return item(title(chance), f"https://gazette.example{path}", key, day, details=notice)


def twin(chance, one, number):
    """Another article that shares with the first all that two articles may share: words, day, place, but no name.

    Where neither has a key of its own, words and day are a name: then the day or a word differs.
    """
    other = made(chance, number)
    same_words = one.key and other.key
    day = one.published if same_words or chance.random() < 0.5 else on(f"2026-01-{chance.randint(10, 28)}")
    words = one.title if same_words else f"{one.title} {number}"
    return replace(other, title=words, published=day, summary=one.summary)


def changed(chance, one):
    """The same article as another reading brings it: one of its names stays, and much else differs."""
    ways = [
        replace(one, url=one.url.replace("https://", "http://www.") + "#top", key=""),
        replace(one, url=one.url + ("&" if "?" in one.url else "?") + "utm_source=feed", key=f"new-{one.url}"),
    ]
    if one.key:
        ways.append(replace(one, url=f"https://gazette.example/moved/{abs(hash(one.url))}", title=one.title + "!"))
    if one.details:
        ways.append(replace(one, url="https://gazette.example/gone/" + one.details["notice"], key=""))
    return chance.choice(ways)


def pairs(count, seed, second):
    chance = random.Random(seed)
    for number in range(count):
        one = made(chance, 2 * number + 1)
        yield one, second(chance, one, 2 * number + 2)


def in_readings(items):
    return [items[start : start + PER_READING] for start in range(0, len(items), PER_READING)]


@pytest.mark.parametrize("apart", [True, False], ids=["in two readings", "in one reading"])
def test_of_2000_pairs_of_different_articles_none_becomes_one(apart):
    gazette = source()
    both = list(pairs(DIFFERENT, 20261122, twin))
    if apart:
        readings = [*in_readings([one for one, _other in both]), *in_readings([other for _one, other in both])]
    else:
        readings = in_readings([each for pair in both for each in pair])
    for hour, reading in enumerate(readings):
        store(gazette, *reading, at=hours(hour))

    found = dict(ArticleName.objects.filter(kind="received").values_list("value", "article"))
    merged = [(one.url, other.url) for one, other in both if found[one.url] == found[other.url]]
    assert merged == []


def test_of_1000_articles_that_come_again_under_one_of_their_names_none_is_doubled():
    gazette, chance = source(), random.Random(7)
    first = [one for one, _other in pairs(SAME, 20261123, twin)]
    for reading in in_readings(first):
        store(gazette, *reading)
    stored = Article.objects.count()
    for hour, reading in enumerate(in_readings([changed(chance, one) for one in first]), start=1):
        assert store(gazette, *reading, at=hours(hour)).added == 0

    assert Article.objects.count() == stored


NAMED = st.lists(
    st.builds(
        lambda title, path, key, notice: Item(
            title, path and f"https://gazette.example{path}", key, details={"notice": notice} if notice else {}
        ),
        title=st.sampled_from(["A", "B", "C"]),
        path=st.sampled_from(["", "/", "/1", "/2", "/1?utm_source=x", "/?p=7", "/3"]),
        key=st.sampled_from(["", "1", "2", "https://gazette.example/?p=7"]),
        notice=st.sampled_from(["", "", "", "mofcom-2099-1", "mofcom-2099-2"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40)
@given(readings=st.lists(NAMED, min_size=1, max_size=4))
def test_whatever_comes_names_stay_with_one_article_and_nothing_comes_twice(readings):
    with transaction.atomic():
        gazette = source("made-up")
        for hour, told in enumerate(readings):
            store(gazette, *told, at=hours(hour))
        count = Article.objects.count()
        again = store(gazette, *readings[-1], at=hours(9))
        seen = naming.recognise(items=fold(readings[0], identity=FORMATS["feed"].identity), source=gazette)

        assert (again.added, Article.objects.count()) == (0, count)
        assert all(sighting.article for sighting in seen)
        assert all(len(numbers) == 1 for numbers in _numbers().values())
        transaction.set_rollback(True)


def _numbers():
    found = {}
    for article, value in ArticleName.objects.filter(kind="notice").values_list("article", "value"):
        found.setdefault(article, set()).add(value)
    return found
