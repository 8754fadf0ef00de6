"""The rows of a file on their way into the database: recognised, read in portions, copied in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from controls.screening.models import Batch, BatchRow
from controls.screening.spreadsheets.encodings import ENCODINGS, Reading, recognise
from controls.screening.spreadsheets.packages import is_package
from controls.screening.spreadsheets.rows import MOST_BYTES, MOST_TROUBLES, FileRefused, Kept, Row
from controls.screening.spreadsheets.tables import DELIMITERS, recognise_delimiter, table_rows
from controls.screening.spreadsheets.workbooks import digest_of, sheet_rows

_PORTION = 10_000  # rows of one COPY: short enough for the time limit of a statement
_COPY = "COPY screening_batchrow (batch_id, number, cells, state, trouble) FROM STDIN"
_LONGEST_TROUBLE = 300
# PostgreSQL, "COPY, Text Format": a backslash escapes; "Array Input and Output Syntax": inside quotes, it does again.
_SPECIAL = re.compile(r'[\\"\t\n\r]')
_IN_TEXT = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_IN_ARRAY = _IN_TEXT | str.maketrans({"\\": r"\\\\", '"': r"\\" + '"'})


class EncodingUnclear(Exception):
    """Several encodings fit the file; the user must say which. `readings` show how its first line reads in each."""

    def __init__(self, readings: tuple[Reading, ...]) -> None:
        names = ", ".join(ENCODINGS[reading.encoding] for reading in readings)
        fit = f"{names} fit about equally well" if len(readings) > 1 else f"even read as {names} it makes little sense"
        super().__init__(f"The encoding of the file cannot be told: {fit}. Choose one.")
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised: how it is read, in words, and its rows."""

    digest: str
    reading: str
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""


def recognised(*, file: Kept, encoding: str, delimiter: str) -> Source:
    """Say what the file is. Raises FileRefused for one that cannot be used, EncodingUnclear where the user must say."""
    file.seek(0)
    if is_package(file.read(8)):
        return Source(digest_of(file, most=MOST_BYTES), "Workbook, first sheet", sheet_rows(file))
    text = recognise(file, chosen=encoding, most=MOST_BYTES)
    if text.rivals:
        raise EncodingUnclear(text.rivals)
    sign = delimiter or recognise_delimiter(file, text)
    reading = f"{ENCODINGS[text.encoding]} ({text.why}), separated by {DELIMITERS[sign]}"
    return Source(text.digest, reading, table_rows(file, text, delimiter=sign), text.encoding, sign)


def copy_rows(*, batch: Batch, rows: Iterable[Row]) -> tuple[int, int]:
    """Copy rows into the database; how many, and how many of them need help.

    Raises FileRefused for a file without rows, and for one of which too many rows cannot be read.
    """
    count = 0
    troubles: list[Row] = []
    remaining = _bearable(rows, troubles)
    while portion := list(islice(remaining, _PORTION)):
        count += len(portion)
        _copy(batch, portion)
    if not count:
        raise FileRefused("The file holds no rows.")
    if count == len(troubles):
        raise FileRefused(f"None of the rows can be read. {_first(troubles)}")
    return count, len(troubles)


def _bearable(rows: Iterable[Row], troubles: list[Row]) -> Iterator[Row]:
    """The rows, those that cannot be read noted in `troubles`; refused at once when there are too many."""
    for row in rows:
        if row.trouble:
            troubles.append(row)
            if len(troubles) > MOST_TROUBLES:
                raise FileRefused(f"More than {MOST_TROUBLES:,} rows cannot be read. {_first(troubles)}")
        yield row


def _first(troubles: list[Row]) -> str:
    return f"Row {troubles[0].number}: {troubles[0].trouble}"


def _copy(batch: Batch, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write("".join(_line(batch.pk, row) for row in rows))


def _line(batch: int, row: Row) -> str:
    """The row in the text format of COPY. Written out here: a million rows take half the time of the driver's way."""
    cells = row.cells
    if _SPECIAL.search("".join(cells)):
        cells = tuple(cell.translate(_IN_ARRAY) for cell in cells)
    array = '{"' + '","'.join(cells) + '"}' if cells else "{}"
    if row.trouble:
        trouble = row.trouble[:_LONGEST_TROUBLE].translate(_IN_TEXT)
        return f"{batch}\t{row.number}\t{array}\t{BatchRow.State.NEEDS_HELP.value}\t{trouble}\n"
    return f"{batch}\t{row.number}\t{array}\t{BatchRow.State.WAITING.value}\t\n"
