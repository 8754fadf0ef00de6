"""A whole register that comes at once is not followed entry by entry: everybody is compared in steps instead."""

from datetime import timedelta

import pytest

from controls.screening.services import rescreenings, watching
from tests.factories import make_entity, make_listing, make_notice
from tests.screening.watched import AT, LATER, TODAY, due, found, hits, last_row, make_portfolio, put, work

pytestmark = pytest.mark.django_db
NAMES = ("Zellerfeld Magnetwerke GmbH", "Hagakure Trading", "Quux Handels-Kontor")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(watching, "MOST_MOVED", 2)
    monkeypatch.setattr(watching, "AT_ONCE", 2)


@pytest.fixture
def portfolio():
    portfolio = make_portfolio()
    put(portfolio, *NAMES)
    work()
    return portfolio


def load(*names):
    for name in names:
        make_listing(entity=make_entity(name))


def test_as_many_as_may_be_followed_are_followed(portfolio):
    load("Zellerfeld Magnetwerke GmbH", "Ostwall Keramik AG")

    work(at=LATER)

    row = last_row(portfolio)
    assert (row.entries, row.in_full) == (2, 0)
    assert [own_id for own_id, _entry in hits(portfolio)] == ["Zellerfeld Magnetwerke GmbH"]


def test_one_more_has_everybody_compared_with_everything(portfolio):
    load("Zellerfeld Magnetwerke GmbH", "Ostwall Keramik AG", "Quux Handels-Kontor")

    work(at=LATER)

    row = last_row(portfolio)
    assert (row.state, row.reason, row.entries, row.in_full) == ("done", "changed", 0, 3)
    assert {own_id for own_id, _entry in hits(portfolio)} == {"Zellerfeld Magnetwerke GmbH", "Quux Handels-Kontor"}
    assert {cause for *_rest, cause in found(portfolio)} == {"lists"}


def test_it_is_done_in_steps_each_of_them_short(portfolio):
    load("Zellerfeld Magnetwerke GmbH", "Ostwall Keramik AG", "Quux Handels-Kontor")
    due(at=LATER)
    held = rescreenings.claim(name="one", at=LATER)
    done = []

    while watching.step(held=held, at=LATER, on=TODAY):
        done.append(portfolio.rescreenings.latest("pk").in_full)

    assert done == [0, 2, 3]


def test_a_worker_that_dies_on_the_way_is_followed_by_another_who_does_the_rest(portfolio):
    load(*(f"Ostwall Keramik {number}" for number in range(3)), "Hagakure Trading")
    due(at=AT)
    held = rescreenings.claim(name="one", at=AT)
    assert watching.step(held=held, at=AT, on=TODAY) and watching.step(held=held, at=AT, on=TODAY)

    work(at=AT + rescreenings.LEASE * 2)

    row = last_row(portfolio)
    assert (row.state, row.in_full) == ("done", 3)
    assert len(hits(portfolio)) == 1


def test_from_there_on_changes_are_followed_again(portfolio):
    load("Zellerfeld Magnetwerke GmbH", "Ostwall Keramik AG", "Quux Handels-Kontor")
    work(at=LATER)

    load("Hagakure Trading")
    work(at=LATER)

    row = last_row(portfolio)
    assert (row.entries, row.affected, row.in_full) == (1, 1, 0)
    assert len(hits(portfolio)) == 3


def test_entries_whose_day_has_come_count_as_well(portfolio):
    """As many as may be followed change; a third one only begins on that day."""
    from_tomorrow = make_notice(published_on=TODAY + timedelta(days=1))
    make_listing(entity=make_entity("Hagakure Trading"), notice=from_tomorrow)
    work(at=LATER)
    load("Zellerfeld Magnetwerke GmbH", "Ostwall Keramik AG")

    work(at=LATER + timedelta(hours=14), on=TODAY + timedelta(days=1))

    assert last_row(portfolio).in_full == 3
    assert len(hits(portfolio)) == 2
