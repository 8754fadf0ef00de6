"""Messages reach a receiver that is down, slow or out of order: all of them, under their old numbers, in order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings

from controls.alerts.channels import webhook
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import deliveries, endpoints, subscriptions, webhooks
from controls.alerts.services.endpoints import EndpointRefused
from controls.outbound import sending
from tests.alerts import hooked
from tests.alerts.hooked import NOON, deliver, endpoint_at, following, messages, numbers_of, pass_time, verified
from tests.alerts.receiver import hangs, receiving, resets, says

pytestmark = pytest.mark.django_db
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
State = Delivery.State


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def endpoint(receiver):
    return endpoint_at(receiver.url, by=hooked.owner())


def states(rows):
    found = {row.pk: row for row in Delivery.objects.filter(pk__in=[row.pk for row in rows])}
    return [found[row.pk].state for row in rows]


# ---- A healthy receiver


def test_messages_arrive_once_each_in_their_order_and_signed(receiver, endpoint):
    rows = messages(following(endpoint), 5)

    assert deliver(NOON) == 5
    assert receiver.numbers == numbers_of(rows)
    for got, number in zip(receiver.got, range(1, 6), strict=True):
        assert verified(got, endpoint, at=NOON)["data"]["number"] == number
    assert states(rows) == [State.SENT] * 5
    assert deliver(NOON + HOUR) == 0


def test_what_was_sent_says_when_and_with_which_answer(receiver, endpoint):
    receiver.otherwise = says(202)
    (row,) = messages(following(endpoint), 1)

    deliver(NOON)

    row.refresh_from_db()
    endpoint.refresh_from_db()
    assert (row.status, row.sent_at, row.attempts, row.trouble, row.claim) == (202, NOON, 1, "", "")
    assert (endpoint.last_good_at, endpoint.failing_since) == (NOON, None)


def test_nothing_is_sent_before_it_is_due(receiver, endpoint):
    messages(following(endpoint), 1, at=NOON + MINUTE)

    assert deliver(NOON) == 0
    assert deliver(NOON + MINUTE) == 1


# ---- Failures, one after another


ODD = {
    "answers 500": says(500),
    "is refused": says(401),
    "redirects": says(302, location="http://127.0.0.1/"),
    "resets": resets,
}


@pytest.mark.parametrize("act", ODD.values(), ids=ODD)
def test_a_receiver_that_does_not_take_a_message_gets_it_again_under_its_number(receiver, endpoint, act):
    receiver.acts = [act, act]
    (row,) = messages(following(endpoint), 1)

    deliver(NOON)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert row.trouble
    assert NOON + 5 * SECOND <= row.due_at <= NOON + 6 * SECOND

    pass_time(NOON, NOON + 10 * MINUTE, 5 * SECOND)
    assert receiver.numbers == numbers_of([row]) * 3
    assert states([row]) == [State.SENT]


def test_a_slow_receiver_is_left_after_its_time_and_asked_again(receiver, endpoint, monkeypatch):
    monkeypatch.setattr(webhooks, "SECONDS", 0.3)
    receiver.acts = [hangs]
    (row,) = messages(following(endpoint), 1)

    deliver(NOON)

    row.refresh_from_db()
    assert "No whole answer within 0.3 seconds" in row.trouble
    assert row.due_at >= NOON + 20 * SECOND  # what it waited, and five seconds more
    deliver(row.due_at)
    assert receiver.numbers == numbers_of([row, row])


def test_a_receiver_that_asks_to_be_left_alone_is(receiver, endpoint):
    receiver.acts = [says(429, b"", retry_after="7200")]
    (row,) = messages(following(endpoint), 1)

    deliver(NOON)

    assert deliver(NOON + 7_199 * SECOND) == 0
    assert deliver(NOON + 7_200 * SECOND) == 1
    assert states([row]) == [State.SENT]


def test_each_attempt_is_signed_as_of_its_own_moment_with_the_same_body(receiver, endpoint):
    receiver.acts = [says(500)]
    messages(following(endpoint), 1)

    deliver(NOON)
    deliver(NOON + MINUTE)

    first, second = receiver.got
    assert first.body == second.body
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert verified(second, endpoint, at=NOON + MINUTE)


def test_an_address_that_leads_into_the_house_by_now_is_refused_and_counts_as_a_failure(settings, receiver, endpoint):
    settings.OUTBOUND_TEST_HOSTS = []
    WebhookEndpoint.objects.update(url="https://localhost/hook")
    (row,) = messages(following(endpoint), 1)

    deliver(NOON)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.status) == (State.WAITING, 1, None)
    assert "not a public address" in row.trouble
    assert receiver.got == []


# ---- Order


def test_the_next_message_waits_for_the_one_before(receiver, endpoint):
    receiver.acts = [says(500)] * 3
    rows = messages(following(endpoint), 3)

    at = pass_time(NOON, NOON + HOUR, 5 * SECOND)

    first, *others = numbers_of(rows)
    assert receiver.numbers == [first] * 4 + others
    assert states(rows) == [State.SENT] * 3
    assert at


def test_messages_of_several_subscriptions_reach_one_endpoint_in_the_order_in_which_they_were_made(receiver, endpoint):
    one, other = following(endpoint), following(endpoint)
    rows = [messages(each, 1)[0] for each in (one, other, one, other)]

    deliver(NOON)

    assert receiver.numbers == numbers_of(rows)


def test_endpoints_do_not_wait_for_each_other(settings, receiver, endpoint):
    with receiving() as other:
        settings.OUTBOUND_TEST_HOSTS = hooked.hosts_of(receiver, other)
        receiver.otherwise = says(500)
        stuck = messages(following(endpoint), 2)
        fine = messages(following(endpoint_at(other.url, by=hooked.owner("chen"))), 2)

        deliver(NOON)

        assert states(stuck) == [State.WAITING] * 2
        assert states(fine) == [State.SENT] * 2


def test_workers_go_round_the_endpoints_so_that_a_long_queue_keeps_nobody_waiting(settings, receiver, endpoint):
    with receiving() as other:
        settings.OUTBOUND_TEST_HOSTS = hooked.hosts_of(receiver, other)
        second = endpoint_at(other.url, by=hooked.owner("chen"))
        messages(following(endpoint), 3)
        messages(following(second), 1)

        served = [webhooks.deliver_due(name="a", at=NOON)]
        served.append(webhooks.deliver_due(name="b", at=NOON, after=served[-1]))

        assert served == [endpoint.pk, second.pk]


def test_a_message_that_a_receiver_refuses_for_itself_is_passed_by_the_others_after_four_attempts(receiver, endpoint):
    rows = messages(following(endpoint), 3)
    receiver.acts = [says(422)] * 4

    at = pass_time(NOON, NOON + 40 * MINUTE, 5 * SECOND)

    first, *others = numbers_of(rows)
    assert receiver.numbers == [first] * 4 + others
    assert states(rows) == [State.WAITING, State.SENT, State.SENT]
    deliver(at + 3 * HOUR)
    assert receiver.numbers[-1] == first


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 503])
def test_a_receiver_that_is_in_no_state_to_take_anything_is_waited_for(receiver, endpoint, status):
    rows = messages(following(endpoint), 2)
    receiver.acts = [says(status)] * 5

    pass_time(NOON, NOON + 2 * HOUR, MINUTE)

    assert set(receiver.numbers) == {numbers_of(rows)[0]}
    assert len(receiver.numbers) == 4


# ---- Three hours without a receiver


def test_a_receiver_that_is_down_for_three_hours_gets_everything_in_order(receiver, endpoint):
    subscription, rows, at = following(endpoint), [], NOON
    down = [says(500), resets, says(503), says(302, location="/"), says(500, b"still down")]
    receiver.otherwise = lambda line: down[len(receiver.got) % len(down)](line)
    while at < NOON + 3 * HOUR:
        rows += messages(subscription, 1, at=at)
        at = pass_time(at, at + 10 * MINUTE, MINUTE)
    assert {*states(rows)} == {State.WAITING}
    tried = len(receiver.got)

    receiver.otherwise = says()
    pass_time(at, at + 6 * HOUR, MINUTE)

    assert receiver.numbers[tried:] == numbers_of(rows)
    assert states(rows) == [State.SENT] * 18
    assert [each.said["data"]["number"] for each in receiver.got[tried:]] == list(range(1, 19))


# ---- The end of patience


def test_410_ends_the_endpoint_and_its_subscriptions_and_gives_up_what_waits(receiver, endpoint):
    receiver.otherwise = says(410)
    subscription = following(endpoint)
    rows = messages(subscription, 3)

    assert deliver(NOON) == 1

    endpoint.refresh_from_db()
    subscription.refresh_from_db()
    assert (endpoint.state, endpoint.state_since) == (WebhookEndpoint.State.GONE, NOON)
    assert states(rows) == [State.FAILED] * 3
    assert (subscription.ended_at, subscription.ended_why) == (
        NOON,
        "The receiver answered 410: it wants no more messages.",
    )


def test_a_receiver_that_took_nothing_for_76_hours_is_not_asked_any_more(receiver, endpoint):
    receiver.otherwise = says(500, b"down")
    rows = messages(following(endpoint), 2)

    pass_time(NOON, NOON + 75 * HOUR, 5 * MINUTE)
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.ON
    at = pass_time(NOON + 75 * HOUR, NOON + 80 * HOUR, 5 * MINUTE)

    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.FAILING
    assert endpoint.failing_since == NOON + 5 * MINUTE
    assert endpoint.last_trouble == "The receiver answered 500: down"
    assert receiver.numbers == numbers_of(rows)[:1] * 10
    assert states(rows) == [State.FAILED, State.WAITING]
    assert deliver(at + 100 * HOUR) == 0


def test_a_message_that_is_refused_to_the_end_does_not_end_an_endpoint_that_takes_others(receiver, endpoint):
    subscription = following(endpoint)
    (bad,) = messages(subscription, 1)
    number, good = numbers_of([bad])[0], says()
    refused = says(400)
    receiver.otherwise = lambda line: (refused if receiver.numbers[-1] == number else good)(line)
    at = pass_time(NOON, NOON + 70 * HOUR, 30 * MINUTE)
    messages(subscription, 1, at=at)

    pass_time(at, at + 14 * HOUR, 30 * MINUTE)

    endpoint.refresh_from_db()
    assert states([bad]) == [State.FAILED]
    assert endpoint.state == WebhookEndpoint.State.ON


def test_switched_on_again_it_gets_what_waited(receiver, endpoint):
    rows = messages(following(endpoint), 2)
    endpoints.switch_off(endpoint=endpoint, at=NOON)
    assert deliver(NOON + HOUR) == 0

    endpoint = endpoints.switch_on(endpoint=WebhookEndpoint.objects.get(), at=NOON + HOUR)

    assert deliver(NOON + HOUR) == 2
    assert receiver.numbers[-2:] == numbers_of(rows)


def test_nothing_is_sent_for_somebody_who_may_not_sign_in_any_more(receiver, endpoint):
    messages(following(endpoint), 1)
    endpoint.owner.is_active = False
    endpoint.owner.save()

    assert deliver(NOON) == 0


# ---- By hand


def test_a_message_is_sent_again_by_hand_under_its_old_number(receiver, endpoint):
    (row,) = messages(following(endpoint), 1)
    deliver(NOON)

    assert webhooks.replay(delivery=Delivery.objects.get(pk=row.pk), at=NOON + HOUR)
    deliver(NOON + HOUR)

    assert receiver.numbers == numbers_of([row, row])
    assert receiver.got[0].body == receiver.got[1].body


def test_one_that_waits_anyway_is_not_sent_again_by_hand(receiver, endpoint):
    (row,) = messages(following(endpoint), 1)

    assert not webhooks.replay(delivery=row, at=NOON)


@pytest.mark.parametrize("state", ["off", "gone", "failing"])
def test_nothing_is_sent_again_where_it_would_wait_for_ever(receiver, endpoint, state):
    (row,) = messages(following(endpoint), 1)
    Delivery.objects.update(state=State.FAILED)
    WebhookEndpoint.objects.update(state=state)

    for again in (
        lambda: webhooks.replay(delivery=row, at=NOON),
        lambda: webhooks.replay_failed(endpoint=endpoint, since=NOON, at=NOON),
    ):
        with pytest.raises(EndpointRefused) as refusal:
            again()
        assert refusal.value.field == "state"
    assert states([row]) == [State.FAILED]


def test_what_its_owner_ended_is_not_sent_again(receiver, endpoint):
    ended, other = following(endpoint), following(endpoint)
    (dropped,), (failed,) = messages(ended, 1), messages(other, 1)
    subscriptions.end(subscription=ended, at=NOON)
    Delivery.objects.filter(pk=failed.pk).update(state=State.FAILED)

    assert webhooks.replay_failed(endpoint=endpoint, since=NOON, at=NOON) == 1
    assert states([dropped, failed]) == [State.FAILED, State.WAITING]
    with pytest.raises(EndpointRefused) as refusal:
        webhooks.replay(delivery=dropped, at=NOON)
    assert refusal.value.field == "number"


def test_what_was_given_up_at_410_may_be_sent_again_when_the_receiver_is_back(receiver, endpoint):
    rows = messages(following(endpoint), 2)
    receiver.otherwise = says(410)
    deliver(NOON)
    receiver.otherwise = says()
    endpoint = endpoints.switch_on(endpoint=WebhookEndpoint.objects.get(), at=NOON + HOUR)

    assert webhooks.replay_failed(endpoint=endpoint, since=NOON, at=NOON + HOUR) == 2
    deliver(NOON + HOUR)
    assert states(rows) == [State.SENT] * 2


def test_a_receiver_moves_without_a_loss(receiver, endpoint):
    rows = messages(following(endpoint), 3)
    receiver.otherwise = says(500)
    deliver(NOON)
    with receiving() as elsewhere, override_settings(OUTBOUND_TEST_HOSTS=[receiver.place, elsewhere.place]):
        moved = endpoints.move(endpoint=endpoint, url=elsewhere.url, at=NOON + MINUTE)
        deliver(NOON + MINUTE)

        assert (moved.url, moved.state, moved.generation) == (elsewhere.url, "on", endpoint.generation)
        assert elsewhere.got[0].said["type"] == "webhook.test"
        assert elsewhere.numbers[1:] == numbers_of(rows)
        assert verified(elsewhere.got[1], endpoint, at=NOON + MINUTE)
    assert states(rows) == [State.SENT] * 3


def test_everything_given_up_since_a_moment_is_sent_again_in_the_old_order(receiver, endpoint):
    subscription = following(endpoint)
    old, *rows = messages(subscription, 1), *messages(subscription, 3, at=NOON + HOUR)
    (sent,) = messages(subscription, 1, at=NOON + HOUR)
    Delivery.objects.exclude(pk=sent.pk).update(state=State.FAILED, attempts=10)
    deliver(NOON + HOUR)

    assert webhooks.replay_failed(endpoint=endpoint, since=NOON + MINUTE, at=NOON + 2 * HOUR) == 3
    deliver(NOON + 2 * HOUR)

    assert receiver.numbers == numbers_of([sent, *rows])
    assert states(old) == [State.FAILED]


# ---- Claims


def test_what_is_in_somebodys_hands_is_in_nobody_elses_and_nothing_behind_it_moves(receiver, endpoint):
    messages(following(endpoint), 2)

    held = webhooks.claim(name="one", at=NOON)

    assert held is not None
    assert webhooks.claim(name="two", at=NOON + MINUTE) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_first_claim_has_no_say_any_more(receiver, endpoint):
    rows = messages(following(endpoint), 1)
    first = webhooks.claim(name="killed", at=NOON)

    late = NOON + deliveries.LEASE + SECOND
    assert deliver(late) == 1

    assert receiver.numbers == numbers_of(rows)
    assert not deliveries.sent(held=first, at=late, status=200)
    assert Delivery.objects.get().attempts == 2


def test_a_result_that_comes_too_late_changes_nothing_about_the_endpoint(receiver, endpoint):
    messages(following(endpoint), 1)
    held = webhooks.claim(name="slow", at=NOON)
    deliver(NOON + deliveries.LEASE + SECOND)

    webhooks.settle(held=held, verdict=webhook.Verdict(taken=False, status=410, trouble="late"), at=NOON + HOUR)

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since) == (WebhookEndpoint.State.ON, None)


def test_an_endpoint_that_was_removed_while_a_message_was_under_way_is_no_trouble(receiver, endpoint):
    messages(following(endpoint), 1)
    held = webhooks.claim(name="one", at=NOON)

    endpoints.remove(endpoint=endpoint)
    webhooks.settle(held=held, verdict=webhook.Verdict(taken=True, status=200), at=NOON)

    assert not Delivery.objects.exists()


def test_the_time_of_an_attempt_ends_well_before_its_lease():
    assert timedelta(seconds=sending.SECONDS * 2) < deliveries.LEASE


def test_finding_what_is_next_takes_as_many_questions_however_much_waits(receiver, endpoint, django_assert_num_queries):
    messages(following(endpoint), 1)
    with django_assert_num_queries(7):
        webhooks.claim(name=uuid4().hex, at=NOON)
    endpoints.remove(endpoint=endpoint)
    other = endpoint_at(receiver.url, by=endpoint.owner)
    messages(following(other), 60)

    with django_assert_num_queries(7):
        webhooks.claim(name=uuid4().hex, at=NOON)
