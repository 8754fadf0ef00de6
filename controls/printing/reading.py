"""What of a page is printed: headings, paragraphs, facts and tables, with the language of each word."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

_SPACE = re.compile(r"\s+")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What a sheet of paper has no use for.
_LEFT_OUT = {"button", "form", "nav", "script", "select", "style", "svg", "textarea", "title"}
_LEFT_OUT_CLASSES = {"noprint", "pages", "rooms", "skip", "tabs", "vh"}
_BLOCKS = {
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h3", "p": "p", "li": "li", "dt": "dt", "dd": "dd", "summary": "h3",
    "caption": "note", "figcaption": "note", "blockquote": "p", "pre": "p", "div": "p", "section": "p", "aside": "p",
    "main": "p", "ul": "p", "ol": "p", "dl": "p", "article": "p", "figure": "p", "details": "p", "header": "p",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language and one look. `target` is where they lead, out of this register; else empty.

    `mark` is `ins` or `del` for what was put in or taken out.
    """

    text: str
    language: str = "en"
    bold: bool = False
    target: str = ""
    mark: str = ""

    def looks_like(self, other: "Run") -> bool:
        return replace(self, text="") == replace(other, text="")


@dataclass(slots=True)
class Block:
    """A heading (h1 to h3), a paragraph (p), an item (li), a term (dt) or its value (dd), or a small note."""

    kind: str
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A table: its rows, each of cells, each of runs; how many of the first rows are its head."""

    rows: list[list[list[Run]]] = field(default_factory=list)
    heads: int = 0


@dataclass(slots=True)
class Document:
    title: str
    language: str
    parts: list[Block | Sheet]


def read_page(page: str) -> Document:
    """What stands in the bar of the day and in the main part of a page. Relative targets are left without one."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return Document(reader.title.strip(), reader.language, [part for part in reader.parts if _says(part)])


def _says(part: Block | Sheet) -> bool:
    if isinstance(part, Sheet):
        return bool(part.rows)
    return any(run.text.strip() for run in part.runs)


@dataclass(slots=True)
class _Open:
    """An element that has begun: what holds for the words in it."""

    tag: str
    language: str
    bold: bool
    target: str
    mark: str
    silent: bool


class _Reader(HTMLParser):
    """Our own templates only: every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Block | Sheet] = []
        self.title, self.language = "", "en"
        self._open = [_Open("", "en", False, "", "", True)]
        self._sheet: Sheet | None = None
        self._runs: list[Run] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "en")
        if tag == "br":
            self._runs.append(Run("\n"))
        if tag in _VOID:
            return
        above = self._open[-1]
        here = _Open(
            tag,
            given.get("lang", above.language if above.tag else self.language),
            above.bold or tag in ("b", "strong", "th"),
            self._target(tag, given, above),
            tag if tag in ("ins", "del") else above.mark,
            self._is_silent(tag, given, above),
        )
        self._open.append(here)
        if not here.silent:
            self._begin(tag)

    def _is_silent(self, tag: str, given: dict[str, str], above: _Open) -> bool:
        classes = set(given.get("class", "").split())
        if tag == "main" or "asof" in classes:
            return False
        left_out = tag in _LEFT_OUT or classes & _LEFT_OUT_CLASSES or "hidden" in given
        return above.silent or bool(left_out) or given.get("aria-hidden") == "true"

    @staticmethod
    def _target(tag: str, given: dict[str, str], above: _Open) -> str:
        href = given.get("href", "") if tag == "a" else ""
        return href if href.startswith(("https://", "http://")) else above.target

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(each.tag != tag for each in self._open):
            return
        while True:
            closed = self._open.pop()
            if not closed.silent:
                self._end(closed)
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        here = self._open[-1]
        if here.tag == "title" and not self.title:
            self.title = data
        if not here.silent:
            self._runs.append(Run(_SPACE.sub(" ", data), here.language, here.bold, here.target, here.mark))

    def _begin(self, tag: str) -> None:
        if tag == "table":
            self._flush("p")
            self._sheet = Sheet()
        elif tag == "tr" and self._sheet is not None:
            self._sheet.rows.append([])
            self._sheet.heads += len(self._sheet.rows) == 1 and any(each.tag == "thead" for each in self._open)
        elif tag in ("td", "th"):
            self._runs = []
        elif self._sheet is None and tag in _BLOCKS:
            self._flush("p")
        elif tag in _BLOCKS or tag == "span":
            self._space()

    def _end(self, closed: _Open) -> None:
        if closed.tag in ("td", "th") and self._sheet is not None and self._sheet.rows:
            self._sheet.rows[-1].append(_trimmed(self._runs))
            self._runs = []
        elif closed.tag == "table" and self._sheet is not None:
            self.parts.append(self._sheet)
            self._sheet = None
        elif self._sheet is None and closed.tag in _BLOCKS:
            self._flush(_BLOCKS[closed.tag])
        elif self._sheet is None and closed.tag == "section":
            self._flush("p")

    def _space(self) -> None:
        """Words that stand in boxes of their own on the screen do not run into each other on paper."""
        if self._runs and not self._runs[-1].text.endswith((" ", "\n", "(", "（", "“", "「")):
            self._runs.append(Run(" "))

    def _flush(self, kind: str) -> None:
        runs, self._runs = _trimmed(self._runs), []
        if runs:
            self.parts.append(Block(kind, runs))


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without space at both ends, without two spaces in a row, and with what looks alike in one piece."""
    kept: list[Run] = []
    for run in runs:
        before = kept[-1].text if kept else " "
        text = run.text.lstrip(" ") if before.endswith((" ", "\n")) else run.text
        if text and kept and kept[-1].looks_like(run):
            kept[-1] = replace(run, text=kept[-1].text + text)
        elif text:
            kept.append(replace(run, text=text))
    while kept and not kept[-1].text.strip():
        kept.pop()
    return kept
