"""Scales: days become places that never run backwards, ticks stand where years and months begin, levels are round."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.charts.scales import (
    MONTH,
    QUARTER,
    UNITS,
    YEAR,
    CountScale,
    DayScale,
    Level,
    Tick,
    count_scale,
    months_after,
    round_values,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(2001, 1, 1), date(2100, 12, 31))
LENGTHS = st.floats(1, 4_000, allow_nan=False)
PLACES = st.floats(0, 500, allow_nan=False)


@st.composite
def day_scales(draw):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 9_000)))
    return DayScale(first, last, draw(PLACES), draw(LENGTHS))


def days_of(scale):
    return st.dates(scale.first, scale.last)


class TestDays:
    def test_the_first_day_begins_at_the_left_and_the_last_ends_at_the_right(self):
        scale = DayScale(date(2025, 1, 1), date(2025, 1, 10), 190, 100)

        assert (scale.x(date(2025, 1, 1)), scale.end(date(2025, 1, 10))) == (190, 290)

    def test_each_day_has_an_equal_share(self):
        scale = DayScale(date(2025, 1, 1), date(2025, 1, 10), 190, 100)

        assert [scale.x(date(2025, 1, number)) for number in (1, 2, 6, 10)] == [190, 200, 240, 280]

    def test_a_scale_of_one_day_is_that_day(self):
        scale = DayScale(date(2025, 1, 1), date(2025, 1, 1), 5, 20)

        assert (scale.x(scale.first), scale.end(scale.first)) == (5, 25)

    def test_places_have_one_decimal(self):
        scale = DayScale(date(2025, 1, 1), date(2025, 1, 3), 0, 100)

        assert [scale.x(date(2025, 1, number)) for number in (1, 2, 3)] == [0, 33.3, 66.7]

    @given(st.data())
    def test_a_later_day_never_stands_further_left(self, data):
        scale = data.draw(day_scales())
        one, other = sorted([data.draw(days_of(scale)), data.draw(days_of(scale))])

        assert scale.x(one) <= scale.x(other)
        assert scale.end(one) <= scale.end(other)

    @given(st.data())
    def test_every_day_is_inside_the_frame(self, data):
        scale = data.draw(day_scales())
        day = data.draw(days_of(scale))

        assert round(scale.left, 1) <= scale.x(day) <= scale.end(day) <= scale.right

    @given(st.data())
    def test_a_day_ends_where_the_next_begins(self, data):
        scale = data.draw(day_scales().filter(lambda each: each.first < each.last))
        day = data.draw(st.dates(scale.first, scale.last - DAY))

        assert scale.end(day) == scale.x(day + DAY)

    @pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 2, 1)])
    def test_a_day_beyond_the_ends_is_refused(self, day):
        scale = DayScale(date(2025, 1, 1), date(2025, 1, 31), 0, 100)

        assert not scale.holds(day)
        with pytest.raises(ValueError, match="is not on a scale from 2025-01-01 to 2025-01-31"):
            scale.x(day)
        with pytest.raises(ValueError, match="is not on a scale"):
            scale.end(day)

    def test_a_scale_that_runs_backwards_is_refused(self):
        with pytest.raises(ValueError, match="on or after"):
            DayScale(date(2025, 1, 2), date(2025, 1, 1), 0, 100)

    @pytest.mark.parametrize("width", [0, -1])
    def test_a_scale_without_width_is_refused(self, width):
        with pytest.raises(ValueError, match="has a width"):
            DayScale(date(2025, 1, 1), date(2025, 1, 2), 0, width)


class TestTicks:
    scale = DayScale(date(2024, 11, 15), date(2026, 1, 1), 0, 413)

    def test_years_begin_in_january(self):
        assert [tick.on for tick in self.scale.ticks(YEAR)] == [date(2025, 1, 1), date(2026, 1, 1)]

    def test_quarters_begin_every_third_month(self):
        assert [tick.on for tick in self.scale.ticks(QUARTER)] == [
            date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1),
        ]  # fmt: skip

    def test_months_begin_on_their_first_day(self):
        ticks = self.scale.ticks(MONTH)

        assert len(ticks) == 14
        assert (ticks[0].on, ticks[-1].on) == (date(2024, 12, 1), date(2026, 1, 1))

    def test_a_scale_that_begins_with_a_year_has_its_tick(self):
        assert DayScale(date(2025, 1, 1), date(2025, 6, 1), 7, 100).ticks(YEAR) == (Tick(date(2025, 1, 1), 7),)

    def test_a_scale_within_a_month_has_none(self):
        assert DayScale(date(2025, 1, 2), date(2025, 1, 31), 0, 100).ticks(MONTH) == ()

    @given(day_scales(), st.sampled_from(list(UNITS)))
    def test_ticks_stand_inside_in_order_and_on_first_days(self, scale, unit):
        ticks = scale.ticks(unit)

        assert [tick.on for tick in ticks] == sorted({tick.on for tick in ticks})
        assert all(scale.holds(tick.on) and tick.x == scale.x(tick.on) for tick in ticks)
        assert all(tick.on.day == 1 and (tick.on.month - 1) % UNITS[unit] == 0 for tick in ticks)

    @given(day_scales(), st.sampled_from(list(UNITS)))
    def test_no_first_day_on_the_scale_is_left_out(self, scale, unit):
        every = {scale.first + timedelta(days=number) for number in range((scale.last - scale.first).days + 1)}

        wanted = {day for day in every if day.day == 1 and (day.month - 1) % UNITS[unit] == 0}

        assert {tick.on for tick in scale.ticks(unit)} == wanted

    @pytest.mark.parametrize(("at_most", "unit"), [(14, MONTH), (13, QUARTER), (5, QUARTER), (4, YEAR), (1, YEAR)])
    def test_the_finest_unit_that_fits_is_chosen(self, at_most, unit):
        assert self.scale.fitting_unit(at_most=at_most) == unit


class TestMonths:
    def test_months_are_counted_across_years(self):
        assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 1)

    def test_no_month_later_is_the_first_of_the_same(self):
        assert months_after(date(2025, 12, 31), 0) == date(2025, 12, 1)


class TestLevels:
    @pytest.mark.parametrize(
        ("most", "values"),
        [
            (0, (0, 1)),
            (1, (0, 1)),
            (4, (0, 1, 2, 3, 4)),
            (6, (0, 2, 4, 6)),
            (11, (0, 5, 10, 15)),
            (110, (0, 50, 100, 150)),
            (153, (0, 50, 100, 150, 200)),
            (1_000, (0, 200, 400, 600, 800, 1_000)),
        ],
    )
    def test_levels_are_round(self, most, values):
        assert round_values(most) == values

    @given(st.integers(0, 10**9), st.integers(1, 12))
    def test_they_hold_the_largest_count_in_equal_round_steps(self, most, at_most):
        values = round_values(most, at_most=at_most)
        step = values[1]

        assert values[0] == 0
        assert values[-1] >= most
        assert values[-1] - step < max(most, 1)
        assert len(values) - 1 <= at_most
        assert {after - before for before, after in zip(values, values[1:], strict=False)} == {step}
        assert str(step).rstrip("0") in {"1", "2", "5"}

    @pytest.mark.parametrize(("most", "at_most"), [(-1, 5), (3, 0)])
    def test_what_is_no_axis_is_refused(self, most, at_most):
        with pytest.raises(ValueError, match="Counts begin at 0"):
            round_values(most, at_most=at_most)

    def test_zero_stands_at_the_foot_and_the_last_level_at_the_top(self):
        scale = count_scale(4, top=12, height=200)

        assert scale.levels == (Level(0, 212), Level(1, 162), Level(2, 112), Level(3, 62), Level(4, 12))
        assert scale.foot == 212

    @given(st.integers(0, 10_000), LENGTHS, PLACES, st.data())
    def test_a_larger_count_never_stands_lower(self, most, height, top, data):
        scale = count_scale(most, top=top, height=height)
        less, more = sorted([data.draw(st.integers(0, most)), data.draw(st.integers(0, most))])

        assert round(top, 1) <= scale.y(more) <= scale.y(less) <= scale.foot

    @pytest.mark.parametrize("value", [-1, 6])
    def test_a_count_beyond_the_axis_is_refused(self, value):
        with pytest.raises(ValueError, match="is not on a scale from 0 to 5"):
            CountScale((0, 5), 0, 100).y(value)

    def test_a_scale_without_height_is_refused(self):
        with pytest.raises(ValueError, match="has a height"):
            CountScale((0, 5), 0, 0)
