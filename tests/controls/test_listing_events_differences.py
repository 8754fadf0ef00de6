"""What an act would make of listings, shown before it is saved."""

from datetime import date

import pytest

from controls.models import Change
from controls.services import listing_events
from controls.states import Act
from tests.factories import make_event, make_listing, make_notice

pytestmark = pytest.mark.django_db
FIRST, LATER = date(2026, 3, 1), date(2026, 6, 1)


def differences(listings, kind, first=LATER, until=None, on=None):
    act = Act(kind, announced_on=first, effective_from=first, until=until)
    return listing_events.differences(listings=listings, act=act, on=on or first)


def codes(found):
    return [(each.before.code, each.after.code) for each in found]


@pytest.fixture
def three():
    notice = make_notice(published_on=FIRST)
    return [make_listing(notice=notice) for _number in range(3)]


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("suspended", "suspended"),
        ("stopped", "stopped"),
        ("removed", "ended"),
        ("moved", "ended"),
        ("resumed", "in_force"),
        ("measure_stopped", "in_force"),
    ],
)
def test_each_act_would_make_its_state(three, kind, after):
    assert codes(differences(three[:1], kind)) == [("in_force", after)]


def test_listings_come_in_the_order_of_the_annex(three):
    found = differences(three[::-1], "stopped")

    assert [each.listing for each in found] == three


def test_only_the_given_listings_are_looked_at(three):
    assert [each.listing for each in differences([three[1]], "stopped")] == [three[1]]


def test_on_a_day_before_the_act_nothing_would_differ(three):
    found = differences(three[:1], "stopped", on=date(2026, 5, 31))

    assert found[0].before == found[0].after


def test_on_a_day_after_its_end_a_suspension_would_leave_things_to_be_confirmed(three):
    found = differences(three[:1], "suspended", until=date(2026, 8, 1), on=date(2026, 8, 2))

    assert codes(found) == [("in_force", "to_be_confirmed")]


def test_earlier_acts_are_taken_into_account(three):
    make_event(listing=three[0], kind="suspended", effective_from=date(2026, 4, 1))

    assert codes(differences(three[:2], "resumed")) == [("suspended", "in_force"), ("in_force", "in_force")]


def test_a_later_act_on_record_keeps_the_last_word(three):
    make_event(listing=three[0], kind="removed", effective_from=date(2026, 7, 1))

    assert codes(differences(three[:1], "suspended", on=date(2026, 8, 1))) == [("ended", "ended")]


def test_of_two_acts_on_one_day_the_new_one_is_recorded_last(three):
    make_event(listing=three[0], kind="stopped", effective_from=LATER)

    assert codes(differences(three[:1], "suspended")) == [("stopped", "suspended")]


def test_a_listing_that_cannot_be_known_on_the_day_has_no_state(three):
    found = differences(three[:1], "stopped", on=date(2026, 2, 28))

    assert (found[0].before, found[0].after) == (None, None)


def test_looking_writes_nothing(three):
    before = Change.objects.count()

    differences(three, "removed")

    assert Change.objects.count() == before
    assert not three[0].events.exists()


def test_what_was_shown_is_what_the_act_then_does(three):
    shown = differences(three, "suspended", until=date(2026, 8, 1))

    make_event(listing=three[0], listings=three, kind="suspended", effective_from=LATER, until=date(2026, 8, 1))

    assert [type(three[0]).objects.get(pk=each.listing.pk).state(on=LATER) for each in shown] == [
        each.after for each in shown
    ]


def test_the_number_of_questions_does_not_grow_with_the_listings(three, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        differences(three, "stopped")
