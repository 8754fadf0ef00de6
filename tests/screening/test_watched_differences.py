"""Every kind of difference has its two sides and the changes that caused it; together they say what stands."""

from datetime import date, timedelta

import pytest

from controls.models import Change
from controls.screening.models import Difference, ScreeningCheck
from controls.screening.services import counterparties, portfolios, rescreenings
from controls.services import entities
from tests.factories import make_entity, make_event, make_listing, make_notice
from tests.screening.watched import LATER, TODAY, hits, last_row, make_portfolio, put, rename, spell, work

pytestmark = pytest.mark.django_db
NAME = "Zellerfeld Magnetwerke GmbH"


@pytest.fixture
def listing():
    return make_listing(entity=make_entity(NAME), notice=make_notice(published_on=date(2026, 11, 20)))


@pytest.fixture
def portfolio(listing):
    portfolio = make_portfolio()
    put(portfolio, NAME, "Hagakure Trading")
    work()
    return portfolio


def after(act, portfolio, *, on=TODAY, at=LATER):
    """What differs after an act, and the changes that the act wrote."""
    last, revision = portfolio.differences.latest("pk").pk, Change.objects.revision()[0]
    act()
    written = set(Change.objects.filter(pk__gt=revision).values_list("pk", flat=True))
    work(at=at, on=on)
    return list(portfolio.differences.after(last)), written


def replayed(portfolio):
    """What stands by the differences alone: each sets its pair to what it is afterwards."""
    now = {}
    for each in portfolio.differences.select_related("counterparty").order_by("pk"):
        now[each.counterparty.own_id, each.subject] = each.after
    return {key: said["verdict"] for key, said in now.items() if said and said["hit"]}


def test_a_new_hit_names_the_changes_that_put_it_there(portfolio):
    (found,), written = after(lambda: make_listing(entity=make_entity("Hagakure Trading")), portfolio)

    assert (found.kind, found.before, found.after["hit"]) == ("new_hit", None, True)
    assert found.changes and set(found.changes) <= written


def test_a_hit_that_is_gone_names_the_correction(portfolio, listing):
    (found,), written = after(lambda: rename(listing.entity, "Ostwall Keramik AG"), portfolio)

    assert (found.kind, found.before["matched_name"]) == ("gone", NAME)
    assert found.changes and set(found.changes) <= written
    assert Change.objects.get(pk=found.changes[-1]).reason == "Misread."


def test_another_state_names_the_act(portfolio, listing):
    (found,), written = after(lambda: make_event(listing=listing, kind="removed", effective_from=TODAY), portfolio)

    assert found.kind == "state"
    assert [side["standing"][0]["state"] for side in (found.before, found.after)] == ["in_force", "ended"]
    assert set(found.changes) <= written
    assert found.before["score"] == found.after["score"]


def test_another_class_names_the_correction_and_has_both_sides(portfolio, listing):
    (found,), written = after(lambda: rename(listing.entity, "Zellerfeld Magnetwerk Holding GmbH"), portfolio)

    assert found.kind in ("class", "gone")
    assert found.before["verdict"] == "same" != (found.after or {}).get("verdict")
    assert found.changes and set(found.changes) <= written


def test_a_further_listing_is_another_state_of_the_same_hit(portfolio, listing):
    (found,), _written = after(lambda: make_listing(entity=listing.entity), portfolio)

    assert found.kind == "state"
    assert (len(found.before["standing"]), len(found.after["standing"])) == (1, 2)


def test_a_further_name_that_fits_no_better_is_no_news(portfolio, listing):
    found, _written = after(lambda: spell(listing.entity, "Ostwall Keramik AG", "en"), portfolio)

    assert found == []
    assert last_row(portfolio).state == "done"


def test_a_day_that_comes_names_no_change_for_there_is_none(portfolio):
    tomorrow = TODAY + timedelta(days=1)
    make_listing(entity=make_entity("Hagakure Trading"), notice=make_notice(published_on=tomorrow))
    work(at=LATER)

    (found,), written = after(lambda: None, portfolio, on=tomorrow, at=LATER + timedelta(hours=12))

    assert (found.kind, found.cause, found.changes, written) == ("new_hit", "day", [], set())


