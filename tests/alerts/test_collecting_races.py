"""Several workers at once, each with its own connection: everything is told once, in order, and nothing is lost."""

import uuid

import pytest

from controls.alerts.models import Delivery, Notification, Subscription
from controls.alerts.services import collecting, deliveries, notifying, occurrences, subscriptions
from tests.alerts.following import AT, collect, follow, list_somebody, somebody
from tests.controls.apart import apart, copied, writers
from tests.factories import make_list

__all__ = ["apart", "copied", "writers"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("apart")]


def anybody():
    return somebody(f"{uuid.uuid4().hex}@example.org")


def numbers(subscription):
    return list(
        Notification.objects.filter(subscription=subscription).order_by("number").values_list("number", flat=True)
    )


def test_of_four_who_read_at_once_each_thing_is_told_by_one(writers):
    collect()
    entity_list = make_list()
    following = follow(anybody(), subject=entity_list.key)
    for _each in range(6):
        list_somebody(entity_list)
    told = writers.together([collect] * 4)
    assert sum(told) == 6
    assert numbers(following) == [1, 2, 3, 4, 5, 6]


def test_what_is_recorded_while_others_read_is_told_once(writers, monkeypatch):
    monkeypatch.setattr(collecting, "BATCH", 2)
    collect()
    entity_list = make_list()
    following = follow(anybody(), subject=entity_list.key)
    acts = [lambda: list_somebody(entity_list)] * 3 + [collect] * 3
    for result in writers.together(acts):
        assert not isinstance(result, BaseException), result
    collect()
    assert numbers(following) == [1, 2, 3]


def test_whoever_is_killed_before_the_end_has_told_nothing_and_the_next_tells_it(monkeypatch):
    collect()
    entity_list = make_list()
    following = follow(anybody(), subject=entity_list.key, channel="email")
    list_somebody(entity_list)
    real = notifying.tell

    def die(**wanted):
        real(**wanted)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(notifying, "tell", die)
        with pytest.raises(KeyboardInterrupt):
            collect()
    assert numbers(following) == []
    assert not Delivery.objects.filter(subscription=following).exists()
    collect()
    assert numbers(following) == [1]


def test_of_many_who_claim_at_once_one_gets_the_letter(writers):
    following = follow(anybody(), subject="cn-watch-list", channel="email")
    row = deliveries.open_for(subscription=following, at=AT, due_at=AT)
    held = writers.together([lambda: deliveries.claim(channel="email", name=uuid.uuid4().hex, at=AT)] * 4)
    assert [each.pk for each in held if each is not None].count(row.pk) == 1
    deliveries.drop_for(trouble="done", subscription=following)


def test_of_many_who_note_one_spell_one_notes_it(writers):
    key = f"source:x:late:{uuid.uuid4().hex}"

    def note():
        return occurrences.note(key=key, kind="source", subject="source:x", label="X", said={}, at=AT)

    noted = writers.together([note] * 4)
    assert sum(each is not None for each in noted) == 1


def test_two_subscriptions_to_one_thing_made_at_once_are_one(writers):
    owner = anybody()

    def subscribe():
        try:
            return follow(owner, subject="cn-watch-list")
        except subscriptions.SubscriptionRefused as reason:
            return reason.field

    made = writers.together([subscribe] * 4)
    assert made.count("channel") == 3
    assert Subscription.objects.filter(owner=owner).count() == 1
