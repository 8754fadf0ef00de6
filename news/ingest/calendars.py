"""What calendars need: months, eras, numerals, and which zone an abbreviation means at which source."""

from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
# The year before the first of an era, and the era's last year; the first year is also written 元.
ERAS = {"令和": (2018, 99), "平成": (1988, 31), "昭和": (1925, 64), "R": (2018, 99), "H": (1988, 31), "S": (1925, 64)}
NUMERALS = {**dict(zip("〇一二三四五六七八九", range(10), strict=True)), "○": 0, "零": 0}
TEN = "十"

# Abbreviations with one meaning. GMT and UT are written for UTC (RFC 5322).
PLAIN: dict[str, int] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "MYT": 8,
    "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "AEST": 10, "AEDT": 11,
}  # fmt: skip
# Abbreviations with several: which of them a source means follows from where it is.
BY_PLACE: dict[str, dict[str, float]] = {
    "CST": {"Asia/Shanghai": 8, "Asia/Taipei": 8, "America/": -6},
    "EST": {"America/": -5, "Australia/": 10},
    "MST": {"America/": -7},
    "BST": {"Europe/London": 1},
    "IST": {"Asia/Kolkata": 5.5, "Europe/Dublin": 1, "Asia/Jerusalem": 2},
}


def zone_of(text: str, *, home: str) -> tzinfo | None:
    """The zone of "+0800", "GMT+8", "JST" or "CST" at a source whose own zone is `home`; None if that is not known."""
    name = text.upper().removesuffix("TIME").strip()
    if name in PLAIN:
        return UTC if PLAIN[name] == 0 else timezone(timedelta(hours=PLAIN[name]))
    if name in BY_PLACE:
        hours = [hours for place, hours in BY_PLACE[name].items() if home.startswith(place)]
        return timezone(timedelta(hours=hours[0])) if hours else None
    if name == "ET" and home == "America/New_York":
        return ZoneInfo(home)
    return _offset(name.removeprefix("GMT").removeprefix("UTC").replace(":", ""))


def _offset(text: str) -> tzinfo | None:
    """The zone of "+8", "+08", "+0800"; None beyond what exists on earth."""
    if text[:1] not in ("+", "-", "−") or len(text) > 5 or not (text[1:].isascii() and text[1:].isdecimal()):
        return None
    digits = text[1:]
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if text[0] == "+" else -offset)


def number_of(text: str) -> int | None:
    """The number of "24", "二十四", "二〇二六" or "元"; None when it is none."""
    if text == "元":
        return 1
    if text.isascii() and text.isdecimal():
        return int(text)
    if TEN in text:
        tens, _, ones = text.partition(TEN)
        if len(tens) > 1 or len(ones) > 1 or any(sign not in NUMERALS for sign in tens + ones):
            return None
        return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)
    if text and all(sign in NUMERALS for sign in text):
        return int("".join(str(NUMERALS[sign]) for sign in text))
    return None
