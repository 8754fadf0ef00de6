"""XML read by the parser of the standard library, with everything refused that makes XML dangerous.

A document type declaration is refused before a single entity of it is read, so that no entity can grow, no file and no
address is opened. Nesting, and the number of elements, have limits. What was whole before a document breaks off is
kept. A feed of version 0.91 that names its public DTD is refused too: that is the price, and no source here is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from news.ingest.text import CONTROL
from news.ingest.types import MOST_ITEMS, Flag, SourceUnreadable

DEEPEST = 64
MOST_ELEMENTS = 100_000
# Element names that hold one item each, whatever the format.
ITEMS = {"item", "entry"}
PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
CHARACTERS = re.compile(r"[\ud800-\udfff]")
# What expat says when a document simply ends too early.
ENDS = {expat.errors.codes[text] for text in (
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    expat.errors.XML_ERROR_PARTIAL_CHAR,
)}  # fmt: skip
UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]


@dataclass(slots=True)
class Element:
    """An element with its children and texts in order. `name` is local, `space` the namespace's address."""

    name: str
    space: str
    attributes: dict[str, str]
    content: list["Element | str"] = field(default_factory=list)

    def children(self) -> Iterator["Element"]:
        return (part for part in self.content if isinstance(part, Element))

    def all(self, name: str, *spaces: str) -> list["Element"]:
        """The children of a name, in any of these namespaces; without one, in any at all."""
        return [child for child in self.children() if child.name == name and (not spaces or child.space in spaces)]

    def text(self) -> str:
        """All text below, in order."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)

    def of(self, name: str, *spaces: str) -> str:
        """The text of the first such child that has one, else empty."""
        return next((text for child in self.all(name, *spaces) if (text := child.text().strip())), "")


@dataclass(frozen=True)
class Document:
    """What was read: the root without its items, the items, and what had to be overlooked."""

    root: Element
    items: tuple[Element, ...]  # one more than are kept, if there are more
    flags: frozenset[Flag]


class _Enough(Exception):
    """There are more items than are kept; what follows is not read."""


class _Builder:
    """Builds elements while the parser reads; items are taken out of the tree as they end."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.items: list[Element] = []
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise SourceUnreadable("The document is nested too deeply or has too many elements")
        space, _, local = name.rpartition(" ")
        element = Element(local, space, attributes)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:
        element = self._open.pop()
        if element.name in ITEMS and self._open and not any(above.name in ITEMS for above in self._open):
            self._open[-1].content.pop()
            self.items.append(element)
            if len(self.items) > MOST_ITEMS:
                raise _Enough

    def data(self, text: str) -> None:
        self._open[-1].content.append(text)


def _no_doctype(*_: object) -> None:
    raise SourceUnreadable("The document declares a document type, which no feed here needs")


def read_xml(text: str) -> Document:
    """The document of a text. Raises SourceUnreadable for what is no XML or is refused."""
    tidy = CHARACTERS.sub("\ufffd", CONTROL.sub("", text)).lstrip("\ufeff \t\r\n")
    flags = {Flag.CONTROL_CHARACTERS} if CONTROL.search(text) else set()
    if not tidy.startswith("<"):
        raise SourceUnreadable("The answer is no XML", text)
    builder, error = _parsed(tidy)
    if error is not None and error.code == UNDEFINED_ENTITY:
        # Written for a browser: the names of HTML mean what they mean there.
        builder, error = _parsed(ENTITY.sub(_character, tidy))
        flags.add(Flag.ENTITIES)
    if error is not None:
        if error.code not in ENDS or not builder.items:
            raise SourceUnreadable(f"The answer is no whole XML ({expat.ErrorString(error.code)})", text)
        flags.add(Flag.CUT_OFF)
    if builder.root is None:
        raise SourceUnreadable("The answer is no XML", text)
    return Document(builder.root, tuple(builder.items), frozenset(flags))


def _parsed(text: str) -> tuple[_Builder, expat.ExpatError | None]:
    builder = _Builder()
    # The text is decoded already; what the declaration says about bytes no longer holds.
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return builder, error
    except _Enough:
        return builder, None
    return builder, None


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in PREDEFINED else html5.get(f"{name};", match[0])
