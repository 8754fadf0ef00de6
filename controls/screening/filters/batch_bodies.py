"""Batches as programs send them: rows in JSON, and what is asked of them. Read strictly, faults named by field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.screening.filters.batches import StartForm
from controls.screening.filters.fields import ListsOn
from controls.screening.models import Batch
from controls.screening.spreadsheets.headings import FIELDS

MOST_ROWS = 10_000  # in one body, which stands in memory; more come as a file
_LONGEST_NAME = 200
_MOST_FAULTS = 100  # that are named; nobody reads more
_OF_THE_START = ("columns", "heading", "lists", "as_of", "threshold")


def parties_from_json(body: Any) -> tuple[str, list[dict[str, str]]]:
    """The name of the batch and its rows. Raises BadInput, which names every field at fault as `rows.3.name`."""
    given = _object(body, known=("file_name", "rows"))
    name, rows = given.get("file_name", "rows.json"), given.get("rows")
    faults: dict[str, list[str]] = {}
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        faults["file_name"] = [_("Give a text of 1 to %(most)s characters.") % {"most": _LONGEST_NAME}]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        faults["rows"] = [_("Give a list of 1 to %(most)s rows; send more as a file.") % {"most": MOST_ROWS}]
        raise BadInput(faults)
    for place, row in enumerate(rows):
        faults |= _row_faults(row, f"rows.{place}")
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise BadInput(faults)
    return name, rows


def _row_faults(row: Any, under: str) -> dict[str, list[str]]:
    if not isinstance(row, dict):
        return {under: [_("Give an object with names and values.")]}
    faults = {}
    for name, value in row.items():
        if name not in FIELDS:
            faults[f"{under}.{name[:80]}"] = [_("Unknown name. Known: %s.") % ", ".join(FIELDS)]
        elif not isinstance(value, str):
            faults[f"{under}.{name}"] = [_("Give a text.")]
    if "name" not in row:
        faults[f"{under}.name"] = [_("Give the name of the party.")]
    return faults


def start_from_json(body: Any, batch: Batch, *, width: int, today: date, known: ListsOn) -> dict[str, Any]:
    """What is asked, for the service; what is left out is as it was guessed. Raises BadInput."""
    given = _object({} if body in (None, "") else body, known=_OF_THE_START)
    columns = given.get("columns", {name: place + 1 for name, place in batch.columns.items()})
    faults = _type_faults({**given, "columns": columns})
    if faults:
        raise BadInput(faults)
    fields: dict[str, Any] = {f"column_{name}": str(place) for name, place in columns.items()}
    fields |= {"lists": given.get("lists", []), "as_of": given.get("as_of", "")}
    fields |= {"threshold": given.get("threshold", ""), "heading": given.get("heading", batch.heading)}
    form = StartForm(fields, width=width, today=today, known=known)
    if not form.is_valid():
        raise BadInput(
            {
                f"columns.{name.removeprefix('column_')}"
                if name.startswith("column_")
                else "columns"
                if name == "__all__"
                else name: [str(each) for each in said]
                for name, said in form.errors.items()
            }
        )
    return form.wanted()


def _type_faults(given: Mapping[str, Any]) -> dict[str, list[str]]:
    faults = {}
    columns = given["columns"]
    if not isinstance(columns, dict) or not all(type(place) is int for place in columns.values()):
        faults["columns"] = [_("Give an object of names and whole numbers; columns are counted from 1.")]
    elif unknown := [name for name in columns if name not in FIELDS]:
        faults[f"columns.{unknown[0][:80]}"] = [_("Unknown name. Known: %s.") % ", ".join(FIELDS)]
    lists = given.get("lists", [])
    if not isinstance(lists, list) or not all(isinstance(each, str) for each in lists):
        faults["lists"] = [_("Give a list of keys.")]
    if not isinstance(given.get("heading", False), bool):
        faults["heading"] = [_("Give true or false.")]
    if not isinstance(given.get("as_of", ""), str):
        faults["as_of"] = [_("Give a text.")]
    threshold = given.get("threshold", 0)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float):
        faults["threshold"] = [_("Give a number.")]
    return faults


def _object(body: Any, *, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadInput({"body": [_("Give an object with names and values.")]})
    unknown = {str(name)[:80]: [_("Unknown name. Known: %s.") % ", ".join(known)] for name in body if name not in known}
    if unknown:
        raise BadInput(unknown)
    return body
