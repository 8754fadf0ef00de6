"""Where articles stand among each other: by their own time, by arrival where there is none, never ahead of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.ingest.dates import read_date, sorting_moment
from news.ingest.types import NEVER, Calendar, Flag, Precision, When
from news.models import Article
from tests.news.kept import NOON, hours, item, only, source, store

BEIJING = ZoneInfo("Asia/Shanghai")
SECONDS = st.integers(0, 2_840_140_800)  # from 1970 to 2059
INSTANTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ARRIVALS = st.integers(1_262_304_000, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Europe/Berlin"])
OUT_OF_REASON = ("1970-01-01", "1899-12-31", "2099-01-01", "2099-12-31T23:59:59Z", "9999-12-31")
NO_DATES = (
    "",
    "yesterday-ish",
    "TBA",
    "31 February 2026",
    "2026-02-31",
    "-",
    "00/00/0000",
    "０",
    "2026-13-45",
    "¯\\_(ツ)_/¯",
)


def when(raw, at=NOON):
    return read_date(raw, calendar=Calendar(zone="Asia/Shanghai"), fetched_at=at)


def stands(raw, at=NOON):
    return sorting_moment(when(raw, at), zone="Asia/Shanghai", arrived_at=at)


@pytest.mark.parametrize("raw", OUT_OF_REASON)
def test_a_date_out_of_reason_is_flagged_and_counts_as_the_arrival(raw):
    assert when(raw).flags & {Flag.FUTURE, Flag.TOO_OLD}
    assert stands(raw) == NOON


@pytest.mark.parametrize("raw", NO_DATES)
def test_what_is_no_date_counts_as_the_arrival_and_has_no_day(raw):
    assert (when(raw).day, when(raw).at, when(raw).precision) == (None, None, Precision.UNKNOWN)
    assert stands(raw) == NOON


@pytest.mark.parametrize("raw", [raw for raw in NO_DATES if raw])
def test_what_is_no_date_is_kept_as_it_was_given_and_said_to_be_none(raw):
    assert when(raw).raw == raw
    assert Flag.UNREADABLE_DATE in when(raw).flags or Flag.AMBIGUOUS_DATE in when(raw).flags


@given(at=INSTANTS, arrived=ARRIVALS, zone=ZONES)
def test_nothing_stands_above_its_own_arrival(at, arrived, zone):
    told = When("x", Precision.SECOND, at.date(), at)

    assert sorting_moment(told, zone=zone, arrived_at=arrived) == min(at, arrived)


@given(day=st.dates(date(2001, 1, 1), date(2034, 12, 30)), arrived=ARRIVALS, zone=ZONES)
def test_a_day_without_a_time_stands_at_its_beginning_at_the_source(day, arrived, zone):
    stood = sorting_moment(When("x", Precision.DAY, day), zone=zone, arrived_at=arrived)

    assert stood <= arrived
    assert stood == arrived or stood.astimezone(ZoneInfo(zone)).date() == day


@given(one=INSTANTS, other=INSTANTS, arrived=ARRIVALS, zone=ZONES)
def test_two_that_arrive_together_stand_in_the_order_of_their_times(one, other, arrived, zone):
    first, second = (
        sorting_moment(When("x", Precision.SECOND, at.date(), at), zone=zone, arrived_at=arrived)
        for at in sorted((one, other))
    )

    assert first <= second


@given(flag=st.sampled_from([Flag.FUTURE, Flag.TOO_OLD]), at=INSTANTS, arrived=ARRIVALS, zone=ZONES)
def test_a_doubted_date_orders_nothing(flag, at, arrived, zone):
    told = When("x", Precision.SECOND, at.date(), at, frozenset({flag}))

    assert sorting_moment(told, zone=zone, arrived_at=arrived) == arrived
    assert sorting_moment(NEVER, zone=zone, arrived_at=arrived) == arrived


@given(ahead=st.integers(3, 20_000), arrived=ARRIVALS)
def test_a_date_three_days_ahead_or_more_is_in_the_future_and_gains_nothing(ahead, arrived):
    told = when((arrived.astimezone(BEIJING) + timedelta(days=ahead)).date().isoformat(), arrived)

    assert Flag.FUTURE in told.flags
    assert sorting_moment(told, zone="Asia/Shanghai", arrived_at=arrived) == arrived


@given(ago=st.integers(1, 23), unit=st.sampled_from(["hour", "minute"]))
def test_a_time_counted_from_the_reading_stands_before_it_by_so_much(ago, unit):
    told = when(f"{ago} {unit}{'s' if ago > 1 else ''} ago")
    step = timedelta(hours=1) if unit == "hour" else timedelta(minutes=1)

    assert Flag.RELATIVE in told.flags
    assert told.at is not None
    assert timedelta(0) <= NOON - told.at - ago * step + step <= 2 * step


@pytest.mark.django_db
class TestKept:
    def test_the_list_of_a_source_is_sorted_whatever_it_says_of_its_days(self):
        days = ["2026-02-20", "2099-01-01", "1970-01-01", "", "2026-02-28T09:00:00+08:00", "2026-02-28", "TBA"]
        gazette = source()
        for number, day in enumerate(days):
            store(gazette, item(f"N{number}", f"https://gazette.example/{number}", str(number), day), at=hours(number))

        shown = list(Article.objects.order_by("-day", "-shown_at", "-pk"))
        assert [each.title for each in shown] == ["N6", "N3", "N2", "N1", "N4", "N5", "N0"]
        assert all(each.shown_at <= each.arrived_at for each in shown)

    @pytest.mark.parametrize("raw", OUT_OF_REASON)
    def test_a_date_out_of_reason_is_kept_as_given_with_its_doubt(self, raw):
        store(source(), item(day=raw))

        assert (only().published_raw, only().shown_at, only().day) == (raw, NOON, NOON.astimezone(BEIJING).date())
        assert set(only().flags) & {"in the future", "too long ago"}

    @pytest.mark.parametrize("later", ["2099-01-01", "2026-02-28", ""])
    def test_an_edit_of_the_date_never_lifts_an_article_above_its_arrival(self, later):
        gazette = source()
        store(gazette, item(day="2026-02-20"))
        store(gazette, item("Edited", day=later), at=hours(48))

        assert only().shown_at <= only().arrived_at == NOON

    def test_a_relative_date_stays_where_it_was_at_the_first_reading(self):
        gazette = source()
        store(gazette, item(day="2 hours ago"))
        first = only().shown_at
        for hour in (1, 5, 30):
            store(gazette, item(f"Edited {hour}", day="2 hours ago", at=hours(hour)), at=hours(hour))

        assert only().shown_at == first

    @given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=5), days=st.lists(st.sampled_from(OUT_OF_REASON)))
    @settings(max_examples=4)
    def test_whatever_the_dates_the_day_is_that_of_the_moment_in_beijing(self, gaps, days):
        gazette = source(f"gazette-{Article.objects.count()}-{len(gaps)}")
        for number, gap in enumerate(gaps):
            day = days[number] if number < len(days) else (NOON - timedelta(days=gap)).date().isoformat()
            place = f"https://{gazette.hosts[0]}/{number}"
            store(gazette, item(f"N{number}", place, str(number), day), at=hours(number))

        for article in gazette.articles.all():
            assert article.day == article.shown_at.astimezone(BEIJING).date()
        gazette.articles.all().delete()
        gazette.delete()
