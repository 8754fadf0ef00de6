"""Answers as files: CSV and workbooks whose cells are text, whatever they begin with.

In CSV an apostrophe is put before what a program would run; `controls.cells.restored` takes it off. In a workbook a
cell says of itself that it is text, so that nothing is added and what was sent is what one reads.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from controls.cells import BYTE_ORDER_MARK, neutralised

_PORTION = 32_768  # characters
_MOST_CELL = 32_767  # characters that a cell of a workbook may hold
# What XML cannot hold or would change, and what looks like the way in which that is written out.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, commas, CRLF; in portions."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(heading)
    for row in rows:
        writer.writerow([neutralised(value) for value in row])
        if buffer.tell() > _PORTION:
            yield _emptied(buffer)
    yield _emptied(buffer)


def write_sheet(target: BinaryIO, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A workbook with one sheet. It takes at most MOST_SHEET_ROWS rows: see to that before."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    sheet.append([_text_cell(sheet, text, bold) for text in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(target)


def _cell(sheet: object, value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return _text_cell(sheet, text) if text else None


def _text_cell(sheet: object, text: str, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    # The type last: setting a value that begins with = would make it a formula.
    cell.value = _UNHOLDABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)[:_MOST_CELL]
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
