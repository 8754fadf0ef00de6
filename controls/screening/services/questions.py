"""What is asked of the lists: one party, on one day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from controls.matching.facts import Facts
from controls.matching.index import Question
from controls.matching.names import search_key
from controls.matching.numbers import compact
from controls.screening.receipts import digest_of

ORGANISATION, PERSON = "Organization", "Person"
SCHEMAS = (ORGANISATION, PERSON)


@dataclass(frozen=True, slots=True)
class Asked:
    """One party as it was asked for. Empty: not given; no `lists`: every list. `as_of` is a calendar day in Beijing."""

    name: str
    as_of: date
    threshold: float
    limit: int = 10
    country: str = ""
    identifier: str = ""
    address: str = ""
    schema: str = ""
    lists: tuple[str, ...] = ()

    @property
    def party(self) -> str:
        """SHA-256 of everything that was given of the party, as it is compared: who was asked for.

        Without address and kind it is what it was when those did not count, so that cases of then keep their party.
        """
        plain = [search_key(self.name), self.country, compact(self.identifier)]
        more = {"address": search_key(self.address), "schema": self.schema}
        given = {name: value for name, value in more.items() if value}
        return digest_of([*plain, given] if given else plain)

    @property
    def parties(self) -> frozenset[str]:
        """Who was asked for, and the same of name, country and number alone: under either there may be cases."""
        return frozenset({self.party, replace(self, address="", schema="").party})

    def as_json(self) -> dict[str, Any]:
        """The question as it stands in an answer: what was given, and nothing else."""
        given = {"name": self.name, "country": self.country, "identifier": self.identifier, "address": self.address}
        more = {"schema": self.schema, "lists": list(self.lists)}
        return {name: value for name, value in {**given, **more}.items() if value} | {"limit": self.limit}

    @classmethod
    def from_json(cls, query: dict[str, Any], *, as_of: date, threshold: float) -> "Asked":
        """The question of a check on record."""
        return cls(**{**query, "lists": tuple(query.get("lists", ()))}, as_of=as_of, threshold=threshold)

    def compared(self) -> Question:
        """The question as the index reads it."""
        numbers = frozenset({("", self.identifier)} if self.identifier else ())
        return Question(
            name=self.name,
            facts=Facts(country=self.country, numbers=numbers, address=self.address),
            person=None if not self.schema else self.schema == PERSON,
            lists=frozenset(self.lists) if self.lists else None,
            on=self.as_of,
        )
