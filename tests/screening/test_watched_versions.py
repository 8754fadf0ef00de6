"""Edits of counterparties by the record: every state is kept, in order, and nobody is in twice."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.screening.models import Counterparty, CounterpartyVersion
from controls.screening.services import counterparties, portfolios
from controls.screening.services.counterparties import Particulars
from controls.screening.services.portfolios import PortfolioRefused
from tests.screening.watched import AT, LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db
ONE = Particulars("1", "Zellerfeld", ("Zett",), False, "DE", "123", "Street 1", "a note")
STATES = st.lists(
    st.one_of(
        st.just("end"),
        st.builds(
            Particulars,
            own_id=st.just("1"),
            name=st.sampled_from(["Zellerfeld", "Ostwall"]),
            further_names=st.sampled_from([(), ("Zett",)]),
            person=st.sampled_from([None, True, False]),
            note=st.sampled_from(["", "n"]),
        ),
    ),
    max_size=8,
)


@pytest.fixture
def portfolio():
    return make_portfolio()


@pytest.fixture
def row(portfolio):
    put(portfolio, ONE)
    portfolio.counterparties.update(due="")
    return portfolio.counterparties.get()


def versions(row):
    return list(CounterpartyVersion.objects.filter(counterparty=row).order_by("version"))


@given(STATES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_every_state_before_is_kept_in_order(states):
    with transaction.atomic():
        portfolio = make_portfolio()
        put(portfolio, ONE)
        expected, now, ended = [], ONE, False
        for state in states:
            row = portfolio.counterparties.get()
            if state == "end":
                if not ended:
                    expected.append((now, False))
                counterparties.end(counterparty=row, by="tests", at=LATER)
                ended = True
            else:
                if ended or state != now:
                    expected.append((now, ended))
                put(portfolio, state, at=LATER)
                now, ended = state, False

        row = portfolio.counterparties.get()
        kept = versions(row)
        assert [each.version for each in kept] == list(range(1, len(expected) + 1))
        assert row.version == len(expected) + 1
        assert [(each.content["name"], each.content["note"], bool(each.content["ended_at"])) for each in kept] == [
            (was.name, was.note, was_ended) for was, was_ended in expected
        ]
        assert (row.name, tuple(row.further_names), row.person) == (now.name, now.further_names, now.person)
        assert (row.ended_at is not None) is ended
        transaction.set_rollback(True)


def test_a_version_has_every_column_that_an_edit_may_change(row):
    counterparties.edit(counterparty=row, fields={"name": "Ostwall"}, by="ada", at=LATER)

    (kept,) = versions(row)
    assert kept.content == {**ONE.content(), "ended_at": None}
    assert (kept.by, kept.until) == ("ada", LATER)


@pytest.mark.parametrize("field", ["name", "country", "identifier", "address", "note"])
def test_an_edit_to_what_it_is_already_is_none(row, field):
    counterparties.edit(counterparty=row, fields={field: getattr(ONE, field)}, by="tests", at=LATER)

    row.refresh_from_db()
    assert (row.version, row.due, row.edited_at) == (1, "", AT)
    assert versions(row) == []


def test_an_edit_of_one_column_leaves_the_others(row):
    counterparties.edit(counterparty=row, fields={"country": "AT"}, by="tests", at=LATER)

    row.refresh_from_db()
    assert row.content() == {**ONE.content(), "country": "AT"}


def test_an_edit_is_of_what_is_on_record_now_and_not_of_what_was_read(portfolio, row):
    """Two people edit different columns of one counterparty: both stay."""
    stale = Counterparty.objects.get(pk=row.pk)
    counterparties.edit(counterparty=row, fields={"address": "Street 2"}, by="ada", at=AT)

    counterparties.edit(counterparty=stale, fields={"country": "AT"}, by="grace", at=LATER)

    now = portfolio.counterparties.get()
    assert (now.address, now.country, now.version) == ("Street 2", "AT", 3)


def test_the_order_of_further_names_is_part_of_what_is_edited(portfolio, row):
    assert put(portfolio, replace(ONE, further_names=("B", "A"))) == ["edited"]
    assert put(portfolio, replace(ONE, further_names=("B", "A"))) == ["unchanged"]


def test_a_version_is_there_once(row):
    counterparties.edit(counterparty=row, fields={"name": "Ostwall"}, by="tests", at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        CounterpartyVersion.objects.create(counterparty=row, version=1, content={}, until=LATER, by="tests")


def test_the_database_refuses_a_second_counterparty_of_one_number(portfolio, row):
    with pytest.raises(IntegrityError, match="counterparty_own_id_unique"), transaction.atomic():
        Counterparty.objects.create(portfolio=portfolio, own_id="1", name="Ostwall", added_at=AT, edited_at=AT)


def test_one_number_may_be_in_two_portfolios(portfolio, row):
    other = make_portfolio(owner=portfolio.owner, name="Suppliers")

    assert put(other, replace(ONE, name="Ostwall")) == ["added"]
    assert portfolio.counterparties.get().name == "Zellerfeld"


def test_who_was_ended_is_brought_back_as_given_and_compared(portfolio, row):
    counterparties.end(counterparty=row, by="tests", at=AT)

    assert put(portfolio, replace(ONE, name="SUBARU Corporation"), at=LATER) == ["resumed"]
    work(at=LATER)

    now = portfolio.counterparties.get()
    assert (now.name, now.due, now.hit_count, now.ended_at) == ("SUBARU Corporation", "", 1, None)
    assert [bool(each.content["ended_at"]) for each in versions(now)] == [False, True]


def test_who_was_ended_does_not_count_towards_the_most(portfolio, row, monkeypatch):
    monkeypatch.setattr(counterparties, "MOST", 1)
    counterparties.end(counterparty=row, by="tests", at=AT)

    assert put(portfolio, "2") == ["added"]
    with pytest.raises(PortfolioRefused, match="at most 1"):
        put(portfolio, ONE)
    row.refresh_from_db()
    assert row.ended_at == AT


def test_an_edit_in_an_ended_portfolio_is_refused(portfolio, row):
    portfolios.end(portfolio=portfolio, at=AT)

    with pytest.raises(PortfolioRefused, match="has ended"):
        counterparties.edit(counterparty=row, fields={"name": "Ostwall"}, by="tests", at=LATER)
    assert versions(row) == []


def test_nothing_of_a_refused_lot_is_taken(portfolio, row, monkeypatch):
    """The edit of one who is there is undone as well."""
    monkeypatch.setattr(counterparties, "MOST", 2)

    with pytest.raises(PortfolioRefused):
        put(portfolio, replace(ONE, name="Ostwall"), *(f"n{number}" for number in range(2)))

    row.refresh_from_db()
    assert (row.name, row.version, portfolio.counterparties.count()) == ("Zellerfeld", 1, 1)


def test_names_to_compare_are_each_there_once(portfolio):
    put(portfolio, Particulars("7", "Quux", ("Yrvol", "Quux", "Yrvol")))

    assert portfolio.counterparties.get().names == ("Quux", "Yrvol")
