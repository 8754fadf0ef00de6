"""Formal ends are told once, when they come near, and again when they are moved to another day."""

from datetime import date, timedelta

import pytest

from controls.alerts.models import Notification
from controls.alerts.services import subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.services import suspensions
from tests.alerts.following import AT, HOUR, TODAY, collect, follow, somebody
from tests.factories import make_clause, make_measure, make_source, make_suspension

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def suspension():
    """A suspension that formally ends on 21 December."""
    clause = make_clause(measure=make_measure())
    return make_suspension(clauses=[clause], until=date(2026, 12, 21), until_inclusive=True)


def ends(subscription, fact):
    """Kind and day of what was told about a fact, in order."""
    rows = Notification.objects.filter(subscription=subscription, said__key=fact.key).order_by("number")
    return [(row.said["kind"], row.said["on"]) for row in rows]


def day(number):
    return {"on": TODAY + timedelta(days=number), "at": AT + timedelta(days=number)}


def test_an_end_is_told_on_the_first_day_on_which_it_is_near(owner, suspension):
    following = follow(owner, "ends", days=20)
    collect(**day(9))
    assert ends(following, suspension) == []
    collect(**day(10))
    assert ends(following, suspension) == [("suspension_end", "2026-12-21")]


def test_an_end_is_told_once_however_often_the_days_are_counted(owner, suspension):
    following = follow(owner, "ends", days=20)
    for number in range(8, 32):
        collect(**day(number))
    assert ends(following, suspension) == [("suspension_end", "2026-12-21")]


def test_who_follows_when_an_end_is_near_already_is_told_at_once(owner, suspension):
    following = follow(owner, "ends", days=60)
    collect()
    assert ends(following, suspension) == [("suspension_end", "2026-12-21")]


def test_who_comes_later_on_the_same_day_is_told_too(owner, suspension):
    early = follow(owner, "ends", days=60)
    collect(at=AT + HOUR)
    late = follow(somebody("late@example.org"), "ends", days=60, at=AT + 2 * HOUR)
    collect(at=AT + 3 * HOUR)
    assert ends(early, suspension) == ends(late, suspension) != []


def test_who_looks_further_ahead_is_told_at_once_what_is_near_by_that(owner, suspension):
    following = follow(owner, "ends", days=3)
    collect(at=AT + HOUR)
    wanted = Wanted(kind="ends", channel="feed", days=60)
    subscriptions.change(subscription=following, wanted=wanted, at=AT + 2 * HOUR)
    collect(at=AT + 3 * HOUR)
    assert ends(following, suspension) == [("suspension_end", "2026-12-21")]


def test_an_end_that_is_recorded_late_is_told_the_same_day(owner):
    following = follow(owner, "ends", days=60)
    collect()
    clause = make_clause(measure=make_measure())
    suspension = make_suspension(clauses=[clause], until=date(2026, 12, 21))
    collect(at=AT + HOUR)
    assert ends(following, suspension) == [("suspension_end", "2026-12-21")]


def test_an_end_that_a_correction_moves_is_told_on_its_new_day_as_well(owner, suspension):
    following = follow(owner, "ends", days=60)
    collect()
    suspensions.correct(
        suspension=suspension, fields={"until": date(2026, 12, 31)}, reason="Misread.", by="tests", at=AT
    )
    collect(at=AT + HOUR)
    assert [on for _kind, on in ends(following, suspension)] == ["2026-12-21", "2026-12-31"]


def test_an_announced_end_is_none(owner):
    clause = make_clause(measure=make_measure())
    suspension = make_suspension(
        clauses=[clause],
        announced_until=date(2026, 12, 1),
        announced_on=date(2026, 11, 1),
        announced=[make_source()],
        until=None,
    )
    following = follow(owner, "ends", days=60)
    collect()
    assert ends(following, suspension) == []


def test_an_end_that_has_passed_is_not_told(owner, suspension):
    following = follow(owner, "ends", days=60, at=AT + timedelta(days=40), on=TODAY + timedelta(days=40))
    collect(**day(40))
    assert ends(following, suspension) == []


def test_nothing_is_computed_twice_while_nothing_moves(owner, suspension, monkeypatch):
    follow(owner, "ends", days=60)
    collect(at=AT + HOUR)
    monkeypatch.setattr("controls.models.calendar.days", lambda: pytest.fail("The calendar was asked again."))
    assert collect(at=AT + 2 * HOUR) == 0


def test_where_nobody_asks_for_ends_the_calendar_is_not_read(monkeypatch):
    monkeypatch.setattr("controls.models.calendar.days", lambda: pytest.fail("The calendar was asked."))
    assert collect() == 0


def test_the_seed_has_the_end_of_the_suspension_of_november_2026(owner, seeded):
    following = follow(owner, "ends", days=365)
    collect()
    assert following.notifications.filter(said__kind="suspension_end").exists()
