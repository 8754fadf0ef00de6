"""What is recorded becomes notifications: each exactly once, in order, and nothing from before."""

from datetime import date, timedelta

import pytest

from controls.alerts.models import Cursor, Notification, Subscription
from controls.alerts.services import collecting, subscriptions
from controls.models import Change, Element
from controls.services import listings, measures
from tests.alerts.following import AT, HOUR, TODAY, acts, collect, deliveries, follow, labels, list_somebody, somebody
from tests.factories import (
    make_clause,
    make_entity,
    make_event,
    make_item,
    make_list,
    make_listing,
    make_measure,
    make_suspension,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return somebody()


def test_a_name_that_is_put_on_a_list_is_told_to_who_follows_the_list(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    listing, _list = list_somebody(entity_list)
    assert collect() == 1
    assert acts(following) == [(1, "added", "listing")]
    assert labels(following) == [str(listing)]


def test_a_name_that_is_put_on_another_list_is_not_told(owner):
    following = follow(owner, subject=make_list().key)
    list_somebody()
    collect()
    assert acts(following) == []


def test_what_was_recorded_before_somebody_followed_is_no_news(owner):
    _listing, entity_list = list_somebody()
    following = follow(owner, subject=entity_list.key)
    collect()
    assert acts(following) == []


def test_what_was_recorded_before_is_no_news_even_where_the_cursor_was_never_moved(owner):
    assert not Cursor.objects.exists()
    following = follow(owner, subject="cn-watch-list")
    collect()
    assert acts(following) == []
    assert Cursor.objects.get(name="changes").position == Change.objects.latest("pk").pk


def test_reading_twice_tells_once(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    list_somebody(entity_list)
    assert [collect(), collect(), collect(at=AT + HOUR)] == [1, 0, 0]
    assert len(acts(following)) == 1


def test_a_cursor_that_was_put_back_tells_nothing_twice(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    list_somebody(entity_list)
    collect()
    Cursor.objects.filter(name="changes").update(position=0)
    assert collect() == 0
    assert acts(following) == [(1, "added", "listing")]


def test_numbers_count_without_a_gap_in_the_order_of_the_changes(owner, monkeypatch):
    monkeypatch.setattr(collecting, "BATCH", 3)
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    made = [str(list_somebody(entity_list)[0]) for _each in range(7)]
    collect()
    rows = following.notifications.order_by("number")
    assert [row.number for row in rows] == list(range(1, 8))
    assert labels(following) == made
    revisions = [row.said["revision"] for row in rows]
    assert revisions == sorted(revisions)


def test_two_people_who_follow_one_list_are_told_each_by_their_own_numbers(owner):
    entity_list = make_list()
    early = follow(owner, subject=entity_list.key)
    list_somebody(entity_list)
    late = follow(somebody("late@example.org"), subject=entity_list.key)
    list_somebody(entity_list)
    collect()
    assert [number for number, *_rest in acts(early)] == [1, 2]
    assert [number for number, *_rest in acts(late)] == [1]


def test_a_suspension_of_a_listing_is_told_to_who_follows_the_entity(owner):
    listing, _list = list_somebody()
    following = follow(owner, "entity", subject=listing.entity.key)
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 10), until=date(2027, 11, 10))
    collect()
    assert ("suspended", "listing-event") in [(act, noun) for _number, act, noun in acts(following)]


def test_the_end_of_a_listing_is_told_and_not_lost(owner):
    listing, entity_list = list_somebody()
    following = follow(owner, subject=entity_list.key, actions=("ended",))
    make_event(listing=listing, kind="removed", effective_from=date(2026, 11, 10))
    collect()
    assert acts(following) == [(1, "ended", "listing-event")]


def test_acts_that_were_not_chosen_are_not_told(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, actions=("ended", "suspended"))
    list_somebody(entity_list)
    collect()
    assert acts(following) == []


def test_a_measure_is_followed_with_its_clauses_items_and_suspensions(owner):
    measure = make_measure()
    following = follow(owner, "measure", subject=measure.key)
    clause = make_clause(measure=measure)
    make_item(measure=measure)
    make_suspension(clauses=[clause])
    collect()
    assert {noun for _number, _act, noun in acts(following)} >= {"clause", "controlled-item", "suspension"}


def test_an_element_is_followed_by_the_items_that_name_it(owner):
    following = follow(owner, "element", subject="Dy")
    make_item(measure=make_measure(elements=[]), elements=["Dy", "Tb"])
    make_item(measure=make_measure(elements=[]), elements=["Nd"])
    collect()
    assert [noun for _number, _act, noun in acts(following)].count("controlled-item") == 1


def test_a_suspended_measure_is_told_to_who_follows_an_element_that_it_controls(owner):
    measure = make_measure(elements=[])
    clause = make_clause(measure=measure)
    make_item(measure=measure, elements=["Dy"])
    dysprosium = follow(owner, "element", subject="Dy")
    neodymium = follow(owner, "element", subject="Nd")
    make_suspension(clauses=[clause])
    collect()
    assert "suspension" in [noun for _number, _act, noun in acts(dysprosium)]
    assert acts(neodymium) == []


def test_an_ended_subscription_hears_nothing_any_more(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    subscriptions.end(subscription=following, at=AT)
    list_somebody(entity_list)
    collect()
    assert acts(following) == []


def test_somebody_whose_account_was_switched_off_is_told_nothing(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    owner.is_active = False
    owner.save()
    list_somebody(entity_list)
    collect()
    assert acts(following) == []


def test_what_a_notification_says_stays_when_the_fact_is_corrected_later(owner):
    listing, entity_list = list_somebody()
    following = follow(owner, subject=entity_list.key)
    other = make_listing(entity_list=entity_list, entity=make_entity("First Name Ltd"))
    collect()
    before = labels(following)
    listings.correct(listing=other, fields={"name_en": "Second Name Ltd"}, reason="Misread.", by="tests", at=AT)
    collect(at=AT + HOUR)
    assert labels(following)[: len(before)] == before
    assert listing.name_en not in labels(following)


def test_a_feed_is_fetched_and_nothing_is_sent_for_it(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, channel="feed")
    list_somebody(entity_list)
    collect()
    assert deliveries(following) == []
    assert Notification.objects.get(subscription=following).delivery is None


def test_at_once_everything_that_was_read_together_goes_in_one_letter(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, channel="email")
    for _each in range(3):
        list_somebody(entity_list)
    collect()
    [letter] = deliveries(following)
    assert letter.due_at == AT
    assert letter.notifications.count() == 3


def test_a_daily_letter_collects_what_happens_until_the_morning(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, channel="email", rhythm="daily")
    list_somebody(entity_list)
    collect()
    list_somebody(entity_list)
    collect(at=AT + HOUR)
    [letter] = deliveries(following)
    assert letter.notifications.count() == 2
    assert letter.due_at.isoformat() == "2026-11-22T00:00:00+00:00"


def test_what_happens_after_the_morning_goes_into_the_next_letter(owner):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, channel="email", rhythm="daily")
    list_somebody(entity_list)
    collect()
    list_somebody(entity_list)
    collect(at=AT + timedelta(hours=20), on=TODAY + timedelta(days=1))
    assert [each.notifications.count() for each in deliveries(following)] == [1, 1]


def test_a_letter_holds_no_more_than_its_measure(owner, monkeypatch):
    monkeypatch.setattr("controls.alerts.services.notifying.MOST_IN_A_LETTER", 2)
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key, channel="email", rhythm="daily")
    for _each in range(5):
        list_somebody(entity_list)
    collect()
    assert [each.notifications.count() for each in deliveries(following)] == [2, 2, 1]
    assert [row.delivery_id for row in following.notifications.order_by("number")] == sorted(
        row.delivery_id for row in following.notifications.all()
    )


def test_the_number_of_questions_does_not_grow_with_the_changes(owner, django_assert_max_num_queries):
    entity_list = make_list()
    following = follow(owner, subject=entity_list.key)
    collect()
    for _each in range(12):
        list_somebody(entity_list)
    with django_assert_max_num_queries(20):
        collecting.read_changes(at=AT)
    assert following.notifications.count() == 12


def test_every_element_can_be_followed(owner):
    symbols = Element.objects.values_list("symbol", flat=True)
    assert len(symbols) == 17
    for symbol in symbols:
        follow(owner, "element", subject=symbol)
    assert Subscription.objects.filter(kind="element").count() == 17


def test_a_corrected_measure_is_told_as_corrected(owner):
    measure = make_measure()
    following = follow(owner, "measure", subject=measure.key)
    measures.correct(measure=measure, fields={"title_en": "Another title"}, reason="Misread.", by="tests", at=AT)
    collect()
    assert acts(following) == [(1, "corrected", "measure")]
    assert Notification.objects.get(subscription=following).said["reason"] == "Misread."
