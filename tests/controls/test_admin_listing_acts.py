"""Suspending, stopping and ending listings from their list: form, difference, and only then the record."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from controls.models import Change, Listing, ListingEvent, Notice
from tests.controls.desk import errors, make_user, said
from tests.controls.desk_acts import ACT, LIST, Form, act, choose, confirm, hidden
from tests.factories import make_listing, make_notice, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def desk(client: Client, now: Any) -> Client:
    client.force_login(make_user(now))
    return client


@pytest.fixture
def two() -> list[Listing]:
    """Two listings of one notice, in force since February."""
    first = make_listing(name_en="Alpha Works")
    second = make_listing(notice=first.notice, entity_list=first.entity_list, name_en="Beta Works")
    return [first, second]


def test_the_action_opens_a_page_of_its_own_that_names_the_listings(desk: Client, two: list[Listing]) -> None:
    page = choose(desk, two)

    text = page.content.decode()
    assert page.status_code == 200
    assert f'action="{ACT}"' in text
    assert all(listing.name_en in text and f'value="{listing.key}"' in text for listing in two)
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_listings_of_several_notices_are_refused_in_words(desk: Client, two: list[Listing]) -> None:
    stranger = make_listing()

    page = choose(desk, [*two, stranger], follow=True)

    assert "An act concerns the listings of one notice." in said(page)
    assert two[0].notice.label in said(page)
    assert stranger.notice.label in said(page)


def test_the_preview_shows_the_difference_of_each_listing_and_saves_nothing(desk: Client, two: list[Listing]) -> None:
    form = act(two)
    changes = Change.objects.count()

    page = desk.post(ACT, form)

    assert [row.name for row in page.context["rows"]] == ["Alpha Works", "Beta Works"]
    for row in page.context["rows"]:
        assert (row.first_before, row.first_after) == ("In force", "Suspended until 10 Nov 2027")
        assert (row.today_before, row.today_after) == ("In force", "Suspended until 10 Nov 2027")
    assert "暂停实施" in page.content.decode()
    assert Change.objects.count() == changes


def test_an_act_of_the_future_changes_nothing_today(desk: Client, two: list[Listing]) -> None:
    page = desk.post(ACT, act(two, kind="removed", until="", effective_from="2027-01-01"))

    row = page.context["rows"][0]
    assert (row.first_before, row.first_after) == ("In force", "Ended")
    assert (row.today_before, row.today_after) == ("In force", "In force")
    assert "(unchanged)" in page.content.decode()


def test_the_second_post_saves_what_was_shown_with_one_change_and_its_author(desk: Client, two: list[Listing]) -> None:
    form = act(two, until_inclusive="")
    preview = desk.post(ACT, form)
    changes = Change.objects.count()

    page = confirm(desk, preview)

    assert "Recorded for 2 listings" in said(page)
    event = ListingEvent.objects.get(listings=two[0])
    assert event.key == f"{two[0].notice.key}-suspended-2026-11-12"
    assert set(event.listings.all()) == set(two)
    assert (event.until, event.until_inclusive, event.wording_zh) == (date(2027, 11, 10), False, "暂停实施")
    assert [source.pk for source in event.sources.all()] == form["sources"]
    change = Change.objects.order_by("-id")[0]
    assert Change.objects.count() == changes + 1
    assert (change.actor, change.action, change.effective_on) == ("ada@example.org", "suspended", date(2026, 11, 12))


def test_the_state_in_the_list_follows_the_act(desk: Client, two: list[Listing]) -> None:
    confirm(desk, desk.post(ACT, act(two)))

    page = desk.get(LIST, {"q": two[0].key})

    assert '<td class="field-state">Suspended</td>' in page.content.decode()


def test_the_ordering_notice_is_kept(desk: Client, two: list[Listing]) -> None:
    ordering = make_notice(published_on=date(2026, 11, 10))

    confirm(desk, desk.post(ACT, act(two, kind="stopped", until="", notice=ordering.pk)))

    event = ListingEvent.objects.get(listings=two[0])
    assert (event.kind, event.notice) == ("stopped", ordering)


def test_change_it_goes_back_to_the_form_with_everything_typed(desk: Client, two: list[Listing]) -> None:
    preview = desk.post(ACT, act(two, note="half a thought", until_inclusive=""))

    page = desk.post(ACT, hidden(preview) | {"change": "1"})

    text = page.content.decode()
    assert "half a thought" in text
    assert 'value="2027-11-10"' in text
    assert page.context["form"]["until_inclusive"].value() is False
    assert page.context["form"].errors == {}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"effective_from": "2026-02-30"}, "Enter a real date"),
        ({"announced_on": "soon"}, "Enter a date as year-month-day"),
        ({"effective_from": "2025-02-01"}, "comes too early"),
        ({"stated_count": "12"}, "stated for 12 listings; 2 are given"),
        ({"stated_count": "-1"}, "greater than or equal to 0"),
        ({"kind": "removed"}, "Only a suspension has an end."),
        ({"until": "2026-11-11"}, "The end lies before the first day."),
        ({"kind": "forgiven"}, "not one of the available choices"),
        ({"sources": []}, "This field is required."),
        ({"sources": ["x"]}, "not a valid value"),
        ({"notice": "999999999"}, "not one of the available choices"),
        ({"wording_zh": "暂\u202e停"}, "U+202E"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    desk: Client, two: list[Listing], typed: Form, words: str, step: str
) -> None:
    page = desk.post(ACT, act(two, note="kept", **typed) | {step: "1"})

    assert page.status_code == 200
    assert words in errors(page)
    assert "kept" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_the_pages_of_the_act_run_no_script_that_they_need(desk: Client, two: list[Listing]) -> None:
    """Everything is in the HTML: choices are there as options, the difference is a table, saving is a button."""
    source = make_source(title="A page to be chosen")
    ordering = Notice.objects.order_by("pk").first()

    form = choose(desk, two).content.decode()

    assert f'<option value="{source.pk}">A page to be chosen</option>' in form
    assert ordering is not None
    assert f'<option value="{ordering.pk}">{ordering.label}</option>' in form
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=", form)


def test_the_preview_asks_a_fixed_number_of_questions(desk: Client, django_assert_max_num_queries: Any) -> None:
    first = make_listing()
    many = [first, *(make_listing(notice=first.notice, entity_list=first.entity_list) for _ in range(9))]
    form = act(many)

    with django_assert_max_num_queries(35) as captured:
        desk.post(ACT, form)
    for_ten = len(captured)
    with django_assert_max_num_queries(for_ten) as captured:
        desk.post(ACT, form | {"listing": [first.key]})

    assert len(captured) == for_ten
