"""States in the corners: several acts, turned around, on the same day, before the first day, without an end."""

from datetime import date, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls import states
from controls.states import Act, State, state_on

PUBLISHED, START = date(2025, 4, 1), date(2025, 4, 10)
DAY = timedelta(days=1)


def on(day, *acts, effective_time=None):
    return state_on(day, published_on=PUBLISHED, effective_from=START, effective_time=effective_time, acts=acts)


def act(kind, first, until=None, *, announced=None, inclusive=True):
    return Act(kind, announced or first, first, until, inclusive)


class TestBeforeTheFirstDay:
    def test_the_day_of_publication_is_scheduled(self):
        assert on(PUBLISHED).code == "scheduled"

    def test_the_day_before_it_is_not_known(self):
        assert on(PUBLISHED - DAY) is None

    def test_an_act_that_takes_effect_later_changes_nothing_yet(self):
        assert on(START, act("stopped", START + DAY)).code == "in_force"

    def test_an_act_recorded_for_a_day_before_the_first_does_not_begin_it(self):
        """Such a record is refused; should one exist, the listing has still not begun."""
        assert on(START - DAY, act("resumed", PUBLISHED)).code == "scheduled"

    def test_an_hour_says_nothing_while_scheduled(self):
        assert on(START - DAY, effective_time=time(12, 1)).note == states.NOTE_SCHEDULED


class TestTheFirstDay:
    def test_begins_at_midnight_unless_an_hour_is_stated(self):
        assert on(START) == State("in_force", START)

    def test_is_in_force_even_before_its_hour_and_says_so(self):
        state = on(START, effective_time=time(12, 1))

        assert (state.code, state.note) == ("in_force", states.NOTE_STARTS_AT)
        assert state.note_params == {"time": "12:01", "date": START}

    def test_an_hour_of_midnight_is_an_hour(self):
        assert on(START, effective_time=time(0, 0)).note == states.NOTE_STARTS_AT

    def test_may_be_suspended_from_the_start_and_so_never_operate(self):
        state = on(START, act("suspended", START), effective_time=time(12, 1))

        assert (state.code, state.since) == ("suspended", START)


class TestTheFormalEnd:
    @pytest.mark.parametrize(
        ("inclusive", "expected"),
        [(True, ["suspended", "suspended", "to_be_confirmed"]), (False, ["suspended"] + ["to_be_confirmed"] * 2)],
    )
    def test_around_the_day(self, inclusive, expected):
        end = date(2025, 8, 12)
        pause = act("suspended", START, end, inclusive=inclusive)

        assert [on(end + n * DAY, pause).code for n in (-1, 0, 1)] == expected

    def test_what_follows_begins_on_the_first_day_that_is_not_covered(self):
        end = date(2025, 8, 12)

        assert on(date(2026, 1, 1), act("suspended", START, end)).since == end + DAY
        assert on(date(2026, 1, 1), act("suspended", START, end, inclusive=False)).since == end

    def test_a_suspension_of_one_day_covers_that_day(self):
        pause = act("suspended", START + DAY, START + DAY)

        assert [on(START + n * DAY, pause).code for n in (0, 1, 2)] == ["in_force", "suspended", "to_be_confirmed"]

    def test_a_suspension_of_no_day_covers_none(self):
        pause = act("suspended", START + DAY, START + DAY, inclusive=False)

        assert on(START + DAY, pause).code == "to_be_confirmed"

    def test_the_end_of_february_has_its_day(self):
        pause = act("suspended", START, date(2028, 2, 28))

        assert on(date(2028, 2, 29), pause).code == "to_be_confirmed"
        assert on(date(2028, 2, 29), pause).since == date(2028, 2, 29)

    def test_the_turn_of_the_year_has_its_day(self):
        pause = act("suspended", START, date(2025, 12, 31))

        assert on(date(2026, 1, 1), pause).since == date(2026, 1, 1)

    def test_is_shown_while_suspended_and_not_afterwards(self):
        pause = act("suspended", START, date(2025, 8, 12))

        assert on(date(2025, 8, 12), pause).until == date(2025, 8, 12)
        assert on(date(2025, 8, 13), pause).until is None


