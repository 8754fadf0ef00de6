"""Subscriptions: what may be followed, by which way, by whom; and their end."""

import pytest

from controls.alerts.models import Subscription, WebhookEndpoint
from controls.alerts.services import subscriptions
from controls.alerts.services.subscriptions import SubscriptionRefused, Wanted
from controls.models import Change
from controls.screening.services import portfolios
from tests.alerts.following import AT, HOUR, follow, save_search, somebody
from tests.controls.markup import tree
from tests.factories import make_measure
from tests.screening.watched import make_portfolio

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return somebody()


def refused(owner, *args, **wanted):
    with pytest.raises(SubscriptionRefused) as reason:
        follow(owner, *args, **wanted)
    return reason.value.field


@pytest.mark.parametrize(
    ("kind", "key", "subject", "label"),
    [
        ("list", "cn-watch-list", "entity-list:cn-watch-list", "Watch List"),
        ("entity", "subaru-corporation", "entity:subaru-corporation", "SUBARU Corporation"),
        ("element", "Dy", "element:dy", "Dysprosium (Dy)"),
        ("element", "dy", "element:dy", "Dysprosium (Dy)"),
        ("item", "rare-earth-refining", "catalogue-item:rare-earth-refining", None),
        ("measure", "cn-2025-61", "measure:cn-2025-61", None),
    ],
)
def test_facts_are_followed_under_their_names(owner, kind, key, subject, label):
    row = follow(owner, kind, subject=key)
    assert row.subject == subject
    assert row.label.strip()
    if label:
        assert label.casefold() in row.label.casefold()


@pytest.mark.parametrize("kind", ["list", "entity", "measure", "element", "item"])
@pytest.mark.parametrize("key", ["", "no-such-thing", "x" * 200])
def test_what_is_not_on_record_cannot_be_followed(owner, kind, key):
    assert refused(owner, kind, subject=key) == "subject"


def test_it_hears_of_what_is_recorded_after_it_was_made(owner):
    newest = Change.objects.revision()[0]
    assert follow(owner, subject="cn-watch-list").since == newest
    make_measure()
    assert follow(owner, "entity", subject="subaru-corporation").since > newest


def test_each_has_a_private_token_that_cannot_be_guessed(owner):
    first, second = follow(owner, subject="cn-watch-list"), follow(owner, "ends", days=30)
    assert first.token != second.token
    assert min(len(first.token), len(second.token)) >= 40


def test_one_thing_is_followed_once_by_one_way(owner):
    follow(owner, subject="cn-watch-list")
    assert refused(owner, subject="cn-watch-list") == "channel"


def test_one_thing_may_be_followed_by_two_ways(owner):
    follow(owner, subject="cn-watch-list")
    follow(owner, subject="cn-watch-list", channel="email")
    assert Subscription.objects.of(owner).count() == 2


def test_what_ended_may_be_followed_again(owner):
    subscriptions.end(subscription=follow(owner, subject="cn-watch-list"), at=AT)
    assert follow(owner, subject="cn-watch-list").ended_at is None


def test_nobody_has_more_than_so_many(owner, monkeypatch):
    monkeypatch.setattr(subscriptions, "MOST", 2)
    follow(owner, "ends", days=1)
    follow(owner, "ends", days=2)
    assert refused(owner, "ends", days=3) == "kind"
    assert follow(somebody("other@example.org"), "ends", days=3).pk


@pytest.mark.parametrize("days", [None, 0, 366, -1])
def test_days_of_ends_are_from_one_to_a_year(owner, days):
    assert refused(owner, "ends", days=days) == "days"


def test_ends_are_told_in_words(owner):
    assert follow(owner, "ends", days=30).label == "Formal ends within 30 days"


def test_acts_that_a_kind_does_not_know_are_refused(owner):
    assert refused(owner, subject="cn-watch-list", actions=("new_hit",)) == "actions"
    assert refused(owner, "ends", days=30, actions=("added",)) == "actions"


def test_only_ones_own_portfolio_can_be_followed(owner):
    mine = make_portfolio(owner=owner)
    other = make_portfolio(owner=somebody("other@example.org"))
    assert follow(owner, "portfolio", portfolio=mine.pk).label == "Customers"
    assert refused(owner, "portfolio", portfolio=other.pk) == "portfolio"
    assert refused(owner, "portfolio") == "portfolio"


def test_a_portfolio_that_has_ended_cannot_be_followed(owner):
    mine = make_portfolio(owner=owner)
    portfolios.end(portfolio=mine, at=AT)
    assert refused(owner, "portfolio", portfolio=mine.pk) == "portfolio"


