"""The list of articles that GDELT's DOC API gives (mode artlist, format json).

It says when it saw a page, not when the page came out: that time goes to the details, and no date is made of it.
"""

import json
import re
from dataclasses import replace
from typing import Any

from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, optional, read_json, rows_in
from news.ingest.types import Flag, Page, Reading, SourceUnreadable

SEEN = re.compile(r"\d{8}T\d{6}Z")
# What strays into its texts. More of it than this, and it is another answer than the one that we know.
MOST_STRAY = 100
# Its words for languages, as BCP 47; one that is not among them is left open.
LANGUAGES = {"English": "en", "Chinese": "zh", "Japanese": "ja", "Korean": "ko", "Russian": "ru", "German": "de",
             "French": "fr", "Spanish": "es", "Portuguese": "pt", "Italian": "it"}  # fmt: skip


def parse(page: Page) -> Reading:
    """The articles of one answer; an empty one is `{}`. Characters that JSON forbids are taken out, flagged."""
    mended, stray = _mended(page)
    answer, encoding, text = read_json(mended)
    flags = frozenset({Flag.CONTROL_CHARACTERS}) if stray else frozenset()
    if not answer:
        return Reading(items=(), flags=flags | {Flag.EMPTY}, encoding=encoding)
    rows = rows_in(answer, "articles", text=text)
    return reading_of(
        [_draft(row, page=page, text=text) for row in rows], page=page, encoding=encoding, flags=flags, text=text
    )


def _mended(page: Page) -> tuple[Page, int]:
    """The page without characters inside texts that JSON does not allow, taken out one by one; how many there were."""
    text = decode(page.body, content_type=page.content_type).text
    for stray in range(MOST_STRAY + 1):
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            if not error.msg.startswith(("Invalid control character", "Invalid \\escape")):
                return page, 0
            text = text[: error.pos] + text[error.pos + 1 :]
        except RecursionError:
            return page, 0
        else:
            return (replace(page, body=text.encode(), content_type="") if stray else page), stray
    raise SourceUnreadable(f"The answer holds more than {MOST_STRAY} characters that JSON does not allow", text)


def _draft(row: dict[str, Any], *, page: Page, text: str) -> Draft:
    seen = needed(row, "seendate", text=text)
    if not SEEN.fullmatch(seen):
        raise SourceUnreadable(f"An article was seen at {seen[:40]!r}, which is no time of its form", text)
    return Draft(
        title=needed(row, "title", text=text),
        link=needed(row, "url", text=text),
        base=page.url,
        author=needed(row, "domain", text=text),
        language=LANGUAGES.get(optional(row, "language", text=text), ""),
        details={"seen": seen, "country": optional(row, "sourcecountry", text=text)},
    )
