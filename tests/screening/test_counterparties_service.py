"""Portfolios and counterparties: what is kept of an edit, who may be in twice, and when a new comparison is due."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from controls.screening.models import Counterparty, CounterpartyVersion, Portfolio
from controls.screening.services import counterparties, portfolios
from controls.screening.services.counterparties import Particulars
from controls.screening.services.portfolios import PortfolioRefused
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db
ONE = Particulars(own_id="1", name="Zellerfeld", country="DE", note="old")


@pytest.fixture
def portfolio():
    return make_portfolio()


@pytest.fixture
def row(portfolio):
    put(portfolio, ONE)
    portfolio.counterparties.update(due="")
    return portfolio.counterparties.get()


def test_what_is_put_in_twice_stands_once(portfolio):
    assert put(portfolio, ONE) == ["added"]
    assert put(portfolio, ONE) == ["unchanged"]
    assert portfolio.counterparties.get().version == 1


def test_an_edit_keeps_what_it_was_by_whom_and_until_when(portfolio, row):
    assert put(portfolio, replace(ONE, name="Ostwall"), at=LATER) == ["edited"]

    row.refresh_from_db()
    kept = CounterpartyVersion.objects.get()
    assert (row.name, row.version, row.edited_at) == ("Ostwall", 2, LATER)
    assert (kept.version, kept.content["name"], kept.by, kept.until) == (1, "Zellerfeld", "tests", LATER)


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"name": "Ostwall"}, "edited"),
        ({"further_names": ("Ostwall",)}, "edited"),
        ({"country": ""}, "edited"),
        ({"identifier": "1"}, "edited"),
        ({"address": "Street"}, "edited"),
        ({"person": False}, "edited"),
        ({"note": "new"}, ""),
    ],
)
def test_an_edit_of_what_is_compared_is_compared(row, fields, due):
    counterparties.edit(counterparty=row, fields=fields, by="tests", at=LATER)

    row.refresh_from_db()
    assert (row.due, row.version) == (due, 2)


def test_who_was_ended_and_comes_again_is_watched_again(portfolio, row):
    counterparties.end(counterparty=row, by="tests", at=AT)
    ended = portfolio.counterparties.under_watch().count()

    assert put(portfolio, ONE, at=LATER) == ["resumed"]

    row.refresh_from_db()
    assert ended == 0
    assert (row.ended_at, row.due, row.version) == (None, "edited", 3)


def test_ending_twice_is_ending_once(row):
    counterparties.end(counterparty=row, by="tests", at=AT)
    counterparties.end(counterparty=row, by="tests", at=LATER)

    row.refresh_from_db()
    assert (row.ended_at, row.version) == (AT, 2)


def test_who_is_ended_is_not_edited(row):
    counterparties.end(counterparty=row, by="tests", at=AT)

    with pytest.raises(PortfolioRefused, match="no longer under watch"):
        counterparties.edit(counterparty=row, fields={"name": "Ostwall"}, by="tests", at=LATER)


def test_one_number_twice_is_refused_whole(portfolio):
    with pytest.raises(PortfolioRefused) as refused:
        put(portfolio, ONE, replace(ONE, name="Ostwall"))

    assert refused.value.field == "own_id"
    assert not Counterparty.objects.exists()


def test_a_portfolio_holds_only_so_many(portfolio, monkeypatch):
    monkeypatch.setattr(counterparties, "MOST", 2)
    put(portfolio, "a1", "b2")

    with pytest.raises(PortfolioRefused, match="at most 2"):
        put(portfolio, "c3")
    assert put(portfolio, replace(ONE, own_id="a1")) == ["edited"]


def test_an_ended_portfolio_takes_nobody_in_and_is_not_changed(portfolio, row):
    portfolios.end(portfolio=portfolio, at=AT)

    with pytest.raises(PortfolioRefused, match="has ended"):
        put(portfolio, "b2")
    with pytest.raises(PortfolioRefused, match="has ended"):
        portfolios.change(portfolio=portfolio, name="B", lists=[], threshold=0.7, note="")
    row.refresh_from_db()
    assert row.ended_at == AT


def test_a_name_is_free_again_when_its_portfolio_has_ended(portfolio):
    portfolios.end(portfolio=portfolio, at=AT)

    assert make_portfolio(owner=portfolio.owner, name="customers").pk != portfolio.pk


def test_two_owners_may_use_one_name(portfolio):
    assert make_portfolio(owner=somebody("other@example.com")).name == portfolio.name


@pytest.mark.parametrize(
    ("fields", "due"),
    [({"name": "B"}, ""), ({"note": "n"}, ""), ({"threshold": 0.8}, "portfolio"), ({"lists": ["x"]}, "portfolio")],
)
def test_another_question_has_everybody_compared(portfolio, row, fields, due):
    standing = {"name": "Customers", "lists": [], "threshold": 0.7, "note": ""}

    portfolios.change(portfolio=portfolio, **standing | fields)

    row.refresh_from_db()
    assert row.due == due


def test_a_higher_threshold_takes_weaker_hits_away(portfolio):
    put(portfolio, "Subaru Corporation Holdings")
    work()
    before = portfolio.counterparties.get().hit_count

    portfolios.change(portfolio=portfolio, name="Customers", lists=[], threshold=1.0, note="")
    work(at=LATER)

    assert (before, portfolio.counterparties.get().hit_count) == (1, 0)
    assert portfolio.differences.last().cause == "portfolio"


def test_what_was_seen_is_never_unseen(portfolio):
    portfolios.note_seen(portfolio=portfolio, last=7)
    portfolios.note_seen(portfolio=portfolio, last=3)

    assert Portfolio.objects.get().seen_difference == 7


@pytest.mark.parametrize("broken", [{"threshold": 0.4}, {"threshold": 1.1}])
def test_the_database_refuses_a_threshold_that_says_nothing(portfolio, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Portfolio.objects.filter(pk=portfolio.pk).update(**broken)


@pytest.mark.parametrize("broken", [{"name": ""}, {"own_id": ""}, {"country": "jp"}])
def test_the_database_refuses_a_counterparty_without_a_name(row, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Counterparty.objects.filter(pk=row.pk).update(**broken)
