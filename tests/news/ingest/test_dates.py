"""Dates: each form that sources were seen to use, and none that has two meanings or none."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.calendars import number_of, zone_of
from news.ingest.dates import read_date, sorting_moment
from news.ingest.types import NEVER, Calendar, Flag, Precision, When
from tests.news.ingest.pages import NOW, SHANGHAI

TOKYO = Calendar(zone="Asia/Tokyo")
EASTERN = Calendar(zone="America/New_York")


def read(raw, calendar=SHANGHAI, fetched_at=NOW):
    return read_date(raw, calendar=calendar, fetched_at=fetched_at)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-24",
        "2026-2-24",
        "2026/02/24",
        "2026.2.24",
        "20260224",
        "2026年2月24日",
        "2026年02月24日",
        "2026 年 2 月 24 日",
        "２０２６年２月２４日",
        "2026年2月24日（星期二）",
        "2026年2月24日 星期二",
        "2026年2月24日(火)",
        "2026年2月24日（火曜日）",
        "2026年2月24號",
        "二〇二六年二月二十四日",
        "二○二六年二月二十四日",
        "令和8年2月24日",
        "令和８年２月２４日（火）",
        "令和八年二月二十四日",
        "R8.2.24",
        "Feb 24, 2026",
        "Feb. 24, 2026",
        "February 24, 2026",
        "February 24th, 2026",
        "Tuesday, February 24, 2026",
        "24 February 2026",
        "24 Feb 2026",
        "24-Feb-2026",
        "24th February 2026",
        "Tue, 24 Feb 2026",
        "  2026-02-24  ",
    ],
)
def test_a_day_is_a_day_in_every_form(raw):
    when = read(raw)

    assert (when.day, when.precision, when.at, when.flags) == (date(2026, 2, 24), Precision.DAY, None, frozenset())
    assert when.raw == raw.strip()


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2026-02-24T10:23:00+08:00", "2026-02-24T02:23:00", Precision.SECOND),
        ("2026-02-24T10:23:00.123456+08:00", "2026-02-24T02:23:00", Precision.SECOND),
        ("2026-02-24T10:23:00Z", "2026-02-24T10:23:00", Precision.SECOND),
        ("2026-02-24t10:23:00z", "2026-02-24T10:23:00", Precision.SECOND),
        ("2026-02-24T10:23+0800", "2026-02-24T02:23:00", Precision.MINUTE),
        ("2026-02-24 10:23:00 -05:00", "2026-02-24T15:23:00", Precision.SECOND),
        ("20260224T102300Z", "2026-02-24T10:23:00", Precision.SECOND),
        ("Tue, 24 Feb 2026 10:23:00 +0800", "2026-02-24T02:23:00", Precision.SECOND),
        ("Tue, 24 Feb 2026 10:23:00 GMT", "2026-02-24T10:23:00", Precision.SECOND),
        ("24 Feb 2026 10:23 UT", "2026-02-24T10:23:00", Precision.MINUTE),
        ("Tue, 24 Feb 2026 10:23:00 JST", "2026-02-24T01:23:00", Precision.SECOND),
        ("Tue, 24 Feb 2026 10:23:00 EDT", "2026-02-24T14:23:00", Precision.SECOND),
        ("24 Feb 2026 10:23 GMT+8", "2026-02-24T02:23:00", Precision.MINUTE),
        ("Feb 24, 2026 7:31 PM UTC", "2026-02-24T19:31:00", Precision.MINUTE),
        ("Feb 24, 2026 at 12:05 a.m. UTC", "2026-02-24T00:05:00", Precision.MINUTE),
        ("2026-02-24T23:59:60Z", "2026-02-24T23:59:59", Precision.SECOND),
    ],
)
def test_an_instant_with_a_zone_is_exact(raw, at, precision):
    when = read(raw)

    assert (when.at, when.precision, when.flags) == (utc(at), precision, frozenset())
    assert when.day == date(2026, 2, 24)


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2026-02-24 10:23:00", "2026-02-24T02:23:00", Precision.SECOND),
        ("2026-02-24T10:23:00", "2026-02-24T02:23:00", Precision.SECOND),
        ("Feb 24, 2026 19:31", "2026-02-24T11:31:00", Precision.MINUTE),
        ("2026年2月24日 14时33分", "2026-02-24T06:33:00", Precision.MINUTE),
        ("2026年2月24日 14:33", "2026-02-24T06:33:00", Precision.MINUTE),
        ("2026年2月24日14时33分20秒", "2026-02-24T06:33:20", Precision.SECOND),
        ("2026年2月24日 下午3:05", "2026-02-24T07:05:00", Precision.MINUTE),
        ("2026年2月24日 上午9时", "2026-02-24T01:00:00", Precision.HOUR),
        ("2026年2月24日 12时01分", "2026-02-24T04:01:00", Precision.MINUTE),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_its_source_and_says_so(raw, at, precision):
    when = read(raw)

    assert (when.at, when.precision, when.flags) == (utc(at), precision, {Flag.ZONE_ASSUMED})


@pytest.mark.parametrize(
    ("calendar", "at"),
    [
        (SHANGHAI, "2026-02-24T02:23:00"),
        (Calendar("Asia/Taipei"), "2026-02-24T02:23:00"),
        (EASTERN, "2026-02-24T16:23:00"),
        (Calendar("America/Chicago"), "2026-02-24T16:23:00"),
    ],
)
def test_cst_means_what_it_means_where_the_source_is(calendar, at):
    assert read("Tue, 24 Feb 2026 10:23:00 CST", calendar).at == utc(at)


@pytest.mark.parametrize(
    ("raw", "calendar"),
    [
        ("Tue, 24 Feb 2026 10:23:00 CST", Calendar("Europe/London")),
        ("Tue, 24 Feb 2026 10:23:00 XYZ", SHANGHAI),
        ("Tue, 24 Feb 2026 10:23:00 BST", SHANGHAI),
        ("Tue, 24 Feb 2026 10:23:00 +9900", SHANGHAI),
        ("Tue, 24 Feb 2026 10:23:00 ET", SHANGHAI),
    ],
)
def test_a_zone_that_is_not_understood_leaves_the_day(raw, calendar):
    when = read(raw, calendar)

    assert (when.day, when.at, when.precision) == (date(2026, 2, 24), None, Precision.DAY)
    assert when.flags == {Flag.ZONE_UNKNOWN}


def test_summer_time_is_that_of_the_place():
    assert read("2025-07-01 12:00", EASTERN).at == utc("2025-07-01T16:00:00")
    assert read("2026-01-01 12:00", EASTERN).at == utc("2026-01-01T17:00:00")
    assert read("2025-07-01 12:00 ET", EASTERN).at == utc("2025-07-01T16:00:00")
    assert read("2025-07-01 12:00 EST", EASTERN).at == utc("2025-07-01T17:00:00")


@pytest.mark.parametrize(
    ("raw", "at", "day", "precision"),
    [
        ("9 hours ago", "2026-02-28T19:00:00", date(2026, 3, 1), Precision.HOUR),
        ("1 hour ago", "2026-03-01T03:00:00", date(2026, 3, 1), Precision.HOUR),
        ("an hour ago", "2026-03-01T03:00:00", date(2026, 3, 1), Precision.HOUR),
        ("about 13 hours ago", "2026-02-28T15:00:00", date(2026, 2, 28), Precision.HOUR),
        ("5 mins ago", "2026-03-01T03:55:00", date(2026, 3, 1), Precision.MINUTE),
        ("30 Minutes Ago", "2026-03-01T03:30:00", date(2026, 3, 1), Precision.MINUTE),
        ("just now", "2026-03-01T04:00:00", date(2026, 3, 1), Precision.MINUTE),
        ("刚刚", "2026-03-01T04:00:00", date(2026, 3, 1), Precision.MINUTE),
        ("3小时前", "2026-03-01T01:00:00", date(2026, 3, 1), Precision.HOUR),
        ("3 小时前", "2026-03-01T01:00:00", date(2026, 3, 1), Precision.HOUR),
        ("3时间前", None, None, None),
        ("10分钟前", "2026-03-01T03:50:00", date(2026, 3, 1), Precision.MINUTE),
        ("10分前", "2026-03-01T03:50:00", date(2026, 3, 1), Precision.MINUTE),
        ("昨天 14:33", "2026-02-28T06:33:00", date(2026, 2, 28), Precision.MINUTE),
        ("今天 09:00", "2026-03-01T01:00:00", date(2026, 3, 1), Precision.MINUTE),
        ("前天 23:59", "2026-02-27T15:59:00", date(2026, 2, 27), Precision.MINUTE),
        ("yesterday at 14:33", "2026-02-28T06:33:00", date(2026, 2, 28), Precision.MINUTE),
        ("Yesterday", None, date(2026, 2, 28), Precision.DAY),
        ("今日", None, date(2026, 3, 1), Precision.DAY),
        ("2 days ago", None, date(2026, 2, 27), Precision.DAY),
        ("3天前", None, date(2026, 2, 26), Precision.DAY),
        ("3日前", None, date(2026, 2, 26), Precision.DAY),
        ("1 week ago", None, date(2026, 2, 22), Precision.DAY),
        ("2週間前", None, date(2026, 2, 15), Precision.DAY),
    ],
)
def test_relative_words_count_from_the_time_of_fetching_and_say_so(raw, at, day, precision):
    when = read(raw)

    if day is None:
        assert when.flags == {Flag.UNREADABLE_DATE}
        return
    assert (when.at, when.day, when.precision) == (utc(at) if at else None, day, precision)
    assert when.flags == {Flag.RELATIVE}


def test_hours_in_japanese_are_those_of_tokyo():
    assert read("3時間前", TOKYO).at == utc("2026-03-01T01:00:00")
    assert read("昨日 00:30", TOKYO).at == utc("2026-02-27T15:30:00")


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026年2月", date(2026, 2, 1)),
        ("2026-02", date(2026, 2, 1)),
        ("Feb 2026", date(2026, 2, 1)),
        ("二〇二六年二月", date(2026, 2, 1)),
    ],
)
def test_a_month_is_no_day(raw, day):
    assert (read(raw).day, read(raw).precision, read(raw).at) == (day, Precision.MONTH, None)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("H30.12.1", date(2018, 12, 1)),
    ],
)
def test_years_of_an_era_count_from_its_first(raw, day):
    assert read(raw, TOKYO).day == day


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "0000-00-00",
        "2026年2月30日",
        "二〇二六年十三月一日",
        "令和0年1月1日",
        "平成32年1月1日",
        "昭和65年1月1日",
        "Foo 24, 2026",
        "Xyz, 24 Feb 2026",
        "Fri, 31 Dec 1999 24:00:00 GMT",
        "2026-02-24 25:00",
        "2026-02-24 10:60",
        "2026-02-24 10:00:61",
        "2026-02-24 13:00 PM",
        "昨天 25:00",
        "today or tomorrow",
        "soon",
        "Invalid Date",
        "null",
        "9999-12-31T23:59:00-14:00",
        "2026-02-24 and more",
        "on 2026-02-24",
        "２０２６年",
        "99999 hours ago",
        "x" * 101,
    ],
)
def test_what_is_no_date_is_none_and_keeps_its_words(raw):
    when = read(raw)

    assert (when.day, when.at, when.precision) == (None, None, Precision.UNKNOWN)
    assert when.flags == {Flag.UNREADABLE_DATE}
    assert when.raw == raw[:100]


@pytest.mark.parametrize(
    "raw", ["03/04/2026", "3.4.2026", "03-04-26", "26/02/24", "1772268660", "1772268660000", "1/2/26 10:00"]
)
def test_a_date_with_several_meanings_has_none(raw):
    when = read(raw)

    assert (when.day, when.flags) == (None, {Flag.AMBIGUOUS_DATE})


def test_a_source_may_say_which_meaning_it_has():
    assert read("26/02/24", Calendar("Asia/Tokyo", short_years=True)).day == date(2026, 2, 24)
    assert read("1772268660", Calendar("Asia/Shanghai", epoch="s")).at == utc("2026-02-28T08:51:00")
    assert read("1772268660000", Calendar("Asia/Shanghai", epoch="ms")).at == utc("2026-02-28T08:51:00")
    assert read("1772268660", Calendar("Asia/Shanghai", epoch="ms")).day is None


def test_an_empty_date_is_no_date_and_no_fault():
    assert read("  ") == NEVER


def test_a_weekday_that_does_not_fit_is_told():
    assert read("Wed, 24 Feb 2026 10:00:00 +0000").flags == {Flag.WEEKDAY}


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        ("2026-03-02", set()),
        ("2026-03-03", set()),
        ("2026-03-04", {Flag.FUTURE}),
        ("2026-03-03T03:59:00Z", set()),
        ("2026-03-03T04:01:00Z", {Flag.FUTURE}),
        ("2099-01-01", {Flag.FUTURE}),
        ("9999-12-31T00:00:00Z", {Flag.FUTURE}),
        ("1990-01-01", set()),
        ("1989-12-31", {Flag.TOO_OLD}),
        ("1970-01-01T00:00:00Z", {Flag.TOO_OLD}),
        ("0001-01-01", {Flag.TOO_OLD}),
    ],
)
def test_a_date_out_of_reason_is_kept_and_flagged(raw, flags):
    when = read(raw)

    assert when.day is not None
    assert when.flags == flags


# ---- Where an item stands


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-02-24T10:23:00+08:00", "2026-02-24T02:23:00"),
        ("2026-02-24", "2026-02-23T16:00:00"),
        ("2099-01-01", "2026-03-01T04:00:00"),
        ("1970-01-01", "2026-03-01T04:00:00"),
        ("2026-03-02", "2026-03-01T04:00:00"),
        ("soon", "2026-03-01T04:00:00"),
        ("", "2026-03-01T04:00:00"),
    ],
)
def test_no_item_stands_later_than_it_arrived(raw, moment):
    assert sorting_moment(read(raw), zone="Asia/Shanghai", arrived_at=NOW) == utc(moment)


# ---- Numbers and zones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("24", 24),
        ("元", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十四", 24),
        ("二〇二六", 2026),
        ("二零二六", 2026),
        ("零", 0),
        ("", None),
        ("二十十", None),
        ("十二十", None),
        ("20二六", None),
        ("百", None),
        ("x", None),
        ("²", None),
    ],
)
def test_numbers_in_either_script(text, number):
    assert number_of(text) == number


@given(st.integers(1, 99))
def test_numbers_below_a_hundred_are_read_as_they_are_written(number):
    signs = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    written = (signs[tens] if tens > 1 else "") + ("十" if tens else "") + (signs[ones] if ones else "")

    assert number_of(written) == number


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Z", 0),
        ("+0800", 8),
        ("+08:00", 8),
        ("+8", 8),
        ("-0530", -5.5),
        ("GMT+8", 8),
        ("UTC-5", -5),
        ("jst", 9),
        ("−03:00", -3),
    ],
)
def test_zones_are_what_they_say(text, hours):
    assert zone_of(text, home="UTC").utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["+15", "+0860", "+12345", "8", "", "QQQ", "+", "+٨"])
def test_what_is_no_zone_is_none(text):
    assert zone_of(text, home="UTC") is None


# ---- Of any date


DAYS = st.dates(date(1990, 1, 1), date(2026, 3, 1))
ZONES = st.sampled_from(["Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Europe/London", "UTC"])


@given(
    DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %B %Y", "%b %d, %Y", "%a, %d %b %Y", "%Y%m%d"])
)
def test_every_day_is_read_back_from_every_form(day, form):
    assert read(day.strftime(form)).day == day


@given(DAYS)
def test_every_day_is_read_back_from_the_japanese_era(day):
    if day >= date(2019, 5, 1):
        assert read(f"令和{day.year - 2018}年{day.month}月{day.day}日").day == day


@given(DAYS, st.times(), ZONES)
def test_every_instant_is_read_back(day, clock, zone):
    local = datetime.combine(day, clock.replace(microsecond=0), ZoneInfo(zone))
    when = read(local.isoformat())

    assert when.at == local
    assert when.day == local.date()


@given(st.text("0123456789-/.:年月日TZ +APMagohur", max_size=30))
def test_no_text_breaks_the_reader_or_gives_half_a_date(raw):
    when = read(raw)

    assert (when.day is None) == (when.precision is Precision.UNKNOWN)
    assert when.at is None or when.day is not None
    assert sorting_moment(when, zone="Asia/Shanghai", arrived_at=NOW) <= NOW


@given(st.integers(0, 9999), st.sampled_from(["second", "min", "hour", "day", "week", "小时", "天"]))
def test_no_number_of_hours_breaks_the_reader(count, unit):
    raw = f"{count} {unit}s ago" if unit.isascii() else f"{count}{unit}前"

    assert isinstance(read(raw), When)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("EDT", "America/New_York"),
        ("CDT", "America/Chicago"),
        ("MDT", "America/Denver"),
        ("PDT", "America/Los_Angeles"),
        ("BST", "Europe/London"),
        ("CEST", "Europe/Brussels"),
        ("EST", "America/New_York"),
        ("CST", "America/Chicago"),
        ("MST", "America/Denver"),
        ("PST", "America/Los_Angeles"),
        ("CET", "Europe/Brussels"),
        ("IST", "Asia/Kolkata"),
        ("JST", "Asia/Tokyo"),
        ("KST", "Asia/Seoul"),
        ("HKT", "Asia/Hong_Kong"),
        ("SGT", "Asia/Singapore"),
        ("MYT", "Asia/Kuala_Lumpur"),
        ("AEST", "Australia/Brisbane"),
    ],
)
def test_abbreviations_are_those_of_the_zone_database(name, place):
    summer = name.endswith("DT") or name in ("CEST", "BST")
    local = datetime(2026, 7 if summer else 1, 15, 12, tzinfo=ZoneInfo(place))

    assert zone_of(name, home=place).utcoffset(local) == local.utcoffset()
