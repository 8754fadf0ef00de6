"""Which things a subscription wants, and when its letters go."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.alerts import rules
from controls.alerts.rules import Wish
from controls.models import Change
from controls.models.calendar_days import DayKind
from controls.screening.models import Difference

BEIJING = "Asia/Shanghai"
MOMENTS = st.integers(0, 1_576_800).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
NAMES = st.sampled_from(["entity-list:a", "entity-list:b", "entity:x", "measure:m", "element:dy"])


def test_a_list_is_heard_of_by_whatever_concerns_it():
    wish = Wish("list", "entity-list:cn")
    assert rules.wants_change(wish, action="added", concerned={"listing:1", "entity:x", "entity-list:cn"})


def test_another_list_is_not_heard_of():
    wish = Wish("list", "entity-list:cn")
    assert not rules.wants_change(wish, action="added", concerned={"listing:1", "entity-list:cn-watch"})


@pytest.mark.parametrize("kind", rules.NOUNS)
def test_every_kind_of_fact_is_heard_of_under_its_noun(kind):
    subject = f"{rules.NOUNS[kind]}:key"
    assert rules.wants_change(Wish(kind, subject), action="ended", concerned={subject})


def test_acts_that_were_not_chosen_are_left_out():
    wish = Wish("measure", "measure:m", frozenset({"suspended", "ended"}))
    heard = [act for act in rules.ACTS if rules.wants_change(wish, action=act, concerned={"measure:m"})]
    assert heard == ["suspended", "ended"]


def test_the_acts_are_those_of_the_change_log():
    assert list(rules.ACTS) == Change.Action.values


def test_the_moves_are_those_of_the_watch():
    assert list(rules.MOVES) == Difference.Kind.values


def test_formal_ends_are_days_of_the_calendar_and_an_announced_end_is_none():
    assert set(DayKind.values) >= rules.FORMAL_ENDS
    assert "announced_end" not in rules.FORMAL_ENDS


@given(actions=st.frozensets(st.sampled_from(rules.ACTS)), subject=NAMES, concerned=st.frozensets(NAMES))
def test_a_change_is_wanted_when_it_concerns_the_subject_and_its_act_was_chosen(actions, subject, concerned):
    wish = Wish("measure", subject, actions)
    for act in rules.ACTS:
        expected = subject in concerned and (not actions or act in actions)
        assert rules.wants_change(wish, action=act, concerned=concerned) == expected


@pytest.mark.parametrize("kind", ["search", "portfolio", "ends", "source"])
def test_what_is_no_fact_hears_of_no_change(kind):
    assert not rules.wants_change(Wish(kind, ""), action="added", concerned={""})


def test_a_portfolio_hears_of_its_own_differences_only():
    wish = Wish("portfolio", portfolio=3)
    assert rules.wants_difference(wish, portfolio=3, kind="new_hit")
    assert not rules.wants_difference(wish, portfolio=4, kind="new_hit")


def test_a_portfolio_may_hear_of_new_hits_alone():
    wish = Wish("portfolio", portfolio=3, actions=frozenset({"new_hit"}))
    assert [kind for kind in rules.MOVES if rules.wants_difference(wish, portfolio=3, kind=kind)] == ["new_hit"]


def test_one_source_or_any():
    one, each = Wish("source", "source:mofcom"), Wish("source")
    assert rules.wants_occurrence(one, kind="source", subject="source:mofcom")
    assert not rules.wants_occurrence(one, kind="source", subject="source:bis")
    assert rules.wants_occurrence(each, kind="source", subject="source:bis")


def test_other_occurrences_are_none_of_a_source():
    assert not rules.wants_occurrence(Wish("source"), kind="ends", subject="")


def test_a_search_may_hear_only_of_what_left_it():
    wish = Wish("search", actions=frozenset({"left"}))
    assert [turn for turn in rules.TURNS if rules.wants_turn(wish, turn=turn)] == ["left"]


@pytest.mark.parametrize(("days_ahead", "near"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_end_is_near_from_the_first_day_within_the_days_to_its_last(days_ahead, near):
    today = date(2026, 11, 21)
    wish = Wish("ends", days=30)
    assert rules.wants_end(wish, kind="suspension_end", on=today + timedelta(days=days_ahead), today=today) == near


@pytest.mark.parametrize("kind", ["announced_end", "start", "to_be_confirmed", "deadline", "suspension_start"])
def test_days_on_which_nothing_formally_ends_are_not_told(kind):
    assert not rules.wants_end(Wish("ends", days=30), kind=kind, on=date(2026, 11, 22), today=date(2026, 11, 21))


@given(
    days=st.integers(1, 365),
    on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    known=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
def test_the_day_on_which_an_end_is_told_is_the_first_on_which_it_is_near_and_known(days, on, known):
    wish = Wish("ends", days=days)
    told = rules.told_on(wish, on=on, known_on=known)
    assert told >= known
    if told <= on:
        assert rules.wants_end(wish, kind="end", on=on, today=told)
    if told > known:
        assert not rules.wants_end(wish, kind="end", on=on, today=told - timedelta(days=1))


@given(at=MOMENTS)
def test_what_goes_at_once_goes_now(at):
    assert rules.letter_due("at_once", at=at, zone=BEIJING) == at


@given(at=MOMENTS)
def test_a_daily_letter_goes_at_eight_in_beijing_and_never_waits_longer_than_a_day(at):
    due = rules.letter_due("daily", at=at, zone=BEIJING)
    assert due.astimezone(ZoneInfo(BEIJING)).time() == rules.MORNING
    assert timedelta(0) < due - at <= timedelta(days=1)


@given(at=MOMENTS)
def test_a_weekly_letter_goes_on_a_monday_and_never_waits_longer_than_a_week(at):
    due = rules.letter_due("weekly", at=at, zone=BEIJING)
    assert (due.weekday(), due.hour) == (0, 8)
    assert timedelta(0) < due - at <= timedelta(days=7)


def test_a_letter_waits_longer_each_time_and_is_given_up_after_some_days():
    waits = []
    while (wait := rules.wait_after(len(waits) + 1)) is not None:
        waits.append(wait)
    assert waits == sorted(waits)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=5)
