"""JSON as RFC 8259 has it, and no more: no NaN, no key twice, no depth without end; and long arrays item by item."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from controls.screening.formats.rows import LARGEST_ROW, Broken, Unreadable

_CHUNK = 65_536
_SPACE = re.compile(r"[ \t\r\n]*")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"The key “{twice[:80]}” is there twice.")
    return found


def _no_constant(name: str) -> Any:
    raise Unreadable(f"{name} is no JSON.")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def parsed(text: str) -> Any:
    """The value of a text. Raises Unreadable."""
    try:
        return _DECODER.decode(text)
    except Unreadable:
        raise
    except json.JSONDecodeError as error:
        raise Unreadable(f"No JSON at sign {error.pos + 1}: {error.msg}.") from error
    except RecursionError as error:
        raise Unreadable("No JSON that we read: too many brackets inside each other.") from error
    except ValueError as error:
        raise Unreadable(f"No JSON that we read: {error}.") from error


class _Text:
    """A growing window on a file, with the line that it has come to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._decoder = stream, codecs.getincrementaldecoder("utf-8")()
        self._text, self._at, self.line = "", 0, 1
        self.grow()
        self._text = self._text.removeprefix("\ufeff")

    def grow(self) -> bool:
        """Leave behind what was read, and read on, as much again as there is; false at the end of the file."""
        self._text, self._at = self._text[self._at :], 0
        chunk = self._stream.read(max(_CHUNK, len(self._text)))
        try:
            # A sign that the end of a piece cuts waits for its rest.
            self._text += self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line = self.line + self._text.count("\n") + error.object[: error.start].count(b"\n")
            raise Broken(line, f"A byte (0x{error.object[error.start]:02X}) is no UTF-8.") from error
        return bool(chunk)

    def peek(self) -> str:
        """The next sign that is no white space; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._pass(space.end() if space else self._at)
            if self._at < len(self._text) or not self.grow():
                return self._text[self._at : self._at + 1]

    def take(self, signs: str) -> str:
        """The next sign, which must be one of these."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise Broken(self.line, f"{' or '.join(signs)} is expected here, not {sign or 'the end of the file'}.")
        self._pass(self._at + 1)
        return sign

    def value(self) -> Any:
        """The next value, whole. Raises Broken when it is too long or no JSON."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > LARGEST_ROW:
                    raise Broken(self.line, f"One value is longer than {LARGEST_ROW:,} signs, or no JSON.") from error
                if not self.grow():
                    raise Broken(self.line, f"No JSON: {error.msg}.") from error
            except RecursionError as error:
                raise Broken(self.line, "Too many brackets inside each other.") from error
            except ValueError as error:
                raise Broken(self.line, str(error)) from error
            else:
                # A number at the end of the window may go on behind it.
                length = end - self._at
                if end < len(self._text) or not self.grow():
                    self._pass(self._at + length)
                    return found

    def _pass(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end


def items(stream: BinaryIO, key: str) -> Iterator[tuple[int, Any]]:
    """The items of the array under `key` of one JSON object, each with its line, without reading the whole.

    Raises Broken where the file is no such object, and at its end when it has no such key.
    """
    text = _Text(stream)
    text.take("{")
    seen: set[str] = set()
    sign = text.take("}") if text.peek() == "}" else ","
    while sign == ",":
        name = text.value()
        if not isinstance(name, str) or name in seen:
            raise Broken(text.line, "A key is no text, or is there twice.")
        seen.add(name)
        text.take(":")
        if name == key:
            yield from _array(text)
        else:
            text.value()
        sign = text.take(",}")
    if rest := text.peek():
        raise Broken(text.line, f"The file goes on after its end, with {rest}.")
    if key not in seen:
        raise Broken(text.line, f"{key}: is missing.")


def _array(text: _Text) -> Iterator[tuple[int, Any]]:
    text.take("[")
    sign = text.take("]") if text.peek() == "]" else ","
    while sign == ",":
        text.peek()
        line = text.line
        yield line, text.value()
        sign = text.take(",]")
