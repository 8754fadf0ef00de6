"""Several workers at once, each with its own connection: work is held by one, done once, and nobody is forgotten."""

import uuid
from datetime import timedelta

import pytest

from controls.screening.models import Difference, Portfolio, Rescreening, ScreeningCheck, StandingMatch
from controls.screening.services import counterparties, index, rescreenings, watching
from controls.screening.services.portfolios import PortfolioRefused
from tests.controls.apart import apart, copied, writers
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, TODAY, due, hits, make_portfolio, put, work

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
NAMES = ("SUBARU Corporation", "Skydio, Inc.", "Hagakure Trading", "Yrvol Bakery")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch, apart):
    """Two counterparties at once. What is committed in the copy is not what others stand on."""
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    index.forget()
    yield
    index.forget()


@pytest.fixture
def portfolio():
    """Of an owner of its own: what another test of this file committed stays there."""
    portfolio = make_portfolio(owner=somebody(f"{uuid.uuid4().hex}@example.com"))
    put(portfolio, *NAMES)
    return portfolio


def bell():
    """A worker that does all that it can get hold of."""
    steps = 0
    while held := rescreenings.claim(name=str(uuid.uuid4()), at=AT):
        steps += 1
        try:
            while watching.step(held=held, at=AT, on=TODAY):
                steps += 1
        except index.IndexNotReady as reason:
            rescreenings.give_back(held=held, trouble=str(reason))
            raise
    return steps


def swept():
    """One sweep of the clock. Where the register changes too quickly to be read, the next one goes on."""
    try:
        due(at=LATER)
        bell()
    except index.IndexNotReady as reason:
        assert "ask again" in str(reason)


def test_of_many_who_look_for_work_at_once_one_opens_it(writers, portfolio):
    index.current()

    opened = writers.together([due] * 4)

    assert sorted(opened) == [0, 0, 0, 1]
    assert Rescreening.objects.filter(portfolio=portfolio, state="open").count() == 1
    work()


def test_of_many_who_claim_at_once_one_has_it(writers, portfolio):
    due()

    held = writers.together([lambda name=name: rescreenings.claim(name=name, at=AT) for name in "abcd"])

    (mine,) = [each for each in held if each is not None]
    row = Rescreening.objects.get(portfolio=portfolio)
    assert (row.claim, row.attempts) == (mine.claim, 1)
    rescreenings.let_go(held=mine)
    work()


def test_two_workers_do_two_portfolios_each_once(writers, portfolio):
    other = make_portfolio(owner=portfolio.owner, name="Suppliers")
    put(other, *NAMES)
    due()

    answers = writers.together([bell, bell])

    assert all(isinstance(each, int) for each in answers)
    for row in (portfolio, other):
        work_done = Rescreening.objects.get(portfolio=row)
        assert (work_done.state, work_done.in_full, work_done.attempts) == ("done", len(NAMES), 0)
        assert len(hits(row)) == Difference.objects.filter(portfolio=row).count() == 2
    receipts = ScreeningCheck.objects.filter(asked_by=portfolio.owner)
    assert receipts.count() == 2 * len(NAMES)


def test_one_who_was_taken_for_dead_and_one_who_took_over_write_each_result_once(writers, portfolio):
    due()
    slow = rescreenings.claim(name="slow", at=AT)
    after = AT + rescreenings.LEASE + timedelta(seconds=1)
    quick = rescreenings.claim(name="quick", at=after)

    def steps(held):
        def run():
            while watching.step(held=held, at=after, on=TODAY):
                continue
            return True

        return run

    assert writers.together([steps(slow), steps(quick)]) == [True, True]
    row = Rescreening.objects.get(portfolio=portfolio)
    assert (row.state, row.in_full, row.differing) == ("done", len(NAMES), 2)
    assert ScreeningCheck.objects.filter(asked_by=portfolio.owner).count() == len(NAMES)


def test_changes_and_edits_while_two_workers_work_are_all_there_in_the_end(writers, portfolio):
    work()
    late = counterparties.Particulars("Hagakure Trading", "Mikage Magnets")

    answers = writers.together(
        [
            lambda: make_listing(entity=make_entity("Yrvol Bakery GmbH")) and None,
            lambda: put(portfolio, late, at=LATER) and None,
            lambda: put(portfolio, "Toyo Quux") and None,
            swept,
        ]
    )
    work(at=LATER)

    assert [each for each in answers if isinstance(each, Exception)] == []
    again = make_portfolio(owner=portfolio.owner, name="In full")
    rows = portfolio.counterparties.order_by("pk")
    put(again, *(counterparties.Particulars(row.own_id, row.name) for row in rows))
    work(at=LATER)
    assert hits(portfolio) == hits(again)
    assert "Yrvol Bakery" in {own_id for own_id, _entry in hits(portfolio)}
    assert not portfolio.counterparties.waiting().exists()


def test_two_who_hand_in_the_same_table_at_once_add_everybody_once(writers):
    portfolio = make_portfolio(owner=somebody(f"{uuid.uuid4().hex}@example.com"))
    names = [f"Quux {number}" for number in range(30)]

    one, other = writers.together([lambda: put(portfolio, *names)] * 2)

    assert sorted([set(one).pop(), set(other).pop()]) == ["added", "unchanged"]
    assert portfolio.counterparties.count() == 30
    assert set(portfolio.counterparties.values_list("version", flat=True)) == {1}
    counterparties_of = portfolio.counterparties.all()
    assert len({row.own_id for row in counterparties_of}) == 30
    work()


def test_two_edits_at_once_are_two_versions(writers, portfolio):
    row = portfolio.counterparties.first()

    def edit(**fields):
        return lambda: counterparties.edit(counterparty=row, fields=fields, by="tests", at=LATER).version

    versions = writers.together([edit(country="JP"), edit(address="Street 2")])

    now = portfolio.counterparties.get(pk=row.pk)
    assert sorted(versions) == [2, 3]
    assert (now.country, now.address, now.version) == ("JP", "Street 2", 3)
    assert list(now.versions.order_by("version").values_list("version", flat=True)) == [1, 2]
    work()


def test_of_an_end_and_an_edit_at_once_neither_is_half_done(writers, portfolio):
    row = portfolio.counterparties.first()

    answers = writers.together(
        [
            lambda: counterparties.end(counterparty=row, by="tests", at=LATER).version,
            lambda: counterparties.edit(counterparty=row, fields={"name": "Ostwall"}, by="tests", at=LATER).version,
        ]
    )

    now = portfolio.counterparties.get(pk=row.pk)
    assert now.ended_at == LATER and now.due == ""
    refused = [each for each in answers if isinstance(each, PortfolioRefused)]
    assert now.version == 3 - len(refused)
    assert now.versions.count() == now.version - 1
    work()


def test_a_portfolio_grows_to_what_it_may_hold_and_no_further(writers, monkeypatch):
    monkeypatch.setattr(counterparties, "MOST", 5)
    portfolio = make_portfolio(owner=somebody(f"{uuid.uuid4().hex}@example.com"))

    answers = writers.together(
        [lambda name=name: put(portfolio, *(f"{name}{n}{n}" for n in range(3))) for name in "abc"]
    )

    assert sum(isinstance(each, PortfolioRefused) for each in answers) == 2
    assert Portfolio.objects.get(pk=portfolio.pk).counterparties.count() == 3
    assert not StandingMatch.objects.filter(counterparty__portfolio=portfolio).exists()
    work()
