"""HTML as a row of tokens, in time that grows with its length and no faster, whatever it holds.

Python's own `html.parser` needs half a minute for 50,000 characters of unfinished tags. Here every search either finds
its end or ends the document, so that no character is looked at twice for the same reason. What a browser would not show
is not given either: comments, declarations, the insides of scripts and styles.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

# What stands in these is no markup, and ends with their own end only.
RAW = {"script", "style", "iframe", "xmp", "noembed", "noframes"}
RAW_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in RAW}
NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
# Within a tag: a value in quotation marks begins, or the tag ends.
NEXT = re.compile(r"=\s{0,50}([\"'])|>")
ATTRIBUTE = re.compile(r"([^\s=>/\"']{1,60})(?:\s{0,50}=\s{0,50}(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
BLANK = re.compile(r"\s*")
LONGEST_TAG = 10_000
# Python refuses to read numbers of thousands of figures; no character has one of eight.
NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")


@dataclass(frozen=True, slots=True)
class Start:
    """A tag that opens something. Of an attribute that is given twice the first counts, as in browsers."""

    name: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """A tag that closes something."""

    name: str


Token = str | Start | End


def unescaped(text: str) -> str:
    """A text with its character references resolved."""
    return html.unescape(NO_CHARACTER.sub("\ufffd", text)) if "&" in text else text


def tokens_of(markup: str) -> Iterator[Token]:
    """Texts and tags in order. A tag or comment that never ends swallows the rest, as in browsers."""
    at, written = 0, 0
    while (opening := markup.find("<", at)) >= 0:
        end, token = _tag(markup, opening)
        if end == opening:
            at = opening + 1  # a sign, not a tag
            continue
        if opening > written:
            yield unescaped(markup[written:opening])
        if end < 0:
            return
        if token is not None:
            yield token
        if isinstance(token, Start) and token.name in RAW:
            closing = RAW_ENDS[token.name].search(markup, end)
            if closing is None:
                return
            end = closing.start()
        at = written = end
    if written < len(markup):
        yield unescaped(markup[written:])


def _tag(markup: str, opening: int) -> tuple[int, Token | None]:
    """Where the tag that begins here ends, and what it is; the same place if it is none, -1 if it never ends."""
    if markup.startswith("<!--", opening):
        return _after(markup, "-->", opening + 2), None
    if markup.startswith(("<!", "<?"), opening):
        return _after(markup, ">", opening + 2), None
    closes = markup.startswith("</", opening)
    name = NAME.match(markup, opening + 2 if closes else opening + 1)
    if name is None:
        return opening, None
    at = name.end()
    while found := NEXT.search(markup, at):
        if found[0] == ">":
            inside = markup[name.end() : min(found.start(), name.end() + LONGEST_TAG)]
            tag = name[0].lower()
            return found.end(), End(tag) if closes else Start(tag, _attributes(inside))
        at = markup.find(found[1], found.end()) + 1
        if at == 0:
            return -1, None
    return -1, None


def _after(markup: str, sign: str, at: int) -> int:
    found = markup.find(sign, at)
    return found + len(sign) if found >= 0 else -1


def _attributes(inside: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(inside):
        attributes.setdefault(match[1].lower(), unescaped(match[2] or match[3] or match[4] or ""))
    return attributes


def is_web_page(text: str) -> bool:
    """Whether a text begins as a page for browsers does, behind blanks and comments."""
    at = 0
    while True:
        at = BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing at all as well
        if not text.startswith("<!--", at):
            break
        if (at := _after(text, "-->", at + 4)) < 0:
            return False
    beginning = text[at : at + 40].lower()
    words = ("<html", "<head", "<body", "<script", "<meta", "<title", "<div", "<p>", "<form")
    return beginning.startswith(words) or beginning.startswith("<!doctype") and "html" in beginning
