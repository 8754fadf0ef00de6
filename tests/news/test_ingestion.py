"""What a source said becomes articles: new ones, versions of known ones, and nothing twice."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.ingest.normalise import version_of
from news.ingest.types import MOST_ITEMS, Flag, Precision
from news.models import Article, ArticleName, ArticleVersion, FoundNotice, StoryPair
from news.services import articles
from tests.news.kept import NOON, hours, item, on, only, press, source, store, versions

pytestmark = pytest.mark.django_db
Mark = Article.Mark
State = Article.State


@pytest.fixture
def gazette():
    return source()


def counts(stored):
    return stored.added, stored.changed, stored.known


def test_a_new_item_becomes_an_article_with_its_first_version(gazette):
    told = item(
        summary="Twenty entities.", author="MOFCOM", language="en", kind="Notice", details={"citation": "91 FR 1"}
    )
    stored = store(gazette, told)
    article = only()

    assert counts(stored) == (1, 0, 0)
    assert stored.article_ids == (article.pk,)
    assert (article.title, article.summary, article.author) == ("Notice A", "Twenty entities.", "MOFCOM")
    assert (article.language, article.kind, article.details) == ("en", "Notice", {"citation": "91 FR 1"})
    assert (article.source, article.state, article.digest) == (gazette, State.PUBLISHED, version_of(told))
    assert article.arrived_at == article.seen_at == NOON
    assert versions(article) == [(1, "Notice A")]


def test_the_same_reading_once_more_changes_nothing_but_when_it_was_seen(gazette):
    told = [item(), item("B", "https://gazette.example/b", "b")]
    store(gazette, *told)
    stored = store(gazette, *told, at=hours(1))

    assert counts(stored) == (0, 0, 2)
    assert stored.article_ids == ()
    assert ArticleVersion.objects.count() == 2
    assert set(Article.objects.values_list("arrived_at", "seen_at")) == {(NOON, hours(1))}


def test_an_empty_reading_stores_nothing(gazette):
    assert counts(store(gazette)) == (0, 0, 0)


def test_an_edit_is_a_new_version_and_the_old_one_stays(gazette):
    store(gazette, item())
    stored = store(gazette, item("Notice A, corrected", summary="More."), at=hours(1))
    article = only()

    assert counts(stored) == (0, 1, 0)
    assert stored.article_ids == (article.pk,)
    assert (article.title, article.summary, article.version_count) == ("Notice A, corrected", "More.", 2)
    assert versions(article) == [(1, "Notice A"), (2, "Notice A, corrected")]
    assert article.arrived_at == NOON


def test_the_versions_of_one_reading_are_kept_in_their_order(gazette):
    old = item("Then", updated="2026-02-24T09:00:00Z")
    new = item("Now", updated="2026-02-24T10:00:00Z")
    store(gazette, new, old)

    assert versions(only()) == [(1, "Then"), (2, "Now")]
    assert only().title == "Now"


def test_several_edits_at_once_of_a_known_article_are_kept_in_their_order(gazette):
    editions = [item(f"Edition {hour}", updated=f"2026-02-24T0{hour}:00:00Z") for hour in range(4)]
    store(gazette, editions[0])
    stored = store(gazette, editions[3], editions[1], editions[2], editions[0], at=hours(1))

    assert counts(stored) == (0, 1, 0)
    assert [title for _number, title in versions(only())] == [f"Edition {hour}" for hour in range(4)]
    assert only().flags == []


# ---- Which article it is


@pytest.mark.parametrize(
    "later",
    [
        item("Notice A!", "https://gazette.example/moved", "a"),
        item("Notice A!", "https://gazette.example/a", "other-key"),
        item("Notice A!", "http://www.gazette.example/a/?utm_source=x#top", "other-key"),
    ],
    ids=["key", "address", "spelling"],
)
def test_an_item_is_recognised_by_any_name_that_it_keeps(gazette, later):
    store(gazette, item())
    stored = store(gazette, later, at=hours(1))

    assert counts(stored) == (0, 1, 0)


def test_a_chain_of_names_leads_back_to_the_first(gazette):
    store(gazette, item(key="1", url="https://gazette.example/1"))
    store(gazette, item(key="1", url="https://gazette.example/2"), at=hours(1))
    store(gazette, item(key="3", url="https://gazette.example/2"), at=hours(2))
    store(gazette, item(key="3", url="https://gazette.example/4"), at=hours(3))

    article = only()
    values = set(article.names.values_list("kind", "value"))
    assert {value for kind, value in values if kind == "key"} == {"1", "3"}
    assert {value[-1] for kind, value in values if kind == "address"} == {"1", "2", "4"}


def test_all_addresses_are_kept_as_received_and_in_one_spelling(gazette):
    store(gazette, item(url="http://www.gazette.example/a/?utm_source=x"))

    assert set(only().names.values_list("kind", "scope", "value")) == {
        ("key", "gazette", "a"),
        ("address", "", "https://gazette.example/a"),
        ("received", "", "http://www.gazette.example/a/?utm_source=x"),
    }


def test_the_same_key_at_two_sources_is_two_articles(gazette):
    store(gazette, item())
    store(source("other"), item("Something else", "https://other.example/x", "a"))

    assert Article.objects.count() == 2


def test_one_official_number_at_two_places_is_one_article(gazette):
    bureau = source("bureau")
    number = {"notice": "mofcom-2026-12"}
    store(gazette, item(details=number))
    stored = store(bureau, item("公布", "https://bureau.example/z", "z", details=number), at=hours(1))

    assert counts(stored) == (0, 0, 1)
    assert only().names.filter(kind="key").count() == 2
    assert only().title == "Notice A", "another source adds names; what it says is followed where it came from"


def test_two_official_numbers_are_two_articles_whatever_else_they_share(gazette):
    store(gazette, item(details={"notice": "mofcom-2026-11"}))
    stored = store(gazette, item(details={"notice": "mofcom-2026-12"}), at=hours(1))
    again = store(gazette, item(details={"notice": "mofcom-2026-12"}), at=hours(2))

    assert counts(stored) == (1, 0, 0)
    assert counts(again) == (0, 0, 1), "from then on it is found by its number"
    assert [pair.reason for pair in StoryPair.objects.all()] == ["shared name"]


def test_two_official_numbers_at_one_address_in_one_reading_are_two_articles(gazette):
    both = [item(key="", details={"notice": f"mofcom-2026-{number}"}) for number in (11, 12)]

    assert counts(store(gazette, *both)) == (2, 0, 0)
    assert counts(store(gazette, *both, at=hours(1))) == (0, 0, 2)
    assert StoryPair.objects.count() == 1


def test_of_two_numbers_that_one_reading_gives_to_a_known_article_it_takes_the_first(gazette):
    store(gazette, item("Notice", "", ""))
    both = [item("Notice", "", "", details={"notice": f"mofcom-2099-{number}"}) for number in (1, 2)]

    assert counts(store(gazette, *both, at=hours(1))) == (1, 1, 0)
    assert sorted(ArticleName.objects.filter(kind="notice").values_list("article__title", "value")) == [
        ("Notice", "mofcom-2099-1"),
        ("Notice", "mofcom-2099-2"),
    ]
    assert counts(store(gazette, *both, at=hours(2))) == (0, 0, 2)


def test_names_that_lead_to_two_articles_merge_nothing_and_ask_a_person(gazette):
    store(gazette, item("A", "https://gazette.example/a", "a"), item("B", "https://gazette.example/b", "b"))
    stored = store(gazette, item("A now", "https://gazette.example/b", "a"), at=hours(1))
    first, second = Article.objects.order_by("pk")

    assert counts(stored) == (0, 1, 0)
    assert (first.title, second.title) == ("A now", "B"), "the key is surer than the address"
    assert StoryPair.objects.values_list("earlier", "later", "reason", "likeness").get() == (
        first.pk, second.pk, "shared name", 1.0,
    )  # fmt: skip


def test_items_that_all_link_to_one_page_stay_apart(gazette):
    told = [item(f"Story {n}", "https://gazette.example/news", f"k{n}") for n in range(5)]

    assert counts(store(gazette, *told)) == (5, 0, 0)
    assert counts(store(gazette, *told, at=hours(1))) == (0, 0, 5)
    assert counts(store(gazette, *told, item("New", "https://gazette.example/news", "k9"), at=hours(2))) == (1, 0, 5)


@pytest.mark.parametrize("front", ["https://gazette.example", "https://www.gazette.example/?utm_source=rss"])
def test_the_front_page_of_a_site_names_no_article(gazette, front):
    assert counts(store(gazette, item("A", front, "a"), item("B", front, "b"))) == (2, 0, 0)


def test_an_item_with_nothing_but_a_front_page_is_stored_once(gazette):
    told = item("", "https://gazette.example", "", "")
    store(gazette, told)

    assert counts(store(gazette, told, at=hours(1))) == (0, 0, 1)


def test_an_article_is_one_under_its_three_addresses():
    metal = press("metal", parser="smm_article")
    forms = ("/newscontent/102079383/china-likely", "/newscontent/102079383-china-likely", "/newscontent/102079383/")
    for hour, form in enumerate(forms):
        store(metal, item("T", f"https://news.metal.example{form}", ""), at=hours(hour))

    assert only().names.filter(kind="received").count() == 3


def test_the_number_of_a_post_leads_to_it_from_its_short_address():
    blog = press("blog")
    store(blog, item("T", "https://blog.example/insights/magnets", "https://blog.example/?p=41798"))
    stored = store(blog, item("T", "https://blog.example/?p=41798", ""), at=hours(1))
    third = store(blog, item("T", "https://blog.example/magnets-2", "https://blog.example/?p=41798"), at=hours(2))

    assert (counts(stored), counts(third)) == ((0, 0, 1), (0, 0, 1))
    assert only().names.filter(kind="received").count() == 3


def test_an_address_longer_than_an_index_holds_is_still_a_name(gazette):
    shared = "https://gazette.example/" + "x" * 1970
    store(gazette, item("A", f"{shared}1", "a"), item("B", f"{shared}2", "b"))
    stored = store(gazette, item("A!", f"{shared}1", "c"), at=hours(1))

    assert counts(stored) == (0, 1, 0)
    assert Article.objects.get(title="A!").names.filter(kind="key").count() == 2


def test_a_canonical_spelling_longer_than_its_column_breaks_nothing(gazette):
    url = "https://gazette.example/?" + "[]" * 980
    store(gazette, item(url=url))

    assert counts(store(gazette, item(url=url, key="b"), at=hours(1))) == (0, 0, 1)
    assert max(map(len, ArticleName.objects.values_list("value", flat=True))) <= 2_000


# ---- Older versions


def test_an_older_version_served_again_does_not_come_back(gazette):
    store(gazette, item("First"))
    store(gazette, item("Second"), at=hours(1))
    stored = store(gazette, item("First"), at=hours(2))
    article = only()

    assert counts(stored) == (0, 0, 1)
    assert (article.title, article.flags) == ("Second", [Mark.OLDER])
    assert versions(article) == [(1, "First"), (2, "Second")]


def test_when_the_newest_is_served_again_the_mark_goes(gazette):
    for hour, title in enumerate(["First", "Second", "First", "Second"]):
        store(gazette, item(title), at=hours(hour))

    assert (only().title, only().flags, only().version_count) == ("Second", [], 2)


@pytest.mark.parametrize(
    ("day", "updated"),
    [
        ("2026-02-23", ""),
        ("2026-02-24T08:00:00Z", ""),
        ("2026-02-24T09:00:00Z", "2026-02-24T09:30:00Z"),
        ("2026-02-24T09:00:00Z", "2026-02-23"),
    ],
)
def test_an_edition_with_an_older_date_is_kept_as_seen_and_flagged(gazette, day, updated):
    store(gazette, item("Now", day="2026-02-24T09:00:00Z", updated=updated and "2026-02-24T10:00:00Z"))
    stored = store(gazette, item("Then", day=day, updated=updated), at=hours(1))
    article = only()

    assert counts(stored) == (0, 0, 1)
    assert (article.title, article.flags) == ("Now", [Mark.OLDER])
    assert versions(article) == [(1, "Now"), (2, "Then")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (item("A", day="2099-01-01"), item("B", day="2026-02-24")),
        (item("A", day="2026-02-24"), item("B", day="1970-01-01")),
        (item("A", day="2026-02-24"), item("B", day="9 hours ago")),
        (item("A", day="2026-02-24"), item("B", day="")),
        (item("A", day="2026-02-24", updated="2026-02-26"), item("B", day="2026-02-24")),
        (item("A", day="2026-02-24"), item("B", day="2026-02-24")),
    ],
    ids=["ahead", "out of reason", "relative", "none", "of another kind", "same"],
)
def test_dates_that_do_not_tell_hold_no_edit_back(gazette, first, second):
    store(gazette, first)

    assert counts(store(gazette, second, at=hours(1))) == (0, 1, 0)
    assert only().title == "B"


def test_half_old_and_half_new_takes_the_new_and_keeps_the_rest(gazette):
    def edition(number, key):
        return item(f"{key}{number}", f"https://gazette.example/{key}", key, updated=f"2026-02-2{number}")

    store(gazette, edition(5, "a"), edition(5, "b"))
    stored = store(gazette, edition(6, "a"), edition(4, "b"), at=hours(1))

    assert counts(stored) == (0, 1, 1)
    assert set(Article.objects.values_list("title", flat=True)) == {"a6", "b5"}


def test_a_source_that_alternates_does_not_fill_the_table(gazette):
    for hour in range(10):
        store(gazette, item("One" if hour % 2 else "Two"), at=hours(hour))

    assert ArticleVersion.objects.count() == 2


# ---- Dates


@pytest.mark.parametrize(
    ("raw", "flag"),
    [("2099-05-01", Flag.FUTURE), ("1970-01-01", Flag.TOO_OLD), ("", None), ("gestern", Flag.UNREADABLE_DATE)],
)
def test_a_date_out_of_reason_is_flagged_and_sorted_under_the_arrival(gazette, raw, flag):
    store(gazette, item(day=raw))
    article = only()

    assert article.shown_at == NOON
    assert str(article.day) == "2026-03-01"
    assert article.flags == ([flag.value] if flag else [])
    assert article.published_raw == raw


@pytest.mark.parametrize("raw", ["2026-03-02", "2026-03-01T20:00:00Z", "2026-03-01T12:00:00+00:00", "2099-01-01"])
def test_no_date_ahead_lifts_an_article_above_its_arrival(gazette, raw):
    store(gazette, item(day=raw))

    assert only().shown_at == NOON
    assert str(only().day) == "2026-03-01"


def test_a_day_is_shown_as_printed_and_kept_as_exact_as_it_was(gazette):
    store(gazette, item(day="2026-02-24"), item("M", "https://gazette.example/m", "m", "2026-02"))
    whole = only(names__value="a", names__kind="key")
    month = only(names__value="m", names__kind="key")

    assert (str(whole.day), whole.precision, whole.published_at) == ("2026-02-24", Precision.DAY, None)
    assert (str(month.day), month.precision) == ("2026-02-01", Precision.MONTH)


def test_a_later_edit_lifts_nothing_above_what_came_after_it(gazette):
    store(gazette, item(day="2026-02-24"))
    store(gazette, item("Edited", day="2026-03-04", at=hours(80)), at=hours(80))

    assert only().shown_at == NOON
    assert str(only().published_on) == "2026-03-04"


def test_a_time_that_counts_from_the_reading_stays_where_it_was(gazette):
    store(gazette, item(day="9 hours ago"))
    before = only()
    stored = store(gazette, item(day="14 hours ago", at=hours(5)), at=hours(5))
    edited = store(gazette, item("Edited", day="20 hours ago", at=hours(30)), at=hours(30))
    after = only()

    assert (counts(stored), counts(edited)) == ((0, 0, 1), (0, 1, 0))
    assert before.published_at == hours(-9) == after.published_at
    assert (before.shown_at, before.day, before.precision) == (after.shown_at, after.day, after.precision)
    assert after.flags == [Flag.RELATIVE.value]
    assert after.published_raw == "9 hours ago"


def test_a_real_date_is_not_given_up_for_one_that_counts_from_the_reading(gazette):
    store(gazette, item(day="2026-02-24"))
    store(gazette, item("Edited", day="2 hours ago"), at=hours(1))

    assert (str(only().published_on), only().flags) == ("2026-02-24", [])


# ---- What may be kept and shown


def test_of_the_press_only_headline_link_and_date_are_kept():
    daily = press()
    store(daily, item(summary="Their words.", flags=frozenset({Flag.TEXT_CUT})))
    stored = store(daily, item(summary="Their other words."), at=hours(1))

    assert counts(stored) == (0, 0, 1), "an edit of what is not kept is none"
    assert (only().summary, only().flags) == ("", [])
    assert set(ArticleVersion.objects.values_list("summary", flat=True)) == {""}


def test_flags_of_item_and_dates_are_kept(gazette):
    store(gazette, item(day="2026-02-24 10:00", flags=frozenset({Flag.SUSPECT_TEXT}), received_title="N\u200bA"))

    assert only().flags == sorted([Flag.SUSPECT_TEXT.value, Flag.ZONE_ASSUMED.value])
    assert only().received_title == "N\u200bA"
    assert ArticleVersion.objects.get().flags == only().flags


def test_what_the_publisher_withdraws_is_an_edit_even_if_no_word_changed(gazette):
    store(gazette, item())
    store(gazette, item(flags=frozenset({Flag.WITHDRAWN})), at=hours(1))

    assert (only().flags, only().version_count) == (["withdrawn"], 2)


def test_articles_wait_for_a_person_unless_their_source_is_shown_at_once(gazette):
    store(gazette, item())
    store(press(), item("B", "https://daily.example/b", "b"))

    assert dict(Article.objects.values_list("title", "state")) == {"Notice A": "published", "B": "pending"}


def test_what_a_person_rejected_stays_rejected_when_it_is_edited():
    daily = press()
    store(daily, item())
    articles.reject(article=only(), reason="Beside the subject.", by="ada", at=hours(1))
    stored = store(daily, item("Edited"), at=hours(2))

    assert counts(stored) == (0, 1, 0)
    assert (only().state, only().state_reason, only().title) == (State.REJECTED, "Beside the subject.", "Edited")


def test_an_edit_of_the_press_after_a_person_let_it_through_is_flagged():
    daily = press()
    store(daily, item())
    articles.publish(article=only(), by="ada", at=hours(1))
    store(daily, item("Edited"), at=hours(2))
    store(daily, item("Edited twice"), at=hours(3))

    assert (only().state, only().flags) == (State.PUBLISHED, [Mark.EDITED])


def test_an_edit_of_an_official_source_stays_shown_without_a_flag(gazette):
    store(gazette, item())
    store(gazette, item("Edited"), at=hours(1))

    assert (only().state, only().flags) == (State.PUBLISHED, [])


def test_an_official_source_takes_over_what_others_had_first(gazette):
    store(press(), item("As reported", key="x", day="2026-02-25"))
    stored = store(gazette, item("As published", summary="Text.", day="2026-02-24"), at=hours(1))
    article = only()

    assert counts(stored) == (0, 1, 0)
    assert (article.source, article.title, article.summary) == (gazette, "As published", "Text.")
    assert (article.state, article.version_count) == (State.PUBLISHED, 2)


def test_the_press_takes_nothing_over_from_an_official_source(gazette):
    store(gazette, item())
    stored = store(press(), item("As reported", key="x"), at=hours(1))

    assert counts(stored) == (0, 0, 1)
    assert (only().title, only().source, only().version_count) == ("Notice A", gazette, 1)


def test_a_notice_that_came_by_another_way_first_still_reaches_the_desk(gazette):
    number = {"notice": "mofcom-2099-12"}
    announcing = source("ministry", announces_notices=True)
    first = store(gazette, item(details=number))
    second = store(announcing, item("Title", "https://ministry.example/a", details=number), at=hours(1))
    third = store(gazette, item("Other words", details=number), at=hours(2))

    assert (first.notices, second.notices, third.notices) == (0, 1, 0)
    assert FoundNotice.objects.get(key="mofcom-2099-12").article == only()
    assert (only().source, only().title) == (announcing, "Title")


def test_a_rejected_report_that_an_official_source_brings_too_waits_for_a_person(gazette):
    store(press(), item("As reported", key="x"))
    articles.reject(article=only(), reason="A rumour.", by="ada", at=hours(1))
    store(gazette, item(), at=hours(2))

    assert only().state == State.PENDING


# ---- Cost and harm


def told(count, edition="", start=0):
    return [
        item(f"Title {edition}{n}", f"https://gazette.example/{n}", f"k{n}", summary=f"Words of {edition}{n}")
        for n in range(start, start + count)
    ]


def test_a_thousand_items_take_as_many_statements_as_ten(gazette):
    def statements(*items, at):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            store(gazette, *items, at=at)
        return len(seen)

    few = statements(*told(5), at=NOON), statements(*told(5, "x"), *told(5, start=5), at=hours(1))
    many = (
        statements(*told(500, start=1_000), at=hours(2)),
        statements(*told(500, "x", start=1_000), *told(500, start=1_500), at=hours(3)),
    )

    assert Article.objects.count() == 1_010
    assert few == many
    assert max(many) <= 29


def test_a_reading_is_stored_whole_or_not_at_all(gazette):
    broken = replace(item("C", "https://gazette.example/c", "c"), details={"bad": object()})
    with pytest.raises(TypeError):
        store(gazette, item(), broken)

    assert not Article.objects.exists()
    assert not ArticleName.objects.exists()


def test_more_items_than_a_reading_holds_are_no_trouble_of_their_own(gazette):
    stored = store(gazette, *told(MOST_ITEMS))

    assert stored.added == MOST_ITEMS
    assert len(set(stored.article_ids)) == MOST_ITEMS


def test_what_looks_like_an_attack_is_kept_as_plain_text(gazette):
    title = "<script>alert(1)</script> '); DROP TABLE news_article; -- \\u0000 %s {}"
    store(gazette, item(title, details={"x": title}, summary=title))
    store(gazette, item(title + "!", details={"x": title}, summary=title), at=hours(1))

    assert (only().title, only().details) == (title + "!", {"x": title})
    assert on("2026-02-24").day == only().published_on
