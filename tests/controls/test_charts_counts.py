"""Step lines and columns: the right heights, right angles only, one axis for all, nothing outside the frame."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.charts.columns import columns
from controls.charts.scales import MONTH, DayScale, months_after
from controls.charts.steps import steps

FIRST, LAST = date(2025, 1, 1), date(2025, 4, 10)  # 100 days
SCALE = DayScale(FIRST, LAST, 34, 100)
DAY = timedelta(days=1)
SERIES = st.dictionaries(st.dates(date(2024, 6, 1), date(2025, 9, 1)), st.integers(0, 500), max_size=12).map(
    lambda found: sorted(found.items())
)
MONTHS = st.lists(st.integers(0, 90), max_size=40).map(
    lambda counts: [(months_after(date(2023, 1, 1), number), count) for number, count in enumerate(counts)]
)


def drawn(*series, **changed):
    named = [(f"list {number}", values) for number, values in enumerate(series)]
    return steps(named, **{"scale": SCALE, "top": 12, "height": 200, "unit": MONTH, **changed})


def corners(*values, **changed):
    return drawn(values, **changed).lines[0].corners


class TestSteps:
    def test_a_line_holds_its_count_until_the_day_of_the_next(self):
        assert corners((date(2025, 1, 11), 2), (date(2025, 1, 21), 4)) == (
            (44, 112), (54, 112), (54, 12), (134, 12),
        )  # fmt: skip

    def test_it_falls_as_well_as_it_rises(self):
        assert corners((FIRST, 4), (date(2025, 2, 20), 0)) == ((34, 12), (84, 12), (84, 212), (134, 212))

    def test_what_held_before_the_scale_is_carried_in(self):
        assert corners((date(2024, 1, 1), 1), (date(2024, 7, 1), 4)) == ((34, 12), (134, 12))

    def test_a_change_on_the_first_day_replaces_it(self):
        assert corners((date(2024, 1, 1), 1), (FIRST, 4)) == ((34, 12), (134, 12))

    def test_what_comes_after_the_last_day_is_left_out(self):
        line = drawn([(FIRST, 4), (LAST + DAY, 900)]).lines[0]

        assert line.last_value == 4
        assert line.corners == ((34, 12), (134, 12))

    def test_a_count_that_stays_makes_no_corner(self):
        assert corners((FIRST, 4), (date(2025, 2, 1), 4)) == ((34, 12), (134, 12))

    def test_changes_that_fall_into_one_place_leave_no_double_corner(self):
        narrow = DayScale(FIRST, LAST, 34, 1)

        there_and_back = corners((FIRST, 4), (date(2025, 1, 9), 0), (date(2025, 1, 10), 4), scale=narrow)

        assert there_and_back == ((34, 12), (34.1, 12), (34.1, 212), (34.1, 12), (35, 12))

    def test_series_share_one_axis(self):
        both = drawn([(FIRST, 1)], [(FIRST, 4)])

        assert [line.corners[0][1] for line in both.lines] == [162, 12]
        assert [level.value for level in both.levels] == [0, 1, 2, 3, 4]

    def test_lines_keep_their_labels_and_end_with_their_count(self):
        both = drawn([(FIRST, 1), (LAST, 3)], [(FIRST, 4)])

        assert [(line.label, line.last_value) for line in both.lines] == [("list 0", 3), ("list 1", 4)]
        assert both.lines[0].end == (134, 62)

    def test_corners_are_written_as_the_numbers_of_a_polyline(self):
        assert drawn([(FIRST, 4)]).lines[0].points == "34.0,12.0 134.0,12.0"

    def test_a_series_without_a_day_has_no_line(self):
        line = drawn([]).lines[0]

        assert (line.corners, line.points, line.end, line.last_value) == ((), "", None, 0)

    def test_the_frame_ends_at_the_foot_of_the_axis(self):
        both = drawn([(FIRST, 4)])

        assert (both.width, both.height, both.foot) == (134, 212, 212)
        assert both.ticks == SCALE.ticks(MONTH)

    @pytest.mark.parametrize("days", [(LAST, FIRST), (FIRST, FIRST)])
    def test_days_out_of_order_are_refused(self, days):
        with pytest.raises(ValueError, match="in order"):
            drawn([(day, 1) for day in days])

    def test_a_count_below_zero_is_refused(self):
        with pytest.raises(ValueError, match="begin at 0"):
            drawn([(FIRST, -1)])

    @given(st.lists(SERIES, max_size=4))
    def test_lines_stay_in_the_frame_and_turn_at_right_angles(self, series):
        for line in drawn(*series).lines:
            assert all(34 <= x <= 134 and 12 <= y <= 212 for x, y in line.corners)
            for (x, y), (next_x, next_y) in zip(line.corners, line.corners[1:], strict=False):
                assert (x == next_x) != (y == next_y)
                assert x <= next_x

    @given(SERIES, st.dates(FIRST, LAST))
    def test_on_every_day_the_line_stands_at_the_count_of_the_day(self, values, day):
        known = [count for since, count in values if since <= day]
        both = drawn(values)

        heights = [y for x, y in both.lines[0].corners if x <= SCALE.x(day)]

        assert bool(heights) == bool(known)
        if known:
            top = both.levels[-1].value
            assert heights[-1] == round(12 + 200 * (1 - known[-1] / top), 1)


class TestColumns:
    counts = ((date(2025, 1, 1), 4), (date(2025, 2, 1), 0), (date(2025, 3, 1), 1))

    def laid_out(self, counts=counts, **changed):
        return columns(counts, **{"left": 8, "width": 300, "top": 12, "height": 200, **changed})

    def test_each_month_has_a_column_as_high_as_its_count(self):
        assert [(each.month, each.count, each.y, each.height) for each in self.laid_out().columns] == [
            (date(2025, 1, 1), 4, 12, 200),
            (date(2025, 2, 1), 0, 212, 0),
            (date(2025, 3, 1), 1, 162, 50),
        ]

    def test_the_gap_is_left_free_on_either_side(self):
        assert [(each.x, each.width, each.middle) for each in self.laid_out(gap=0.2).columns] == [
            (18, 80, 58),
            (118, 80, 158),
            (218, 80, 258),
        ]

    def test_the_frame_and_its_levels(self):
        chart = self.laid_out()

        assert (chart.width, chart.height, chart.foot) == (308, 212, 212)
        assert [level.value for level in chart.levels] == [0, 1, 2, 3, 4]

    def test_no_month_makes_no_column(self):
        chart = self.laid_out(())

        assert chart.columns == ()
        assert [level.value for level in chart.levels] == [0, 1]

    @pytest.mark.parametrize("gap", [-0.1, 1])
    def test_a_gap_that_leaves_no_column_is_refused(self, gap):
        with pytest.raises(ValueError, match="has a width"):
            self.laid_out(gap=gap)

    def test_a_frame_without_width_is_refused(self):
        with pytest.raises(ValueError, match="has a width"):
            self.laid_out(width=0)

    def test_months_out_of_order_are_refused(self):
        with pytest.raises(ValueError, match="in order"):
            self.laid_out(self.counts[::-1])

    def test_a_count_below_zero_is_refused(self):
        with pytest.raises(ValueError, match="is not on a scale|begin at 0"):
            self.laid_out([(FIRST, -1), (date(2025, 2, 1), 4)])

    @given(MONTHS, st.floats(20, 900), st.floats(0, 0.9))
    def test_columns_are_inside_the_frame_in_order_and_apart(self, counts, width, gap):
        chart = self.laid_out(counts, width=width, gap=gap)
        edges = [edge for each in chart.columns for edge in (each.x, round(each.x + each.width, 1))]

        assert edges == sorted(edges)
        assert all(8 <= edge <= chart.width for edge in edges)
        assert all(12 <= each.y <= chart.foot for each in chart.columns)
        assert all(round(each.y + each.height, 1) == chart.foot for each in chart.columns)

    @given(MONTHS)
    def test_the_highest_column_is_the_largest_count(self, counts):
        chart = self.laid_out(counts)

        by_count = sorted(chart.columns, key=lambda each: each.count)

        assert [each.height for each in by_count] == sorted(each.height for each in by_count)
