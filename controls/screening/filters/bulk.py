"""Many questions in one request: each with an id of the caller's, all on one day with one threshold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.screening.filters.checks import Reading, lists_asked
from controls.screening.filters.fields import ListsOn
from controls.screening.services.questions import Asked

MOST_QUERIES = 1_000
_LONGEST_ID = 200
_OF_ALL = ("queries", "limit", "threshold", "as_of", "lists")
_OF_EACH = ("id", "name", "schema", "country", "identifier", "address")
_MOST_FAULTS = 100  # that are named; nobody reads more


@dataclass(frozen=True, slots=True)
class Bulk:
    """The questions in their order, and the ids that their answers carry."""

    ids: tuple[str, ...]
    questions: tuple[Asked, ...]
    limit: int
    threshold: float


def bulk_from_json(body: Any, *, today: date, lists: ListsOn) -> Bulk:
    """The questions of a request. Raises BadInput, which names every field at fault as `queries.3.name`."""
    reading = Reading(body, known=_OF_ALL)
    shared = {name: reading.cleaned(name) for name in ("limit", "threshold")}
    shared["as_of"] = on = reading.day(today=today)
    shared["lists"] = lists_asked(reading, on=on, today=today, known=lists)
    queries = reading.values.get("queries", [])
    if not 1 <= len(queries) <= MOST_QUERIES and "queries" not in reading.faults:
        reading.blame("queries", _("Give 1 to %(most)s queries.") % {"most": MOST_QUERIES})
    if reading.faults:
        raise BadInput(reading.faults)
    faults: dict[str, list[str]] = {}
    found: dict[str, Asked] = {}
    for place, query in enumerate(queries):
        own = Reading(query, known=_OF_EACH, under=f"queries.{place}.")
        own_id = _own_id(own, found)
        given = {name: own.cleaned(name) for name in _OF_EACH if name != "id"}
        faults |= own.faults
        if len(faults) >= _MOST_FAULTS:
            break
        if not own.faults:
            found[own_id] = Asked(**given, **shared)
    if faults:
        raise BadInput(faults)
    return Bulk(tuple(found), tuple(found.values()), shared["limit"], shared["threshold"])


def _own_id(reading: Reading, before: dict[str, Asked]) -> str:
    """The caller's id of a query: needed, and used once."""
    given = str(reading.values.get("id", ""))
    if not 1 <= len(given) <= _LONGEST_ID:
        reading.blame("id", _("Give an id of 1 to %(most)s characters.") % {"most": _LONGEST_ID})
    elif given in before:
        reading.blame("id", _("This id stands twice."))
    return given
