"""One page of GOV.UK as its Content API gives it (www.gov.uk/api/content/…). Its feeds are Atom; see feed.py."""

from typing import Any
from urllib.parse import urljoin

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, optional, read_json
from news.ingest.types import NEVER, Calendar, Flag, Page, Reading, SourceRetired, SourceUnreadable, When

SITE = "https://www.gov.uk"
LONDON = Calendar(zone="Europe/London")


def parse(page: Page) -> Reading:
    """The page as one item, with the last note of its change history.

    A withdrawn page is still there and is flagged. One that is gone or was moved raises SourceRetired with its
    successor.
    """
    answer, encoding, text = read_json(page)
    kind = needed(answer, "document_type", text=text)
    if kind in ("gone", "redirect"):
        raise SourceRetired(f"The page is now of the type {kind!r}", text, successor=_successor(answer, text=text))
    details = answer.get("details")
    if not isinstance(details, dict):
        raise SourceUnreadable("The answer has no field 'details'", text)
    draft = Draft(
        title=needed(answer, "title", text=text),
        link=urljoin(SITE, needed(answer, "base_path", text=text)),
        base=SITE,
        key=f"{needed(answer, 'content_id', text=text)}:{needed(answer, 'locale', text=text)}",
        published=_date(answer, "first_published_at", page=page, text=text),
        updated=_date(answer, "public_updated_at", page=page, text=text),
        summary=optional(answer, "description", text=text),
        language=needed(answer, "locale", text=text),
        kind=kind,
        flags=frozenset({Flag.WITHDRAWN} if _is_withdrawn(answer) else ()),
        details=_changes(details),
    )
    return reading_of([draft], page=page, encoding=encoding, text=text)


def _date(answer: dict[str, Any], name: str, *, page: Page, text: str) -> When:
    raw = optional(answer, name, text=text)
    return read_date(raw, calendar=LONDON, fetched_at=page.fetched_at) if raw else NEVER


def _is_withdrawn(answer: dict[str, Any]) -> bool:
    """Pages that were never withdrawn have no such field, null or an empty object."""
    return bool(answer.get("withdrawn_notice"))


def _changes(details: dict[str, Any]) -> dict[str, str]:
    """How many edits the page's own history tells of, and the note of the newest."""
    history = details.get("change_history") or []
    notes = [note for note in history if isinstance(note, dict) and isinstance(note.get("public_timestamp"), str)]
    if not notes:
        return {}
    newest = max(notes, key=lambda note: str(note["public_timestamp"]))
    return {"changes": str(len(notes)), "changed_at": newest["public_timestamp"], "note": str(newest.get("note") or "")}


def _successor(answer: dict[str, Any], *, text: str) -> str:
    redirects = answer.get("redirects") or []
    details = answer.get("details") or {}
    where = [str(row.get("destination") or "") for row in redirects if isinstance(row, dict)] or [""]
    path = where[0] or (str(details.get("alternative_path") or "") if isinstance(details, dict) else "")
    return urljoin(SITE, path) if path else ""
