"""Saved searches and portfolios: what joins an answer or leaves it, and what moves for counterparties."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from controls.alerts.models import Delivery, Notification, SavedSearch
from controls.alerts.services import answers, payloads, wording
from controls.models import SearchDocument
from tests.alerts.following import (
    AT,
    HOUR,
    TODAY,
    Caller,
    collect,
    follow,
    labels,
    list_somebody,
    save_search,
    somebody,
)
from tests.controls.markup import tree
from tests.factories import make_entity, make_event, make_list, make_listing, make_measure
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
    return [(row.said["turn"], row.said["fact"]) for row in rows if row.said["type"] == "turn"]


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


class TestASearchThatCanNoLongerBeAsked:
    @pytest.fixture
    def following(self, owner, search):
        return follow(owner, "search", search=search.pk, actions=("left",))

    @pytest.fixture
    def unasked(self, search, following):
        """It was saved with a filter that its page dropped meanwhile, and the clockwork asked it."""
        self.good = search.query
        type(search).objects.filter(pk=search.pk).update(query="state=no-such-state")
        list_somebody()
        collect(at=AT + HOUR)
        return search

    def answer_again(self, search, *, at):
        type(search).objects.filter(pk=search.pk).update(query=self.good)
        list_somebody()
        collect(at=at)
        search.refresh_from_db()

    def test_keeps_why_and_since_when(self, unasked):
        unasked.refresh_from_db()
        assert (unasked.refused, unasked.refused_at) == ("question", AT + HOUR)
        list_somebody()
        collect(at=AT + 2 * HOUR)
        unasked.refresh_from_db()
        assert unasked.refused_at == AT + HOUR

    def test_is_told_once_to_each_who_follows_it_whatever_they_narrowed_it_to(self, unasked, following):
        for hours in (2, 3):
            list_somebody()
            collect(at=AT + hours * HOUR)
        [row] = following.notifications.all()
        words = wording.told(notification=row)
        assert words.heading == "Your search “Japan” cannot be asked any more"
        assert words.lines[0] == "What was saved is no longer a question that this page understands."
        assert words.path == "/searches/"

    def test_says_so_on_the_list_the_page_and_the_api(self, unasked, following, owner, client):
        client.force_login(owner)
        for path in ("/alerts/", f"/alerts/{following.pk}/"):
            said = tree(client.get(path)).one("main").text
            assert "no longer a question" in said
            assert "under way" not in said
        key = Caller(client, owner)
        for shown in (
            key.get(f"/api/v1/alerts/subscriptions/{following.pk}/").json(),
            key.get("/api/v1/alerts/subscriptions/").json()["results"][0],
        ):
            assert shown["silent_since"] == (AT + HOUR).isoformat().replace("+00:00", "Z")
            assert shown["silent_why"] == "What was saved is no longer a question that this page understands."

    def test_speaks_again_and_tells_what_turned_meanwhile(self, unasked, owner, entity_list):
        other = follow(owner, "measure", subject=make_measure().key)
        heard = unasked.subscriptions.get()
        listing = entity_list.listings.get()
        make_event(listing=listing, kind="removed", effective_from=TODAY - timedelta(days=1))
        self.good += "&state=in_force"
        self.answer_again(unasked, at=AT + 2 * HOUR)
        assert (unasked.refused, unasked.refused_at) == ("", None)
        assert turns(heard) == [("left", f"listing:{listing.key}")]
        assert not other.notifications.exists()

    def test_that_falls_silent_a_second_time_is_told_a_second_time(self, unasked, following):
        self.answer_again(unasked, at=AT + 2 * HOUR)
        type(unasked).objects.filter(pk=unasked.pk).update(query="state=no-such-state")
        list_somebody()
        collect(at=AT + 3 * HOUR)
        assert following.notifications.count() == 2

    def test_is_a_message_of_its_own_for_a_program(self, unasked, following):
        row = following.notifications.get()
        row.delivery = Delivery.objects.create(channel="email", subscription=following, made_at=AT, due_at=AT)
        row.save()
        said = json.loads(payloads.body_of(delivery=row.delivery))
        assert (said["type"], said["data"]["reason"]) == ("search.refused", "question")

    def test_of_too_many_answers_falls_silent_as_well(self, search, following, monkeypatch):
        monkeypatch.setattr("controls.alerts.services.answers.MOST", 0)
        list_somebody()
        collect()
        search.refresh_from_db()
        assert (search.refused, str(answers.MOST)) == ("many", "0")

    def test_is_refused_at_a_moment_or_not_at_all(self, search):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(search).objects.filter(pk=search.pk).update(refused="many")


def test_the_words_for_too_many_answers_name_the_number():
    assert f"{answers.MOST:,}" in str(SavedSearch.Refusal.MANY.label)


class TestWhatLeavesAnAnswer:
    def test_keeps_its_name_and_leads_to_its_own_record(self, owner, entity_list):
        search = save_search(owner, f"list={entity_list.key}&state=in_force")
        listing, _list = list_somebody(entity_list, entity=make_entity("Kestrel Optics Ltd"))
        following = follow(owner, "search", search=search.pk)
        make_event(listing=listing, kind="removed", effective_from=TODAY - timedelta(days=1))
        collect()
        [row] = following.notifications.all()
        assert row.label == f"Kestrel Optics Ltd – {entity_list.name_en}"
        assert wording.told(notification=row).path == f"/changes/?about=listing%3A{listing.key}"

    def test_has_a_page_that_is_there(self, owner, client, today):
        measure = make_measure(title_en="Dysprosium metal", number="")
        search = save_search(owner, "jurisdiction=CN", route="controls:measure-list")
        following = follow(owner, "search", search=search.pk)
        type(search).objects.filter(pk=search.pk).update(query="jurisdiction=JP")
        collect()
        row = following.notifications.get(said__fact=f"measure:{measure.key}")
        words = wording.told(notification=row)
        assert (words.name, words.path) == ("Dysprosium metal", f"/measures/{measure.key}/")
        assert client.get(words.path).status_code == 200

    def test_of_all_kinds_is_called_as_its_document_or_as_the_log_has_it(self, owner, seeded):
        search = save_search(owner, "q=dysprosium", route="controls:search")
        document = SearchDocument.objects.filter(noun="measure").first()
        found = answers.names_of(search=search, facts=[f"measure:{document.key}", "element:dy", "wonder:x"])
        assert found[f"measure:{document.key}"] == document.title
        assert "Dysprosium" in found["element:dy"]
        assert "wonder:x" not in found

    @pytest.mark.parametrize("route", ["controls:notice-list", "controls:claim-list", "controls:catalogue-list"])
    def test_is_called_as_it_was_called_in_the_answer(self, owner, seeded, route):
        search = save_search(owner, "", route=route)
        answer = answers.of_search(search=search, on=TODAY)
        assert answers.names_of(search=search, facts=list(answer)) == answer


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