def test_a_suspension_that_runs_out_is_told_on_the_day(portfolio, listing):
    """Nobody has said yet whether it binds again: that is another state than suspended."""
    tomorrow = TODAY + timedelta(days=1)
    make_event(listing=listing, kind="suspended", effective_from=TODAY, until=TODAY)
    work(at=LATER)

    (found,), _written = after(lambda: None, portfolio, on=tomorrow, at=LATER + timedelta(hours=12))

    assert (found.kind, found.cause) == ("state", "day")
    assert [side["standing"][0]["state"] for side in (found.before, found.after)] == ["suspended", "to_be_confirmed"]


def test_an_edit_of_the_counterparty_is_its_own_cause(portfolio):
    row = portfolio.counterparties.get(own_id=NAME)

    (found,), _written = after(
        lambda: counterparties.edit(counterparty=row, fields={"name": "Quux"}, by="tests", at=LATER), portfolio
    )

    assert (found.kind, found.cause, found.changes) == ("gone", "counterparty", [])


def test_other_lists_of_the_portfolio_are_their_own_cause(portfolio):
    (found,), _written = after(
        lambda: portfolios.change(
            portfolio=portfolio, name="Customers", lists=["cn-watch-list"], threshold=0.7, note=""
        ),
        portfolio,
    )

    assert (found.kind, found.cause) == ("gone", "portfolio")


def test_what_a_full_run_finds_by_itself_is_told_as_the_comparison(portfolio):
    """Somebody took a standing match out behind the back of the watch."""
    portfolio.counterparties.get(own_id=NAME).matches.all().delete()

    (found,), _written = after(lambda: rescreenings.ask_in_full(portfolio=portfolio, at=LATER), portfolio)

    assert (found.kind, found.cause) == ("new_hit", "comparison")


def test_one_change_may_concern_many_counterparties_and_each_is_told(portfolio, listing):
    put(portfolio, *(f"{NAME} {number}" for number in ("I", "II")))
    work(at=LATER)
    standing = {own_id for own_id, _entry in hits(portfolio)}

    found, _written = after(lambda: make_event(listing=listing, kind="suspended", effective_from=TODAY), portfolio)

    assert {each.counterparty.own_id for each in found} == standing
    assert {each.kind for each in found} == {"state"}
    assert len({tuple(each.changes) for each in found}) == 1


def test_applying_all_differences_gives_what_stands_after_all_that_may_happen(portfolio, listing):
    """Come, suspended, renamed away, spelt back, and one of another name taken off the watch and put back."""
    make_event(listing=listing, kind="suspended", effective_from=TODAY)
    work(at=LATER)
    assert replayed(portfolio) == hits(portfolio) != {}
    rename(listing.entity, "Ostwall Keramik AG")
    work(at=LATER)
    assert replayed(portfolio) == hits(portfolio) == {}
    spell(listing.entity, NAME, "en")
    make_listing(entity=make_entity("Hagakure Trading"))
    work(at=LATER)
    assert replayed(portfolio) == hits(portfolio)
    assert len(hits(portfolio)) == 2


def test_everybody_who_differs_has_a_check_of_the_same_outcome(portfolio, listing):
    (found,), _written = after(lambda: rename(listing.entity, "Ostwall Keramik AG"), portfolio)

    row = portfolio.counterparties.get(own_id=NAME)
    assert row.last_check.outcome == "no_entry_found"
    assert row.last_check.revision == row.screened_revision == portfolio.rescreenings.latest("pk").to_revision
    assert ScreeningCheck.objects.filter(name="Hagakure Trading").count() == 1
    assert found.found_at == LATER


def test_a_correction_of_nothing_that_is_compared_tells_nothing(portfolio, listing):
    found, written = after(
        lambda: entities.correct(
            entity=listing.entity, fields={"note": "Read again."}, reason="Misread.", by="tests", at=LATER
        ),
        portfolio,
    )

    assert written
    assert found == []
    assert not Difference.objects.filter(changes__overlap=list(written)).exists()
