"""Entity lists: what being on them means, and how far they were checked."""

from datetime import UTC, date, datetime

import pytest

from controls.models import EntityList
from controls.services import lists
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_authority, make_list, make_listing

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def correct(entity_list, **fields):
    return lists.correct(entity_list=entity_list, fields=fields, reason="Misread.", by="tests", at=AT)


def test_a_list_is_put_on_record_with_its_effect():
    entity_list = make_list(key="test-the-list", effect="extra_review")

    assert only_change_of(entity_list).after["effect"] == "extra_review"


def test_the_log_names_the_authority_by_its_key():
    entity_list = make_list(authority=make_authority(key="test-ministry"))

    assert only_change_of(entity_list).after["authority"] == "test-ministry"


def test_a_list_is_about_itself_only():
    entity_list = make_list(key="test-the-list")

    assert only_change_of(entity_list).about == ["entity-list:test-the-list"]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"effect": "blacklisted"}, "effect"),
        ({"effect": ""}, "effect"),
        ({"name_en": ""}, "name_en"),
        ({"key": "the list"}, "key"),
        ({"order": -1}, "order"),
        ({"verified_on": "soon"}, "verified_on"),
    ],
)
def test_a_list_is_refused_in_words_that_name_the_field(columns, field):
    with pytest.raises(FactRefused) as refusal:
        make_list(**columns)

    assert f"{field}: " in str(refusal.value)


def test_a_key_is_given_once():
    make_list(key="test-the-list")

    with pytest.raises(FactRefused, match="already exists"):
        make_list(key="test-the-list")


def test_a_list_is_verified_up_to_a_day_by_a_correction():
    entity_list = make_list()

    correct(entity_list, verified_on=date(2026, 11, 20))

    assert latest_change_of(entity_list).after["verified_on"] == "2026-11-20"


def test_another_effect_of_a_list_does_not_change_the_listings_on_record():
    """What a notice ordered stays as it was recorded; only new listings take the new effect."""
    listing = make_listing(entity_list=make_list(effect="prohibited"))

    correct(listing.entity_list, effect="extra_review")

    assert type(listing).objects.get(pk=listing.pk).effect == "prohibited"


def test_a_correction_of_a_list_is_no_change_of_its_listings():
    listing = make_listing()

    correct(listing.entity_list, summary="Clearer.")

    assert latest_change_of(listing).version == 1


def test_a_correction_to_what_is_on_record_leaves_no_change():
    entity_list = make_list(summary="As it is.")
    before = revision()

    correct(entity_list, summary="As it is.")

    assert revision() == before


def test_a_list_keeps_its_key():
    entity_list = make_list()

    with pytest.raises(FactRefused, match="never changes"):
        correct(entity_list, key="another")

    assert EntityList.objects.filter(key=entity_list.key).exists()


def test_a_refused_correction_leaves_the_list_as_it_was():
    entity_list = make_list(effect="prohibited")

    with pytest.raises(FactRefused, match="effect: "):
        correct(entity_list, effect="nothing", summary="Also this.")

    assert EntityList.objects.get(pk=entity_list.pk).summary == ""
