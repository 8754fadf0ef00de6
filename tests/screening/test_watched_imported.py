"""An imported list under the watch: a new version that adds, drops and renames entries is told in full."""

from datetime import timedelta

import pytest

from controls.screening.services import index, lists
from tests.factories import make_entity, make_listing
from tests.screening.importing import import_file, many, noon
from tests.screening.list_files import statement, statements
from tests.screening.watched import LATER, due, found, hits, last_row, make_portfolio, put, work

pytestmark = pytest.mark.django_db
OLD, NEW = "Ondarra Quarzitwerke", "Brixental Kupferhütte"
CROWD = statements(*many(20))
NOON = noon(20)  # of 21 November 2026


@pytest.fixture(autouse=True)
def _nothing_loaded():
    """A version that was rolled back is not known by its number: two tests may have the same."""
    index.forget()
    yield
    index.forget()


def publish(*named, day):
    """A version of the list with a crowd and these entries, by id and name."""
    lines = "".join(statement(own_id, name=name) + "\n" for own_id, name in named)
    return import_file(CROWD + lines, key="foreign", day=day).version


@pytest.fixture
def portfolio():
    publish(("old", OLD), ("kept", "Tarnowitz Zink"), day=0)
    portfolio = make_portfolio()
    put(portfolio, OLD, NEW, "Tarnowitz Zink", "Hagakure Trading")
    work()
    return portfolio


def test_entries_of_an_imported_list_are_hits(portfolio):
    assert hits(portfolio) == {
        (OLD, "party:foreign/old"): "same",
        ("Tarnowitz Zink", "party:foreign/kept"): "same",
    }


def test_a_version_that_adds_and_drops_is_told_in_full(portfolio):
    publish(("new", NEW), ("kept", "Tarnowitz Zink"), day=20)

    work(at=LATER)

    assert hits(portfolio) == {
        (NEW, "party:foreign/new"): "same",
        ("Tarnowitz Zink", "party:foreign/kept"): "same",
    }
    assert sorted(found(portfolio)[2:]) == [
        (NEW, "party:foreign/new", "new_hit", "lists"),
        (OLD, "party:foreign/old", "gone", "lists"),
    ]


def test_what_moved_inside_a_version_is_not_known_so_everybody_is_compared(portfolio):
    publish(("new", NEW), day=20)

    work(at=LATER)

    row = last_row(portfolio)
    assert (row.state, row.reason, row.entries, row.in_full) == ("done", "changed", 0, 4)
    portfolio.refresh_from_db()
    assert portfolio.full_at == LATER
    assert "foreign" in portfolio.versions["party"]


def test_an_entry_that_is_renamed_is_another_one_that_came(portfolio):
    publish(("old", NEW), ("kept", "Tarnowitz Zink"), day=20)

    work(at=LATER)

    assert sorted(found(portfolio)[2:]) == [
        (NEW, "party:foreign/old", "new_hit", "lists"),
        (OLD, "party:foreign/old", "gone", "lists"),
    ]


def test_a_version_with_the_same_content_is_no_news(portfolio):
    before = found(portfolio)

    publish(("old", OLD), ("kept", "Tarnowitz Zink"), day=20)
    work(at=LATER)

    assert found(portfolio) == before


def test_a_version_that_is_held_back_moves_nobody_until_somebody_lets_it_through(portfolio):
    before = hits(portfolio)
    held = import_file(statement("new", name=NEW) + "\n", key="foreign", day=20).version
    opened = due(at=LATER)

    lists.publish_held_back(version=held, reason="It is so.", by="ada", at=NOON)
    work(at=LATER)

    assert (held.state, opened) == ("held_back", 0)
    assert set(before) != set(hits(portfolio)) == {(NEW, "party:foreign/new")}


def test_a_discarded_version_is_no_work(portfolio):
    held = import_file(statement("new", name=NEW) + "\n", key="foreign", day=20).version

    lists.discard(version=held, reason="It is not.", by="ada", at=NOON)

    assert due(at=LATER) == 0


def test_a_change_of_the_register_beside_it_is_followed_and_leaves_its_hits(portfolio):
    make_listing(entity=make_entity("Hagakure Trading"))

    work(at=LATER)

    assert (last_row(portfolio).entries, last_row(portfolio).in_full) == (1, 0)
    assert {own_id for own_id, _entry in hits(portfolio)} == {OLD, "Tarnowitz Zink", "Hagakure Trading"}


def test_a_new_list_beside_it_is_searched_by_those_who_asked_for_all(portfolio):
    one = make_portfolio(owner=portfolio.owner, name="One", lists=["foreign"])
    put(one, OLD, NEW)
    work(at=LATER)

    import_file(statement("b1", name=NEW) + "\n", key="another", day=20, name="Another list")
    work(at=LATER)

    assert (NEW, "party:another/b1") in hits(portfolio)
    assert hits(one) == {(OLD, "party:foreign/old"): "same"}


def test_a_hit_says_which_list_and_since_when(portfolio):
    difference = portfolio.differences.get(subject="party:foreign/old")

    (listing,) = difference.after["standing"]
    assert (listing["list"], listing["list_name"], listing["state"]) == ("foreign", "Foreign list", "in_force")
    assert (difference.label, difference.after["matched_name"]) == (OLD, OLD)


def test_the_next_day_moves_nothing_by_itself(portfolio):
    before = found(portfolio)

    work(at=LATER + timedelta(hours=2), on=noon(21).date())

    assert found(portfolio) == before
    portfolio.refresh_from_db()
    assert portfolio.day == noon(21).date()
