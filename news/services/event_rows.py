"""The reviewed table of events: what its columns hold, and what is wrong with a row in words."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from controls.services.seeding import cells
from controls.services.seeding.columns import Column, Problem, Row, Table
from controls.services.seeding.reading import read_table
from news.models import NewsEvent, Precision

BETWEEN = ";"
# How long a date is written for each precision. The day printed beside a month is kept as given.
_FORMS = {**dict.fromkeys(Precision.values, (10,)), Precision.YEAR: (4,), Precision.MONTH: (7, 10)}
_REFERENCE = re.compile(r"[a-z]+(-[a-z]+)*:[a-z0-9.-]+")


def day_of(*, text: str) -> date:
    """The first day that a date as given may mean: of a month its first, of a year 1 January. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise ValueError(f"'{text}' is neither a year nor a month nor a day, such as 2026, 2026-02 or 2026-02-24")
    try:
        return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError as error:
        raise ValueError(f"'{text}' is no date of the calendar") from error


def dated(*, text: str, precision: str) -> date:
    """The day of a date as given, where it is written as exactly as its precision says. Raises ValueError."""
    day = day_of(text=text)
    if len(text) not in _FORMS[Precision(precision)]:
        raise ValueError(f"'{text}' is not a date to the {Precision(precision).label}")
    return day


def several(*, cell: str) -> list[str]:
    """Several texts, with one semicolon between them."""
    found = cell.split(BETWEEN)
    if any(not each or each != each.strip() for each in found) or len(set(found)) != len(found):
        raise ValueError(f"'{cell}' holds an empty part, a space beside a semicolon or a double")
    return found


def references(*, cell: str) -> list[str]:
    """Several references to facts, noun:key, with one space between them."""
    found = cells.words(cell=cell)
    for each in found:
        if not _REFERENCE.fullmatch(each):
            raise ValueError(f"'{each}' is no reference of the form noun:key")
    return found


def _written(*, cell: str) -> str:
    day_of(text=cell)
    return cell


TABLE = Table(
    "events",
    "event",
    (
        Column.must("key", cells.key),
        Column.must("date", _written),
        Column.must("precision", cells.one_of(choices=Precision.values)),
        Column.must("headline"),
        Column.must("outlet"),
        Column.must("url", cells.address),
        Column.may("second_url", cells.address),
        Column.must("type", cells.one_of(choices=NewsEvent.Type.values)),
        Column.may("jurisdictions", several, ()),
        Column.may("materials", several, ()),
        Column.may("parties", several, ()),
        Column.may("announcement"),
        Column.may("notice", cells.key),
        Column.may("about", references, ()),
        Column.may("figures"),
        Column.must("confidence", cells.one_of(choices=NewsEvent.Confidence.values)),
        Column.must("scope", cells.one_of(choices=NewsEvent.Scope.values)),
        Column.may("note"),
    ),
)
# Columns of the table that the model calls otherwise.
_RENAMED = {"date": "date_text", "type": "event_type"}


def read(*, directory: Path) -> tuple[list[Row], list[Problem]]:
    """The rows of the folder's events.csv, and everything that is wrong with them alone."""
    rows, problems = read_table(directory=directory, table=TABLE)
    return rows or [], problems or list(_faults(rows or []))


def _faults(rows: list[Row]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if row["key"] in first:
            yield row.problem("key", f"'{row['key']}' stands on line {first[row['key']]} already")
        first.setdefault(row["key"], row.line)
        try:
            dated(text=row["date"], precision=row["precision"])
        except ValueError as error:
            yield row.problem("date", str(error))
        yield from _too_long(row)
        if row["notice"] and f"notice:{row['notice']}" not in row["about"]:
            yield row.problem("about", f"names the notice '{row['notice']}' not")


def _too_long(row: Row) -> Iterator[Problem]:
    """Cells of which the register cannot hold all, and parts of cells."""
    for name, value in row.cells.items():
        column = NewsEvent._meta.get_field(_RENAMED.get(name, name))
        # Of a column with several texts, the limit is that of each.
        most = getattr(getattr(column, "base_field", column), "max_length", None)
        longest = max(map(len, value if isinstance(value, tuple | list) else [value]), default=0)
        if most is not None and longest > most:
            yield row.problem(name, f"has {longest} characters where the register holds {most}")


def fields(*, row: Row) -> dict[str, Any]:
    """What a row says, by the names that the model has for it; its notice by its key."""
    return {
        _RENAMED.get(name, name): list(value) if isinstance(value, tuple | list) else value
        for name, value in row.cells.items()
    }
