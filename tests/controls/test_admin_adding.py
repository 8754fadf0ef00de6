"""Curators add facts through the services: one change each, with an author, and refusals in words."""

from typing import Any

import pytest
from django.test import Client

from controls.models import (
    Change,
    Entity,
    EntityName,
    Identifier,
    Listing,
    ListingEvent,
    Notice,
    Source,
)
from tests.controls.desk import EMPTY_ROWS, add, changes_of, errors, make_user
from tests.controls.desk_forms import (
    FORMS,
    Form,
    entity_form,
    event_form,
    listing_form,
    notice_form,
    number_rows,
    source_form,
)
from tests.factories import make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, now: Any) -> Client:
    """A signed-in curator who may not manage accounts."""
    client.force_login(make_user(now))
    return client


@pytest.mark.parametrize("model", FORMS)
def test_adding_a_fact_leaves_exactly_one_change_with_its_author(desk: Client, model: Any) -> None:
    form = FORMS[model]()
    before = Change.objects.count()

    page = add(desk, model, form)

    assert page.status_code == 302, errors(page)
    fact = model.objects.order_by("-pk").first()
    assert Change.objects.count() == before + 1
    assert [(change.actor, change.before) for change in changes_of(fact)] == [("ada@example.org", None)]


@pytest.mark.parametrize("model", FORMS)
def test_an_empty_form_is_refused_and_leaves_no_trace(desk: Client, model: Any) -> None:
    facts, changes = model.objects.count(), Change.objects.count()

    page = add(desk, model, dict(EMPTY_ROWS))

    assert page.status_code == 200
    assert "This field is required." in errors(page)
    assert (model.objects.count(), Change.objects.count()) == (facts, changes)


@pytest.mark.parametrize("model", FORMS)
def test_the_same_fact_twice_is_refused_in_words_and_what_was_typed_stays(desk: Client, model: Any) -> None:
    form = FORMS[model](**({"key": "desk-event"} if model is ListingEvent else {}))
    add(desk, model, form)
    changes = Change.objects.count()

    page = add(desk, model, form)

    assert page.status_code == 200
    assert "already exists" in errors(page)
    assert f'value="{form["key"]}"' in page.content.decode()
    assert Change.objects.count() == changes


def test_a_notice_keeps_its_copies_and_its_evidence(desk: Client) -> None:
    form = notice_form()

    add(desk, Notice, form)

    notice = Notice.objects.get(key="desk-body-2026-7")
    assert [copy.source_id for copy in notice.copies.all()] == form["copies"]
    assert [source.pk for source in notice.sources.all()] == form["sources"]


def test_a_notice_under_a_wrong_key_is_refused_by_the_service_in_words(desk: Client) -> None:
    page = add(desk, Notice, notice_form(key="desk-body-2026-8"))

    assert page.status_code == 200
    assert "must be desk-body-2026-7, not desk-body-2026-8" in errors(page)
    assert 'value="desk-body-2026-8"' in page.content.decode()
    assert not Notice.objects.filter(key__startswith="desk-body").exists()


@pytest.mark.parametrize("model", [Notice, Listing, ListingEvent])
def test_a_fact_without_a_source_is_refused(desk: Client, model: Any) -> None:
    form = FORMS[model]()
    form.pop("sources")
    count = model.objects.count()

    page = add(desk, model, form)

    assert "This field is required." in errors(page)
    assert model.objects.count() == count


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-02-30", "Enter a real date"),
        ("30/02/2026", "Enter a date as year-month-day"),
        ("9999-12-31", "Enter a date from 2001 to 2100."),
        ("tomorrow", "Enter a date as year-month-day"),
        ("\x00", "Enter a date as year-month-day"),
    ],
)
def test_a_date_that_is_none_is_refused_in_words(desk: Client, typed: str, words: str) -> None:
    page = add(desk, Source, source_form(seen_on=typed))

    assert page.status_code == 200
    assert words in errors(page)
    assert 'value="A page"' in page.content.decode()


@pytest.mark.parametrize("hidden", ["\u202e", "\x1b", "\u2066", "\x0b", "\x85"])
@pytest.mark.parametrize("field", ["title", "note"])
def test_hidden_characters_are_refused_by_their_code(desk: Client, hidden: str, field: str) -> None:
    page = add(desk, Source, source_form(**{field: f"Sub{hidden}aru"}))

    assert f"U+{ord(hidden):04X}" in errors(page)
    assert not Source.objects.filter(key="desk-source").exists()


def test_several_lines_and_accents_are_no_hidden_characters(desk: Client) -> None:
    page = add(desk, Source, source_form(note="Première ligne\r\nzweite Zeile\n三"))

    assert page.status_code == 302, errors(page)


