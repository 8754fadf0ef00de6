"""What goes through ingestion: the page as fetched, the items as read, and the refusal to read.

Nothing here knows where it will be stored. A parser takes a Page and gives a Reading, or raises SourceUnreadable: an
answer that cannot be read is never "no news".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

SAMPLE = 80
# Items of one reading; no source here has more in one answer.
MOST_ITEMS = 1_000


class Precision(StrEnum):
    """How exactly a source says when."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """What a person should know about a reading or an item before trusting it."""

    # Of the whole reading
    EMPTY = "empty"
    CUT_OFF = "cut off"
    TOO_MANY = "too many items"
    ENCODING_MISMATCH = "encoding not as declared"
    ENCODING_GUESSED = "encoding guessed"
    CONTROL_CHARACTERS = "control characters removed"
    ENTITIES = "undeclared entities"
    ITEMS_DROPPED = "items without title and address"
    # Of an item
    NO_LINK = "no address"
    LINK_REFUSED = "address refused"
    NO_TITLE = "no title"
    TEXT_CUT = "text cut"
    INVISIBLE = "invisible characters removed"
    SUSPECT_TEXT = "text broken at the source"
    WITHDRAWN = "withdrawn"
    # Of a date
    RELATIVE = "counted from the time of fetching"
    UNREADABLE_DATE = "date not understood"
    AMBIGUOUS_DATE = "date with several meanings"
    FUTURE = "in the future"
    TOO_OLD = "too long ago"
    ZONE_ASSUMED = "zone of the source assumed"
    ZONE_UNKNOWN = "zone not understood"
    WEEKDAY = "weekday does not fit"


@dataclass(frozen=True)
class When:
    """A date as the source gives it and as we understand it.

    `day` is the day as printed, in the source's own calendar; `at` the instant in UTC, None unless a time of day and
    a zone are known. Both are None when the date was not understood.
    """

    raw: str
    precision: Precision = Precision.UNKNOWN
    day: date | None = None
    at: datetime | None = None
    flags: frozenset[Flag] = frozenset()


NEVER = When(raw="")


@dataclass(frozen=True)
class Item:
    """One piece of news or one notice as a source announces it. All texts are plain text, never markup.

    `key` is the source's own name for it (a document number, a feed's id), empty when it has none. `received_title`
    is the title before invisible characters were taken out, empty when none were. `url` is http or https, or empty.
    """

    title: str
    url: str = ""
    key: str = ""
    published: When = NEVER
    updated: When = NEVER
    summary: str = ""
    author: str = ""
    language: str = ""
    kind: str = ""
    received_title: str = ""
    flags: frozenset[Flag] = frozenset()
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Everything that one fetch of one source said."""

    items: tuple[Item, ...]
    flags: frozenset[Flag] = frozenset()
    encoding: str = ""


@dataclass(frozen=True)
class Calendar:
    """How a source writes dates. `zone` is an IANA name; times without a zone are in it.

    `short_years` says that 26/02/24 is 24 February 2026; `epoch` that a bare number counts "s" or "ms" since 1970.
    """

    zone: str = "UTC"
    short_years: bool = False
    epoch: str = ""


@dataclass(frozen=True)
class Page:
    """The body of an answer with what is needed to read it. `fetched_at` is what relative dates count from."""

    body: bytes
    url: str
    fetched_at: datetime
    content_type: str = ""
    calendar: Calendar = Calendar()


Parser = Callable[[Page], Reading]


class SourceUnreadable(Exception):
    """The answer is not what this source gives. The message says why and quotes how the answer begins."""

    def __init__(self, why: str, text: str = "") -> None:
        self.why = why
        self.sample = " ".join(text[: SAMPLE * 4].split())[:SAMPLE]
        super().__init__(f"{why}: {self.sample!r}" if self.sample else why)


class SourceRetired(SourceUnreadable):
    """The source says that it has ended. `successor` is the address that it names, or empty."""

    def __init__(self, why: str, text: str = "", successor: str = "") -> None:
        self.successor = successor
        super().__init__(why, text)
