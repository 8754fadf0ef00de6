"""The bench of alerts, without processes: what it publishes is followed, told and taken, and its word kept or not."""

import uuid

import pytest
from django.utils import timezone

from controls.alerts.models import Delivery
from controls.alerts.services import collecting, webhooks
from controls.screening.services import index, rescreenings, watching
from ops import bench_alerts
from ops.bench_alerts import Report
from ops.made_receiver import Receiver, Tally

pytestmark = pytest.mark.django_db


def everybody_works():
    """One round of all that the clockwork does."""
    now, today = timezone.now(), timezone.localdate()
    rescreenings.find_due(loaded=index.current(), at=now, on=today)
    while held := rescreenings.claim(name=str(uuid.uuid4()), at=now):
        while watching.step(held=held, at=now, on=today):
            pass
    collecting.collect(at=now, on=today)
    while webhooks.deliver_due(name=str(uuid.uuid4()), at=now) is not None:
        pass


@pytest.fixture
def alone(monkeypatch, settings):
    """No processes: whenever the bench looks, a round of work was done."""

    class Threadless:
        def __init__(self, count):
            assert count == 2

        def __enter__(self):
            return self

        def __exit__(self, *_raised):
            return None

        def wait_until_up(self, *, seconds):
            return None

    monkeypatch.setenv("OUTBOUND_TEST_HOSTS", "")
    settings.OUTBOUND_TEST_HOSTS = []
    monkeypatch.setattr(bench_alerts, "Workers", Threadless)
    monkeypatch.setattr(bench_alerts.time, "sleep", lambda _seconds: everybody_works())
    index.forget()
    yield
    index.forget()


def test_what_is_published_is_compared_told_and_taken_by_everybody_who_follows_it(alone):
    report = bench_alerts.run(counterparties=12, names=4, followers=2, workers=2, seed=1, limit=60)

    assert (report.differences, report.waiting, report.refused, report.disordered, report.sent_twice) == (2, 0, 0, 0, 0)
    # Both who follow the list hear of each of the 4 names, the owner of both differences.
    assert report.notifications == report.messages >= 2 * 4 + 2
    assert report.full_pairs > report.pairs > 0
    assert 0 < report.rescreened <= report.told <= report.taken
    assert report.share == report.pairs / report.full_pairs


def test_what_cannot_be_taken_is_said(alone, monkeypatch):
    monkeypatch.setattr(webhooks, "deliver_due", lambda **_given: None)

    report = bench_alerts.run(counterparties=4, names=2, followers=1, workers=2, seed=1, limit=1)

    assert (report.taken, report.messages, report.kept) == (0, 0, False)
    assert report.waiting == Delivery.objects.count() > 0


GOOD = {"counterparties": 1, "names": 1, "followers": 1, "messages": 9, "taken": 60.0, "share": 0.05}


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ({}, True),
        ({"taken": 60.1}, False),
        ({"taken": 0.0}, False),
        ({"share": 0.051}, False),
        ({"messages": 0}, False),
        ({"waiting": 1}, False),
        ({"sent_twice": 1}, False),
        ({"refused": 1}, False),
        ({"disordered": 1}, False),
    ],
)
def test_a_word_is_kept_only_when_all_of_it_is(other, kept):
    assert Report(**{**GOOD, **other}).kept is kept


def said(subscription, number):
    return {"type": "register.change", "data": {"subscription": {"id": subscription}, "number": number}}


def test_a_tally_sees_what_comes_twice_and_what_comes_out_of_order():
    tally = Tally()
    for number, place in (("a", 1), ("b", 2), ("b", 2), ("c", 4)):
        tally.note(number, said(1, place))
    tally.note("d", said(2, 1))
    tally.note("t", {"type": "webhook.test", "data": {}})

    assert (tally.taken, tally.twice, tally.disordered) == (6, 1, 2)


def test_a_receiver_refuses_what_another_secret_signed(alone, settings):
    with Receiver() as receiver:
        settings.OUTBOUND_TEST_HOSTS = [receiver.place]
        owner = bench_alerts.somebody("reader")
        bench_alerts.follow(receiver, owner)
        receiver.secrets |= dict.fromkeys(receiver.secrets, "whsec_" + "A" * 44)

        bench_alerts.endpoints.send_test(endpoint=owner.webhook_endpoints.get(), at=timezone.now())
        webhooks.deliver_due(name="one", at=timezone.now())

        assert (receiver.tally.refused, receiver.tally.taken) == (1, 0)
