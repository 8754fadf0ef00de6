"""Every party that a name is compared with, kept ready in memory, and one question asked of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from controls.matching.candidates import Postings
from controls.matching.facts import Facts, with_facts
from controls.matching.parts import Named, named
from controls.matching.persons import compare_persons
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.scoring import compare_named
from controls.matching.verdicts import Score

_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Spelling:
    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Span:
    """On which list, from which day; `last_day` is exclusive, None: still."""

    list_key: str
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, on: date) -> bool:
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on < self.last_day)


@dataclass(frozen=True, slots=True)
class Party:
    key: str
    person: bool
    names: tuple[Spelling, ...]
    facts: Facts
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    facts: Facts
    person: bool | None
    lists: frozenset[str] | None
    on: date


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    score: Score
    name: Spelling


@dataclass(frozen=True, slots=True)
class Screened:
    hits: tuple[Found, ...]
    below: tuple[Found, ...]


class Index:
    """Built once and only read afterwards, so that threads may share it."""

    def __init__(
        self, parties: list[Party], places: list[tuple[Party, Spelling, Named]], postings: Postings, rarity: Rarity
    ) -> None:
        self._places, self._postings, self._rarity = places, postings, rarity
        self.size = len(parties)

    @classmethod
    def build(cls, parties: Iterable[Party], *, earlier: "Index | None" = None) -> Self:
        kept = list(parties)
        places = [(party, name, named(name.text)) for party in kept for name in party.names]
        rarity = rarity_of((party.key, ready) for party, _name, ready in places)
        return cls(kept, places, Postings(name.text for _party, name, _ready in places), rarity)

    def screen(self, question: Question, *, threshold: float, limit: int, below: int) -> Screened:
        asked, best = named(question.name), dict[str, Found]()
        for candidate in self._postings.find(question.name, limit=_CANDIDATES):
            party, name, ready = self._places[candidate.place]
            if not self._asked_for(party, question):
                continue
            if party.person:
                score = compare_persons(question.name, name.text)
            else:
                score = compare_named(asked, ready, self._rarity, alias=name.kind == "alias")
            found = Found(party.key, with_facts(score, question.facts, party.facts), name)
            if party.key not in best or found.score.value > best[party.key].score.value:
                best[party.key] = found
        ordered = sorted(best.values(), key=lambda each: (-each.score.value, each.key))
        hits = [each for each in ordered if each.score.value >= threshold]
        rest = [each for each in ordered if 0 < each.score.value < threshold]
        return Screened(tuple(hits[:limit]), tuple(rest[:below]))

    @staticmethod
    def _asked_for(party: Party, question: Question) -> bool:
        if question.person is not None and question.person != party.person:
            return False
        return any(
            span.holds(question.on) and (question.lists is None or span.list_key in question.lists)
            for span in party.spans
        )
