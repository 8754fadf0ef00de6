"""Plain text out of markup: what a reader would see, and nothing that a browser would run.

Items never hold markup, so that there is nothing to sanitise later. Text that was broken before it reached us is kept
as it came and flagged; repairing it would put words into somebody's mouth.
"""

import re
import unicodedata

from news.ingest.markup import End, Start, tokens_of

TITLE_LIMIT = 500
SUMMARY_LIMIT = 5_000
# Beyond this much markup a summary is not looked for.
MARKUP_LIMIT = 1_000_000
SILENT = {"script", "style", "iframe", "template", "head"}
BREAKS = {
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "header", "footer", "blockquote", "pre", "dd", "dt", "hr", "title", "figure", "nav", "aside", "main",
}  # fmt: skip
CELLS = {"td", "th"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Marks that change the direction or have no width; a name with one of them looks like another name.
INVISIBLE = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad]")
# UTF-8 that somebody read as one of these and published as such.
MISREAD_AS = ("cp1252", "cp874", "latin-1")
# How such text begins, where a byte of it has no sign in that set.
BROKEN = ("â€", "โ€", "ï»¿", "Ã¢")
FOREIGN_RUN = re.compile(r"[\u0080-\uffff]{2,}")


def shown(markup: str) -> str:
    """The text that a reader sees, with a line break where a browser would make one."""
    pieces: list[str] = []
    silent: list[str] = []
    for token in tokens_of(markup[:MARKUP_LIMIT]):
        if isinstance(token, str):
            pieces += [] if silent else [token]
            continue
        if isinstance(token, End) and token.name in silent:
            del silent[silent.index(token.name) :]
        elif isinstance(token, Start) and token.name == "body":
            silent.clear()
        elif isinstance(token, Start) and token.name in SILENT:
            silent.append(token.name)
        pieces.append("\n" if token.name in BREAKS else " " if token.name in CELLS else "")
    return "".join(pieces)


def lines_of(markup: str) -> list[str]:
    """The lines that a reader sees, without empty ones."""
    lines = (" ".join(CONTROL.sub("", line).split()) for line in shown(markup).split("\n"))
    return [line for line in lines if line]


def plain(markup: str) -> str:
    """The text of markup on one line."""
    return " ".join(lines_of(markup)) if "<" in markup or "&" in markup else folded(markup[:MARKUP_LIMIT])


def folded(text: str) -> str:
    """A text on one line: control characters gone, each run of white space one space."""
    return " ".join(CONTROL.sub("", text).split())


def visible(text: str) -> str:
    """A text in composed form (NFC) without invisible characters."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last of them an ellipsis if something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def is_suspect(text: str) -> bool:
    """Whether a text was broken before it was published: replaced characters, or UTF-8 read as something else."""
    return any(sign in text for sign in ("\ufffd", *BROKEN)) or any(
        _was_misread(run) for run in FOREIGN_RUN.findall(text)
    )


def _was_misread(run: str) -> bool:
    for codec in MISREAD_AS:
        try:
            run.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
