"""After a change of the register, only what it may concern is compared, and what differs is recorded."""

from datetime import date, timedelta

import pytest

from controls.models import Change
from controls.screening.models import Rescreening, ScreeningCheck
from controls.screening.services import counterparties
from controls.screening.services.counterparties import Particulars
from tests.factories import make_entity, make_event, make_listing, make_notice, make_source
from tests.screening.watched import (
    AT,
    LATER,
    TODAY,
    found,
    hits,
    last_row,
    make_portfolio,
    number_of,
    postpone,
    put,
    rename,
    spell,
    work,
)

pytestmark = pytest.mark.django_db
SUBARU = "entity:subaru-corporation"


@pytest.fixture
def portfolio():
    return make_portfolio()


def listed(name, **parts):
    """A notice of yesterday that puts a company on a list."""
    return make_listing(entity=make_entity(name, **parts), notice=make_notice(published_on=date(2026, 11, 20)))


def test_who_is_new_is_compared_with_everything(portfolio):
    put(portfolio, "SUBARU Corporation", "Zellerfeld Bakery")

    work()

    assert hits(portfolio) == {("SUBARU Corporation", SUBARU): "same"}
    row = Rescreening.objects.get(portfolio=portfolio)
    assert (row.state, row.reason, row.in_full, row.under_watch) == ("done", "counterparties", 2, 2)


def test_whoever_is_new_gets_a_receipt_found_or_not(portfolio):
    put(portfolio, "SUBARU Corporation", "Zellerfeld Bakery")

    work()

    outcomes = dict(portfolio.counterparties.values_list("own_id", "last_check__outcome"))
    assert outcomes == {"SUBARU Corporation": "possible_match", "Zellerfeld Bakery": "no_entry_found"}
    assert set(ScreeningCheck.objects.values_list("origin", flat=True)) == {"monitoring"}


def test_a_notice_that_names_a_counterparty_makes_a_new_hit_with_the_change_that_says_so(portfolio):
    put(portfolio, "Zellerfeld Magnetwerke", "Hagakure Trading")
    work()

    listing = listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    subject = f"entity:{listing.entity.key}"
    assert found(portfolio) == [("Zellerfeld Magnetwerke", subject, "new_hit", "lists")]
    difference = portfolio.differences.get()
    said = Change.objects.filter(pk__in=difference.changes).values_list("subject_type", flat=True)
    assert set(said) == {"entity", "listing", "notice"}
    assert difference.before is None
    assert difference.after["standing"][0]["key"] == listing.key


def test_what_moved_is_compared_with_those_it_may_concern_and_with_nobody_else(portfolio):
    put(portfolio, "Zellerfeld Magnetwerke", *(f"Quux{number} Yrvol{number}" for number in range(40)))
    work()

    listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    row = last_row(portfolio)
    assert (row.reason, row.entries, row.affected, row.in_full) == ("changed", 1, 1, 0)
    assert row.compared == 1


def test_a_change_that_concerns_no_entity_compares_nothing_and_moves_the_position(portfolio):
    put(portfolio, "Zellerfeld Magnetwerke")
    work()

    make_source()
    work(at=LATER)

    row = last_row(portfolio)
    assert (row.state, row.entries, row.compared, row.differing) == ("done", 0, 0, 0)
    portfolio.refresh_from_db()
    assert portfolio.revision == Change.objects.revision()[0] == row.to_revision
    assert row.from_revision < row.to_revision


def test_a_suspended_listing_is_told_as_another_state_of_the_same_hit(portfolio):
    listing = listed("Zellerfeld Magnetwerke GmbH")
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()

    event = make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 21))
    work(at=LATER)

    difference = portfolio.differences.last()
    assert (difference.kind, difference.cause) == ("state", "lists")
    assert difference.before["standing"][0]["state"] == "in_force"
    assert difference.after["standing"][0]["state"] == "suspended"
    assert Change.objects.get(pk__in=difference.changes).subject_key == event.key


def test_a_state_that_begins_on_a_later_day_is_told_on_that_day(portfolio):
    """Nothing is recorded on that day: the clock alone moves what binds."""
    listing = listed("Zellerfeld Magnetwerke GmbH")
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 25))
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()

    work(at=AT + timedelta(days=3), on=date(2026, 11, 24))
    before = len(found(portfolio))
    work(at=AT + timedelta(days=4), on=date(2026, 11, 25))

    assert before == 1
    assert found(portfolio)[1][2:] == ("state", "day")