def test_only_ones_own_saved_search_can_be_followed(owner):
    mine, other = save_search(owner), save_search(somebody("other@example.org"))
    assert follow(owner, "search", search=mine.pk).label == "Japan"
    assert refused(owner, "search", search=other.pk) == "search"


def test_a_search_of_a_page_that_has_no_answer_cannot_be_followed(owner):
    assert refused(owner, "search", search=save_search(owner, route="controls:home").pk) == "search"


def test_a_search_that_is_no_longer_a_question_cannot_be_followed(owner):
    assert refused(owner, "search", search=save_search(owner, "list=no-such-list").pk) == "search"


def test_sources_are_those_that_the_floor_above_knows(owner):
    known = {"mofcom": "Ministry of Commerce"}
    assert follow(owner, "source", subject="mofcom", sources=known).label == "Ministry of Commerce"
    assert follow(owner, "source", sources=known).subject == ""
    assert refused(owner, "source", subject="bis", sources=known) == "subject"


def test_without_a_mail_server_nobody_is_promised_letters(owner, settings):
    settings.EMAIL_HOST = ""
    assert refused(owner, subject="cn-watch-list", channel="email") == "channel"
    assert follow(owner, subject="cn-watch-list").channel == "feed"


def test_only_ones_own_webhook_in_use_is_called(owner):
    def endpoint(whose, state="on"):
        return WebhookEndpoint.objects.create(
            owner=whose, url="https://example.org/", name="Ours", state=state, state_since=AT, made_at=AT
        )

    mine, other = endpoint(owner), endpoint(somebody("other@example.org"))
    gone = endpoint(owner, "gone")
    assert follow(owner, subject="cn-watch-list", channel="webhook", endpoint=mine.pk).endpoint == mine
    for each in (other.pk, gone.pk, None):
        assert refused(owner, "ends", days=3, channel="webhook", endpoint=each) == "endpoint"


def test_only_letters_are_collected(owner):
    assert follow(owner, subject="cn-watch-list", rhythm="weekly").rhythm == "at_once"
    assert follow(owner, subject="cn-watch-list", channel="email", rhythm="weekly").rhythm == "weekly"


def test_what_is_wanted_can_be_changed_and_the_thing_stays(owner):
    row = follow(owner, subject="cn-watch-list")
    wanted = Wanted(kind="entity", subject="subaru-corporation", channel="email", actions=("ended",), rhythm="daily")
    subscriptions.change(subscription=row, wanted=wanted, at=AT)
    row.refresh_from_db()
    assert (row.kind, row.subject) == ("list", "entity-list:cn-watch-list")
    assert (row.channel, row.actions, row.rhythm) == ("email", ["ended"], "daily")


def test_the_days_of_ends_can_be_changed_with_their_words(owner):
    row = follow(owner, "ends", days=30)
    subscriptions.change(subscription=row, wanted=Wanted(kind="ends", channel="feed", days=1), at=AT)
    row.refresh_from_db()
    assert (row.days, row.label) == (1, "Formal ends within 1 day")


def test_a_change_is_refused_as_the_wish_would_be(owner, settings):
    row = follow(owner, subject="cn-watch-list")
    settings.EMAIL_HOST = ""
    with pytest.raises(SubscriptionRefused):
        subscriptions.change(subscription=row, wanted=Wanted(kind="list", channel="email"), at=AT)
    with pytest.raises(SubscriptionRefused):
        subscriptions.change(subscription=row, wanted=Wanted(kind="list", channel="feed", actions=("gone",)), at=AT)
    row.refresh_from_db()
    assert (row.channel, row.actions) == ("feed", [])


def test_what_has_ended_cannot_be_changed_and_ends_once(owner):
    row = follow(owner, subject="cn-watch-list")
    assert subscriptions.end(subscription=row, at=AT, why="enough")
    assert not subscriptions.end(subscription=row, at=AT + HOUR, why="again")
    row.refresh_from_db()
    assert (row.ended_at, row.ended_why) == (AT, "enough")
    with pytest.raises(SubscriptionRefused):
        subscriptions.change(subscription=row, wanted=Wanted(kind="list", channel="feed"), at=AT)


def test_a_new_token_of_a_feed_makes_its_old_address_useless(owner):
    row = follow(owner, subject="cn-watch-list")
    old = row.feed_token
    new = subscriptions.renew_feed(subscription=row)
    assert new != old
    assert Subscription.objects.get(feed_token=new, token=row.token) == row
    assert not Subscription.objects.filter(feed_token=old).exists()


