"""Comma-separated values and their relatives, row by row."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from controls.screening.spreadsheets.encodings import Text
from controls.screening.spreadsheets.lines import portions, records
from controls.screening.spreadsheets.rows import MOST_COLUMNS, MOST_ROWS, FileRefused, Kept, Row

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_ROWS = 50


def recognise_delimiter(file: Kept, text: Text) -> str:
    """The sign that cuts most of the first rows into the same number of cells, two at least; else the comma."""
    best, delimiter = 0, ","
    for sign in DELIMITERS:
        sample = islice(records(portions(file, text), delimiter=sign, encoding=text.encoding), _SAMPLE_ROWS)
        widths = Counter(len(_cells(record.text, sign)) for record in sample if record.text and not record.trouble)
        agreeing = max((count for width, count in widths.items() if width > 1), default=0)
        if agreeing > best:
            best, delimiter = agreeing, sign
    return delimiter


def table_rows(file: Kept, text: Text, *, delimiter: str) -> Iterator[Row]:
    """The rows of the file, empty ones left out but counted. Raises FileRefused for more than MOST_ROWS."""
    found = records(portions(file, text), delimiter=delimiter, encoding=text.encoding)
    for number, record in enumerate(found, start=1):
        if number > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
        if record.trouble:
            yield Row(number, (), record.trouble)
        elif record.text:
            cells = _cells(record.text, delimiter)
            if len(cells) > MOST_COLUMNS:
                yield Row(number, (), f"This row has {len(cells):,} columns; at most {MOST_COLUMNS} are read.")
            elif any(cells):
                yield Row(number, tuple(cells))


def _cells(text: str, delimiter: str) -> list[str]:
    if '"' not in text:
        return text.split(delimiter)
    return next(csv.reader([text], delimiter=delimiter, strict=False))
