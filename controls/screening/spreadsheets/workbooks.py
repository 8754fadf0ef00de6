"""Workbooks (.xlsx), row by row: the values that were last computed, as the text a reader of the sheet would copy."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from controls.screening.spreadsheets.packages import check_package
from controls.screening.spreadsheets.rows import (
    MOST_COLUMNS,
    MOST_ROW,
    MOST_SHEET_ROWS,
    FileRefused,
    Kept,
    Row,
)
from controls.screening.spreadsheets.signs import UNSTORABLE

_PORTION = 262_144  # bytes
# What a cell shows instead of a value (ISO/IEC 29500, ST_CellType "e").
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
# Signs that XML cannot hold are written so by spreadsheet programs (ISO/IEC 29500, ST_Xstring).
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# What openpyxl raises for parts that do not fit together; OSError stands for a missing part of the workbook's own.
_UNREADABLE = (InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError)


def sheet_rows(file: Kept) -> Iterator[Row]:
    """The rows of the first sheet, empty ones left out but counted.

    Raises FileRefused for a workbook that is unsafe, damaged, or has more than MOST_SHEET_ROWS rows.
    """
    check_package(file)
    file.seek(0)
    try:
        with closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
            yield from _rows(book)
    except _UNREADABLE as error:
        raise FileRefused("The workbook is damaged: its parts do not fit together. Save it again.") from error


def digest_of(file: Kept, *, most: int) -> str:
    """SHA-256 of the whole file, in hexadecimal. Raises FileRefused for one larger than `most` bytes."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while portion := file.read(_PORTION):
        size += len(portion)
        if size > most:
            raise FileRefused(f"The file is larger than {most // 1_048_576} MB.")
        digest.update(portion)
    return digest.hexdigest()


def _rows(book: Workbook) -> Iterator[Row]:
    if not book.worksheets:
        raise FileRefused("The workbook has no sheet with cells.")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a program wrote about its size need not be true
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_SHEET_ROWS:
            raise FileRefused(
                f"The sheet has more than {MOST_SHEET_ROWS:,} rows. Send it in parts, or as CSV, which may have more."
            )
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            yield Row(number, (), f"This row has {len(cells):,} columns; at most {MOST_COLUMNS} are read.")
        elif (length := sum(map(len, cells))) > MOST_ROW:
            yield Row(number, (), f"This row is {length:,} characters long; at most {MOST_ROW:,} are read.")
        elif any(UNSTORABLE.search(cell) for cell in cells):
            yield Row(number, (), "This row holds signs that are no text.")
        elif wrong := next((cell for cell in cells if cell in _ERRORS), ""):
            yield Row(number, tuple(cells), f"A formula in this row gives the error {wrong}.")
        elif cells:
            yield Row(number, tuple(cells))


def _text(value: object) -> str:
    """A value as text. A whole number has no decimal point, and a day no time."""
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)
