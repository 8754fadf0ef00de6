"""What is saved is what was seen: ways around the preview of an act on listings, all closed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from controls.models import Listing, ListingEvent
from controls.services import access
from tests.controls.desk import make_user, said
from tests.controls.desk_acts import ACT, LIST, Form, act, confirm
from tests.factories import make_event, make_listing, make_source

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


def test_listings_of_several_notices_cannot_be_sent_past_the_first_page(desk: Client, two: list[Listing]) -> None:
    page = desk.post(ACT, act([*two, make_listing()]) | {"confirm": "1"}, follow=True)

    assert "An act concerns the listings of one notice." in said(page)
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"until": ["2099-01-01"]},
        {"kind": ["removed"], "until": [""]},
        {"effective_from": ["2026-11-13"]},
        {"note": ["slipped in"]},
        {"until_inclusive": ["False"]},
        {"evidence_grade": ["official_text"]},
        {"digest": [""]},
        {"digest": ["0" * 64]},
        {"digest": ["ä"]},
    ],
)
def test_values_that_were_not_shown_are_not_saved(desk: Client, two: list[Listing], changed: Form) -> None:
    preview = desk.post(ACT, act(two))

    page = confirm(desk, preview, **changed)

    assert page.status_code == 200
    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_another_source_than_the_one_shown_is_not_saved(desk: Client, two: list[Listing]) -> None:
    preview = desk.post(ACT, act(two))

    page = confirm(desk, preview, sources=[make_source().pk])

    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


@pytest.mark.parametrize("keep", [0, 1])
def test_fewer_listings_than_were_shown_are_not_saved(desk: Client, two: list[Listing], keep: int) -> None:
    preview = desk.post(ACT, act(two))

    page = confirm(desk, preview, listing=[two[keep].key])

    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_the_digest_of_one_curator_is_of_no_use_to_another(desk: Client, two: list[Listing], now: Any) -> None:
    preview = desk.post(ACT, act(two))
    other = Client()
    other.force_login(make_user(now, "grace@example.org"))

    page = confirm(other, preview)

    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_a_confirmation_without_a_preview_saves_nothing(desk: Client, two: list[Listing]) -> None:
    page = desk.post(ACT, act(two) | {"confirm": "1"})

    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_pressing_twice_records_once(desk: Client, two: list[Listing]) -> None:
    preview = desk.post(ACT, act(two))
    confirm(desk, preview)

    page = confirm(desk, preview)

    assert "Not saved:" in page.content.decode()
    assert ListingEvent.objects.filter(listings=two[0]).count() == 1


def test_an_act_recorded_meanwhile_by_somebody_else_is_shown_before_anything_is_saved(
    desk: Client, two: list[Listing]
) -> None:
    preview = desk.post(ACT, act(two))
    make_event(listing=two[0], kind="stopped", effective_from=date(2026, 11, 11))

    page = confirm(desk, preview)

    assert "Not saved:" in page.content.decode()
    assert page.context["rows"][0].first_before == "Measure stopped"
    assert ListingEvent.objects.filter(listings=two[1]).count() == 0


def test_after_a_new_look_the_changed_act_can_be_saved(desk: Client, two: list[Listing]) -> None:
    again = confirm(desk, desk.post(ACT, act(two)), note=["slipped in"])

    confirm(desk, again)

    assert ListingEvent.objects.get(listings=two[0]).note == "slipped in"


@pytest.mark.parametrize("keys", [[], ["no-such-listing"], ["'; DROP TABLE"]])
def test_an_act_on_nothing_goes_back_to_the_list(desk: Client, keys: list[str]) -> None:
    page = desk.post(ACT, act([]) | {"listing": keys, "confirm": "1"}, follow=True)

    assert page.request["PATH_INFO"] == LIST
    assert "Select listings first" in said(page)


def test_asking_for_the_page_without_a_selection_goes_back_to_the_list(desk: Client) -> None:
    page = desk.get(ACT, follow=True)

    assert page.request["PATH_INFO"] == LIST
    assert "Select listings first" in said(page)


@pytest.mark.parametrize("chosen", ["x", "1e9", "\x00", "-1"])
def test_a_selection_that_cannot_be_read_is_refused_in_words(desk: Client, chosen: str) -> None:
    page = desk.post(LIST, {"action": "act", "_selected_action": [chosen]}, follow=True)

    assert page.status_code == 200
    assert "The selection cannot be read." in said(page)


@pytest.mark.parametrize("fields", [{"role": "approver"}, {"is_active": False}])
def test_the_session_of_who_is_no_curator_any_more_has_ended(
    two: list[Listing], now: Any, fields: dict[str, Any]
) -> None:
    user = make_user(now)
    visitor = Client()
    visitor.force_login(user)
    access.change_user(user=user, fields=fields)

    page = visitor.post(ACT, act(two) | {"confirm": "1"})

    assert (page.status_code, page["Location"]) == (302, "/account/sign-in/?next=/")
    assert ListingEvent.objects.filter(listings__in=two).count() == 0


def test_who_is_no_curator_any_more_is_refused_after_signing_in_again(two: list[Listing], now: Any) -> None:
    user = access.change_user(user=make_user(now), fields={"role": "approver"})
    visitor = Client()
    visitor.force_login(user)

    page = visitor.post(ACT, act(two) | {"confirm": "1"})

    assert page.status_code == 403
    assert ListingEvent.objects.filter(listings__in=two).count() == 0
