"""Those whom a question may be about, with all that is compared of them; and the question itself."""

from dataclasses import dataclass
from datetime import date

from controls.matching.facts import Facts
from controls.matching.verdicts import Score

ALIAS = "alias"  # the kind of a name that is another than its bearer's own


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name of a party as it is on record: its language (empty when not known) and what kind of name it is."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a list names a party: from `first_day` (None: ever since) until the day before `last_day`."""

    list_key: str
    first_day: date | None
    last_day: date | None

    def covers(self, on: date) -> bool:
        """Whether the list names the party on this day."""
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on < self.last_day)


@dataclass(frozen=True, slots=True)
class Party:
    """A party on lists. `key` is unique in an index; `person`: compared by the rules for persons."""

    key: str
    person: bool
    names: tuple[Spelling, ...]
    facts: Facts
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A party asked for. `person` and `lists` None: of either kind, on any list. `on` is the day that counts."""

    name: str
    facts: Facts
    person: bool | None
    lists: frozenset[str] | None
    on: date


@dataclass(frozen=True, slots=True)
class Found:
    """A party with its score, and that of its names to which the score belongs."""

    key: str
    score: Score
    name: Spelling


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found, the best first: hits, and below them what came next without being one."""

    hits: tuple[Found, ...]
    below: tuple[Found, ...]
