"""Our own table: the least that a list needs, for lists that come in no format of their own.

UTF-8, comma or semicolon, the first row holds the headings. `id` and `name` must be there; the other columns may be
left out, in any order. Several values stand in one cell with | between them.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import BinaryIO

from controls.screening.formats.lines import cells, headings, lines
from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_URL,
    Broken,
    Row,
    RowName,
    Unreadable,
    attempt,
    country,
    needed,
    party,
    text,
)

NEEDED = ("id", "name")
COLUMNS = (*NEEDED, "aliases", "schema", "country", "numbers", "address", "source_url")
_NOT_SAID = "LegalEntity"


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every row of the table."""
    numbered = lines(stream)
    first = next(numbered, None)
    if first is None:
        raise Broken(1, "The file is empty.")
    delimiter = ";" if ";" in first[1] and "," not in first[1] else ","
    rows = cells(chain([first], numbered), delimiter)
    line, found = next(rows, (1, []))
    columns = headings(line, found, NEEDED, COLUMNS)
    for line, values in rows:
        yield attempt(line, partial(_row, line, columns, values))


def _row(line: int, columns: list[str], values: list[str]) -> Row:
    if len(values) != len(columns):
        raise Unreadable(f"{len(values)} cells where there are {len(columns)} headings.")
    row = dict(zip(columns, values, strict=True))
    name = RowName(needed(row["name"], "name", LONGEST_NAME))
    return party(
        line=line,
        own_id=needed(row["id"], "id", LONGEST_ID),
        schema=text(row.get("schema"), "schema", LONGEST_ID) or _NOT_SAID,
        names=[name, *(RowName(alias, kind=ALIAS) for alias in _several(row, "aliases", LONGEST_NAME))],
        countries=[country(code, "country") for code in _several(row, "country", 80)],
        numbers=[_number(number) for number in _several(row, "numbers", LONGEST_NUMBER)],
        addresses=_several(row, "address", LONGEST_ADDRESS),
        source_url=text(row.get("source_url"), "source_url", LONGEST_URL),
    )


def _several(row: Mapping[str, str], column: str, longest: int) -> list[str]:
    return [text(value, column, longest) for value in row.get(column, "").split("|")]


def _number(value: str) -> tuple[str, str]:
    """A number, with the register before a colon when it is known: lei:5493001KJTIIGC8Y1R12."""
    register, colon, number = value.partition(":")
    return (register.strip(), number.strip()) if colon else ("", value)
