"""Editing a fact is a correction: with a reason, told in before and after, never over somebody else's change."""

from typing import Any

import pytest
from django.test import Client

from controls.models import (
    Authority,
    Change,
    Entity,
    EntityList,
    EntityName,
    Listing,
    ListingEvent,
    Notice,
    Source,
    TrackedModel,
)
from tests.controls.desk import changes_of, correct, errors, make_user, opened, said, url
from tests.factories import (
    make_authority,
    make_entity,
    make_event,
    make_list,
    make_listing,
    make_notice,
    make_source,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "Misread in the annex."}


@pytest.fixture
def desk(client: Client, now: Any) -> Client:
    client.force_login(make_user(now))
    return client


def names_of(entity: Entity) -> set[str]:
    return set(EntityName.objects.filter(entity=entity).values_list("text", flat=True))


def an_event() -> ListingEvent:
    listing = make_listing()
    return make_event(listing=listing, kind="suspended", effective_from=listing.effective_from)


# A fact of each kind, and one field that a curator might mend.
CASES: dict[type[TrackedModel], Any] = {
    Source: (make_source, {"title": "A better title"}),
    Authority: (make_authority, {"name_zh": "商务部"}),
    EntityList: (make_list, {"summary": "What it is."}),
    Notice: (make_notice, {"title_en": "A better title"}),
    Entity: (make_entity, {"country": "US"}),
    Listing: (make_listing, {"address": "1-1 Marunouchi, Tokyo"}),
    ListingEvent: (an_event, {"wording_zh": "暂停"}),
}


@pytest.mark.parametrize("model", CASES)
def test_a_correction_leaves_exactly_one_change_with_author_reason_and_difference(desk: Client, model: Any) -> None:
    make, typed = CASES[model]
    fact = make()

    page = correct(desk, fact, typed | WHY)

    assert page.status_code == 302, errors(page)
    assert [change.action for change in changes_of(fact)][1:] == [Change.Action.CORRECTED]
    change = changes_of(fact)[-1]
    assert (change.actor, change.reason) == ("ada@example.org", "Misread in the annex.")
    assert {name for name in change.after if change.after[name] != change.before[name]} == set(typed)


@pytest.mark.parametrize("model", CASES)
def test_a_correction_without_a_reason_is_refused_and_what_was_typed_stays(desk: Client, model: Any) -> None:
    make, typed = CASES[model]
    fact = make()

    page = correct(desk, fact, typed | {"reason": "  "})

    assert page.status_code == 200
    assert "This field is required." in errors(page)
    assert next(iter(typed.values())) in page.content.decode()
    assert len(changes_of(fact)) == 1


@pytest.mark.parametrize("model", CASES)
def test_saving_what_is_on_record_writes_nothing_and_says_so(desk: Client, model: Any) -> None:
    fact = CASES[model][0]()

    page = correct(desk, fact, WHY, follow=True)

    assert "nothing was written" in said(page)
    assert len(changes_of(fact)) == 1


def test_a_correction_tells_field_before_and_after(desk: Client) -> None:
    fact = make_source(title="Old title", kind="press")

    page = correct(desk, fact, {"title": "New title", "kind": "official"} | WHY, follow=True)

    assert "Title: Old title → New title" in said(page)
    assert "Kind: press → official address" in said(page)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        *[(model, "key") for model in CASES],
        (Notice, "authority"),
        (Notice, "year"),
        (Notice, "number"),
        (Listing, "notice"),
        (Listing, "entity_list"),
    ],
)
def test_what_a_fact_is_known_by_cannot_be_changed_even_when_it_is_sent(desk: Client, model: Any, name: str) -> None:
    fact = CASES[model][0]()
    other = CASES[model][0]()
    kept = getattr(fact, name)
    sent = getattr(other, name)

    correct(desk, fact, {name: getattr(sent, "pk", sent)} | WHY)

    assert getattr(model.objects.get(pk=fact.pk), name) == kept
    assert len(changes_of(fact)) == 1


def test_a_name_is_added_to_an_entity_as_a_correction(desk: Client) -> None:
    entity = make_entity("Widget Works")
    row = {
        "names-1-text": "ウィジェット工業",
        "names-1-language": "ja",
        "names-1-kind": "legal",
        "names-1-evidence_grade": "official_text",
        "names-1-sources": [make_source().pk],
    }

    page = correct(desk, entity, row | WHY, follow=True)

    assert "ウィジェット工業" in said(page)
    assert names_of(entity) == {"Widget Works", "ウィジェット工業"}
    assert [change.action for change in changes_of(entity)] == ["added", "corrected"]


def test_a_wrong_name_is_taken_off_with_a_reason_and_stays_in_the_log(desk: Client) -> None:
    entity = make_entity("Widget Works", zh="错误")
    row = next(n for n, name in enumerate(entity.names.order_by("pk")) if name.text == "错误")

    page = correct(desk, entity, {f"names-{row}-DELETE": "on"} | WHY)

    assert page.status_code == 302, errors(page)
    assert names_of(entity) == {"Widget Works"}
    assert "错误" in str(changes_of(entity)[-1].before)


def test_the_last_name_of_an_entity_cannot_be_taken_off(desk: Client) -> None:
    entity = make_entity("Widget Works")

    page = correct(desk, entity, {"names-0-DELETE": "on"} | WHY)

    assert "needs at least one name with a source" in errors(page)
    assert entity.names.count() == 1


def test_an_entity_is_no_part_of_itself(desk: Client) -> None:
    entity = make_entity()

    page = correct(desk, entity, {"part_of": entity.pk} | WHY)

    assert "An entity is no part of itself." in errors(page)


def test_a_fact_cannot_lose_its_last_source(desk: Client) -> None:
    notice = make_notice()

    page = correct(desk, notice, {"sources": []} | WHY)

    assert "This field is required." in errors(page)
    assert notice.sources.count() == 1


def test_a_listing_on_record_keeps_a_day_a_place_and_an_effect(desk: Client) -> None:
    listing = make_listing()

    page = correct(desk, listing, {"position": "", "effective_from": "", "effect": ""} | WHY)

    assert errors(page).count("cannot be empty once the listing is on record") == 3


def test_an_event_is_corrected_with_its_listings_counted(desk: Client) -> None:
    event = an_event()

    page = correct(desk, event, {"stated_count": "5"} | WHY)

    assert "stated for 5 listings; 1 are given" in errors(page)
    assert len(changes_of(event)) == 1


def test_a_refused_correction_leaves_nothing_half_done(desk: Client) -> None:
    event = an_event()
    stranger = make_listing()

    page = correct(desk, event, {"listings": [stranger.pk], "note": "Half"} | WHY)

    assert "was not listed by" in errors(page)
    event = ListingEvent.objects.get(pk=event.pk)
    assert (event.note, event.listings.count()) == ("", 1)


def test_the_line_ends_of_a_browser_are_no_correction(desk: Client) -> None:
    """A box sends two characters at the end of each line; the record has one."""
    notice = make_notice(measures="First line.\nSecond line.")
    sent = opened(desk, notice) | {"measures": "First line.\r\nSecond line.", "note": "One\r\ntwo"} | WHY

    desk.post(url(Notice, "change", notice.pk), sent)

    change = changes_of(notice)[-1]
    assert {name for name in change.after if change.after[name] != change.before[name]} == {"note"}
    assert change.after["note"] == "One\ntwo"
