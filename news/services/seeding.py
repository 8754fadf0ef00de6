"""The seed of the news: strict tables of working rows, loaded all or nothing, and again without effect."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

# What SeedRefused names for a fault of the whole table.
HEADING = 1


@dataclass(frozen=True)
class SeedRow:
    """One row of a table with the line on which it begins."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass
class Loaded:
    """What a load did: keys of rows that were added or changed, how many were as they are in the table.

    `kept` are "key: column" of values that somebody changed by hand; they are left as they are.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


class SeedRefused(Exception):
    """The seed cannot be loaded and nothing of it was. `problems` are sentences with file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read_table(*, table: Path, columns: Sequence[str]) -> list[SeedRow]:
    """The rows of a table whose heading holds exactly these columns. Raises SeedRefused for everything else."""
    try:
        text = table.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise SeedRefused([f"{table.name}: no such file in {table.parent}"]) from error
    except UnicodeDecodeError as error:
        raise SeedRefused([f"{table.name}: not UTF-8 at byte {error.start}"]) from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[SeedRow] = []
    problems: list[str] = []
    begins = HEADING
    try:
        heading = next(reader, [])
        if sorted(heading) != sorted(columns):
            odd = sorted(set(heading) ^ set(columns)) or ["a column twice"]
            raise SeedRefused([f"{table.name}, line {HEADING}: the columns differ in {', '.join(odd)}"])
        begins = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(heading):
                problems.append(f"{table.name}, line {begins}: {len(cells)} cells under {len(heading)} columns")
            else:
                rows.append(SeedRow(begins, dict(zip(heading, cells, strict=True))))
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(f"{table.name}, line {begins}: not readable as CSV: {error}")
    if problems:
        raise SeedRefused(problems)
    return rows
