"""What is exported: every fact as the change log says it stands, and the revision at which it does."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NAME = "Rare Earth Controls Register"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what kind, its key, what the log said of it last, and the number of the change that first named it."""

    noun: str
    key: str
    said: Mapping[str, Any]
    first: int


@dataclass(frozen=True, slots=True)
class Register:
    """All facts in the order of nouns and keys. A register in which nothing was recorded yet stands at revision 0."""

    revision: int
    recorded_at: datetime | None
    digest: str
    facts: tuple[Fact, ...]

    def head(self) -> dict[str, Any]:
        """What names these facts: the newest change among them, its moment in UTC and its digest in the log."""
        moment = self.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.recorded_at else None
        return {"register": NAME, "revision": self.revision, "recorded_at": moment, "digest": self.digest}

    def of(self, noun: str) -> Iterator[Fact]:
        """The facts of one kind, in the order of their keys."""
        return (fact for fact in self.facts if fact.noun == noun)


def canonical(value: Any) -> str:
    """The one text of a JSON value: keys sorted, no spaces, every letter as itself, as Python writes it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
