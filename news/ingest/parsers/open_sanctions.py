"""OpenSanctions' data on China's sanctions: the index of an export, and the table that its makers keep by hand.

The table is watched for designations that are on no record here. Its dates are not trusted where day and month can be
exchanged: it writes both ways.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from news.ingest.dates import AHEAD, EARLIEST, read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, read_json, rows_in
from news.ingest.types import Calendar, Flag, Page, Precision, Reading, SourceUnreadable, When

MOST_ROWS = 10_000  # it has some hundreds
COLUMNS = (
    *("Type", "QID", "Name", "Alias", "Chinese name", "Country", "Topics", "Summary", "Chinese summary", "Body"),
    *("List", "Date", "End date", "Source URL", "Address"),
)
# The table had no addresses at first.
LATER = frozenset({"Address"})
TYPES = {"Person", "Organization", "Company", "LegalEntity", "PublicBody", "Vessel"}
# What being named means, in its own words.
TOPICS = {
    *("sanction", "sanction.counter", "sanction.linked", "export.control", "export.control.linked", "export.risk"),
    *("trade.risk", "debarment"),
}
RESULTS = {"success"}
DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})")
PAGE_OF_DATASETS = "https://www.opensanctions.org/datasets/"


def parse_index(page: Page) -> Reading:
    """The export that the index describes, as one item: a new version is a new one."""
    answer, encoding, text = read_json(page)
    result = needed(answer, "result", text=text)
    if result not in RESULTS:
        raise SourceUnreadable(f"The export ended with {result[:40]!r}", text)
    for resource in rows_in(answer, "resources", text=text):
        for field in ("name", "url", "checksum"):
            needed(resource, field, text=text)
    changed = needed(answer, "last_change", text=text)
    published = read_date(changed, calendar=Calendar("UTC"), fetched_at=page.fetched_at)
    if published.day is None:
        raise SourceUnreadable(f"The export changed last {changed[:40]!r}, which is no time", text)
    name, version = needed(answer, "name", text=text), needed(answer, "version", text=text)
    draft = Draft(
        title=f"{needed(answer, 'title', text=text)}: version {version}",
        link=f"{PAGE_OF_DATASETS}{name}/",
        base=PAGE_OF_DATASETS,
        key=f"{name} {version}",
        published=published,
        kind="version of a data set",
        language="en",
        details={"entities": needed(answer, "entity_count", text=text)},
    )
    return reading_of([draft], page=page, encoding=encoding, text=text)


def parse_table(page: Page) -> Reading:
    """The announcements of the table, each with its names. An unknown column, type or topic stops the reading."""
    decoded = decode(page.body, content_type=page.content_type)
    text = decoded.text.lstrip("\ufeff")
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        _refuse_columns(list(table.fieldnames or []), text)
        rows = list(islice(table, MOST_ROWS + 1))
    except csv.Error as error:
        raise SourceUnreadable(f"The table is not readable as CSV: {error}", text) from error
    if len(rows) > MOST_ROWS:
        raise SourceUnreadable(f"The table has more than {MOST_ROWS} rows", text)
    if not rows:
        raise SourceUnreadable("The table has no rows", text)
    announced: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        _check(row, line=line, text=text)
        announced[_announcement(row)].append(row)
    drafts = [_draft(group, page=page) for group in announced.values()]
    return reading_of(drafts, page=page, encoding=decoded.encoding, text=text)


def _refuse_columns(heading: list[str], text: str) -> None:
    for name in heading:
        if name not in COLUMNS:
            raise SourceUnreadable(f"The table has a column {name[:40]!r}, which is new", text)
    for name in COLUMNS:
        if name not in heading and name not in LATER:
            raise SourceUnreadable(f"The table has no column {name!r}", text)


def _announcement(row: dict[str, Any]) -> tuple[str, ...]:
    """What the names of one announcement have in common: its address, or who did what when, where none is given."""
    address = row["Source URL"].strip()
    return (address,) if address else tuple(row[name].strip() for name in ("Body", "List", "Date"))


def _check(row: dict[str, Any], *, line: int, text: str) -> None:
    """Raises SourceUnreadable for a row with a word that is new, or without a name."""
    if None in row or None in [value for name, value in row.items() if name not in LATER]:
        raise SourceUnreadable(f"Row {line} has not as many cells as the heading", text)
    if row["Type"] not in TYPES:
        raise SourceUnreadable(f"Row {line} has the type {row['Type'][:40]!r}, which is new", text)
    for topic in row["Topics"].split(";"):
        if topic.strip() not in TOPICS:
            raise SourceUnreadable(f"Row {line} has the topic {topic[:40]!r}, which is new", text)
    if not row["Name"].strip():
        raise SourceUnreadable(f"Row {line} has no name", text)


def _draft(rows: Sequence[dict[str, Any]], *, page: Page) -> Draft:
    """One announcement with the names that it put on a list."""
    first = rows[0]
    where = first["List"].strip() or first["Body"].strip()
    names = [row["Name"].strip() for row in rows]
    return Draft(
        title=f"{where}: {names[0]}" if len(names) == 1 else f"{where}: {len(names)} names, {names[0]} first",
        link=first["Source URL"],
        base=page.url,
        key=" | ".join(_announcement(first)),
        published=_when(first["Date"].strip(), fetched_at=page.fetched_at),
        author=first["Body"],
        kind=first["Topics"],
        language="en",
        details={"names": str(len(names)), "country": first["Country"], "list": first["List"]},
    )


def _when(raw: str, *, fetched_at: datetime) -> When:
    """A day written 26.2.2026 or 26.02.26. One that is another day with day and month exchanged is not understood."""
    if not raw:
        return When(raw="")
    found = DAY.fullmatch(raw)
    if not found:
        return When(raw=raw, flags=frozenset({Flag.UNREADABLE_DATE}))
    day, month, year = (int(found[part]) for part in ("day", "month", "year"))
    if day != month and day <= 12 and month <= 12:
        return When(raw=raw, flags=frozenset({Flag.AMBIGUOUS_DATE}))
    try:
        on = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return When(raw=raw, flags=frozenset({Flag.UNREADABLE_DATE}))
    when = When(raw=raw, precision=Precision.DAY, day=on)
    if on < EARLIEST:
        return replace(when, flags=frozenset({Flag.TOO_OLD}))
    return replace(when, flags=frozenset({Flag.FUTURE})) if on > (fetched_at + AHEAD).date() else when
