"""A page as a tree: strict about nesting, so that a tag left open is a failed test and not a browser's guess."""

from collections.abc import Iterator
from html.parser import HTMLParser

# Browsers break the line here, so words on both sides are words apart.
BLOCKS = {"br", "dd", "div", "dt", "h1", "h2", "h3", "li", "ol", "p", "section", "td", "th", "tr", "ul"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Element:
    """One element with its attributes, its children in order, and the element around it."""

    def __init__(self, name: str, attributes: dict[str, str], around: "Element | None") -> None:
        self.name, self.attributes, self.around = name, attributes, around
        self.children: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def __repr__(self) -> str:
        return f"<{self.name} {self.attributes}> {self.text[:60]!r}"

    def get(self, attribute: str, otherwise: str = "") -> str:
        return self.attributes.get(attribute, otherwise)

    @property
    def classes(self) -> set[str]:
        return set(self.get("class").split())

    @property
    def text(self) -> str:
        """All words inside, with runs of spaces made one."""
        return " ".join("".join(self._words()).split())

    @property
    def lang(self) -> str:
        """The language that a browser would assume here."""
        element: Element | None = self
        while element is not None and "lang" not in element.attributes:
            element = element.around
        return element["lang"] if element is not None else ""

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the document; what a <template> keeps is in no document."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from [child] if child.name == "template" else child.walk()

    def all(self, name: str = "", /, of_class: str = "", **attributes: str) -> list["Element"]:
        """Elements inside with this name, this class and these attributes; empty words ask nothing."""
        return [
            element
            for element in self.walk()
            if (not name or element.name == name)
            and (not of_class or of_class in element.classes)
            and all(element.attributes.get(key.replace("_", "-")) == value for key, value in attributes.items())
        ]

    def one(self, name: str = "", /, of_class: str = "", **attributes: str) -> "Element":
        """The only such element inside."""
        found = self.all(name, of_class=of_class, **attributes)
        assert len(found) == 1, f"{len(found)} of <{name} {of_class} {attributes}>: {found[:5]}"
        return found[0]

    def inside(self, *names: str, of_class: str = "") -> bool:
        """Whether an element of one of these names, or of this class, is around this one."""
        element = self.around
        while element is not None:
            if element.name in names or (of_class and of_class in element.classes):
                return True
            element = element.around
        return False

    def texts(self) -> Iterator[tuple[str, "Element"]]:
        """Each piece of text with the element that it stands in."""
        for element in self.walk():
            for child in element.children:
                if isinstance(child, str) and child.strip():
                    yield child.strip(), element

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.name != "template":
                edge = " " if child.name in BLOCKS else ""
                yield edge
                yield from child._words()
                yield edge


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"an attribute stands twice in <{tag} {attrs}>"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.name, f"</{tag}> closes <{self.here.name}> {self.here.attributes}"
        assert self.here.around is not None
        self.here = self.here.around

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(html: str) -> Element:
    """The tree of a page or a fragment. Fails when tags do not close in the order in which they opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.name}> {reader.here.attributes} is never closed"
    return reader.root


def tree(response) -> Element:
    """The tree of an answer of the test client."""
    return parse(response.content.decode())
