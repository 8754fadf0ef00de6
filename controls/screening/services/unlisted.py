"""Rules that reach parties whom no list names: why "no entry found" never means that a shipment may leave.

The table beside this file names the clauses, with the reason for each. What they say of a day comes from the register:
a rule that was suspended or is not yet published is not named.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from controls import states
from controls.models import Clause

_TABLE = Path(__file__).with_name("unlisted.csv")
# What may bind, or will: a rule whose end is not confirmed is named too.
_BINDING = (states.IN_FORCE, states.TO_BE_CONFIRMED, states.SCHEDULED)


@cache
def _sentences() -> dict[str, str]:
    """What each clause means for a party on no list, by the key of the clause."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return {row["clause"]: row["text"] for row in csv.DictReader(table)}


def rules(*, on: date) -> list[dict[str, Any]]:
    """The clauses that reach unlisted parties and had been published by a day, with their states. Two queries."""
    clauses = (
        Clause.objects.published(on=on)
        .filter(key__in=_sentences())
        .select_related("measure__notice")
        .prefetch_related("suspensions")
        .order_by("-measure__published_on", "key")
    )
    stated = [(clause, clause.state(on=on)) for clause in clauses]
    return [
        {
            "measure": clause.measure.key,
            "cited_as": f"{clause.measure} {clause.label}".strip(),
            "notice": clause.measure.notice.key if clause.measure.notice else None,
            "state": state.code,
            "since": state.since.isoformat(),
            "text": _sentences()[clause.key],
        }
        for clause, state in stated
        if state is not None and state.code in _BINDING
    ]
