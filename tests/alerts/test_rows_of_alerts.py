"""What rows of alerts can be and cannot: the database refuses what means nothing and finds what is due."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from controls.alerts.models import Delivery, Notification, SavedSearch, Subscription
from tests.alerts import hooked
from tests.alerts.following import save_search, somebody
from tests.alerts.hooked import NOON, endpoint_at, following, messages
from tests.screening.watched import make_portfolio

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def plain(owner, **columns):
    given = {"kind": "source", "label": "A source is late", "channel": "feed", "made_at": NOON, "token": "t"}
    return Subscription.objects.create(owner=owner, **given | columns)


def refused(constraint, act):
    """Whether the database itself refuses an act, by this rule."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    return constraint in str(refusal.value)


class TestRefusals:
    def test_a_webhook_needs_an_endpoint_and_other_ways_have_none(self):
        ada = somebody()
        endpoint = endpoint_at("https://hooks.example/", by=ada)

        assert refused("subscription_webhook_has_an_endpoint", lambda: plain(ada, channel="webhook"))
        assert refused("subscription_webhook_has_an_endpoint", lambda: plain(ada, channel="email", endpoint=endpoint))

    @pytest.mark.parametrize(("kind", "days"), [("ends", None), ("ends", 0), ("ends", 366), ("source", 30)])
    def test_days_are_of_ends_and_at_most_a_year(self, kind, days):
        assert refused("subscription_days_are_of_ends", lambda: plain(somebody(), kind=kind, days=days))

    @pytest.mark.parametrize("days", [1, 365])
    def test_days_at_the_edges_are_taken(self, days):
        assert plain(somebody(), kind="ends", days=days).days == days

    def test_a_search_belongs_to_subscriptions_of_searches_and_to_no_others(self):
        ada = somebody()
        search = save_search(ada)

        assert refused("subscription_search_has_a_search", lambda: plain(ada, kind="search"))
        assert refused("subscription_search_has_a_search", lambda: plain(ada, search=search))

    def test_a_portfolio_belongs_to_subscriptions_of_portfolios_and_to_no_others(self):
        ada = somebody()
        portfolio = make_portfolio(owner=ada)

        assert refused("subscription_portfolio_has_a_portfolio", lambda: plain(ada, kind="portfolio"))
        assert refused("subscription_portfolio_has_a_portfolio", lambda: plain(ada, portfolio=portfolio))

    def test_no_two_subscriptions_open_at_one_address(self):
        ada = somebody()
        plain(ada)

        assert refused("token", lambda: plain(ada))

    @pytest.mark.parametrize(("state", "sent_at"), [("sent", None), ("waiting", NOON), ("failed", NOON)])
    def test_what_was_sent_says_when_and_nothing_else_does(self, state, sent_at):
        row = plain(somebody())
        columns = {"channel": "email", "subscription": row, "made_at": NOON, "due_at": NOON}

        assert refused(
            "delivery_sent_has_a_time", lambda: Delivery.objects.create(state=state, sent_at=sent_at, **columns)
        )

    @pytest.mark.parametrize(
        ("changed", "constraint"),
        [
            ({"number": 2}, "notification_once_per_subscription"),
            ({"occurrence": "late:2"}, "notification_numbered"),
        ],
    )
    def test_one_thing_is_told_once_and_each_has_its_number(self, changed, constraint):
        columns = {"subscription": plain(somebody()), "number": 1, "occurrence": "late:1", "label": "MOFCOM is late"}
        columns |= {"happened_at": NOON, "made_at": NOON}
        Notification.objects.create(**columns)

        assert refused(constraint, lambda: Notification.objects.create(**columns | changed))

    def test_a_name_is_a_person_s_once_whatever_its_case(self):
        ada = somebody()
        save_search(ada, name="Japan")

        assert refused("saved_search_name_unique_per_owner", lambda: save_search(ada, name="JAPAN"))
        assert SavedSearch.objects.count() == 1


class TestStanding:
    def test_what_ended_and_those_of_who_left_do_not_stand(self):
        ada, left = somebody(), somebody("left@example.org")
        stands = plain(ada, token="a")
        plain(ada, token="b", ended_at=NOON)
        plain(left, token="c")
        type(left).objects.filter(pk=left.pk).update(is_active=False)

        assert list(Subscription.objects.standing()) == [stands]

    def test_unread_ones_are_counted_for_each_by_itself(self):
        endpoint = endpoint_at("https://hooks.example/", by=hooked.owner())
        many, none = following(endpoint), following(endpoint)
        messages(many, 3)
        Notification.objects.filter(number=1).update(read_at=NOON)

        found = Subscription.objects.of(endpoint.owner).with_unread()
        assert {row.pk: row.unread for row in found} == {many.pk: 2, none.pk: 0}

    def test_what_is_shown_to_admins_does_not_name_whom_somebody_deals_with(self):
        endpoint = endpoint_at("https://hooks.example/", by=hooked.owner())
        (message,) = messages(following(endpoint, label="Zellerfeld GmbH"), 1)
        message.notifications.update(label="Zellerfeld GmbH")

        assert "Zellerfeld" not in f"{message} {message.notifications.get()}"


class TestDue:
    @pytest.mark.parametrize(
        ("columns", "due"),
        [
            ({}, True),
            ({"due_at": NOON + MINUTE}, False),
            ({"leased_until": NOON + MINUTE}, False),
            ({"leased_until": NOON - MINUTE}, True),
            ({"state": "failed"}, False),
            ({"state": "sent", "sent_at": NOON}, False),
        ],
    )
    def test_is_what_waits_with_its_time_come_in_nobody_s_hands(self, columns, due):
        endpoint = endpoint_at("https://hooks.example/", by=hooked.owner())
        (message,) = messages(following(endpoint), 1)
        Delivery.objects.filter(pk=message.pk).update(**columns)

        assert Delivery.objects.due(at=NOON).exists() == due