def test_only_a_feed_under_way_gets_a_new_address(owner):
    letters, over = follow(owner, "ends", days=3, channel="email"), follow(owner, subject="cn-watch-list")
    subscriptions.end(subscription=over, at=AT)
    for row in (letters, over):
        with pytest.raises(SubscriptionRefused):
            subscriptions.renew_feed(subscription=row)


class TestOneThingOnceByOneWay:
    def test_holds_for_what_is_changed_as_for_what_is_begun(self, owner):
        follow(owner, subject="cn-watch-list", channel="feed")
        second = follow(owner, subject="cn-watch-list", channel="email")
        with pytest.raises(SubscriptionRefused) as refusal:
            subscriptions.change(subscription=second, wanted=Wanted(kind="list", channel="feed"), at=AT)
        second.refresh_from_db()
        assert (refusal.value.field, second.channel) == ("channel", "email")

    def test_holds_for_days_of_ends(self, owner):
        follow(owner, "ends", days=30)
        second = follow(owner, "ends", days=3)
        with pytest.raises(SubscriptionRefused):
            subscriptions.change(subscription=second, wanted=Wanted(kind="ends", channel="feed", days=30), at=AT)

    def test_lets_a_subscription_be_like_itself_and_like_one_that_has_ended(self, owner):
        ended = follow(owner, subject="cn-watch-list", channel="feed")
        subscriptions.end(subscription=ended, at=AT)
        row = follow(owner, subject="cn-watch-list", channel="email")
        for channel in ("email", "feed", "feed"):
            subscriptions.change(subscription=row, wanted=Wanted(kind="list", channel=channel), at=AT)
        row.refresh_from_db()
        assert (row.channel, row.changed_at) == ("feed", AT)


class TestAWebhookThatIsNotInUse:
    @pytest.fixture
    def row(self, owner):
        endpoint = WebhookEndpoint.objects.create(
            owner=owner, url="https://example.org/", name="Ours", state_since=AT, made_at=AT
        )
        row = follow(owner, "ends", days=3, channel="webhook", endpoint=endpoint.pk)
        WebhookEndpoint.objects.update(state="off")
        return row

    def test_stays_the_way_of_what_is_changed(self, row):
        wanted = Wanted(kind="ends", channel="webhook", endpoint=row.endpoint_id, days=30)
        subscriptions.change(subscription=row, wanted=wanted, at=AT)
        row.refresh_from_db()
        assert (row.days, row.endpoint.state) == (30, "off")

    def test_is_taken_up_anew_by_nothing(self, row, owner):
        other = follow(owner, subject="cn-watch-list")
        wanted = Wanted(kind="list", channel="webhook", endpoint=row.endpoint_id)
        with pytest.raises(SubscriptionRefused):
            subscriptions.change(subscription=other, wanted=wanted, at=AT)

    def test_stands_on_the_page_with_its_state_and_the_page_can_be_saved(self, row, owner, client):
        client.force_login(owner)
        path = f"/alerts/{row.pk}/"
        [chosen] = [each for each in tree(client.get(path)).all("option") if each["value"] == str(row.endpoint_id)]
        assert chosen.text == "Ours (switched off by its owner)"
        given = {"kind": "ends", "days": "30", "channel": "webhook", "endpoint": chosen["value"]}
        assert client.post(path, given).status_code == 302
        row.refresh_from_db()
        assert row.days == 30

    def test_is_not_offered_to_what_is_new(self, row, owner, client):
        client.force_login(owner)
        assert "Ours" not in tree(client.get("/alerts/new/?kind=ends&days=7")).one("main").text


@pytest.mark.parametrize(
    ("kind", "wanted", "field"),
    [
        ("list", {"subject": "cn-watch-list", "portfolio": 1}, "portfolio"),
        ("list", {"subject": "cn-watch-list", "search": 1}, "search"),
        ("entity", {"subject": "subaru-corporation", "days": 30}, "days"),
        ("ends", {"days": 30, "subject": "cn-watch-list"}, "subject"),
        ("source", {"days": 3}, "days"),
        ("search", {"search": 1, "subject": "x"}, "subject"),
        ("portfolio", {"portfolio": 1, "days": 3}, "days"),
    ],
)
def test_what_means_nothing_for_the_thing_is_refused_and_not_forgotten(owner, kind, wanted, field):
    assert refused(owner, kind, **wanted) == field
