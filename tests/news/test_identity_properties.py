"""One article under many addresses: however a source spells it, in whatever order, it is kept once and never lost."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.ingest.links import canonical, readable_link
from news.ingest.normalise import Identity, Name, contradict, fold, names_of, version_of
from news.ingest.types import Item
from news.models import Article, ArticleName
from tests.news.kept import hours, item, source, store

HOSTS = st.sampled_from(
    ["gazette.example", "www.gazette.example", "GAZETTE.example", "gazette.example.", "gazette.example:443"]
)
COUNTED = ("utm_source=x", "utm_campaign=a%20b", "fbclid=1", "gclid=2", "ref=home", "spm=1.2", "amp=", "_ga=3")
TRACKING = st.lists(st.sampled_from(COUNTED), max_size=3, unique=True)
TAILS = st.sampled_from(["", "/", "/index.html", "/index.htm", "/index.shtml"])
FRAGMENTS = st.sampled_from(["", "#top", "#c-12", "#:~:text=dysprosium"])
PATHS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12), min_size=1, max_size=4)
SCHEMES = st.sampled_from(["http", "https"])
KEYS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8)
SLUGS = {
    "a word more": ("https://gazette.example/2026/curbs", "https://gazette.example/2026/curbs-eased"),
    "another case": ("https://gazette.example/2026/Curbs", "https://gazette.example/2026/curbs"),
    "another number": ("https://gazette.example/?p=12", "https://gazette.example/?p=120"),
    "another host": ("https://gazette.example/a", "https://gazettes.example/a"),
    "another port": ("https://gazette.example/a", "https://gazette.example:8443/a"),
    "a parameter that is read": ("https://gazette.example/a?id=1", "https://gazette.example/a?id=2"),
    "a page deeper": ("https://gazette.example/a", "https://gazette.example/a/b"),
    "a slash in a segment": ("https://gazette.example/a%2Fb", "https://gazette.example/a/b"),
}


@st.composite
def spellings(draw, path=None, query=""):
    """An address of one page, as some link somewhere writes it."""
    steps = path if path is not None else "/".join(draw(PATHS))
    fields = "&".join(draw(st.permutations([*filter(None, [query]), *draw(TRACKING)])))
    where = f"{draw(SCHEMES)}://{draw(HOSTS)}/{steps}{draw(TAILS)}"
    return f"{where}{'?' if fields else ''}{fields}{draw(FRAGMENTS)}"


def link(raw):
    return readable_link(raw, base=raw)


@given(raw=spellings(path="2026/curbs"))
def test_every_spelling_of_one_page_is_one_name(raw):
    spelt = link(raw.replace("http://gazette.example:443", "https://gazette.example:443"))

    assert canonical(spelt) == "https://gazette.example/2026/curbs"


@given(raw=spellings(path="a", query="id=7"))
def test_tracking_is_taken_off_and_what_is_read_is_kept(raw):
    assert canonical(link(raw)) == "https://gazette.example/a?id=7"


@given(raw=spellings())
def test_the_one_spelling_of_the_one_spelling_is_itself(raw):
    once = canonical(link(raw))

    assert canonical(link(once)) == once
    assert once.startswith("https://gazette.example/")
    assert "#" not in once and "utm_" not in once


@pytest.mark.parametrize("what", SLUGS)
def test_pages_that_differ_by_little_are_two(what):
    one, other = SLUGS[what]

    assert canonical(link(one)) != canonical(link(other))
    assert len(fold([Item("One", one), Item("Two", other)], identity=Identity())) == 2


@given(number=st.integers(1, 10**9), slug=st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=30))
def test_the_short_address_of_a_post_is_among_the_names_of_the_long_one(number, slug):
    long = Item("Curbs", f"https://gazette.example/{slug}?p={number}")
    short = Item("Curbs", f"http://www.gazette.example/{slug}/?p={number}&utm_source=rss")

    assert set(names_of(long, identity=Identity())) & set(names_of(short, identity=Identity()))
    assert len(fold([long, short], identity=Identity())) == 1


@given(one=st.sets(st.sampled_from("abc")), other=st.sets(st.sampled_from("abc")))
def test_official_numbers_contradict_from_either_side_alike_and_only_when_both_bear_some(one, other):
    names, others = ([Name("notice", number) for number in numbers] for numbers in (one, other))

    assert contradict(names, others) is contradict(others, names)
    assert contradict(names, others) is (bool(one) and bool(other) and not one & other)


@given(keys=KEYS, data=st.data())
def test_the_order_of_a_reading_makes_no_article_more_or_less(keys, data):
    told = [Item(f"Title {key}", f"https://gazette.example/{key}", key) for key in keys]
    turned = data.draw(st.permutations(told))

    counted, again = ({found.item.key for found in fold(items, identity=Identity())} for items in (told, turned))
    assert counted == again == set(keys)
    assert len(fold(turned, identity=Identity())) == len(set(keys))


@given(titles=st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=1, max_size=8))
def test_no_version_of_an_item_is_lost_or_kept_twice(titles):
    told = [Item(title, "https://gazette.example/a", "a") for title in titles]
    (found,) = fold(told, identity=Identity())

    kept = [version_of(each) for each in (found.item, *found.earlier)]
    assert len(kept) == len(set(kept))
    assert set(kept) == {version_of(each) for each in told}


@given(title=st.text(min_size=1, max_size=80), spaces=st.sampled_from([" ", "  ", "\u3000"]))
def test_what_is_seen_makes_a_version_and_what_is_told_of_the_fetch_does_not(title, spaces):
    one = Item(title, "https://gazette.example/a", "a")

    assert version_of(one) == version_of(replace(one, url="https://gazette.example/b", key="b", language="en"))
    assert version_of(one) != version_of(replace(one, title=f"{title}{spaces}x"))


THREE = (
    "https://gazette.example/2026/curbs",
    "http://www.gazette.example/2026/curbs/?utm_source=rss",
    "https://gazette.example/2026/curbs/index.html#top",
)


@pytest.mark.django_db
class TestKept:
    @pytest.mark.parametrize("order", list(itertools.permutations(THREE)))
    def test_three_addresses_are_one_article_in_whatever_order_they_come(self, order):
        gazette = source()
        for hour, url in enumerate(order):
            store(gazette, item("Curbs", url, key=""), at=hours(hour))

        assert Article.objects.count() == 1
        assert Article.objects.get().url == order[0], "What was received first stays until something is edited."
        assert ArticleName.objects.filter(kind="received").count() == 3

    def test_three_addresses_within_one_reading_are_one_article(self):
        store(source(), *(item("Curbs", url, key="") for url in THREE))

        assert Article.objects.count() == 1

    @pytest.mark.parametrize("what", [what for what in SLUGS if what != "another number"])
    def test_pages_that_differ_by_little_are_two_articles(self, what):
        gazette = source()
        for hour, url in enumerate(SLUGS[what]):
            store(gazette, item(f"Curbs {hour}", link(url), key="", day=f"2026-02-2{hour}"), at=hours(hour))

        assert Article.objects.count() == 2

    @given(keys=st.lists(KEYS, min_size=1, max_size=4))
    @settings(max_examples=15)
    def test_readings_that_overlap_leave_each_article_once_and_lose_none(self, keys):
        gazette = source(f"gazette-{next(_NUMBERS)}")
        host = gazette.hosts[0]
        for hour, reading in enumerate(keys):
            store(gazette, *(item(f"Title {key}", f"https://{host}/{key}", key) for key in reading), at=hours(hour))

        kept = list(gazette.articles.values_list("title", flat=True))
        assert sorted(kept) == sorted({f"Title {key}" for reading in keys for key in reading})

    @given(times=st.integers(2, 4))
    @settings(max_examples=5)
    def test_a_reading_again_is_no_reading(self, times):
        gazette = source(f"gazette-{next(_NUMBERS)}")
        told = [item(f"Title {n}", f"https://{gazette.hosts[0]}/{n}", str(n)) for n in range(3)]
        first = store(gazette, *told)
        again = [store(gazette, *told, at=hours(hour)) for hour in range(1, times)]

        assert (first.added, first.changed, first.known) == (3, 0, 0)
        assert {(each.added, each.changed, each.known, each.article_ids) for each in again} == {(0, 0, 3, ())}


_NUMBERS = itertools.count(1)