@pytest.mark.parametrize("typed", ["J", "12", "ＪＰ", "JPN", "é1"])
def test_a_country_that_is_no_code_is_refused_in_words(desk: Client, typed: str) -> None:
    page = add(desk, Entity, entity_form(country=typed))

    assert page.status_code == 200
    assert "Two letters" in errors(page) or "at most 2 characters" in errors(page)


def test_an_entity_comes_with_its_names_and_numbers(desk: Client) -> None:
    page = add(desk, Entity, entity_form(**number_rows()))

    assert page.status_code == 302, errors(page)
    entity = Entity.objects.get(key="desk-works")
    assert [(name.text, name.search_key) for name in entity.names.all()] == [("Desk Works K.K.", "desk works k.k.")]
    assert [number.value for number in entity.identifiers.all()] == ["1234567890123"]
    assert entity.country == "JP"


def test_an_entity_without_a_name_is_refused_and_nothing_of_it_stays(desk: Client) -> None:
    page = add(desk, Entity, entity_form(**{"names-TOTAL_FORMS": "0"}))

    assert "needs at least one name with a source" in errors(page)
    assert not Entity.objects.filter(key="desk-works").exists()


def test_a_name_without_a_source_is_refused(desk: Client) -> None:
    form = entity_form()
    form.pop("names-0-sources")

    page = add(desk, Entity, form)

    assert "This field is required." in errors(page)
    assert not EntityName.objects.filter(text="Desk Works K.K.").exists()


def test_a_hidden_character_in_a_name_is_refused(desk: Client) -> None:
    page = add(desk, Entity, entity_form(**{"names-0-text": "Desk\u202eWorks"}))

    assert "U+202E" in errors(page)
    assert not Entity.objects.filter(key="desk-works").exists()


def test_a_number_of_an_unknown_scheme_is_refused(desk: Client) -> None:
    page = add(desk, Entity, entity_form(**number_rows(**{"identifiers-0-scheme": "passport"})))

    assert "not one of the available choices" in errors(page)
    assert not Identifier.objects.filter(value="1234567890123").exists()


def test_a_listing_takes_day_place_and_effect_from_its_notice_and_list(desk: Client) -> None:
    form = listing_form()

    add(desk, Listing, form)

    listing = Listing.objects.get(key="desk-listing-1")
    assert listing.effective_from == listing.notice.effective_from
    assert (listing.position, listing.effect) == (1, listing.entity_list.effect)


def test_a_listing_quotes_a_name(desk: Client) -> None:
    page = add(desk, Listing, listing_form(name_zh=""))

    assert "Quote the name in the notice's own words" in errors(page)
    assert "Constraint" not in errors(page)


def test_a_listing_has_no_place_zero(desk: Client) -> None:
    page = add(desk, Listing, listing_form(position="0"))

    assert "counted from 1" in errors(page)
    assert "Constraint" not in errors(page)


def test_a_listing_on_a_list_that_its_notice_does_not_write_on_is_refused(desk: Client) -> None:
    notice = make_notice(entity_list=make_list(name_en="The Other List"))

    page = add(desk, Listing, listing_form(notice=notice.pk))

    assert "writes on The Other List" in errors(page)
    assert not Listing.objects.filter(key="desk-listing-1").exists()


def test_an_item_number_that_is_taken_is_refused(desk: Client) -> None:
    taken = make_listing(item_number="14.2")

    page = add(desk, Listing, listing_form(notice=taken.notice.pk, item_number="14.2"))

    assert "Listing with this Notice and Item number already exists." in errors(page)


def test_an_event_makes_its_own_key_when_none_is_typed(desk: Client) -> None:
    form = event_form()

    page = add(desk, ListingEvent, form)

    assert page.status_code == 302, errors(page)
    event = ListingEvent.objects.order_by("-pk").first()
    assert event is not None
    assert event.key == f"{event.target_notice.key}-suspended-2026-05-02"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"stated_count": "2"}, "stated for 2 listings; 1 are given"),
        ({"effective_from": "2025-01-01"}, "comes too early"),
        ({"kind": "removed"}, "Only a suspension has an end."),
        ({"until": "2026-05-01"}, "The end lies before the first day."),
        ({"kind": "pardoned"}, "not one of the available choices"),
        ({"target_notice": "999999999"}, "not one of the available choices"),
        ({"target_notice": "x"}, "not one of the available choices"),
        ({"listings": ["x"]}, "not a valid value"),
        ({"sources": ["9" * 30]}, "not one of the available choices"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_words(desk: Client, typed: Form, words: str) -> None:
    page = add(desk, ListingEvent, event_form(**typed))

    assert page.status_code == 200
    assert words in errors(page)
    assert "Constraint" not in errors(page)
