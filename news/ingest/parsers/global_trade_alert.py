"""Interventions as Global Trade Alert's API gives them: a list of state acts, each with its dates and a judgement."""

from typing import Any

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, optional, read_json_rows
from news.ingest.types import Calendar, Page, Reading, SourceUnreadable

EVALUATIONS = {"Red", "Amber", "Green"}
DATES = ("date_announced", "date_implemented", "date_removed")
LISTS = ("implementing_jurisdictions", "affected_jurisdictions", "affected_products", "affected_sectors")
NAMES = ("name", "jurisdiction_name", "iso", "id")


def parse(page: Page) -> Reading:
    """The interventions of one answer. An unknown judgement stops the reading, as does a missing field."""
    rows, encoding, text = read_json_rows(page)
    return reading_of([_draft(row, page=page, text=text) for row in rows], page=page, encoding=encoding, text=text)


def _draft(row: dict[str, Any], *, page: Page, text: str) -> Draft:
    judged = needed(row, "gta_evaluation", text=text)
    if judged not in EVALUATIONS:
        raise SourceUnreadable(f"An intervention is judged {judged[:40]!r}, which is new", text)
    in_force = row.get("is_in_force")
    if not isinstance(in_force, bool | int) or in_force not in (0, 1):
        raise SourceUnreadable("An intervention does not say 'is_in_force' with yes or no", text)
    published = read_date(
        needed(row, "date_published", text=text), calendar=Calendar("UTC"), fetched_at=page.fetched_at
    )
    if published.day is None:
        raise SourceUnreadable(f"An intervention has the date {published.raw!r}", text)
    details = {name: optional(row, name, text=text) for name in DATES}
    details |= {name: _listed(row, name, text=text) for name in LISTS}
    details |= {
        "act": needed(row, "state_act_id", text=text),
        "evaluation": judged,
        "in_force": "yes" if in_force else "no",
    }
    return Draft(
        title=needed(row, "state_act_title", text=text),
        link=needed(row, "intervention_url", text=text),
        base=page.url,
        key=needed(row, "intervention_id", text=text),
        published=published,
        kind=needed(row, "intervention_type", text=text),
        language="en",
        details=details,
    )


def _listed(row: dict[str, Any], name: str, *, text: str) -> str:
    """The names in a list of texts, numbers or objects with a name. Raises SourceUnreadable for anything else."""
    values = row.get(name)
    if not isinstance(values, list):
        raise SourceUnreadable(f"The field {name!r} is no list", text)
    found = []
    for value in values:
        each = next((value[key] for key in NAMES if key in value), None) if isinstance(value, dict) else value
        if isinstance(each, bool) or not isinstance(each, str | int):
            raise SourceUnreadable(f"The field {name!r} holds what has no name", text)
        found.append(str(each))
    return "; ".join(found)
