"""XML element by element, without ever holding the whole; a file that declares entities is refused before they count.

A document type (DOCTYPE) is the door for entities that multiply (billion laughs) or that fetch files and addresses. No
list needs one: expat tells of it before it reads what is inside, and there we stop.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from controls.screening.formats.rows import LARGEST_ROW, Broken, Unreadable

_CHUNK = 65_536
_DEEPEST = 30


@dataclass(slots=True)
class Element:
    """One element with what is in it. `tag` is without its namespace."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, *path: str) -> list["Element"]:
        """The elements at the end of a path of tags."""
        found = [self]
        for tag in path:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def first(self, tag: str) -> str:
        """The text of the first child with this tag, empty when there is none."""
        return next((child.text for child in self.children if child.tag == tag), "")


class _Reader:
    """Builds the elements with one tag right below the root, and forgets each when it was handed out."""

    def __init__(self, root: str, tag: str) -> None:
        self.root, self.tag = root, tag
        self.done: list[Element] = []
        self._open: list[Element] = []
        self._depth = self._weight = 0
        self.moved = True  # whether anything was understood since this was last asked
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _doctype(self, *_what: object) -> None:
        raise Broken(self.parser.CurrentLineNumber, "A document type (DOCTYPE) is not allowed.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.moved = True
        self._depth += 1
        if self._depth == 1 and tag != self.root:
            raise Broken(self.parser.CurrentLineNumber, f"The file begins with <{tag[:80]}>, not with <{self.root}>.")
        if self._depth > _DEEPEST:
            raise Broken(self.parser.CurrentLineNumber, f"More than {_DEEPEST} elements inside each other.")
        if not self._open and not (self._depth == 2 and tag == self.tag):
            return
        element = Element(tag, self.parser.CurrentLineNumber, attributes)
        self._weigh(len(tag) + sum(len(name) + len(value) for name, value in attributes.items()))
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.done.append(element)
                self._weight = 0

    def _data(self, data: str) -> None:
        self.moved = True
        if self._open:
            self._weigh(len(data))
            self._open[-1].pieces.append(data)

    def _weigh(self, signs: int) -> None:
        self._weight += signs
        if self._weight > LARGEST_ROW:
            line = self._open[0].line if self._open else self.parser.CurrentLineNumber
            raise Broken(line, f"The element <{self.tag}> that begins here is longer than {LARGEST_ROW:,} signs.")


def elements(stream: BinaryIO, root: str, tag: str) -> Iterator[Element]:
    """Each element <tag> right below <root>. Raises Broken where the file is no such XML."""
    reader, silent = _Reader(root, tag), 0
    while True:
        chunk = stream.read(_CHUNK)
        reader.moved = False
        try:
            reader.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise Broken(error.lineno, f"No XML: {expat.errors.messages.get(error.code, error.code)}.") from error
        silent = 0 if reader.moved else silent + len(chunk)
        if silent > LARGEST_ROW:
            raise Broken(reader.parser.CurrentLineNumber, f"More than {LARGEST_ROW:,} bytes without an element.")
        done, reader.done = reader.done, []
        yield from done
        if not chunk:
            return


def only(element: Element, known: frozenset[str]) -> None:
    """Refuse a child that is not known. Raises Unreadable, naming it."""
    for child in element.children:
        if child.tag not in known:
            raise Unreadable(f"<{child.tag[:80]}> in line {child.line}: the element is unknown.")
