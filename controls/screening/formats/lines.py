"""Lines and cells of text files, of bounded length, strictly decoded."""

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from controls.screening.formats.rows import LARGEST_ROW, Broken

_BOM = "\ufeff"


def lines(stream: BinaryIO, encoding: str = "utf-8") -> Iterator[tuple[int, str]]:
    """Each line with its number from 1. Raises Broken: too long, another encoding, NUL."""
    number = 0
    while line := stream.readline(LARGEST_ROW + 1):
        number += 1
        if len(line) > LARGEST_ROW:
            raise Broken(number, f"The line is longer than {LARGEST_ROW:,} bytes.")
        if b"\x00" in line:
            raise Broken(number, f"The line holds the sign U+0000; the file must be {encoding.upper()}.")
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError as error:
            byte = line[error.start]
            raise Broken(number, f"Byte {error.start + 1} (0x{byte:02X}) is no {encoding.upper()}.") from error
        yield number, text.removeprefix(_BOM) if number == 1 else text


def cells(numbered: Iterator[tuple[int, str]], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file (RFC 4180) with the number of the line in which each begins; empty lines are left out.

    Raises Broken where quotes are never closed or stand where none may.
    """
    begins, last = 0, 0

    def plain() -> Iterator[str]:
        nonlocal begins, last
        for number, line in numbered:
            begins, last = begins or number, number
            yield line

    rows = csv.reader(plain(), delimiter=delimiter, strict=True)
    while True:
        begins = 0
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise Broken(begins or last, f"The row that begins here cannot be read as CSV: {error}.") from error
        if row is None:
            return
        if row:
            yield begins, row


def headings(line: int, found: Sequence[str], needed: Sequence[str], known: Sequence[str]) -> list[str]:
    """The headings of a table. Raises Broken, naming each that is missing, unknown or there twice."""
    names = [heading.strip() for heading in found]
    faults = [f"the heading “{name}” is missing" for name in needed if name not in names]
    faults += [f"the heading “{name[:80]}” is unknown" for name in names if name not in known]
    faults += [f"the heading “{name}” is there twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if faults:
        raise Broken(line, f"Headings: {'; '.join(faults[:20])}.")
    return names
