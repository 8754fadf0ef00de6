"""What a receiver reads of each thing that can happen: enough to act on, and the same at each attempt."""

import json
from datetime import date, timedelta

import pytest

from controls.alerts.models import Delivery
from controls.alerts.services import occurrences, payloads, subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.models import Change
from controls.services import entities
from tests.alerts import hooked
from tests.alerts.following import AT, TODAY, collect, follow, list_somebody, save_search
from tests.alerts.hooked import deliver, endpoint_at, verified
from tests.alerts.receiver import receiving, says
from tests.factories import make_clause, make_entity, make_event, make_list, make_listing, make_suspension
from tests.screening.watched import make_portfolio, put, work

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def receiver(settings):
    settings.PUBLIC_URL = "https://register.example"
    with receiving() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def ying():
    return hooked.owner(role="screener")


@pytest.fixture
def endpoint(receiver, ying):
    return endpoint_at(receiver.url, by=ying, at=AT)


def hear(endpoint, kind="list", **wanted):
    return follow(endpoint.owner, kind, channel="webhook", endpoint=endpoint.pk, **wanted)


def told(receiver, endpoint, *, at=AT + MINUTE):
    """What the receiver reads, verified by the reference library."""
    deliver(at)
    return [verified(got, endpoint, at=at) for got in receiver.got]


def test_a_new_listing_is_told_with_what_it_is_and_where_to_read_it(receiver, endpoint):
    entity_list = make_list()
    subscription = hear(endpoint, subject=entity_list.key)
    listing, _list = list_somebody(entity_list)

    assert collect() == 1
    (message,) = told(receiver, endpoint)

    change = Change.objects.of(listing).get()
    data = message["data"]
    assert (message["type"], message["timestamp"]) == ("register.change", "2026-11-21T04:30:00Z")
    assert data["subscription"] == {"id": subscription.pk, "kind": "list", "label": subscription.label}
    assert (data["number"], data["revision"], data["action"]) == (1, change.pk, "added")
    assert data["fact"] == {"type": "listing", "key": listing.key, "label": change.subject_label}
    assert data["effective_on"] == listing.effective_from.isoformat()
    assert data["notice"] == listing.notice.key
    assert (data["before"], data["after"]["effective_from"]) == (None, listing.effective_from.isoformat())
    assert data["url"] == f"https://register.example/changes/{change.pk}/"


@pytest.mark.parametrize("kind", ["suspended", "removed"])
def test_an_act_on_a_listing_is_told_with_its_legal_day(receiver, endpoint, kind):
    listing, entity_list = list_somebody()
    hear(endpoint, subject=entity_list.key)
    day = listing.effective_from + timedelta(days=100)
    make_event(listing=listing, kind=kind, effective_from=day)

    collect()
    data = told(receiver, endpoint)[-1]["data"]

    assert data["effective_on"] == day.isoformat()
    assert (data["before"], data["after"]["kind"]) == (None, kind)


def test_a_correction_is_told_with_the_columns_that_differ_before_and_after(receiver, endpoint):
    listing = make_listing()
    hear(endpoint, "entity", subject=listing.entity.key)
    entities.correct(entity=listing.entity, fields={"note": "New"}, names=None, reason="Misread.", by="tests", at=AT)

    collect()
    data = told(receiver, endpoint)[0]["data"]

    assert (data["action"], data["reason"]) == ("corrected", "Misread.")
    assert (data["before"], data["after"], data["left_out"]) == ({"note": ""}, {"note": "New"}, [])


def test_a_value_that_is_too_long_to_send_is_named_and_left_out(receiver, endpoint):
    listing = make_listing()
    hear(endpoint, "entity", subject=listing.entity.key)
    entities.correct(
        entity=listing.entity,
        fields={"note": "long " * 200},
        names=None,
        reason="Said in full.",
        by="tests",
        at=AT,
    )

    collect()
    (message,) = told(receiver, endpoint)

    assert message["data"]["left_out"] == ["note"]
    assert "note" not in message["data"]["after"]
    assert len(receiver.got[0].body) < 4_000


