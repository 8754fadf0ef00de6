"""Quiet hours where clocks are set forward and back, in zones of half hours, and on the days that have odd lengths."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.models import Source
from news.services import timetable

ZONES = (
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
    "America/St_Johns",
    "Europe/London",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
MOMENTS = st.integers(1_577_836_800, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def source(**columns):
    return Source(**{"key": "s", "rhythm": 60, "jitter": 0, "zone": "UTC", **columns})


def local(text, zone, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def quiet_minutes(asked, first, last):
    """How many minutes between two moments lie in quiet hours."""
    count, at = 0, first
    while at < last:
        count += timetable.quiet_until(source=asked, at=at) is not None
        at += MINUTE
    return count


class TestClocksThatAreSet:
    """2026: Berlin sets forward on 29 March and back on 25 October, New York on 8 March and 1 November."""

    @pytest.mark.parametrize(
        ("zone", "day", "minutes"),
        [
            ("Europe/Berlin", "2026-03-28", 600),
            ("Europe/Berlin", "2026-03-29", 540),
            ("Europe/Berlin", "2026-10-25", 660),
            ("America/New_York", "2026-03-08", 540),
            ("America/New_York", "2026-11-01", 660),
            ("Australia/Lord_Howe", "2026-04-05", 630),
            ("Australia/Lord_Howe", "2026-10-04", 570),
            ("Asia/Shanghai", "2026-03-29", 600),
        ],
    )
    def test_a_night_is_as_long_as_the_clocks_on_the_wall_make_it(self, zone, day, minutes):
        asked = source(zone=zone, quiet_from=time(22), quiet_to=time(8))
        noon = local(f"{day}T12:00", zone)

        assert quiet_minutes(asked, noon - 16 * HOUR, noon) == minutes

    @pytest.mark.parametrize(("zone", "day"), [("Europe/Berlin", "2026-03-29"), ("America/New_York", "2026-03-08")])
    def test_an_end_that_the_clock_skips_is_still_an_end(self, zone, day):
        asked = source(zone=zone, quiet_from=time(22), quiet_to=time(2, 30))
        before = local(f"{day}T01:59", zone)

        ends = timetable.quiet_until(source=asked, at=before)

        assert ends is not None
        assert MINUTE <= ends - before <= HOUR
        assert timetable.quiet_until(source=asked, at=ends) is None

    def test_an_hour_that_comes_twice_is_quiet_twice(self):
        asked = source(zone="Europe/Berlin", quiet_from=time(2), quiet_to=time(3))
        once, again = (local("2026-10-25T02:30", "Europe/Berlin", fold) for fold in (0, 1))

        assert again - once == HOUR
        assert timetable.quiet_until(source=asked, at=once) is not None
        assert timetable.quiet_until(source=asked, at=again) is not None

    def test_an_hour_that_is_skipped_keeps_nothing_quiet(self):
        asked = source(zone="Europe/Berlin", quiet_from=time(2), quiet_to=time(3))
        noon = local("2026-03-29T12:00", "Europe/Berlin")

        assert quiet_minutes(asked, noon - 12 * HOUR, noon) == 0

    @pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-06-15"])
    def test_a_source_is_asked_at_the_printed_end_of_its_night_on_every_day(self, day):
        asked = source(zone="Europe/Berlin", quiet_from=time(22), quiet_to=time(8))

        woken = timetable.next_after(source=asked, at=local(f"{day}T05:10", "Europe/Berlin"))

        assert woken == local(f"{day}T08:00", "Europe/Berlin")

    def test_the_day_that_one_zone_left_out_ends_its_night_too(self):
        # Samoa crossed the date line: 30 December 2011 did not happen there.
        asked = source(zone="Pacific/Apia", quiet_from=time(22), quiet_to=time(8))
        before = local("2011-12-29T23:00", "Pacific/Apia")

        ends = timetable.quiet_until(source=asked, at=before)

        assert ends is not None
        assert before < ends <= before + 34 * HOUR


class TestWhateverTheZone:
    @given(at=MOMENTS, first=HOURS, last=HOURS, zone=st.sampled_from(ZONES))
    def test_quiet_hours_end_after_they_are_asked_about_and_within_a_day(self, at, first, last, zone):
        ends = timetable.quiet_until(source=source(zone=zone, quiet_from=first, quiet_to=last), at=at)

        assert ends is None or at <= ends <= at + 25 * HOUR

    @given(at=MOMENTS, first=HOURS, last=HOURS, zone=st.sampled_from(ZONES))
    def test_a_moment_is_quiet_by_one_of_two_opposite_spans_and_never_by_both(self, at, first, last, zone):
        one = timetable.quiet_until(source=source(zone=zone, quiet_from=first, quiet_to=last), at=at)
        other = timetable.quiet_until(source=source(zone=zone, quiet_from=last, quiet_to=first), at=at)

        assert ((one is None) != (other is None)) is (first != last)

    @given(at=MOMENTS, first=HOURS, last=HOURS, zone=st.sampled_from(ZONES), rhythm=st.integers(5, 3_000))
    def test_without_a_night_rhythm_nothing_is_asked_in_the_night(self, at, first, last, zone, rhythm):
        asked = source(zone=zone, rhythm=rhythm, quiet_from=first, quiet_to=last)

        woken = timetable.next_after(source=asked, at=at)

        assert woken > at
        assert timetable.quiet_until(source=asked, at=woken) is None

    @given(
        at=MOMENTS,
        first=HOURS,
        last=HOURS,
        zone=st.sampled_from(ZONES),
        rhythm=st.integers(5, 600),
        night=st.integers(5, 44_640),
        jitter=st.integers(0, 50),
    )
    def test_a_rhythm_for_the_night_never_reaches_into_the_day(self, at, first, last, zone, rhythm, night, jitter):
        asked = source(zone=zone, rhythm=rhythm, quiet_rhythm=night, quiet_from=first, quiet_to=last, jitter=jitter)

        woken = timetable.next_after(source=asked, at=at)
        ends = timetable.quiet_until(source=asked, at=at)
        spread = timedelta(minutes=rhythm) * jitter / 100

        assert woken > at or ends == at
        assert woken <= (ends or at + timedelta(minutes=rhythm)) + spread

    @given(at=MOMENTS, zone=st.sampled_from(ZONES), first=HOURS)
    def test_half_a_pair_of_hours_is_no_quiet_time(self, at, zone, first):
        assert timetable.quiet_until(source=source(zone=zone, quiet_from=first), at=at) is None
        assert timetable.quiet_until(source=source(zone=zone, quiet_to=first), at=at) is None


class TestSlotsAndSpread:
    @given(at=MOMENTS, rhythm=st.integers(5, 44_640))
    def test_a_slot_holds_the_moment_and_begins_on_a_multiple_of_the_rhythm(self, at, rhythm):
        slot = timetable.slot_of(source=source(rhythm=rhythm), at=at)

        assert slot <= at < slot + timedelta(minutes=rhythm)
        assert (slot - timetable.EPOCH) % timedelta(minutes=rhythm) == timedelta(0)

    @given(at=MOMENTS, zone=st.sampled_from(ZONES), rhythm=st.integers(5, 44_640))
    def test_the_zone_of_whoever_asks_moves_no_slot(self, at, zone, rhythm):
        asked = source(rhythm=rhythm)
        there = at.astimezone(ZoneInfo(zone))

        assert timetable.slot_of(source=asked, at=there) == timetable.slot_of(source=asked, at=at)
        assert timetable.next_after(source=asked, at=there) == timetable.next_after(source=asked, at=at)

    @given(at=MOMENTS, jitter=st.integers(0, 50), rhythm=st.integers(5, 44_640))
    def test_the_spread_is_never_more_than_its_share_and_always_the_same(self, at, jitter, rhythm):
        asked = source(jitter=jitter, rhythm=rhythm)

        spread = timetable.spread(source=asked, slot=at)

        assert timedelta(0) <= spread <= timedelta(minutes=rhythm) * jitter / 100
        assert spread == timetable.spread(source=asked, slot=at)

    @given(at=MOMENTS, key=st.text(min_size=1, max_size=60))
    def test_the_chance_lies_between_nothing_and_one_for_every_key(self, at, key):
        assert 0 <= timetable.chance_of(source=source(key=key), moment=at) < 1

    @given(at=MOMENTS, rhythm=st.integers(5, 1_440), slots=st.integers(2, 12))
    def test_a_clock_that_wakes_when_it_is_told_to_leaves_no_slot_out(self, at, rhythm, slots):
        asked, woken = source(rhythm=rhythm), [at]
        for _slot in range(slots):
            woken.append(timetable.next_after(source=asked, at=woken[-1]))

        assert {later - earlier for earlier, later in zip(woken[1:], woken[2:], strict=False)} <= {
            timedelta(minutes=rhythm)
        }
