"""When a source is asked: slots that every clock counts alike, quiet hours, and a spread without chance."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.models import Source
from news.services import timetable

MOMENTS = st.integers(1_577_836_800, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))


def source(**columns):
    return Source(**{"key": "s", "rhythm": 60, "jitter": 0, "zone": "UTC", **columns})


def moment(text):
    return datetime.fromisoformat(text)


class TestSlots:
    def test_a_slot_begins_where_the_rhythm_says(self):
        assert timetable.slot_of(source=source(rhythm=30), at=moment("2026-11-22T04:44:59Z")) == moment(
            "2026-11-22T04:30:00Z"
        )

    def test_a_source_is_asked_next_in_the_following_slot(self):
        assert timetable.next_after(source=source(rhythm=120), at=moment("2026-11-22T05:10:00Z")) == moment(
            "2026-11-22T06:00:00Z"
        )

    @given(at=MOMENTS, rhythm=st.integers(5, 44_640), jitter=st.integers(0, 50))
    def test_the_next_time_is_later_and_not_later_than_a_rhythm_and_its_spread(self, at, rhythm, jitter):
        asked = timetable.next_after(source=source(rhythm=rhythm, jitter=jitter), at=at)

        assert timedelta(0) < asked - at <= timedelta(minutes=rhythm) * (1 + jitter / 100)

    @given(at=MOMENTS, later=st.integers(0, 3_599), rhythm=st.sampled_from([60, 120, 240]))
    def test_two_clocks_within_a_slot_say_the_same(self, at, later, rhythm):
        asked = source(rhythm=rhythm, jitter=20)
        begin = timetable.slot_of(source=asked, at=at)

        one = timetable.next_after(source=asked, at=begin)
        assert timetable.next_after(source=asked, at=begin + timedelta(seconds=later)) == one

    def test_sources_with_one_rhythm_do_not_all_come_at_once(self):
        slot = moment("2026-11-22T06:00:00Z")
        spreads = {timetable.spread(source=source(key=f"s{n}", jitter=10), slot=slot) for n in range(20)}

        assert len(spreads) > 15
        assert max(spreads) <= timedelta(minutes=6)

    def test_without_spread_a_source_is_asked_on_the_dot(self):
        assert timetable.spread(source=source(jitter=0), slot=moment("2026-11-22T06:00:00Z")) == timedelta(0)


class TestQuietHours:
    NIGHT = {"quiet_from": time(22), "quiet_to": time(8), "zone": "Asia/Shanghai"}

    @pytest.mark.parametrize(
        ("local", "quiet"),
        [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
    )
    def test_they_reach_over_midnight_in_the_zone_of_the_source(self, local, quiet):
        at = moment(f"2026-11-22T{local}:00+08:00")

        assert (timetable.quiet_until(source=source(**self.NIGHT), at=at) is not None) is quiet

    @pytest.mark.parametrize("begins", ["2026-11-22T23:10:00+08:00", "2026-11-23T03:10:00+08:00"])
    def test_they_end_in_the_morning(self, begins):
        ends = timetable.quiet_until(source=source(**self.NIGHT), at=moment(begins))

        assert ends == moment("2026-11-23T08:00:00+08:00")

    def test_hours_of_one_day_end_on_that_day(self):
        quiet = source(quiet_from=time(12), quiet_to=time(13))

        assert timetable.quiet_until(source=quiet, at=moment("2026-11-22T12:30Z")) == moment("2026-11-22T13:00Z")
        assert timetable.quiet_until(source=quiet, at=moment("2026-11-22T13:30Z")) is None

    def test_a_source_without_a_rhythm_for_them_is_not_asked_in_them(self):
        asked = timetable.next_after(source=source(**self.NIGHT), at=moment("2026-11-22T21:30:00+08:00"))

        assert asked == moment("2026-11-23T08:00:00+08:00")

    def test_with_a_rhythm_of_their_own_it_is_asked_more_seldom(self):
        night = source(**self.NIGHT, rhythm=30, quiet_rhythm=120)

        times, at = [], moment("2026-11-22T21:20:00+08:00")
        while at < moment("2026-11-23T09:00:00+08:00"):
            at = timetable.next_after(source=night, at=at)
            times.append(f"{at.astimezone(moment('2026-11-22T00:00+08:00').tzinfo):%H:%M}")

        assert times == ["21:30", "22:00", "00:00", "02:00", "04:00", "06:00", "08:00", "08:30", "09:00"]

    def test_equal_hours_are_no_quiet_hours(self):
        assert (
            timetable.quiet_until(source=source(quiet_from=time(8), quiet_to=time(8)), at=moment("2026-11-22T08:00Z"))
            is None
        )

    @given(at=MOMENTS, first=HOURS, last=HOURS, rhythm=st.integers(5, 3_000))
    def test_no_hours_keep_a_source_silent_for_more_than_a_day_and_a_rhythm(self, at, first, last, rhythm):
        asked = source(rhythm=rhythm, quiet_from=first, quiet_to=last, zone="America/New_York")

        wait = timetable.next_after(source=asked, at=at) - at
        assert timedelta(0) < wait <= timedelta(hours=25, minutes=rhythm)

    @given(at=MOMENTS, first=HOURS, last=HOURS)
    def test_nothing_is_due_in_hours_without_asking(self, at, first, last):
        asked = source(quiet_from=first, quiet_to=last, zone="Europe/London")

        assert timetable.quiet_until(source=asked, at=timetable.next_after(source=asked, at=at)) is None