class TestRunsOfSuspensions:
    def test_that_follow_day_by_day_are_one_run(self):
        first = act("suspended", START, date(2025, 8, 11))
        second = act("suspension_continued", date(2025, 8, 12), date(2025, 11, 10))

        assert on(date(2025, 9, 1), first, second).since == START

    def test_that_leave_one_day_free_are_two(self):
        first = act("suspended", START, date(2025, 8, 10))
        second = act("suspended", date(2025, 8, 12), date(2025, 11, 10))

        assert on(date(2025, 8, 11), first, second).code == "to_be_confirmed"
        assert on(date(2025, 9, 1), first, second).since == date(2025, 8, 12)

    def test_that_overlap_are_one_run_with_the_later_end(self):
        first = act("suspended", START, date(2025, 8, 12))
        second = act("suspension_continued", date(2025, 7, 1), date(2025, 11, 10))

        state = on(date(2025, 9, 1), first, second)
        assert (state.since, state.until) == (START, date(2025, 11, 10))

    def test_a_later_suspension_with_an_earlier_end_is_the_one_that_counts(self):
        """The last word of the authority decides, even when it shortens the suspension."""
        long = act("suspended", START, date(2025, 12, 31))
        short = act("suspension_continued", date(2025, 7, 1), date(2025, 8, 12))

        assert on(date(2025, 9, 1), long, short).code == "to_be_confirmed"

    def test_three_in_a_row_count_from_the_first(self):
        run = [
            act("suspended", START, date(2025, 6, 30)),
            act("suspension_continued", date(2025, 7, 1), date(2025, 9, 30)),
            act("suspension_continued", date(2025, 10, 1), date(2025, 12, 31)),
        ]

        assert on(date(2025, 12, 1), *run).since == START

    def test_an_end_that_excludes_its_day_meets_the_next_suspension_of_that_day(self):
        first = act("suspended", START, date(2025, 8, 12), inclusive=False)
        second = act("suspended", date(2025, 8, 12))

        assert on(date(2025, 9, 1), first, second).since == START

    def test_a_suspension_without_an_end_reaches_any_later_one(self):
        assert on(date(2026, 1, 1), act("suspended", START), act("suspended", date(2025, 12, 1))).since == START

    def test_a_resumption_in_between_breaks_the_run(self):
        acts = [act("suspended", START), act("resumed", date(2025, 6, 1)), act("suspended", date(2025, 7, 1))]

        assert on(date(2025, 8, 1), *acts).since == date(2025, 7, 1)

    def test_the_end_of_one_measure_in_between_does_not(self):
        acts = [act("suspended", START), act("measure_stopped", date(2025, 6, 1)), act("suspended", date(2025, 7, 1))]

        assert on(date(2025, 8, 1), *acts).since == START


class TestAfterwards:
    def test_a_resumption_ends_a_suspension_before_its_formal_end(self):
        acts = [act("suspended", START, date(2025, 12, 31)), act("resumed", date(2025, 6, 1))]

        state = on(date(2025, 6, 1), *acts)
        assert (state.code, state.since, state.note) == ("in_force", date(2025, 6, 1), states.NOTE_RESUMED)

    def test_a_resumption_confirms_what_was_to_be_confirmed(self):
        acts = [act("suspended", START, date(2025, 5, 31)), act("resumed", date(2025, 8, 1))]

        assert on(date(2025, 7, 31), *acts).code == "to_be_confirmed"
        assert on(date(2025, 8, 1), *acts).code == "in_force"

    def test_what_was_stopped_can_be_removed_later(self):
        acts = [act("stopped", date(2025, 6, 1)), act("removed", date(2025, 7, 1))]

        assert [on(day, *acts).code for day in (date(2025, 6, 30), date(2025, 7, 1))] == ["stopped", "ended"]

    def test_what_was_removed_can_come_back_into_force_only_by_a_resumption(self):
        acts = [act("removed", date(2025, 6, 1)), act("resumed", date(2025, 7, 1))]

        assert on(date(2026, 1, 1), acts[0]).code == "ended"
        assert on(date(2026, 1, 1), *acts).code == "in_force"

    @pytest.mark.parametrize(("kind", "note"), [("removed", states.NOTE_REMOVED), ("moved", states.NOTE_MOVED)])
    def test_an_ended_listing_says_how_it_ended(self, kind, note):
        assert on(date(2026, 1, 1), act(kind, date(2025, 6, 1))).note == note


class TestSeveralActsOnOneDay:
    def test_the_later_announced_counts_whatever_the_order_given(self):
        day = date(2025, 6, 1)
        acts = [
            act("suspended", day, announced=day - 2 * DAY),
            act("stopped", day, announced=day - DAY),
            act("removed", day, announced=day),
        ]

        assert {on(day, *order).code for order in permutations(acts)} == {"ended"}

    def test_of_two_announced_on_one_day_the_later_recorded_counts(self):
        day = date(2025, 6, 1)
        stop, pause = act("stopped", day), act("suspended", day)

        assert (on(day, stop, pause).code, on(day, pause, stop).code) == ("suspended", "stopped")


ANY_ACTS = st.lists(
    st.builds(
        act,
        st.sampled_from([*states.STATE_CHANGING, "measure_stopped"]),
        st.integers(0, 300).map(lambda n: START + n * DAY),
    ),
    max_size=6,
)


@given(ANY_ACTS, st.integers(-60, 600))
def test_a_state_is_one_of_six_or_none_before_publication(acts, offset):
    day = START + offset * DAY

    state = on(day, *acts)

    assert (state is None) == (day < PUBLISHED)
    assert state is None or state.code in states.CODES


@given(ANY_ACTS, st.integers(0, 600))
def test_a_state_has_begun_by_the_day_it_is_told_for(acts, offset):
    day = START + offset * DAY

    assert on(day, *acts).since <= day


@given(ANY_ACTS, st.integers(0, 300), st.integers(1, 300))
def test_what_is_announced_for_later_never_changes_an_earlier_day(acts, offset, later):
    day = START + offset * DAY

    assert on(day, *acts) == on(day, *acts, act("removed", day + later * DAY))


@given(ANY_ACTS, st.integers(0, 600))
def test_the_end_of_one_measure_never_changes_a_state(acts, offset):
    day = START + offset * DAY

    assert on(day, *acts, act("measure_stopped", START)) == on(day, *acts)


@given(st.integers(0, 200), st.integers(0, 200), st.booleans())
def test_nothing_but_a_resumption_brings_a_suspended_listing_back_into_force(first, length, inclusive):
    pause = act("suspended", START + first * DAY, START + (first + length) * DAY, inclusive=inclusive)
    days = [START + n * DAY for n in range(first, first + length + 40)]

    assert "in_force" not in {on(day, pause).code for day in days}
