"""Reading the seed tables: strict about columns, cells and line ends; every problem is named by file and line."""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from controls.services.seeding.cells import Cell
from controls.services.seeding.columns import Column, Problem, Row, Table
from controls.services.seeding.tables import TABLES


def read_tables(*, directory: Path) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Read every table of a folder. A table whose file or heading is unusable is left out; the problems say why."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for table in TABLES.values():
        found, faults = read_table(directory=directory, table=table)
        problems += faults
        if found is not None:
            rows[table.name] = found
    return rows, problems


def read_table(*, directory: Path, table: Table) -> tuple[list[Row] | None, list[Problem]]:
    """Read one table of a folder, None when its file or heading is unusable, and what is wrong with it."""
    problems: list[Problem] = []
    text = _text_of(directory, table, problems)
    return None if text is None else _rows_of(text, table, problems), problems


def _text_of(directory: Path, table: Table, problems: list[Problem]) -> str | None:
    try:
        text = (directory / table.file).read_bytes().decode("utf-8")
    except FileNotFoundError:
        problems.append(Problem(table.file, None, "", f"no such file in {directory}"))
        return None
    except UnicodeDecodeError as error:
        problems.append(Problem(table.file, None, "", f"not UTF-8 at byte {error.start}"))
        return None
    if "\r" in text:
        problems.append(Problem(table.file, text[: text.index("\r")].count("\n") + 1, "", "line ends must be LF only"))
        return None
    return text


def _rows_of(text: str, table: Table, problems: list[Problem]) -> list[Row] | None:
    lines = _cells(text, table, problems)
    _, heading = next(lines, (1, []))
    expected = [column.name for column in table.columns]
    faults = [f"unknown column '{name}'" for name in heading if name not in expected]
    faults += [f"missing column '{name}'" for name in expected if name not in heading]
    faults += [f"column '{name}' stands twice" for name in sorted(set(heading)) if heading.count(name) > 1]
    if faults:
        problems += [Problem(table.file, 1, "", fault) for fault in faults]
        return None
    columns = {column.name: column for column in table.columns}
    return [
        _row(table, line, [columns[name] for name in heading], cells, problems)
        for line, cells in lines
        if _fits(table, line, cells, heading, problems)
    ]


def _cells(text: str, table: Table, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins; a quoted cell may reach over several."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(table.file, begins, "", f"not readable as CSV: {error}"))


def _fits(table: Table, line: int, cells: list[str], heading: list[str], problems: list[Problem]) -> bool:
    if len(cells) == len(heading):
        return True
    problems.append(Problem(table.file, line, "", f"{len(cells)} cells under {len(heading)} columns"))
    return False


def _row(table: Table, line: int, columns: list[Column], cells: list[str], problems: list[Problem]) -> Row:
    row = Row(table.name, line, {})
    for column, cell in zip(columns, cells, strict=True):
        try:
            row.cells[column.name] = _value(column, cell)
        except ValueError as error:
            row.cells[column.name] = None
            problems.append(row.problem(column.name, str(error)))
    return row


def _value(column: Column, cell: str) -> Cell:
    if cell != cell.strip():
        raise ValueError("spaces at the beginning or end")
    if hidden := [character for character in cell if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")]:
        raise ValueError(f"invisible character U+{ord(hidden[0]):04X}")
    if cell:
        return column.read(cell=cell)
    if column.required:
        raise ValueError("must not be empty")
    return column.empty
