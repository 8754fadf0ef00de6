"""What a seed table is made of: columns, rows as read, and problems named by file and line."""

from dataclasses import dataclass, field

from controls.services.seeding import cells
from controls.services.seeding.cells import Cell, Reader


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse the seed: where it stands, and what is wrong in words."""

    file: str
    line: int | None
    column: str
    message: str

    def __str__(self) -> str:
        line = f" line {self.line}" if self.line else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` turns a filled cell into its value or raises ValueError in words; `empty` stands for none."""

    name: str
    read: Reader
    required: bool = False
    empty: Cell = ""
    refers_to: str = ""  # the table whose keys the cell names

    @classmethod
    def must(cls, name: str, read: Reader = cells.text, refers_to: str = "") -> "Column":
        """A column that may not be empty."""
        return cls(name, read, required=True, refers_to=refers_to)

    @classmethod
    def may(cls, name: str, read: Reader = cells.text, empty: Cell = "", refers_to: str = "") -> "Column":
        """A column that may be empty: then its value is `empty`."""
        return cls(name, read, empty=empty, refers_to=refers_to)


@dataclass(frozen=True, slots=True)
class Table:
    """One file. Each row is a `noun`; no two rows agree in all the `identity` columns."""

    name: str
    noun: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ("key",)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read, with the line on which it begins. A cell that could not be read is None."""

    table: str
    line: int
    cells: dict[str, Cell] = field(hash=False, compare=False)

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def problem(self, column: str, message: str) -> Problem:
        return Problem(f"{self.table}.csv", self.line, column, message)
