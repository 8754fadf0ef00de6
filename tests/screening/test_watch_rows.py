"""Rows of work: opened once, held by one, lost with nobody, and done again without doing it twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from controls.matching.scoring import ALGORITHM
from controls.screening import tasks
from controls.screening.models import Difference, Rescreening, ScreeningCheck, StandingMatch
from controls.screening.services import counterparties, index, portfolios, rescreenings, results, watching
from controls.screening.services.rescreenings import ATTEMPTS, LEASE
from tests.factories import make_entity, make_listing
from tests.screening.watched import AT, LATER, TODAY, found, hits, last_row, make_portfolio, put, work

pytestmark = pytest.mark.django_db
NAMES = ("SUBARU Corporation", "Skydio, Inc.", "Zellerfeld Magnetwerke GmbH", "Hagakure Trading")


@pytest.fixture
def portfolio():
    return make_portfolio()


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    """Two counterparties at once, so that four need several steps."""
    monkeypatch.setattr(watching, "AT_ONCE", 2)


def due(*, at=AT, on=TODAY):
    return rescreenings.find_due(loaded=index.current(), at=at, on=on)


def claim(name="one", at=AT):
    held = rescreenings.claim(name=name, at=at)
    assert held is not None
    return held


def finish(held, *, at=AT):
    while watching.step(held=held, at=at, on=TODAY):
        assert at
    return last_state()


def last_state():
    return Rescreening.objects.latest("pk").state


def test_nobody_under_watch_is_no_work(portfolio):
    assert due() == 0


def test_work_is_opened_once_however_often_one_looks(portfolio):
    put(portfolio, *NAMES)

    assert [due(), due()] == [1, 0]
    assert portfolio.rescreenings.count() == 1


def test_work_is_held_by_one(portfolio):
    put(portfolio, *NAMES)
    due()
    claim("one")

    assert rescreenings.claim(name="two", at=AT + LEASE / 2) is None


def test_a_worker_that_dies_between_any_two_steps_loses_nothing(portfolio):
    """Each worker does one step and is never heard of again."""
    put(portfolio, *NAMES)
    due()
    at = AT
    for number in range(20):
        held = claim(f"worker {number}", at)
        if not watching.step(held=held, at=at, on=TODAY):
            break
        at += LEASE + timedelta(seconds=1)

    assert last_state() == "done"
    assert not portfolio.counterparties.waiting().exists()
    assert len(hits(portfolio)) == len(found(portfolio)) == 2
    assert ScreeningCheck.objects.count() == len(NAMES)


@pytest.mark.parametrize("place", ["moving", "_check", "_settle"])
def test_a_worker_that_dies_inside_a_step_leaves_nothing_of_it(portfolio, monkeypatch, place):
    put(portfolio, *NAMES)
    due()
    held = claim()
    assert watching.step(held=held, at=AT, on=TODAY)

    class Killed(BaseException):
        """Not an error: the process is gone."""

    def die(*_args, **_parts):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(results, place, die)
        with pytest.raises(Killed):
            watching.step(held=held, at=AT, on=TODAY)
    assert not Difference.objects.exists() and not StandingMatch.objects.exists()

    assert finish(claim("two", AT + LEASE * 2), at=AT + LEASE * 2) == "done"
    assert len(hits(portfolio)) == len(found(portfolio)) == 2


def test_a_worker_that_was_taken_for_dead_writes_nothing_any_more(portfolio):
    put(portfolio, *NAMES)
    due()
    old = claim("old")
    new = claim("new", AT + LEASE * 2)

    assert watching.step(held=old, at=AT + LEASE * 2, on=TODAY) is False
    assert not portfolio.counterparties.exclude(screened_at=None).exists()
    assert finish(new) == "done"


def test_an_edit_while_a_step_compares_is_not_overwritten(portfolio, monkeypatch):
    put(portfolio, "SUBARU Corporation")
    due()
    held = claim()
    watching.step(held=held, at=AT, on=TODAY)
    compare = watching.in_full

    def edited_meanwhile(*args, **parts):
        answer = compare(*args, **parts)
        row = portfolio.counterparties.get()
        if row.version == 1:
            counterparties.edit(counterparty=row, fields={"name": "Zellerfeld"}, by="tests", at=AT)
        return answer

    monkeypatch.setattr(watching, "in_full", edited_meanwhile)
    finish(held)

    assert hits(portfolio) == {}
    assert found(portfolio) == []
    assert portfolio.counterparties.get().due == ""


def test_the_register_may_move_while_everybody_is_compared(portfolio):
    put(portfolio, *NAMES)
    due()
    held = claim()
    for _step in range(3):
        assert watching.step(held=held, at=AT, on=TODAY)

    make_listing(entity=make_entity("Zellerfeld Magnetwerke GmbH"))
    make_listing(entity=make_entity("Hagakure Trading"))
    finish(held)

    assert len(hits(portfolio)) == 4
    portfolio.refresh_from_db()
    assert portfolio.revision == index.current().revision


def test_without_an_index_nothing_is_compared_and_the_work_waits(portfolio, monkeypatch):
    put(portfolio, *NAMES)
    due()

    def missing():
        raise index.IndexNotReady("Being built.")

    with monkeypatch.context() as broken:
        broken.setattr(index, "current", missing)
        with pytest.raises(index.IndexNotReady):
            watching.step(held=claim(), at=AT, on=TODAY)
        assert "Being built." in tasks.watch_counterparties()

    assert last_state() == "open"
    assert finish(claim("two", AT + LEASE * 2)) == "done"


def test_work_that_is_given_back_is_free_at_once_and_says_why(portfolio):
    put(portfolio, *NAMES)
    due()
    rescreenings.give_back(held=claim(), trouble="Being built.")

    assert last_row(portfolio).trouble == "Being built."
    claim("two")


def test_work_that_is_never_begun_well_needs_a_person(portfolio):
    put(portfolio, *NAMES)
    due()
    at = AT
    for number in range(ATTEMPTS):
        claim(f"worker {number}", at)
        at += LEASE * 2

    assert rescreenings.claim(name="last", at=at) is None
    row = last_row(portfolio)
    assert (row.state, row.ended_at) == ("held", at)
    assert "no step" in row.trouble


def test_a_step_that_is_done_forgives_the_attempts_before(portfolio):
    put(portfolio, *NAMES)
    due()
    watching.step(held=claim(), at=AT, on=TODAY)

    assert last_row(portfolio).attempts == 0


def test_the_clockwork_does_everything_that_is_due(portfolio, today):
    put(portfolio, *NAMES)

    said = tasks.watch_counterparties()

    assert said.startswith("1 opened")
    assert len(hits(portfolio)) == 2
    assert tasks.watch_counterparties() == "0 opened, 0 steps"


def test_the_clockwork_puts_down_in_good_order_what_takes_too_long(portfolio, today, monkeypatch):
    monkeypatch.setattr(tasks, "_MOST_SECONDS", 0.000001)
    put(portfolio, *NAMES)

    for _bell in range(12):
        tasks.watch_counterparties()
    monkeypatch.undo()
    tasks.watch_counterparties()

    assert last_state() == "done"
    assert len(hits(portfolio)) == 2


def test_another_algorithm_has_everybody_compared(portfolio):
    put(portfolio, *NAMES)
    work()
    portfolio.refresh_from_db()
    portfolio.algorithm = "names-0"
    portfolio.save()

    work(at=LATER)

    row = last_row(portfolio)
    assert (row.reason, row.in_full) == ("algorithm", 4)
    portfolio.refresh_from_db()
    assert portfolio.algorithm == ALGORITHM


def test_another_version_of_an_imported_list_has_everybody_compared(portfolio):
    """What moved inside it is not known here."""
    put(portfolio, *NAMES)
    work()
    portfolio.refresh_from_db()
    portfolio.versions, portfolio.token = {"party": "1"}, "of before"
    portfolio.save()

    work(at=LATER)

    assert (last_row(portfolio).reason, last_row(portfolio).in_full) == ("changed", 4)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 11, 21, 18, 59, tzinfo=UTC), "day"),
        (datetime(2026, 11, 21, 19, 1, tzinfo=UTC), "nightly"),
    ],
    ids=["before three in the morning", "after it"],
)
def test_a_new_day_is_followed_and_its_night_compares_everybody(portfolio, at, reason):
    put(portfolio, *NAMES)
    work()

    work(at=at, on=date(2026, 11, 22))

    assert last_row(portfolio).reason == reason
    assert last_row(portfolio).in_full == (4 if reason == "nightly" else 0)
    assert due(at=at + timedelta(hours=2), on=date(2026, 11, 22)) == (reason == "day")


def test_a_full_run_that_finds_the_same_tells_nothing(portfolio):
    put(portfolio, *NAMES)
    work()
    before = found(portfolio)
    checks = ScreeningCheck.objects.count()

    rescreenings.ask_in_full(portfolio=portfolio, at=AT)
    work(at=LATER)

    assert last_row(portfolio).in_full == 4
    assert found(portfolio) == before
    assert ScreeningCheck.objects.count() == checks


def test_asking_twice_for_a_full_run_is_one_run(portfolio):
    put(portfolio, *NAMES)
    rescreenings.ask_in_full(portfolio=portfolio, at=AT)
    rescreenings.ask_in_full(portfolio=portfolio, at=AT)

    assert portfolio.rescreenings.count() == 1


def test_an_ended_portfolio_is_no_work(portfolio):
    put(portfolio, *NAMES)
    due()
    portfolios.end(portfolio=portfolio, at=AT)

    assert rescreenings.claim(name="one", at=AT) is None
    assert due() == 0
