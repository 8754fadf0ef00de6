"""A timeline: bars stay in the frame, cover exactly the days they stand for, and never lie on each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls import states
from controls.charts.lanes import Bar, Period, bars, merged, timeline
from controls.charts.scales import YEAR, DayScale

DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2025, 4, 10)  # 100 days
SCALE = DayScale(FIRST, LAST, 190, 100)
HISTORY = (
    Period("in_force", date(2024, 12, 1), date(2025, 1, 10)),
    Period("suspended", date(2025, 1, 11), date(2025, 1, 30)),
    Period("to_be_confirmed", date(2025, 1, 31), None),
)


@st.composite
def histories(draw):
    """Periods in order, some with free days between them, the last sometimes without an end."""
    day, found = draw(st.dates(date(2023, 1, 1), date(2026, 1, 1))), []
    for _number in range(draw(st.integers(0, 6))):
        first = day + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 40])))
        last = first + timedelta(days=draw(st.integers(0, 300)))
        found.append(Period(draw(st.sampled_from(states.CODES)), first, last))
        day = last + DAY
    if found and draw(st.booleans()):
        found[-1] = Period(found[-1].state, found[-1].first, None)
    return found


@st.composite
def scales(draw):
    first = draw(st.dates(date(2023, 1, 1), date(2026, 6, 1)))
    return DayScale(first, first + timedelta(days=draw(st.integers(0, 1_500))), 190, draw(st.floats(1, 900)))


def state_of(periods, day):
    return next((each.state for each in periods if each.first <= day <= (each.last or date.max)), None)


class TestBars:
    def test_each_change_of_state_begins_a_bar(self):
        assert [(bar.state, bar.x, bar.width) for bar in bars(HISTORY, scale=SCALE)] == [
            ("in_force", 190, 10),
            ("suspended", 200, 20),
            ("to_be_confirmed", 220, 70),
        ]

    def test_a_bar_keeps_the_days_that_the_frame_cuts_off(self):
        first, *_rest, last = bars(HISTORY, scale=SCALE)

        assert (first.period.first, last.period.last) == (date(2024, 12, 1), None)

    def test_the_same_state_twice_running_is_one_bar(self):
        whole = Period("suspended", date(2025, 1, 11), date(2025, 2, 9))
        split = (
            Period("suspended", date(2025, 1, 11), date(2025, 1, 20)),
            Period("suspended", date(2025, 1, 21), date(2025, 2, 9)),
        )

        assert bars(split, scale=SCALE) == (Bar("suspended", 200, 30, whole),)

    def test_the_same_state_after_a_free_day_is_another_bar(self):
        split = (
            Period("suspended", date(2025, 1, 11), date(2025, 1, 20)),
            Period("suspended", date(2025, 1, 22), date(2025, 2, 9)),
        )

        assert len(bars(split, scale=SCALE)) == 2

    def test_what_ended_before_the_frame_is_not_drawn(self):
        assert bars([Period("ended", date(2020, 1, 1), date(2024, 12, 31))], scale=SCALE) == ()

    def test_what_begins_after_the_frame_is_not_drawn(self):
        assert bars([Period("scheduled", LAST + DAY, None)], scale=SCALE) == ()

    def test_a_single_day_at_each_end_is_drawn(self):
        ends = (Period("in_force", date(2024, 1, 1), FIRST), Period("suspended", LAST, None))

        assert [(bar.x, bar.width) for bar in bars(ends, scale=SCALE)] == [(190, 1), (289, 1)]

    @given(histories(), scales())
    def test_bars_are_inside_the_frame_in_order_and_apart(self, periods, scale):
        drawn = bars(periods, scale=scale)
        edges = [edge for bar in drawn for edge in (bar.x, round(bar.x + bar.width, 1))]

        assert edges == sorted(edges)
        assert all(190 <= edge <= scale.right for edge in edges)

    @given(histories(), scales(), st.data())
    def test_on_every_day_the_bar_says_the_state_of_its_period(self, periods, scale, data):
        day = data.draw(st.dates(scale.first, scale.last))

        covering = [bar.state for bar in bars(periods, scale=scale) if state_of([bar.period], day)]

        assert covering == [state for state in [state_of(periods, day)] if state]

    @given(histories(), scales())
    def test_a_bar_begins_and_ends_with_its_days(self, periods, scale):
        for bar in bars(periods, scale=scale):
            first, last = max(bar.period.first, scale.first), min(bar.period.last or scale.last, scale.last)

            assert bar.x == scale.x(first)
            assert round(bar.x + bar.width, 1) == scale.end(last)

    @given(histories())
    def test_neighbours_differ_once_merged(self, periods):
        joined = merged(periods)

        assert all(
            one.state != other.state or one.last + DAY < other.first
            for one, other in zip(joined, joined[1:], strict=False)
        )
        assert merged(joined) == joined


class TestRefusals:
    def test_a_period_that_runs_backwards_is_refused(self):
        with pytest.raises(ValueError, match="on or after"):
            bars([Period("ended", LAST, FIRST)], scale=SCALE)

    @pytest.mark.parametrize("last", [date(2025, 2, 1), None])
    def test_periods_that_overlap_are_refused(self, last):
        with pytest.raises(ValueError, match="follow one another"):
            bars([Period("in_force", FIRST, last), Period("ended", date(2025, 2, 1), None)], scale=SCALE)

    @pytest.mark.parametrize("thickness", [0, 38])
    def test_a_bar_that_does_not_fit_its_lane_is_refused(self, thickness):
        with pytest.raises(ValueError, match="fits its lane"):
            timeline([], scale=SCALE, top=0, pitch=37, thickness=thickness, unit=YEAR)


class TestTimeline:
    def drawn(self, **changed):
        rows = [("MOFCOM 2025 No. 61", HISTORY), ("MOFCOM 2025 No. 62", ())]
        return timeline(rows, **{"scale": SCALE, "top": 29, "pitch": 37, "thickness": 20, "unit": YEAR, **changed})

    def test_lanes_stand_below_each_other_in_the_order_given(self):
        assert [(lane.label, lane.y, lane.height, lane.middle) for lane in self.drawn().lanes] == [
            ("MOFCOM 2025 No. 61", 29, 20, 39),
            ("MOFCOM 2025 No. 62", 66, 20, 76),
        ]

    def test_a_lane_without_periods_stays_with_its_label(self):
        assert self.drawn().lanes[1].bars == ()

    def test_the_frame_holds_all_lanes(self):
        drawn = self.drawn()

        assert (drawn.width, drawn.height) == (290, 103)

    def test_ticks_are_those_of_the_scale(self):
        assert self.drawn().ticks == SCALE.ticks(YEAR)

    def test_a_day_on_the_scale_is_marked(self):
        assert self.drawn(marked=date(2025, 1, 11)).mark == 200

    @pytest.mark.parametrize("day", [None, FIRST - DAY, LAST + DAY])
    def test_a_day_beyond_it_is_not(self, day):
        assert self.drawn(marked=day).mark is None