def test_a_difference_of_a_portfolio_is_told_with_the_counterparty_and_the_entry(receiver, endpoint, ying):
    portfolio = make_portfolio(owner=ying)
    put(portfolio, "Tachikoma Dynamics")
    work()
    hear(endpoint, "portfolio", portfolio=portfolio.pk)
    make_listing(entity=make_entity("Tachikoma Dynamics"))
    work(at=AT + MINUTE)

    collect(at=AT + MINUTE)
    (message,) = told(receiver, endpoint)

    assert message["type"] == "portfolio.difference"
    data = message["data"]
    assert (data["counterparty_id"], data["counterparty_name"], data["kind"]) == (
        "Tachikoma Dynamics",
        "Tachikoma Dynamics",
        "new_hit",
    )
    assert data["entry"].startswith("entity:")
    assert data["url"].startswith(f"https://register.example/screening/portfolios/{portfolio.pk}/")


def test_a_fact_that_joins_a_saved_search_is_told(receiver, endpoint, ying):
    entity_list = make_list()
    search = save_search(ying, f"list={entity_list.key}")
    hear(endpoint, "search", search=search.pk)
    list_somebody(entity_list)

    collect(at=AT + MINUTE)
    (message,) = told(receiver, endpoint)

    assert message["type"] == "search.turn"
    assert (message["data"]["turn"], message["data"]["search_name"]) == ("joined", "Japan")


def test_an_end_that_comes_near_is_told(receiver, endpoint):
    hear(endpoint, "ends", days=365)

    assert collect() > 0
    messages = told(receiver, endpoint)

    assert {message["type"] for message in messages} == {"register.end"}
    assert all(message["data"]["on"] >= TODAY.isoformat() for message in messages)
    assert [message["data"]["number"] for message in messages] == list(range(1, len(messages) + 1))


def test_a_source_that_is_late_is_told(receiver, endpoint):
    row = hear(endpoint, "source")
    occurrences.note(
        key="late:1", kind="source", subject="source:mofcom", label="MOFCOM", said={"path": "/news/sources/"}, at=AT
    )

    collect()
    (message,) = told(receiver, endpoint)

    assert (message["type"], message["data"]["subject"]) == ("source.late", "source:mofcom")
    assert message["data"]["url"] == "https://register.example/news/sources/"
    assert message["data"]["subscription"]["id"] == row.pk


def test_a_message_says_the_same_at_each_attempt_whatever_happened_since(receiver, endpoint):
    listing, entity_list = list_somebody()
    hear(endpoint, subject=entity_list.key)
    make_event(listing=listing, kind="removed", effective_from=listing.effective_from + timedelta(days=100))
    collect()
    row = Delivery.objects.latest("pk")
    first = payloads.body_of(delivery=row)

    list_somebody(entity_list)
    collect(at=AT + MINUTE)

    assert payloads.body_of(delivery=row) == first
    assert json.loads(first)["data"]["number"] == row.notifications.get().number


def test_what_is_followed_is_called_in_a_message_as_it_was_when_it_was_told(receiver, endpoint):
    make_suspension(clauses=[make_clause()], until=date(2026, 12, 21))
    row = hear(endpoint, "ends", days=365)
    collect()
    waiting = row.deliveries.order_by("pk").first()
    first = payloads.body_of(delivery=waiting)

    wanted = Wanted(kind="ends", channel="webhook", endpoint=endpoint.pk, days=7)
    subscriptions.change(subscription=row, wanted=wanted, at=AT)

    assert "365 days" in json.loads(first)["data"]["subscription"]["label"]
    assert payloads.body_of(delivery=waiting) == first


def test_what_was_ended_before_it_arrived_is_not_sent(receiver, endpoint):
    entity_list = make_list()
    row = hear(endpoint, subject=entity_list.key)
    list_somebody(entity_list)
    collect()

    subscriptions.end(subscription=row, at=AT)

    assert told(receiver, endpoint) == []
    assert Delivery.objects.get().state == "failed"


def test_after_410_nothing_more_is_written_for_the_endpoint(receiver, endpoint):
    entity_list = make_list()
    hear(endpoint, subject=entity_list.key)
    list_somebody(entity_list)
    collect()
    receiver.otherwise = says(410)
    deliver(AT)

    list_somebody(entity_list)

    assert collect(at=AT + MINUTE) == 0
    assert len(receiver.got) == 1
