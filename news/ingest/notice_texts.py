"""The lines of a notice's text, from its page as a server sends it or from what a person copied out of it."""

import re

from news.ingest.decoding import decode
from news.ingest.text import folded, lines_of, visible
from news.ingest.types import Flag, SourceUnreadable

MARKUP = re.compile(r"<(?:!doctype|html|body|div|p|br|table|ol|ul|li|span|h\d)\b", re.I)
LONGEST = 1_000_000


def lines_in(body: bytes, *, content_type: str = "") -> tuple[str, ...]:
    """The lines that a reader sees, without marks of no width. Raises SourceUnreadable for what is no text."""
    decoded = decode(body, content_type=content_type)
    text = decoded.text
    if Flag.CUT_OFF in decoded.flags:
        raise SourceUnreadable("The text breaks off in the middle of a character")
    if len(text) > LONGEST:
        raise SourceUnreadable(f"The text has {len(text)} characters; at most {LONGEST} are read", text)
    lines = lines_of(text) if MARKUP.search(text) else map(folded, text.splitlines())
    found = tuple(line for line in map(visible, lines) if line)
    if not found:
        raise SourceUnreadable("There is no text")
    return found
