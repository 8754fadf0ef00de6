"""What a file of names is made of, how large it may be, and the two ways in which reading it can fail."""

from dataclasses import dataclass
from typing import Protocol

MOST_BYTES = 268_435_456  # of a file, 256 MB: a million rows with a row of 100 MB among them still fit
MOST_ROWS = 1_000_000
MOST_SHEET_ROWS = 100_000  # of a workbook, which must be unpacked to be read
MOST_COLUMNS = 200
MOST_ROW = 32_768  # characters of one row, line ends inside quotes included
MOST_TROUBLES = 1_000  # rows that cannot be read, after which the file as a whole is the trouble


class FileRefused(Exception):
    """Nothing of the file can be used. The message is fit for the user: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. `number` counts from 1 as a spreadsheet program does, empty rows included.

    `trouble` says in words why the row cannot be read; `cells` then hold nothing, or what was read before.
    """

    number: int
    cells: tuple[str, ...]
    trouble: str = ""


class Kept(Protocol):
    """Bytes that can be read twice: an uploaded file, wherever it was put."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...
