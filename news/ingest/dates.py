"""Dates as sources write them, read strictly: a text is one of the forms below from end to end, or not understood.

Nothing is guessed. 2026-02-30 is no date; 03/04/2026 has two meanings and gets none; a time without a zone is in the
zone of its source and says so; "9 hours ago" counts from the time of fetching and says so.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from news.ingest.calendars import ERAS, MONTHS, WEEKDAYS, number_of, zone_of
from news.ingest.relative_dates import read_relative
from news.ingest.text import CONTROL
from news.ingest.types import Calendar, Flag, Precision, When

LONGEST = 100
EARLIEST = date(1990, 1, 1)
# Clocks of sources may be a little fast, and a notice may bear tomorrow's date.
AHEAD = timedelta(hours=48)

MONTH = r"(?P<month_name>[A-Za-z]{3,9})\.?"
CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>[A-Za-z]{1,5}|(?:GMT|UTC)?\s?[+−-]\d{1,2}:?\d{0,2})?"
)
CLOCK_ZH = (
    r"(?P<half>上午|下午|午前|午後|凌晨|晚上|中午)?\s*(?P<hour>\d{1,2})(?:[:时時点])(?P<minute>\d{1,2})?分?"
    r"(?::?(?P<second>\d{2})秒?)?"
)
WEEKDAY_ZH = (
    r"(?:\s*\((?:星期|周|週)?[一二三四五六日天月火水木金土](?:曜日)?\)"
    r"|\s*(?:星期|周|週)[一二三四五六日天]|\s*[月火水木金土日]曜日)?"
)
NUMBER = r"[〇○零一二三四五六七八九十\d]"
FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:[Tt\s]\s*{CLOCK})?",
        rf"(?P<year>\d{{4}})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:\s+{CLOCK})?",
        rf"(?P<year>\d{{4}})\.(?P<month>\d{{1,2}})\.(?P<day>\d{{1,2}})(?:\s+{CLOCK})?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<zone>Z))?",
        rf"(?:(?P<weekday>[A-Za-z]{{3}})[a-z]*,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{MONTH},?[\s-]+"
        rf"(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{CLOCK})?",
        rf"(?:(?P<weekday>[A-Za-z]{{3}})[a-z]*,?\s+)?{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
        rf"(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{CLOCK})?",
        rf"(?P<year>{NUMBER}{{4}})\s*年\s*(?P<month>{NUMBER}{{1,3}})\s*月\s*(?P<day>{NUMBER}{{1,3}})\s*[日号號]"
        rf"{WEEKDAY_ZH}(?:\s*{CLOCK_ZH})?",
        rf"(?P<era>令和|平成|昭和)\s*(?P<year>元|{NUMBER}{{1,3}})\s*年\s*(?P<month>{NUMBER}{{1,3}})\s*月\s*"
        rf"(?P<day>{NUMBER}{{1,3}})\s*日{WEEKDAY_ZH}(?:\s*{CLOCK_ZH})?",
        r"(?P<era>[RHS])(?P<year>\d{1,2})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})",
        rf"(?P<year>{NUMBER}{{4}})年\s*(?P<month>{NUMBER}{{1,3}})月",
        r"(?P<year>\d{4})-(?P<month>\d{2})",
        rf"{MONTH},?\s+(?P<year>\d{{4}})",
    )
)
SHORT = re.compile(r"(?P<year>\d{2})/(?P<month>\d{1,2})/(?P<day>\d{1,2})")
EPOCH = {"s": (re.compile(r"\d{9,10}"), 1), "ms": (re.compile(r"\d{12,13}"), 1000)}
AMBIGUOUS = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})(?:\s.*)?|\d{9,13}")
AFTERNOON = ("p", "下", "午後", "晚")
MORNING = ("a", "上", "午前", "凌")


@dataclass(frozen=True)
class _Read:
    """What a form gave: the day, the time of day if any, its zone as written, and doubts."""

    day: date
    precision: Precision
    clock: time | None = None
    zone: str = ""
    flags: frozenset[Flag] = frozenset()


def read_date(raw: str, *, calendar: Calendar, fetched_at: datetime) -> When:
    """The date of a text by a source's calendar. `fetched_at` (with a zone) is what relative dates count from."""
    raw = CONTROL.sub("", raw[: LONGEST * 2]).strip()
    text = " ".join(unicodedata.normalize("NFKC", raw).split())
    raw = raw[:LONGEST]
    if not text or len(text) > LONGEST:
        return When(raw=raw, flags=frozenset({Flag.UNREADABLE_DATE} if raw else ()))
    home = ZoneInfo(calendar.zone)
    if relative := read_relative(text, home=home, fetched_at=fetched_at):
        when = When(raw, relative.precision, relative.day, relative.at, frozenset({Flag.RELATIVE}))
    elif calendar.epoch and EPOCH[calendar.epoch][0].fullmatch(text):
        at = datetime.fromtimestamp(int(text) // EPOCH[calendar.epoch][1], UTC)
        when = When(raw, Precision.SECOND, at.astimezone(home).date(), at)
    elif read := _absolute(text, calendar):
        when = _placed(raw, read, calendar)
    else:
        doubt = Flag.AMBIGUOUS_DATE if AMBIGUOUS.fullmatch(text) else Flag.UNREADABLE_DATE
        return When(raw=raw, flags=frozenset({doubt}))
    return _within_reason(when, home=home, fetched_at=fetched_at)


def sorting_moment(when: When, *, zone: str, arrived_at: datetime) -> datetime:
    """Where an item stands among others: its own time, and never later than it reached us.

    A day without a time counts from its beginning at the source; a date that was not understood, or is out of reason,
    counts as the arrival.
    """
    if when.day is None or when.flags & {Flag.FUTURE, Flag.TOO_OLD}:
        return arrived_at
    return min(when.at or datetime.combine(when.day, time(), ZoneInfo(zone)), arrived_at)


def _absolute(text: str, calendar: Calendar) -> _Read | None:
    forms = (SHORT, *FORMS) if calendar.short_years else FORMS
    for form in forms:
        if match := form.fullmatch(text):
            return _of_parts({name: part for name, part in match.groupdict().items() if part is not None})
    return None


def _of_parts(parts: dict[str, str]) -> _Read | None:
    """The date of a form's parts; None when there is no such day or time."""
    year, month = number_of(parts["year"]), number_of(parts.get("month", ""))
    if name := parts.get("month_name"):
        month = MONTHS.get(name.lower())
    if year is None or month is None:
        return None
    if "era" in parts:
        before, last = ERAS[parts["era"]]
        year = before + year if 1 <= year <= last else 0
    elif len(parts["year"]) == 2:
        year += 2000
    try:
        if "day" not in parts:
            return _Read(date(year, month, 1), Precision.MONTH)
        day = date(year, month, number_of(parts["day"]) or 0)
        clock, precision = _clock(parts)
    except ValueError:
        return None
    flags = frozenset[Flag]()
    if weekday := parts.get("weekday"):
        if weekday.lower() not in WEEKDAYS:
            return None
        flags = frozenset() if WEEKDAYS[weekday.lower()] == day.weekday() else frozenset({Flag.WEEKDAY})
    return _Read(day, precision, clock, parts.get("zone", "").replace(" ", ""), flags)


def _clock(parts: dict[str, str]) -> tuple[time | None, Precision]:
    """The time of day. Raises ValueError when there is none such."""
    if "hour" not in parts:
        return None, Precision.DAY
    hour, half = int(parts["hour"]), parts.get("half", "").lower()
    if half.startswith((*AFTERNOON, *MORNING)):
        if hour > 12:
            raise ValueError("No clock of twelve hours shows that.")
        hour = hour % 12 + (12 if half.startswith(AFTERNOON) else 0)
    # A leap second is the last one of its minute.
    second = min(int(parts.get("second", "0")), 59) if parts.get("second") != "60" else 59
    if int(parts.get("second", "0")) > 60:
        raise ValueError("No minute has that second.")
    precision = Precision.SECOND if "second" in parts else Precision.MINUTE
    return time(hour, int(parts.get("minute", "0")), second), precision if "minute" in parts else Precision.HOUR


def _placed(raw: str, read: _Read, calendar: Calendar) -> When:
    """A date with its instant, if it has a time of day and a zone that we know."""
    if read.clock is None:
        return When(raw, read.precision, read.day, None, read.flags)
    zone = zone_of(read.zone, home=calendar.zone) if read.zone else ZoneInfo(calendar.zone)
    if zone is None:
        return When(raw, Precision.DAY, read.day, None, read.flags | {Flag.ZONE_UNKNOWN})
    flags = read.flags if read.zone else read.flags | {Flag.ZONE_ASSUMED}
    try:
        at = datetime.combine(read.day, read.clock, zone).astimezone(UTC)
    except OverflowError:
        return When(raw, flags=frozenset({Flag.UNREADABLE_DATE}))
    return When(raw, read.precision, read.day, at, flags)


def _within_reason(when: When, *, home: ZoneInfo, fetched_at: datetime) -> When:
    """The same date, flagged when it is before this trade was news or after the day after tomorrow."""
    if when.day is None:
        return when
    latest = fetched_at + AHEAD
    doubts = set(when.flags)
    if when.day < EARLIEST:
        doubts.add(Flag.TOO_OLD)
    if when.at > latest if when.at else when.day > latest.astimezone(home).date():
        doubts.add(Flag.FUTURE)
    return When(when.raw, when.precision, when.day, when.at, frozenset(doubts))
