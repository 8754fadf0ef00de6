"""Text in portions becomes records: lines, or several lines where a quote holds a line end.

A line that is too long is passed over up to its end, and a quote that is never closed costs one row: reading goes on
in the line below it, so that one bad row does not take the good ones with it.
"""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from controls.screening.spreadsheets.encodings import ENCODINGS, PORTION, Text
from controls.screening.spreadsheets.rows import MOST_ROW, Kept
from controls.screening.spreadsheets.signs import UNSTORABLE, named

MOST_LINES = 100  # of one record: longer ones are quotes that nobody closed
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)")


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, without the line end after it. `lines` is how many lines it takes."""

    text: str
    lines: int = 1
    trouble: str = ""


def portions(file: Kept, text: Text) -> Iterator[str]:
    """The file as text. Bytes that do not fit the encoding become lone surrogates, which `records` reports."""
    errors = "surrogatepass" if text.encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(text.encoding)(errors)
    file.seek(text.mark)
    while portion := file.read(PORTION):
        yield decoder.decode(portion)
    if decoder.getstate()[0]:
        yield "\udcff"  # the file ends in the middle of a character


def records(pieces: Iterator[str], *, delimiter: str, encoding: str) -> Iterator[Record]:
    """The rows of a text, each at most MOST_ROW characters long."""
    waiting: deque[Record] = deque()
    lines = _lines(pieces)
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        if not line.trouble and '"' in line.text and open_quote(line.text, delimiter):
            line = _closed(line, lines, waiting, delimiter)
        if not line.trouble and UNSTORABLE.search(line.text):
            name = ENCODINGS.get(encoding, encoding)
            wrong = named("\0") if "\0" in line.text else f"bytes that are no text in {name}"
            line = Record("", line.lines, f"This row holds {wrong}.")
        yield Record(_bare(line.text), line.lines, line.trouble)


def open_quote(text: str, delimiter: str, *, inside: bool = False) -> bool:
    """Whether the text ends inside a quoted cell. A quote counts only at the start of a cell, as in RFC 4180.

    `inside` says that the text begins inside one: a record is looked at line by line, and no line twice.
    """
    place = 0
    while True:
        if inside or text.startswith('"', place):
            place += not inside
            inside = False
            while True:
                place = text.find('"', place)
                if place < 0:
                    return True
                if not text.startswith('"', place + 1):
                    break
                place += 2
        place = text.find(delimiter, place)
        if place < 0:
            return False
        place += 1


def _closed(first: Record, lines: Iterator[Record], waiting: deque[Record], delimiter: str) -> Record:
    """The record that begins in a line with an open quote. Lines that turn out not to belong to it wait again."""
    taken, length = [first], len(first.text)
    while len(taken) < MOST_LINES and length <= MOST_ROW:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            break
        taken.append(line)
        if line.trouble:
            break
        length += len(line.text)
        if not open_quote(line.text, delimiter, inside=True):
            return Record("".join(part.text for part in taken), len(taken))
    waiting.extendleft(reversed(taken[1:]))
    return Record("", 1, "A quotation mark is opened in this row and never closed.")


def _lines(pieces: Iterator[str]) -> Iterator[Record]:
    """Physical lines with their ends; one that is too long is dropped as it is read."""
    rest, dropped = "", 0
    for piece in pieces:
        text = rest + piece
        # The rest is cut off first: looking for the end of a line that has none takes the square of its length.
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        found, rest = _LINE.findall(text, 0, end), text[end:]
        if found and not rest and found[-1].endswith("\r"):
            rest = found.pop()  # its line feed may come with the next portion
        for line in found:
            yield _measured(line, dropped)
            dropped = 0
        if len(rest) > MOST_ROW:
            dropped, rest = dropped + len(rest), ""
    if rest or dropped:
        yield _measured(rest, dropped)


def _measured(line: str, dropped: int) -> Record:
    length = dropped + len(_bare(line))
    if length <= MOST_ROW:
        return Record(line)
    return Record("", 1, f"This row is {length:,} characters long; at most {MOST_ROW:,} are read.")


def _bare(text: str) -> str:
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\n", "\r")) else text
