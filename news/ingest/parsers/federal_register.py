"""The documents of the US Federal Register as its API gives them (federalregister.gov/api/v1/documents.json).

Its calendar is that of Washington. Addresses in the payload are not trusted: real answers have named a host inside the
publisher's own network.
"""

from typing import Any

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, optional, read_json, rows_in
from news.ingest.types import Calendar, Flag, Page, Reading, SourceUnreadable

EASTERN = Calendar(zone="America/New_York")
TYPES = {"Rule", "Proposed Rule", "Notice", "Presidential Document", "Correction", "Sunshine Act Document"}
KEPT = ("effective_on", "comments_close_on", "signing_date", "citation", "correction_of", "pdf_url", "action", "dates")


def parse(page: Page) -> Reading:
    """The documents of one page of results. An unknown type of document stops the reading, as does a missing field."""
    answer, encoding, text = read_json(page)
    count = answer.get("count")
    if not isinstance(count, int):
        raise SourceUnreadable("The answer has no field 'count'", text)
    if count == 0 and "results" not in answer:
        return Reading(items=(), flags=frozenset({Flag.EMPTY}), encoding=encoding)
    rows = rows_in(answer, "results", text=text)
    if count and not rows:
        raise SourceUnreadable(f"The answer counts {count} documents and holds none", text)
    return reading_of([_draft(row, page=page, text=text) for row in rows], page=page, encoding=encoding, text=text)


def next_page(page: Page) -> str:
    """The address of the following page of results as the answer names it; empty on the last one."""
    answer, _encoding, text = read_json(page)
    return optional(answer, "next_page_url", text=text)


def _draft(row: dict[str, Any], *, page: Page, text: str) -> Draft:
    kind = needed(row, "type", text=text)
    if kind not in TYPES:
        raise SourceUnreadable(f"A document has the type {kind[:40]!r}, which is new", text)
    published = read_date(needed(row, "publication_date", text=text), calendar=EASTERN, fetched_at=page.fetched_at)
    if published.day is None:
        raise SourceUnreadable(f"A document has the date {published.raw!r}", text)
    details = {name: optional(row, name, text=text) for name in KEPT}
    return Draft(
        title=needed(row, "title", text=text),
        link=needed(row, "html_url", text=text),
        base=page.url,
        key=needed(row, "document_number", text=text),
        published=published,
        summary=optional(row, "abstract", text=text),
        author=_agencies(row),
        language="en",
        kind=kind,
        details=details,
    )


def _agencies(row: dict[str, Any]) -> str:
    """The agencies by name; some have only the name that was printed."""
    agencies = row.get("agencies")
    named = [agency for agency in agencies if isinstance(agency, dict)] if isinstance(agencies, list) else []
    return "; ".join(str(agency.get("name") or agency.get("raw_name") or "") for agency in named)
