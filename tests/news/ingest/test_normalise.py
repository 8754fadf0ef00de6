"""When two items are one, and when they are two."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.dates import read_date
from news.ingest.links import LinkRule
from news.ingest.normalise import Identity, Name, fold, names_of, version_of
from news.ingest.parsers.feed import parse
from news.ingest.types import Item
from tests.news.ingest.pages import NOW, SHANGHAI, atom, held, item, page, rss

ANY = Identity()
SMM = Identity(link=LinkRule(hosts=("news.example", "www.news.example"), number=r"/newscontent/(\d+)"))
GOV = Identity(own_keys=False)


def on(raw):
    return read_date(raw, calendar=SHANGHAI, fetched_at=NOW)


def folded(name, identity=ANY):
    return fold(parse(held(name)).items, identity=identity)


def test_an_item_repeated_four_times_is_one():
    (found,) = folded("d01")

    assert found.earlier == ()
    assert found.names[0] == Name("key", "n1")


def test_five_spellings_of_one_address_are_one_by_the_rule_of_their_source():
    (found,) = folded("d02", SMM)

    assert found.names[0] == Name("address", "https://news.example/100963091")
    assert len(found.addresses) == 5


def test_without_that_rule_same_words_on_one_day_are_one_where_items_have_no_name():
    assert len(folded("d02")) == 1


def test_an_edit_under_the_same_name_is_a_new_version():
    both = parse(held("d03")).items + parse(held("d04")).items
    (found,) = fold(both, identity=ANY)

    assert found.item.title == "CORRECTED: MOFCOM lists 40 entities"
    assert [earlier.title for earlier in found.earlier] == ["MOFCOM lists 20 entities"]
    assert version_of(found.item) != version_of(found.earlier[0])


@pytest.mark.parametrize("identity", [ANY, GOV])
def test_a_source_that_makes_a_new_name_with_each_edit_is_seen_through(identity):
    (found,) = folded("d05", identity)

    assert found.item.updated.raw == "2026-03-12T09:00:00Z"
    assert len(found.earlier) == 1
    assert found.addresses == ("https://www.gov.example/government/publications/nte-2026-05",)


def test_the_name_that_a_source_changes_is_not_among_the_names():
    assert {name.kind for name in folded("d05", GOV)[0].names} == {"address", "words"}


def test_copies_at_two_hosts_stay_two_articles():
    assert len(folded("d08")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item("A", "https://n.example/1", "<guid>1</guid>"), item("B", "https://n.example/2", "<guid>1</guid>")),
        (item("A", "https://n.example/1", "<guid>1</guid>"), item("B", "https://n.example/1", "<guid>2</guid>")),
        (item("A", "http://n.example/1"), item("A", "https://n.example/1")),
        (item("A", "https://n.example/1?token=1"), item("A", "https://n.example/1?token=2")),
        (item("A", "https://n.example/1?utm_source=a"), item("B", "https://n.example/1?utm_source=b")),
        (item("Ａ  b", "https://n.example/x?t=1"), item("a B", "https://n.example/y?t=2")),
    ],
    ids=["name", "address", "https", "token", "tracking", "words"],
)
def test_an_item_that_keeps_one_of_its_names_is_recognised(one, other):
    assert len(fold(parse(page(rss(one, other))).items, identity=ANY)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item("A", "https://n.example/1", "<guid>1</guid>"), item("A", "https://n.example/2", "<guid>2</guid>")),
        (item("A", "https://n.example/1"), item("B", "https://n.example/2")),
        (
            item("A", "https://n.example/1", "<pubDate>2026-02-24</pubDate>"),
            item("A", "https://n.example/2", "<pubDate>2026-02-25</pubDate>"),
        ),
    ],
    ids=["names", "words", "days"],
)
def test_items_that_share_no_name_stay_two(one, other):
    assert len(fold(parse(page(rss(one, other))).items, identity=ANY)) == 2


def test_two_notices_of_one_day_and_count_stay_two():
    both = [
        Item("公布将20家日本实体列入关注名单", "https://m.example/12", "a", details={"notice": "mofcom-2026-12"}),
        Item(
            "公布将20家日本实体列入出口管制管控名单", "https://m.example/11", "b", details={"notice": "mofcom-2026-11"}
        ),
    ]

    assert len(fold(both, identity=ANY)) == 2


def test_an_item_between_two_others_joins_the_first_only():
    apart = [Item("A", "https://n.example/1", "1"), Item("B", "https://n.example/2", "2")]
    between = Item("C", "https://n.example/2", "1")

    assert [group.item.title for group in fold([*apart, between], identity=ANY)] == ["A", "B"]


def test_one_notice_at_two_places_is_one():
    both = [
        Item("A", "https://m.example/zcfb/art_1.html", "1", details={"notice": "mofcom-2026-12"}),
        Item("A", "https://aq.example/flzc/art_2.html", "2", details={"notice": "mofcom-2026-12"}),
    ]
    (found,) = fold(both, identity=ANY)

    assert found.names[0] == Name("notice", "mofcom-2026-12")
    assert found.addresses == ("https://m.example/zcfb/art_1.html", "https://aq.example/flzc/art_2.html")


def test_the_short_address_of_a_post_is_one_of_its_names():
    names = names_of(Item("A", "https://m.example/?p=41798&utm_source=x"), identity=ANY)

    assert Name("address", "https://m.example/?p=41798") in names
    longer = names_of(Item("A", "https://m.example/?p=41798&paged=2"), identity=ANY)
    assert Name("address", "https://m.example/?p=41798") in longer


def test_an_item_without_any_address_is_known_by_its_words():
    (name,) = names_of(Item("Only a title", published=on("2026-02-24")), identity=ANY)

    assert name.kind == "words"
    assert len(name.value) == 64


def test_time_that_goes_by_makes_no_new_version():
    article = Item("A", "https://n.example/1", published=on("9 hours ago"))

    assert version_of(article) == version_of(replace(article, published=on("10 hours ago")))
    assert version_of(article) == version_of(replace(article, url="https://n.example/1?utm_source=x"))


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "B"},
        {"summary": "x"},
        {"author": "x"},
        {"kind": "Rule"},
        {"published": on("2026-02-25")},
        {"updated": on("2026-02-25")},
        {"details": {"citation": "91 FR 43"}},
    ],
)
def test_every_edit_makes_a_new_version(edit):
    article = Item("A", "https://n.example/1", published=on("2026-02-24"))

    assert version_of(article) != version_of(replace(article, **edit))


def test_of_versions_with_equal_dates_the_first_counts():
    body = atom(
        *(f'<id>1</id><title>{title}</title><link href="https://n.example/1"/>' for title in ("now", "then", "now")),
    )
    (found,) = fold(parse(page(body)).items, identity=ANY)

    assert (found.item.title, [earlier.title for earlier in found.earlier]) == ("now", ["then"])


ITEMS = st.lists(
    st.builds(
        Item,
        title=st.sampled_from("ABC"),
        url=st.sampled_from(["", "https://n.example/1", "https://n.example/2", "http://www.n.example/1/"]),
        key=st.sampled_from(["", "1", "2"]),
    ),
    max_size=12,
)


@given(ITEMS)
def test_folding_loses_nothing_and_repeats_nothing(items):
    groups = fold(items, identity=ANY)
    versions = [version for group in groups for version in (group.item, *group.earlier)]

    assert {version_of(found) for found in versions} == {version_of(found) for found in items}
    assert {found.url for found in items if found.url} == {url for group in groups for url in group.addresses}


@given(ITEMS)
def test_folding_what_is_folded_changes_nothing(items):
    once = [group.item for group in fold(items, identity=ANY)]
    twice = [group.item for group in fold(once, identity=ANY)]

    assert len(twice) <= len(once)
    assert set(map(version_of, twice)) <= set(map(version_of, once))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-02-24T09:00:00Z", "2026-02-24T10:00:00Z"),
        ("2026-02-24", "2026-02-25"),
        ("2026-02-24T23:00:00Z", "2026-02-25"),
        ("", "2026-02-24"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_version_counts_wherever_it_stands(earlier, later, turned):
    versions = [
        Item("then", "https://n.example/1", published=on("2026-02-20"), updated=on(earlier)),
        Item("now", "https://n.example/1", published=on("2026-02-20"), updated=on(later)),
    ]
    (found,) = fold(versions[::-1] if turned else versions, identity=ANY)

    assert (found.item.title, [version.title for version in found.earlier]) == ("now", ["then"])
