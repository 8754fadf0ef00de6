"""Messages on their way: claimed by one, tried again, given up, never lost."""

from datetime import timedelta

import pytest

from controls.alerts.models import Delivery
from controls.alerts.services import deliveries, subscriptions
from controls.alerts.services.deliveries import LEASE
from tests.alerts.following import AT, HOUR, MINUTE, follow, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def following():
    return follow(somebody(), subject="cn-watch-list", channel="email")


def put(following, *, due_at=AT):
    return deliveries.open_for(subscription=following, at=AT, due_at=due_at)


def claim(name="one", *, at=AT):
    return deliveries.claim(channel="email", name=name, at=at)


def test_what_is_due_is_claimed_with_its_subscription(following):
    row = put(following)
    held = claim()
    assert held.pk == row.pk
    assert held.delivery.subscription == following
    assert (held.delivery.attempts, held.delivery.claim) == (1, "one")


def test_what_is_not_due_yet_is_left(following):
    put(following, due_at=AT + HOUR)
    assert claim() is None
    assert claim(at=AT + HOUR) is not None


def test_what_somebody_has_is_not_given_to_another(following):
    put(following)
    assert claim("one") is not None
    assert claim("two") is None


def test_a_worker_that_died_loses_its_message_when_its_lease_runs_out(following):
    row = put(following)
    claim("dead")
    assert claim("two", at=AT + LEASE) is None
    held = claim("two", at=AT + LEASE + timedelta(seconds=1))
    assert (held.pk, held.delivery.uid, held.delivery.attempts) == (row.pk, row.uid, 2)


def test_who_lost_the_claim_changes_nothing_any_more(following):
    put(following)
    late = claim("late")
    claim("two", at=AT + LEASE + MINUTE)
    assert not deliveries.sent(held=late, at=AT + LEASE + MINUTE)
    assert not deliveries.failed(held=late, at=AT, trouble="slow", wait=MINUTE)
    assert not deliveries.give_up(held=late, trouble="slow")
    assert Delivery.objects.get().claim == "two"


def test_what_was_sent_is_done(following):
    put(following)
    assert deliveries.sent(held=claim(), at=AT + MINUTE, status=250)
    row = Delivery.objects.get()
    assert (row.state, row.sent_at, row.status, row.leased_until) == ("sent", AT + MINUTE, 250, None)
    assert claim(at=AT + HOUR) is None


def test_what_failed_waits_and_says_why(following):
    put(following)
    assert deliveries.failed(held=claim(), at=AT, trouble="t" * 500, wait=HOUR, status=421)
    row = Delivery.objects.get()
    assert (row.state, row.due_at, row.status, len(row.trouble)) == ("waiting", AT + HOUR, 421, 300)
    assert claim(at=AT + MINUTE) is None
    assert claim(at=AT + HOUR).delivery.attempts == 2


def test_what_was_given_up_stays_to_be_seen_and_is_claimed_by_nobody(following):
    put(following)
    assert deliveries.give_up(held=claim(), trouble="Refused for ever.", status=550)
    assert Delivery.objects.get().state == "failed"
    assert claim(at=AT + HOUR) is None


def test_what_was_given_up_can_be_sent_again_under_its_old_id(following):
    row = put(following)
    deliveries.give_up(held=claim(), trouble="Refused.")
    assert deliveries.send_again(delivery=row, at=AT + HOUR)
    again = claim(at=AT + HOUR)
    assert (again.delivery.uid, again.delivery.attempts) == (row.uid, 1)


def test_what_waits_anyway_is_not_sent_twice_by_hand(following):
    row = put(following)
    assert not deliveries.send_again(delivery=row, at=AT)


def test_messages_of_one_subscription_are_first_tried_in_their_order(following):
    first, second = put(following), put(following)
    held = claim("one")
    assert held.pk == first.pk
    assert claim("two") is None
    deliveries.sent(held=held, at=AT)
    assert claim("two").pk == second.pk


def test_a_message_that_waits_for_its_next_attempt_holds_nobody_up(following):
    first, second = put(following), put(following)
    deliveries.failed(held=claim(), at=AT, trouble="busy", wait=HOUR)
    assert claim("two").pk == second.pk
    assert Delivery.objects.get(pk=first.pk).state == "waiting"


def test_another_subscription_does_not_wait(following):
    put(following)
    other = put(follow(somebody("other@example.org"), subject="cn-watch-list", channel="email"))
    claim("one")
    assert claim("two").pk == other.pk


def test_another_channel_takes_nothing(following):
    put(following)
    assert deliveries.claim(channel="webhook", name="one", at=AT) is None


def test_the_one_that_is_due_longest_goes_first(following):
    put(following, due_at=AT - MINUTE)
    earlier = put(follow(somebody("other@example.org"), subject="cn-watch-list", channel="email"), due_at=AT - HOUR)
    assert claim().pk == earlier.pk


def test_the_end_of_a_subscription_drops_what_waits_also_what_is_in_hands(following):
    put(following)
    held = claim()
    put(following, due_at=AT + HOUR)
    subscriptions.end(subscription=following, at=AT, why="by its owner")
    assert {row.state for row in Delivery.objects.all()} == {"failed"}
    assert not deliveries.sent(held=held, at=AT)


def test_another_subscriptions_messages_are_not_dropped(following):
    put(following)
    other = follow(somebody("other@example.org"), subject="cn-watch-list", channel="email")
    subscriptions.end(subscription=other, at=AT)
    assert Delivery.objects.get().state == "waiting"