def test_a_notice_of_tomorrow_is_a_hit_from_tomorrow(portfolio):
    """The list names the party from the day on which its notice is published."""
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()
    notice = make_notice(published_on=date(2026, 11, 22))
    listing = make_listing(entity=make_entity("Zellerfeld Magnetwerke GmbH"), notice=notice)

    work(at=LATER)
    today = hits(portfolio)
    work(at=AT + timedelta(days=1), on=date(2026, 11, 22))

    assert today == {}
    assert hits(portfolio) == {("Zellerfeld Magnetwerke GmbH", f"entity:{listing.entity.key}"): "same"}


def test_a_corrected_name_takes_a_hit_away(portfolio):
    listing = listed("Zellerfeld Magnetwerke GmbH")
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()

    rename(listing.entity, "Ostwall Keramik AG")
    work(at=LATER)

    assert hits(portfolio) == {}
    assert found(portfolio)[1][2:] == ("gone", "lists")
    assert portfolio.counterparties.get().hit_count == 0


def test_a_further_spelling_finds_who_was_not_near_before(portfolio):
    listing = listed("Ostwall Keramik AG")
    put(portfolio, "泽勒磁材有限公司")
    work()

    spell(listing.entity, "泽勒磁材有限公司", "zh-Hans")
    work(at=LATER)

    assert list(hits(portfolio).values()) == ["same"]
    assert found(portfolio)[0][2:] == ("new_hit", "lists")


def test_a_corrected_day_of_a_notice_moves_everybody_it_names(portfolio):
    """The notice alone is corrected; its listings and entities stay as they are."""
    listing = listed("Zellerfeld Magnetwerke GmbH")
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()

    postpone(listing.notice, date(2026, 12, 24))
    work(at=LATER)

    assert hits(portfolio) == {}
    assert found(portfolio)[1][2:] == ("gone", "lists")


def test_a_number_in_a_register_finds_a_counterparty_of_another_name(portfolio):
    party = Particulars(own_id="7", name="Quux Handels-Kontor", identifier="9876543210123")
    put(portfolio, party)
    work()

    entity = make_entity("Zellerfeld Magnetwerke GmbH", numbers=[number_of("9876543210123")])
    make_listing(entity=entity, notice=make_notice(published_on=date(2026, 11, 20)))
    work(at=LATER)

    assert hits(portfolio) == {("7", f"entity:{entity.key}"): "probable"}


def test_a_further_name_is_compared_as_well(portfolio):
    put(portfolio, Particulars(own_id="7", name="Quux Handels-Kontor", further_names=("Zellerfeld Magnetwerke",)))
    work()

    listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    assert [each[0] for each in hits(portfolio)] == ["7"]


def test_only_the_lists_of_the_portfolio_count(portfolio):
    other = make_portfolio(owner=portfolio.owner, name="One list", lists=["cn-watch-list"])
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    put(other, "Zellerfeld Magnetwerke GmbH")
    work()

    listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    assert len(hits(portfolio)) == 1
    assert hits(other) == {}


def test_who_was_ended_is_compared_with_nothing(portfolio):
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()
    counterparties.end(counterparty=portfolio.counterparties.get(), by="tests", at=AT)

    listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    assert found(portfolio) == []
    assert last_row(portfolio).compared == 0


def test_the_changed_result_has_a_receipt_of_the_new_revision(portfolio):
    put(portfolio, "Zellerfeld Magnetwerke GmbH", "Hagakure Trading")
    work()
    first = dict(portfolio.counterparties.values_list("own_id", "last_check_id"))

    listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)

    now = dict(portfolio.counterparties.values_list("own_id", "last_check_id"))
    check = ScreeningCheck.objects.get(pk=now["Zellerfeld Magnetwerke GmbH"])
    assert check.revision == Change.objects.revision()[0]
    assert check.outcome == "possible_match"
    assert now["Hagakure Trading"] == first["Hagakure Trading"]


def test_applying_all_differences_gives_what_stands(portfolio):
    """Whoever reads the differences one by one misses nothing."""
    put(portfolio, "SUBARU Corporation", "Zellerfeld Magnetwerke GmbH")
    work()
    listing = listed("Zellerfeld Magnetwerke GmbH")
    work(at=LATER)
    make_event(listing=listing, kind="suspended", effective_from=TODAY)
    work(at=LATER)

    told = {}
    for each in portfolio.differences.order_by("pk"):
        told[each.counterparty.own_id, each.subject] = each.after
    assert {key: after["verdict"] for key, after in told.items() if after and after["hit"]} == hits(portfolio)
