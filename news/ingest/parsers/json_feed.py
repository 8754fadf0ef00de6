"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from typing import Any

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import optional, read_json, rows_in
from news.ingest.types import NEVER, Page, Reading, SourceUnreadable, When

VERSIONS = tuple(f"{scheme}://jsonfeed.org/version/1" for scheme in ("https", "http"))


def parse(page: Page) -> Reading:
    """The items of a JSON Feed. An item without an id is known by its address; an id may be a number."""
    feed, encoding, text = read_json(page)
    if not str(feed.get("version", "")).startswith(VERSIONS):
        raise SourceUnreadable("The answer is JSON but no JSON Feed", text)
    language = optional(feed, "language", text=text)
    drafts = [_draft(row, page=page, language=language, text=text) for row in rows_in(feed, "items", text=text)]
    return reading_of(drafts, page=page, encoding=encoding, text=text)


def _draft(row: dict[str, Any], *, page: Page, language: str, text: str) -> Draft:
    def field(name: str) -> str:
        return optional(row, name, text=text)

    def date(name: str) -> When:
        raw = field(name)
        return read_date(raw, calendar=page.calendar, fetched_at=page.fetched_at) if raw else NEVER

    link = field("url") or field("external_url")
    return Draft(
        title=field("title"),
        link=link,
        base=page.url,
        key=field("id") or link,
        published=date("date_published"),
        updated=date("date_modified"),
        summary=field("summary") or field("content_text") or field("content_html"),
        author=_author(row),
        language=field("language") or language,
    )


def _author(row: dict[str, Any]) -> str:
    """The first author's name, in the form of either version."""
    authors = row.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else row.get("author")
    name = first.get("name") if isinstance(first, dict) else ""
    return name if isinstance(name, str) else ""
