"""Owners of webhooks that ended: each is told once, in their language, and nobody keeps another waiting."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import owners
from tests.alerts import hooked
from tests.alerts.hooked import NOON, endpoint_at, following, messages

pytestmark = pytest.mark.django_db
State = WebhookEndpoint.State
HOUR = timedelta(hours=1)


def ended(by, *, name="Ledger", state=State.GONE, since=NOON, **fields):
    return endpoint_at(
        f"https://{name.casefold()}.example/", by=by, name=name, state=state, state_since=since, **fields
    )


def tell_all(*, at=NOON):
    """Letters until nobody is left. How many there were."""
    for told in range(100):
        if not owners.tell_next(at=at):
            return told
    raise AssertionError("More than a hundred letters.")


def receivers():
    return [to for letter in mail.outbox for to in letter.to]


def test_where_nothing_ended_nobody_is_written_to():
    endpoint_at("https://works.example/", by=hooked.owner())

    assert tell_all() == 0
    assert mail.outbox == []


def test_each_owner_gets_a_letter_for_each_webhook_that_ended():
    ying, jun = hooked.owner("ying"), hooked.owner("jun")
    for by, name in [(ying, "Ledger"), (ying, "Stock"), (jun, "Customs")]:
        ended(by, name=name)

    assert tell_all() == 3
    assert sorted(receivers()) == ["jun@desk.example", "ying@desk.example", "ying@desk.example"]
    assert all(len(letter.to) == 1 and not letter.cc and not letter.bcc for letter in mail.outbox)


def test_a_letter_names_the_webhook_of_its_receiver_and_no_other():
    ended(hooked.owner("ying"), name="Ledger")
    ended(hooked.owner("jun"), name="Customs")
    tell_all()

    for letter in mail.outbox:
        mine, other = ("Ledger", "Customs") if letter.to == ["ying@desk.example"] else ("Customs", "Ledger")
        assert mine in letter.subject
        assert f"https://{mine.casefold()}.example/" in letter.body
        assert other.casefold() not in (letter.subject + letter.body).casefold()


def test_who_waits_longest_is_told_first():
    ended(hooked.owner("late"), name="Late", since=NOON)
    ended(hooked.owner("early"), name="Early", since=NOON - HOUR)
    tell_all()

    assert receivers() == ["early@desk.example", "late@desk.example"]


def test_what_was_told_says_when_and_is_not_told_again():
    row = ended(hooked.owner())

    assert [tell_all(at=NOON), tell_all(at=NOON + HOUR)] == [1, 0]
    row.refresh_from_db()
    assert row.owner_told_at == NOON


def test_one_that_ends_again_after_it_was_switched_on_is_told_again():
    row = ended(hooked.owner())
    tell_all()
    WebhookEndpoint.objects.filter(pk=row.pk).update(state=State.FAILING, owner_told_at=None)

    assert tell_all(at=NOON + HOUR) == 1
    assert len(mail.outbox) == 2
    assert mail.outbox[0].body != mail.outbox[1].body


def test_somebody_who_may_not_sign_in_any_more_is_not_written_to_and_holds_nobody_up():
    left, stays = hooked.owner("left", is_active=False), hooked.owner("stays")
    ended(left, name="First", since=NOON - HOUR)
    ended(stays, name="Second")

    assert tell_all() == 1
    assert receivers() == ["stays@desk.example"]


def test_who_has_no_address_holds_nobody_up():
    ended(hooked.owner("mute", email=""), name="First", since=NOON - HOUR)
    ended(hooked.owner("stays"), name="Second")

    assert tell_all() == 1
    assert receivers() == ["stays@desk.example"]


@pytest.mark.parametrize("state", [State.GONE, State.FAILING])
@pytest.mark.parametrize(("waiting", "failed"), [(0, 0), (1, 0), (3, 2)])
def test_a_letter_counts_what_waits_and_what_was_given_up(state, waiting, failed):
    row = ended(hooked.owner(), state=state)
    rows = messages(following(row), waiting + failed)
    given_up = [each.pk for each in rows[:failed]]
    Delivery.objects.filter(pk__in=given_up).update(state=Delivery.State.FAILED)
    tell_all()

    body = " ".join(mail.outbox[0].body.split())
    assert f"{waiting} message{'s wait' if waiting != 1 else ' waits'}." in body
    assert f"{failed} message{'s were' if failed != 1 else ' was'} given up." in body


def test_messages_of_another_webhook_are_not_counted():
    by = hooked.owner()
    ended(by)
    messages(following(endpoint_at("https://works.example/", by=by)), 5)
    tell_all()

    assert "0 messages wait." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("language", "words"),
    [("en-gb", "is no longer used"), ("ja", "使われなくなりました"), ("zh-hans", "Ledger")],
)
def test_a_letter_is_written_in_the_language_of_the_last_subscription(language, words):
    row = ended(hooked.owner())
    following(row, language="ja" if language == "en-gb" else "en-gb")
    following(row, language=language)
    tell_all()

    letter = mail.outbox[0]
    assert words in letter.subject
    assert ("is no longer used" in letter.subject) == (language == "en-gb")


def test_who_never_subscribed_to_anything_is_written_to_in_english():
    ended(hooked.owner())
    tell_all()

    assert mail.outbox[0].subject == "Your webhook “Ledger” is no longer used"


def test_a_name_stands_in_the_letter_as_it_was_typed():
    ended(hooked.owner(), name="R&D <北京> “1”")
    tell_all()

    assert "R&D <北京> “1”" in mail.outbox[0].subject
    assert "R&D <北京> “1”" in mail.outbox[0].body


def test_a_letter_costs_the_same_questions_however_many_wait_for_one():
    by = hooked.owner()
    ended(by, name="First")
    with CaptureQueriesContext(
        connection,
    ) as few:
        owners.tell_next(at=NOON)
    for number in range(6):
        messages(following(ended(by, name=f"W{number}")), 3)
    with CaptureQueriesContext(connection) as many:
        owners.tell_next(at=NOON)

    assert len(many) == len(few)
