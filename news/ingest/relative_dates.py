"""Dates that count from the moment of reading: "9 hours ago", 昨天 14:33, 3日前. They are as exact as their unit."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from news.ingest.types import Precision

UNITS = {
    **dict.fromkeys(("second", "sec", "秒"), (timedelta(seconds=1), Precision.MINUTE)),
    **dict.fromkeys(("minute", "min", "分钟", "分鐘", "分"), (timedelta(minutes=1), Precision.MINUTE)),
    **dict.fromkeys(("hour", "hr", "小时", "小時", "時間"), (timedelta(hours=1), Precision.HOUR)),
    **dict.fromkeys(("day", "天", "日"), (timedelta(days=1), Precision.DAY)),
    **dict.fromkeys(("week", "周", "週", "週間"), (timedelta(weeks=1), Precision.DAY)),
}
ENGLISH = re.compile(r"(?:about )?(?P<count>\d{1,4}|an?) (?P<unit>second|sec|minute|min|hour|hr|day|week)s? ago", re.I)
ASIAN = re.compile(r"(?P<count>\d{1,4}) ?个?(?P<unit>秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週間|週)前")
DAYS = {
    "today": 0, "yesterday": 1, "今天": 0, "今日": 0, "本日": 0, "昨天": 1, "昨日": 1, "前天": 2, "一昨日": 2,
}  # fmt: skip
NAMED = re.compile(rf"(?P<name>{'|'.join(DAYS)})(?:,? ?(?:at )?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}))?", re.I)
NOW = {"just now", "刚刚", "剛剛", "たった今"}


@dataclass(frozen=True)
class Relative:
    """A day at the source and, if the words are that exact, an instant in UTC."""

    day: date
    at: datetime | None
    precision: Precision


def read_relative(text: str, *, home: ZoneInfo, fetched_at: datetime) -> Relative | None:
    """The date of relative words counted from `fetched_at`, in the source's zone; None when they are none."""
    local = fetched_at.astimezone(home)
    if text.lower() in NOW:
        return Relative(local.date(), fetched_at.astimezone(UTC), Precision.MINUTE)
    if match := ENGLISH.fullmatch(text) or ASIAN.fullmatch(text):
        count = 1 if match["count"].lower() in ("a", "an") else int(match["count"])
        length, precision = UNITS[match["unit"].lower()]
        if precision is Precision.DAY:
            return Relative((local - count * length).date(), None, precision)
        at = fetched_at.astimezone(UTC) - count * length
        return Relative(at.astimezone(home).date(), at, precision)
    if match := NAMED.fullmatch(text):
        return _named_day(match, local)
    return None


def _named_day(match: re.Match[str], local: datetime) -> Relative | None:
    day = local.date() - timedelta(days=DAYS[match["name"].lower()])
    if match["hour"] is None:
        return Relative(day, None, Precision.DAY)
    if int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    at = datetime.combine(day, time(int(match["hour"]), int(match["minute"])), local.tzinfo)
    return Relative(day, at.astimezone(UTC), Precision.MINUTE)
