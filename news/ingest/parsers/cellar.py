"""Acts of the Official Journal of the European Union, as CELLAR's SPARQL endpoint gives them (SPARQL 1.1 JSON)."""

import re
from typing import Any

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import read_json, rows_in
from news.ingest.types import Calendar, Page, Reading, SourceUnreadable

# Sector, year, kind of act and number, then what marks a corrigendum or a consolidated version.
CELEX = re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d{2}\)|R\(\d{2}\)|-\d{8})?")
PLACE = "https://publications.europa.eu/resource/celex/"
NEEDED = ("celex", "title", "doc_date")
KEPT = ("eli", "amends_celex", "based_on_celex", "in_force", "end_of_validity")


def parse(page: Page) -> Reading:
    """The acts of one answer. The question names its columns; an answer with other ones is not read."""
    answer, encoding, text = read_json(page)
    head = answer.get("head")
    columns = head.get("vars") if isinstance(head, dict) else None
    missing = [name for name in NEEDED if name not in (columns or [])]
    if missing:
        raise SourceUnreadable(f"The answer has no column {missing[0]!r}", text)
    rows = rows_in(answer, "results", "bindings", text=text)
    return reading_of([_draft(row, page=page, text=text) for row in rows], page=page, encoding=encoding, text=text)


def _draft(row: dict[str, Any], *, page: Page, text: str) -> Draft:
    def value(name: str) -> str:
        cell = row.get(name)
        found = cell.get("value") if isinstance(cell, dict) else None
        if name in NEEDED and not found:
            raise SourceUnreadable(f"A row has no {name!r}", text)
        return found if isinstance(found, str) else ""

    celex = value("celex").strip()
    if not CELEX.fullmatch(celex):
        raise SourceUnreadable(f"A row has the number {celex[:40]!r}, which is no CELEX number", text)
    title = value("title")
    return Draft(
        title=title,
        link=PLACE + celex,
        base=PLACE,
        key=celex,
        published=read_date(value("doc_date"), calendar=Calendar("Europe/Brussels"), fetched_at=page.fetched_at),
        language=str(row["title"].get("xml:lang") or ""),
        kind=value("type").rpartition("/")[2],
        details={name: value(name) for name in KEPT},
    )
