"""Rules that reach parties whom no list names: why "not listed" never means that a shipment may leave.

The table beside this file names the clauses, the country whose parties each reaches, and the reason. What they are on
a day comes from the register. Pages of entities and checks of names ask the same table.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from controls import states
from controls.models.measures import Clause

TABLE = Path(__file__).with_name("unlisted.csv")


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause that reaches parties on no list, with its state on a day. `text` is an English sentence without its
    subject, to be translated; `country` has two letters."""

    clause: Clause
    country: str
    text: str
    state: states.State

    @property
    def cited_as(self) -> str:
        return f"{self.clause.measure} {self.clause.label}".strip()


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """Country and text by the key of the clause."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {row["clause"]: (row["country"], row["text"]) for row in csv.DictReader(table)}


def rules(*, on: date, country: str | None = None) -> list[Rule]:
    """The clauses that reach unlisted parties, of one country if asked, as far as published by a day. Two queries."""
    reaching = {key: found for key, found in sentences().items() if country is None or found[0] == country}
    clauses = (
        Clause.objects.published(on=on)
        .filter(key__in=reaching)
        .select_related("measure__notice")
        .prefetch_related("suspensions")
        .order_by("-measure__published_on", "key")
    )
    stated = [(clause, clause.state(on=on)) for clause in clauses]
    return [Rule(clause, *reaching[clause.key], state) for clause, state in stated if state is not None]
