"""Lists as others publish them, read row by row: never the whole file at once, and nothing guessed.

Each reader takes the bytes of a file and gives a row for each party, with the line that it stands in; what cannot be
read is a row too, and says why. Readers know no database and no clock.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from controls.screening.formats import eu, ftm, table, uk_ofsi, uk_sl, us_csl
from controls.screening.formats.rows import Broken, PartyRow, Row, RowError, RowName, Skipped

__all__ = ["READERS", "PartyRow", "Row", "RowError", "RowName", "Skipped", "read"]

READERS: Mapping[str, Callable[[BinaryIO], Iterator[Row]]] = {
    "ftm": ftm.read,
    "csv": table.read,
    "us-csl": us_csl.read,
    "eu": eu.read,
    "uk-ofsi": uk_ofsi.read,
    "uk-sl": uk_sl.read,
}


def read(stream: BinaryIO, form: str) -> Iterator[Row]:
    """Every row of a file. A file that breaks off ends with the reason and its line."""
    try:
        yield from READERS[form](stream)
    except Broken as error:
        yield RowError(error.line, str(error))
