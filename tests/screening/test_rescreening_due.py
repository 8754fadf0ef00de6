"""When work is due and why, who gets it first, and what a portfolio says of itself when it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from controls.screening import tasks
from controls.screening.models import Portfolio, Rescreening
from controls.screening.services import counterparties, index, portfolios, rescreenings, watching
from controls.screening.services.portfolios import PortfolioRefused
from controls.services import access
from tests.factories import make_entity, make_listing, make_source
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, TODAY, due, last_row, make_portfolio, put, work

pytestmark = pytest.mark.django_db
LEASE = rescreenings.LEASE
# Beijing's clock, by which nights are told; it is eight hours ahead.
BEFORE_THREE, AFTER_THREE = datetime(2026, 11, 21, 18, 59, tzinfo=UTC), datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


@pytest.fixture
def portfolio():
    portfolio = make_portfolio()
    put(portfolio, "SUBARU Corporation", "Zellerfeld Bakery")
    return portfolio


def test_new_counterparties_are_the_first_reason(portfolio):
    assert due() == 1

    row = last_row(portfolio)
    assert (row.reason, row.state, row.due_at, row.from_token, row.from_revision) == (
        "counterparties", "open", AT, "", None,
    )  # fmt: skip


def test_a_row_says_from_where_to_where_it_went(portfolio):
    work()
    portfolio.refresh_from_db()
    before = portfolio.token, portfolio.revision
    make_source()

    work(at=LATER)

    row = last_row(portfolio)
    portfolio.refresh_from_db()
    assert (row.from_token, row.from_revision) == before
    assert (row.to_token, row.to_revision) == (portfolio.token, portfolio.revision)
    assert row.to_revision > row.from_revision
    assert (row.began_at, row.ended_at, row.claim, row.leased_until) == (LATER, LATER, "", None)


def test_a_change_is_a_stronger_reason_than_an_edit(portfolio):
    work()
    make_source()
    put(portfolio, "Quux")

    due(at=LATER)

    assert last_row(portfolio).reason == "changed"


def test_nothing_is_due_when_nothing_moved(portfolio):
    work()

    assert due(at=LATER) == 0
    assert portfolio.rescreenings.count() == 1


@pytest.mark.parametrize(
    ("full_at", "at", "nightly"),
    [
        (AT, BEFORE_THREE, False),
        (AT, AFTER_THREE, True),
        (AFTER_THREE, AFTER_THREE + timedelta(hours=3), False),
        (AFTER_THREE, AFTER_THREE + timedelta(hours=23, minutes=59), False),
        (AFTER_THREE, AFTER_THREE + timedelta(days=1), True),
        (BEFORE_THREE, AFTER_THREE, True),
        (None, AFTER_THREE, True),
    ],
)
def test_everybody_is_due_once_a_night_from_three_o_clock(portfolio, full_at, at, nightly):
    work()
    day = date(2026, 11, 22) if at >= AFTER_THREE else TODAY
    Portfolio.objects.filter(pk=portfolio.pk).update(full_at=full_at, day=day)

    opened = due(at=at, on=day)

    assert (opened, portfolio.counterparties.waiting().count()) == ((1, 2) if nightly else (0, 0))
    assert (last_row(portfolio).reason == "nightly") is nightly


def test_a_portfolio_that_was_never_compared_is_not_due_by_night(portfolio):
    due(at=AFTER_THREE)

    assert last_row(portfolio).reason == "counterparties"


def test_the_oldest_work_is_done_first(portfolio):
    other = make_portfolio(owner=portfolio.owner, name="Suppliers")
    put(other, "Quux")
    Rescreening.objects.create(portfolio=portfolio, reason="asked", due_at=LATER)
    Rescreening.objects.create(portfolio=other, reason="asked", due_at=AT)

    first, second = (rescreenings.claim(name=name, at=LATER) for name in "ab")

    assert [Rescreening.objects.get(pk=each.pk).portfolio_id for each in (first, second)] == [other.pk, portfolio.pk]
    assert rescreenings.claim(name="c", at=LATER) is None


@pytest.mark.parametrize(("after", "free"), [(LEASE, False), (LEASE + timedelta(seconds=1), True)])
def test_a_lease_holds_to_its_last_second(portfolio, after, free):
    due()
    rescreenings.claim(name="one", at=AT)

    assert (rescreenings.claim(name="two", at=AT + after) is not None) is free


def test_every_step_draws_the_lease_out(portfolio):
    due()
    held = rescreenings.claim(name="one", at=AT)
    at = AT + LEASE - timedelta(seconds=1)

    assert watching.step(held=held, at=at, on=TODAY)

    assert last_row(portfolio).leased_until == at + LEASE
    assert rescreenings.claim(name="two", at=AT + LEASE * 1.5) is None


def test_work_that_is_put_down_in_good_order_is_free_at_once_and_no_attempt(portfolio):
    due()
    held = rescreenings.claim(name="one", at=AT)

    rescreenings.let_go(held=held)

    row = last_row(portfolio)
    assert (row.claim, row.leased_until, row.attempts, row.state) == ("", None, 0, "open")
    assert rescreenings.claim(name="two", at=AT) is not None


def test_work_that_needs_help_is_opened_anew_and_the_old_row_stays(portfolio):
    Rescreening.objects.create(portfolio=portfolio, reason="asked", due_at=AT, state="held", ended_at=AT)

    work()

    assert list(portfolio.rescreenings.order_by("pk").values_list("state", flat=True)) == ["held", "done"]


def test_what_hindered_is_forgotten_when_a_step_is_done(portfolio):
    due()
    rescreenings.give_back(held=rescreenings.claim(name="one", at=AT), trouble="x" * 900)
    before = last_row(portfolio).trouble

    work()

    assert (len(before), last_row(portfolio).trouble) == (500, "")


def test_a_full_run_that_is_asked_for_while_work_is_open_is_done_by_it(portfolio):
    work()
    make_listing(entity=make_entity("Quux"))
    due(at=LATER)

    asked = rescreenings.ask_in_full(portfolio=portfolio, at=LATER)
    work(at=LATER)

    assert (asked, portfolio.rescreenings.count(), last_row(portfolio).in_full) == (2, 2, 2)
    portfolio.refresh_from_db()
    assert portfolio.full_at == LATER


def test_a_run_of_one_of_them_is_no_full_run(portfolio):
    work()
    counterparties.edit(counterparty=portfolio.counterparties.first(), fields={"name": "Q1"}, by="tests", at=LATER)

    work(at=LATER)

    portfolio.refresh_from_db()
    assert (portfolio.full_at, portfolio.screened_at) == (AT, LATER)


def test_of_an_ended_portfolio_nobody_is_compared_however_it_is_asked(portfolio, client, today):
    portfolios.end(portfolio=portfolio, at=AT)
    _key, text = access.issue_key(user=portfolio.owner, name="tests", at=AT)
    client.force_login(portfolio.owner)

    with pytest.raises(PortfolioRefused, match="has ended"):
        rescreenings.ask_in_full(portfolio=portfolio, at=LATER)
    answer = client.post(
        f"/api/v1/screening/portfolios/{portfolio.pk}/rescreen/", headers={"authorization": f"Bearer {text}"}
    )
    page = client.post(f"/screening/portfolios/{portfolio.pk}/rescreen/")

    assert (answer.status_code, list(answer.json()["errors"]), page.status_code) == (400, ["portfolio"], 400)
    assert not Rescreening.objects.exists()


def test_an_empty_portfolio_follows_the_lists_once_somebody_was_in_it():
    portfolio = make_portfolio(owner=somebody("other@example.com"))
    put(portfolio, "Quux")
    work()
    counterparties.end(counterparty=portfolio.counterparties.get(), by="tests", at=AT)
    make_listing(entity=make_entity("Quux"))

    work(at=LATER)

    row = last_row(portfolio)
    portfolio.refresh_from_db()
    assert (row.state, row.under_watch, row.compared, row.differing) == ("done", 0, 0, 0)
    assert portfolio.revision == index.current().revision


def test_the_clockwork_says_what_it_did(portfolio, today):
    assert tasks.watch_counterparties() == "1 opened, 3 steps"
    make_source()
    assert tasks.watch_counterparties() == "1 opened, 2 steps"


def test_the_documents_say_from_how_many_entries_on_everybody_is_compared():
    text = (settings.BASE_DIR / "docs" / "monitoring.md").read_text()

    assert f"when more than {watching.MOST_MOVED} entries moved at once" in text
