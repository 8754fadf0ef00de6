"""Saved searches and portfolios: what joins an answer or leaves it, and what moves for counterparties."""

from datetime import timedelta

import pytest

from controls.alerts.models import Notification
from tests.alerts.following import AT, HOUR, TODAY, collect, follow, labels, list_somebody, save_search, somebody
from tests.factories import make_entity, make_event, make_list, make_listing
from tests.screening.watched import LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def entity_list():
    return make_list()


@pytest.fixture
def search(owner, entity_list):
    list_somebody(entity_list)
    return save_search(owner, f"list={entity_list.key}&sort=name&page=1")


def turns(subscription):
    rows = Notification.objects.filter(subscription=subscription).order_by("number")
    return [(row.said["turn"], row.said["fact"]) for row in rows]


def test_what_answers_already_is_no_news(owner, search):
    following = follow(owner, "search", search=search.pk)
    collect()
    assert turns(following) == []


def test_a_fact_that_newly_answers_is_told(owner, search, entity_list):
    following = follow(owner, "search", search=search.pk)
    listing, _list = list_somebody(entity_list)
    list_somebody()
    collect()
    assert turns(following) == [("joined", f"listing:{listing.key}")]
    assert listing.entity.name in labels(following)[0]


def test_a_fact_that_no_longer_answers_is_told(owner, entity_list):
    search = save_search(owner, f"list={entity_list.key}&state=in_force")
    listing, _list = list_somebody(entity_list)
    following = follow(owner, "search", search=search.pk)
    make_event(listing=listing, kind="removed", effective_from=TODAY - timedelta(days=1))
    collect()
    assert turns(following) == [("left", f"listing:{listing.key}")]


def test_who_follows_later_hears_only_of_what_comes_later(owner, search, entity_list):
    early = follow(owner, "search", search=search.pk, channel="feed")
    list_somebody(entity_list)
    late = follow(owner, "search", search=search.pk, channel="email")
    collect()
    assert (len(turns(early)), len(turns(late))) == (1, 0)


def test_one_may_follow_only_what_leaves(owner, search, entity_list):
    following = follow(owner, "search", search=search.pk, actions=("left",))
    list_somebody(entity_list)
    collect()
    assert turns(following) == []


def test_an_answer_that_changes_with_the_day_alone_is_told(owner, entity_list):
    search = save_search(owner, f"list={entity_list.key}&state=in_force")
    following = follow(owner, "search", search=search.pk)
    listing, _list = list_somebody(entity_list, effective_from=TODAY + timedelta(days=5))
    collect()
    before = turns(following)
    collect(at=AT + timedelta(days=6), on=TODAY + timedelta(days=6))
    assert before == []
    assert turns(following) == [("joined", f"listing:{listing.key}")]


def test_nothing_is_asked_again_while_nothing_moves(owner, search, monkeypatch):
    follow(owner, "search", search=search.pk)
    collect()
    monkeypatch.setattr(
        "controls.alerts.services.answers.of_search", lambda **_asked: pytest.fail("The search was asked again.")
    )
    assert collect(at=AT + HOUR) == 0


def test_a_search_that_can_no_longer_be_asked_stops_nobody_else(owner, search, entity_list):
    broken = save_search(owner, "", name="Broken", route="controls:measure-list")
    follow(owner, "search", search=broken.pk)
    following = follow(owner, "search", search=search.pk)
    type(broken).objects.filter(pk=broken.pk).update(query="state=no-such-state")
    list_somebody(entity_list)
    collect()
    assert len(turns(following)) == 1


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("controls:measure-list", "element=Dy"),
        ("controls:catalogue-list", "rare_earth=yes"),
        ("controls:notice-list", "year=2026"),
        ("controls:claim-list", ""),
        ("controls:search", "q=dysprosium"),
        ("controls:listing-list", "country=JP"),
    ],
)
def test_searches_of_these_pages_can_be_followed(owner, seeded, route, query):
    search = save_search(owner, query, route=route)
    follow(owner, "search", search=search.pk)
    search.refresh_from_db()
    assert search.members


def test_a_difference_of_a_portfolio_is_told_to_its_owner(owner):
    portfolio = make_portfolio(owner=owner)
    put(portfolio, "Zellerfeld Magnetwerke")
    work()
    following = follow(owner, "portfolio", portfolio=portfolio.pk)
    listing = make_listing(entity=make_entity("Zellerfeld Magnetwerke GmbH"))
    work(at=LATER)
    collect()
    [row] = following.notifications.all()
    assert (row.said["kind"], row.said["counterparty_name"]) == ("new_hit", "Zellerfeld Magnetwerke")
    assert row.said["entry"] == f"entity:{listing.entity.key}"
    assert collect(at=AT + HOUR) == 0


def test_differences_of_before_are_no_news(owner):
    portfolio = make_portfolio(owner=owner)
    put(portfolio, "SUBARU Corporation")
    work()
    following = follow(owner, "portfolio", portfolio=portfolio.pk)
    collect()
    assert following.notifications.count() == 0


def test_other_moves_can_be_left_out(owner):
    portfolio = make_portfolio(owner=owner)
    following = follow(owner, "portfolio", portfolio=portfolio.pk, actions=("gone",))
    put(portfolio, "SUBARU Corporation")
    work()
    collect()
    assert portfolio.differences.count() == 1
    assert following.notifications.count() == 0


def test_who_may_no_longer_screen_hears_no_more_of_a_portfolio(owner):
    portfolio = make_portfolio(owner=owner)
    following = follow(owner, "portfolio", portfolio=portfolio.pk)
    owner.role = "reader"
    owner.save()
    put(portfolio, "SUBARU Corporation")
    work()
    collect()
    assert following.notifications.count() == 0
