"""The Consolidated List of Financial Sanctions Targets in the UK: ConList.csv of the 2022 format.

Read from the published file format: a first line with the day, then one row for each name. Rows of one `Group ID` are
one party, wherever they stand. Ships are left out, and counted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from controls.screening.formats.lines import cells, headings, lines
from controls.screening.formats.places import code_of, language_of
from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_NAMES,
    NAME,
    PERSON,
    WEAK_ALIAS,
    Broken,
    Row,
    RowError,
    RowName,
    Skipped,
    Unreadable,
    attempt,
    needed,
    party,
    text,
)

_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_ADDRESS = ("Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code", "Country")
_NUMBERS = {"Passport Number": "passport", "National Identification Number": "identity document"}
_COLUMNS = (
    *("Name 6", *_GIVEN, "Title", "Name Non-Latin Script", "Non-Latin Script Type", "Non-Latin Script Language", "DOB"),
    *("Town of Birth", "Country of Birth", "Nationality", "Passport Number", "Passport Details"),
    *("National Identification Number", "National Identification Details", "Position", *_ADDRESS, "Other Information"),
    *("Group Type", "Alias Type", "Alias Quality", "Regime", "Listed On", "UK Sanctions List Date Designated"),
    *("Last Updated", "Group ID"),
)
_KINDS = {"primary name": NAME, "primary name variation": ALIAS, "aka": ALIAS, "fka": ALIAS}
_SCHEMATA = {"individual": PERSON, "entity": "Organization", "ship": ""}
_PLACE = re.compile(r"\(\d+\)")  # "(1) Utopia (2) Freedonia"


@dataclass(slots=True)
class _Group:
    """What the rows of one party say together; `line` is that of the first."""

    line: int
    own_id: str
    kind: str
    names: list[RowName] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    regimes: list[str] = field(default_factory=list)

    def row(self) -> Row:
        if not _SCHEMATA[self.kind]:
            return Skipped(self.line, "type Ship")
        # The name that the list calls the primary one comes first, wherever its row stands.
        return party(
            line=self.line,
            own_id=self.own_id,
            schema=_SCHEMATA[self.kind],
            names=sorted(self.names, key=lambda name: name.kind != NAME),
            countries=self.countries,
            numbers=self.numbers,
            addresses=self.addresses,
            programmes=self.regimes,
        )


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every group of the list, in the order of their first rows; errors come as they are met."""
    rows = cells(lines(stream))
    line, first = next(rows, (1, []))
    if not first or first[0].strip() != "Last Updated":
        raise Broken(line, "The first line does not begin with “Last Updated”.")
    line, found = next(rows, (line, []))
    columns = headings(line, found, _COLUMNS, _COLUMNS)
    groups: dict[str, _Group] = {}
    for line, values in rows:
        try:
            _add(groups, line, columns, values)
        except Unreadable as error:
            yield RowError(line, str(error))
    for group in groups.values():
        yield attempt(group.line, partial(group.row))


def _add(groups: dict[str, _Group], line: int, columns: list[str], values: list[str]) -> None:
    if len(values) != len(columns):
        raise Unreadable(f"{len(values)} cells where there are {len(columns)} headings.")
    row = dict(zip(columns, values, strict=True))
    kind = needed(row["Group Type"], "Group Type", LONGEST_ID).casefold()
    if kind not in _SCHEMATA:
        raise Unreadable(f"Group Type: “{kind}” is unknown.")
    own_id = needed(row["Group ID"], "Group ID", LONGEST_ID)
    group = groups.setdefault(own_id, _Group(line, own_id, kind))
    if group.kind != kind:
        raise Unreadable(f"Group Type: group {own_id} is of another type in line {group.line}.")
    group.names += [name for name in _names(row) if name.text and name not in group.names[: MOST_NAMES + 1]]
    group.countries += _places(row["Country"]) + _places(row["Nationality"])
    group.numbers += [
        (register, text(row[column], column, LONGEST_ADDRESS)[:LONGEST_NUMBER]) for column, register in _NUMBERS.items()
    ]
    group.addresses.append(", ".join(part for part in (text(row[c], c, LONGEST_ADDRESS) for c in _ADDRESS) if part))
    group.regimes.append(text(row["Regime"], "Regime", LONGEST_NAME))


def _names(row: Mapping[str, str]) -> list[RowName]:
    parts = [text(row[column], column, LONGEST_NAME) for column in (*_GIVEN, "Name 6")]
    kind = needed(row["Alias Type"], "Alias Type", LONGEST_ID).casefold()
    if kind not in _KINDS:
        raise Unreadable(f"Alias Type: “{kind}” is unknown.")
    quality = text(row["Alias Quality"], "Alias Quality", LONGEST_ID).casefold()
    if quality not in ("", "good", "low"):
        raise Unreadable(f"Alias Quality: “{quality}” is unknown.")
    tag = language_of(text(row["Non-Latin Script Language"], "Non-Latin Script Language", LONGEST_ID))
    other = text(row["Name Non-Latin Script"], "Name Non-Latin Script", LONGEST_NAME)
    name = RowName(" ".join(part for part in parts if part), kind=WEAK_ALIAS if quality == "low" else _KINDS[kind])
    return [name, RowName(other, tag, ALIAS)]


def _places(cell: str) -> list[str]:
    return [code_of(place.strip(" .")) for place in _PLACE.split(text(cell, "Country", LONGEST_ADDRESS))]
