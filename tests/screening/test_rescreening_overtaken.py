"""What happens while a step compares: an edit, an end, another question, another change; nothing of it is lost."""

import pytest

from controls.screening.services import counterparties, index, portfolios, rescreenings, watching
from tests.factories import make_entity, make_listing
from tests.screening.watched import AT, LATER, TODAY, due, found, hits, last_row, make_portfolio, put, spell, work

pytestmark = pytest.mark.django_db
NAME = "Zellerfeld Magnetwerke GmbH"


@pytest.fixture
def portfolio():
    portfolio = make_portfolio()
    put(portfolio, NAME)
    work()
    return portfolio


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done once, after a step has compared and before it writes."""

    def arrange(name, act):
        compare, done = getattr(watching, name), []

        def overtaken(*args, **parts):
            answer = compare(*args, **parts)
            if not done:
                done.append(True)
                act()
            return answer

        monkeypatch.setattr(watching, name, overtaken)
        return done

    return arrange


def edit(portfolio, **fields):
    counterparties.edit(counterparty=portfolio.counterparties.get(), fields=fields, by="tests", at=LATER)


def change(portfolio, **parts):
    standing = {"name": "Customers", "lists": [], "threshold": 0.7, "note": ""}
    portfolios.change(portfolio=portfolio, **standing | parts)


def test_a_note_that_is_edited_while_a_change_is_followed_loses_no_hit(portfolio, meanwhile):
    """An edit of a note has nobody compared; the change that was being followed still has to reach it."""
    listing = make_listing(entity=make_entity(NAME))
    done = meanwhile("pairs", lambda: edit(portfolio, note="Called them."))

    work(at=LATER)

    assert done
    assert list(hits(portfolio)) == [(NAME, f"entity:{listing.entity.key}")]
    assert portfolio.counterparties.get().note == "Called them."
    assert portfolio.counterparties.get().due == ""


def test_a_name_that_is_edited_while_a_change_is_followed_is_the_one_that_counts(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: edit(portfolio, name="Hagakure Trading"))

    work(at=LATER)

    assert hits(portfolio) == {}
    assert found(portfolio) == []
    assert portfolio.counterparties.get().due == ""


def test_who_is_ended_while_a_change_is_followed_gets_nothing_written(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: counterparties.end(counterparty=portfolio.counterparties.get(), by="tests", at=LATER))

    work(at=LATER)

    row = portfolio.counterparties.get()
    assert (row.due, row.hit_count, row.screened_at) == ("", 0, AT)
    assert found(portfolio) == []
    assert last_row(portfolio).state == "done"


def test_a_portfolio_that_is_ended_while_a_change_is_followed_stays_as_it_is(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: portfolios.end(portfolio=portfolio, at=LATER))

    work(at=LATER)

    assert found(portfolio) == []
    assert (last_row(portfolio).state, last_row(portfolio).differing) == ("done", 0)


@pytest.mark.parametrize("step", ["pairs", "in_full"])
def test_a_threshold_that_is_raised_meanwhile_is_the_one_that_counts(portfolio, meanwhile, step):
    make_listing(entity=make_entity(f"{NAME} Holding"))
    if step == "in_full":
        edit(portfolio, address="Street")
    done = meanwhile(step, lambda: change(portfolio, threshold=1.0))

    work(at=LATER)

    assert done
    assert hits(portfolio) == {}
    assert portfolio.counterparties.get().due == ""
    assert last_row(portfolio).state == "done"


def test_lists_that_are_narrowed_while_everybody_is_compared_are_the_ones_that_count(portfolio, meanwhile):
    """The result of the wider question is never left standing as if it were an answer to the narrower one."""
    make_listing(entity=make_entity(NAME))
    edit(portfolio, address="Street")
    meanwhile("in_full", lambda: change(portfolio, lists=["cn-watch-list"]))

    work(at=LATER)

    assert hits(portfolio) == {}
    assert portfolio.counterparties.get().due == ""


def test_a_portfolio_that_is_only_renamed_meanwhile_is_not_compared_twice(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: change(portfolio, name="Suppliers"))

    steps = work(at=LATER)

    assert steps == 2
    portfolio.refresh_from_db()
    assert portfolio.name == "Suppliers"
    assert len(hits(portfolio)) == 1


def test_another_change_while_one_is_followed_is_followed_next(portfolio, meanwhile):
    put(portfolio, "Hagakure Trading")
    work()
    first = make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: make_listing(entity=make_entity("Hagakure Trading")))

    work(at=LATER)

    assert {own_id for own_id, _entry in hits(portfolio)} == {NAME, "Hagakure Trading"}
    changes = {each.counterparty.own_id: set(each.changes) for each in portfolio.differences.all()}
    assert changes[NAME].isdisjoint(changes["Hagakure Trading"])
    portfolio.refresh_from_db()
    assert portfolio.revision == index.current().revision
    assert f"entity:{first.entity.key}" in {entry for _own_id, entry in hits(portfolio)}


def test_two_changes_of_one_entry_in_quick_succession_are_one_difference(portfolio):
    listing = make_listing(entity=make_entity("Ostwall Keramik AG"))
    spell(listing.entity, NAME, "en")
    spell(listing.entity, f"{NAME} Holding", "en")

    work(at=LATER)

    (difference,) = portfolio.differences.all()
    assert difference.kind == "new_hit"
    assert len(difference.changes) == len(set(difference.changes)) >= 4
    assert list(difference.changes) == sorted(difference.changes)


def test_who_is_put_in_while_a_change_is_followed_is_compared_with_everything(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    meanwhile("pairs", lambda: put(portfolio, "SUBARU Corporation"))

    work(at=LATER)

    assert {own_id for own_id, _entry in hits(portfolio)} == {NAME, "SUBARU Corporation"}
    assert (last_row(portfolio).state, last_row(portfolio).in_full) == ("done", 1)


def test_who_is_put_in_just_before_the_end_keeps_the_work_open(portfolio):
    put(portfolio, "Hagakure Trading")
    due(at=LATER)
    held = rescreenings.claim(name="one", at=LATER)
    assert watching.step(held=held, at=LATER, on=TODAY)
    put(portfolio, "SUBARU Corporation")

    assert watching.step(held=held, at=LATER, on=TODAY)
    assert last_row(portfolio).state == "open"
    assert watching.step(held=held, at=LATER, on=TODAY) is False
    assert last_row(portfolio).in_full == 2


def test_a_claim_that_was_lost_while_comparing_writes_nothing(portfolio, meanwhile):
    make_listing(entity=make_entity(NAME))
    due(at=LATER)
    held = rescreenings.claim(name="slow", at=LATER)
    meanwhile("pairs", lambda: rescreenings.claim(name="quick", at=LATER + rescreenings.LEASE * 2))

    assert watching.step(held=held, at=LATER, on=TODAY) is False
    assert found(portfolio) == []
    assert last_row(portfolio).claim == "quick"


def test_who_gives_back_what_is_no_longer_theirs_disturbs_nobody(portfolio):
    make_listing(entity=make_entity(NAME))
    due(at=LATER)
    old = rescreenings.claim(name="old", at=LATER)
    rescreenings.claim(name="new", at=LATER + rescreenings.LEASE * 2)

    rescreenings.give_back(held=old, trouble="Late.")
    rescreenings.let_go(held=old)

    assert (last_row(portfolio).claim, last_row(portfolio).trouble) == ("new", "")
