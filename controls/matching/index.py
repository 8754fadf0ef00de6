"""All parties of a register and its lists, ready to be asked for: built whole, never changed, shared by threads.

An answer depends on nothing but the parties, the question and `ALGORITHM`: the same question has the same answer,
in whatever order the parties were given.
"""

import json
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from controls.matching.candidates import Postings
from controls.matching.facts import Facts, numbers_of, with_facts
from controls.matching.parties import ALIAS, Found, Party, Question, Screened, Span, Spelling
from controls.matching.parts import Named, named
from controls.matching.persons import compare_persons
from controls.matching.rarity import rarity_of
from controls.matching.scoring import ALGORITHM, compare_named
from controls.matching.steps import Step
from controls.matching.verdicts import CEILINGS, Band, Score, Verdict

__all__ = ["Found", "Index", "Party", "Question", "Screened", "SnapshotRefused", "Span", "Spelling"]

_COMPARED = 120  # names that are compared with each one asked for
_APART = (Verdict.SIBLING, Verdict.UNRELATED)


class SnapshotRefused(Exception):
    """A file that is no snapshot of this index: damaged, of another algorithm, or of another state of the lists."""


class Index:
    """Parties by their names and numbers."""

    def __init__(self, parties: Iterable[Party], known: dict[str, Named]) -> None:
        self._parties = sorted(parties, key=lambda party: party.key)
        self._names = [(party, name) for party in self._parties for name in party.names]
        self._named = {name.text: known.get(name.text) or named(name.text) for _party, name in self._names}
        companies = [(party.key, self._named[name.text]) for party, name in self._names if not party.person]
        self._rarity = rarity_of(companies)
        self._postings = Postings(name.text for _party, name in self._names)
        self._numbers: dict[str, list[Party]] = {}
        for party in self._parties:
            for number in numbers_of(party.facts):
                self._numbers.setdefault(number, []).append(party)

    @classmethod
    def build(cls, parties: Iterable[Party], *, earlier: "Index | None" = None) -> "Index":
        """An index of these parties. Names that an earlier index has are not read again.

        Raises ValueError when two parties have one key.
        """
        found = list(parties)
        if len({party.key for party in found}) < len(found):
            raise ValueError("Two parties have one key.")
        return cls(found, earlier._named if earlier else {})

    @property
    def size(self) -> int:
        """How many parties are in it."""
        return len(self._parties)

    def screen(self, question: Question, *, threshold: float, limit: int, below: int) -> Screened:
        """The parties that are the one asked for, by their scores, at most `limit`; and `below` of those next to them.

        A hit has a score from `threshold` on and is of no class that says it is another. A party counts when a list
        that is asked names it on the day asked.
        """
        best: dict[str, Found] = {}
        for party, name in self._candidates(question):
            found = Found(party.key, self._score(question, party, name), name)
            if party.key not in best or found.score.value > best[party.key].score.value:
                best[party.key] = found
        ordered = sorted(best.values(), key=lambda found: (-found.score.value, found.key))
        hits = [each for each in ordered if is_hit(each.score, threshold)]
        rest = [each for each in ordered if not is_hit(each.score, threshold) and each.score.value > 0]
        return Screened(tuple(hits[:limit]), tuple(rest[:below]))

    def party(self, key: str) -> Party | None:
        """The party of a key; None when there is none."""
        place = bisect_left(self._parties, key, key=lambda party: party.key)
        return self._parties[place] if place < self.size and self._parties[place].key == key else None

    def turning(self, after: date, until: date) -> Iterator[Party]:
        """Parties that a list begins or ceases to name on a day after the one and not after the other."""
        for party in self._parties:
            days = (day for span in party.spans for day in (span.first_day, span.last_day))
            if any(day is not None and after < day <= until for day in days):
                yield party

    def compare(self, question: Question, keys: Iterable[str]) -> list[Found]:
        """The parties of these keys, each with its best score, whether or not their names would have been candidates.

        Keys of parties that are not here, or that no list names which was asked, are left out.
        """
        parties = [party for key in dict.fromkeys(keys) if (party := self.party(key)) and _is_asked(party, question)]
        return [
            max(
                (Found(party.key, self._score(question, party, name), name) for name in party.names),
                key=lambda found: found.score.value,
            )
            for party in parties
            if party.names
        ]

    def _candidates(self, question: Question) -> Iterator[tuple[Party, Spelling]]:
        places = sorted(each.place for each in self._postings.find(question.name, limit=_COMPARED))
        found = [self._names[place] for place in places]
        for number in sorted(numbers_of(question.facts)):
            found += [(party, name) for party in self._numbers.get(number, []) for name in party.names]
        return ((party, name) for party, name in found if _is_asked(party, question))

    def _score(self, question: Question, party: Party, name: Spelling) -> Score:
        alias = name.kind == ALIAS
        if party.person:
            score = compare_persons(question.name, name.text)
            score = _by_alias(score, name.text) if alias else score
        else:
            score = compare_named(named(question.name), self._named[name.text], self._rarity, alias=alias)
        return with_facts(score, question.facts, party.facts)

    def save(self, path: Path, *, token: str) -> None:
        """Write a snapshot. `token` says which state of the lists it holds. A reader never sees half of one."""
        head = {"algorithm": ALGORITHM, "token": token, "parties": self.size}
        draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        with draft.open("w", encoding="utf-8") as file:
            file.write(json.dumps(head) + "\n")
            file.writelines(json.dumps(_written(party)) + "\n" for party in self._parties)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path, *, token: str) -> "Index":
        """The index of a snapshot. Raises SnapshotRefused when it is not one of this algorithm and token."""
        try:
            head, *rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if head != {"algorithm": ALGORITHM, "token": token, "parties": len(rows)}:
                raise SnapshotRefused(f"{path.name} is of another algorithm or another state of the lists.")
            return cls.build(_read(row) for row in rows)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SnapshotRefused(f"{path.name} cannot be read: {error}") from error


def _is_asked(party: Party, question: Question) -> bool:
    if question.person is not None and party.person != question.person:
        return False
    return any(
        span.covers(question.on) and (question.lists is None or span.list_key in question.lists) for span in party.spans
    )


def is_hit(score: Score, threshold: float) -> bool:
    """Whether a score makes a hit: high enough, and of no class that says it is another."""
    return score.value >= threshold and score.verdict not in _APART


def _by_alias(score: Score, text: str) -> Score:
    band = score.band if score.band is Band.ROMANISED else Band.ALIAS
    steps = (*score.steps, Step("alias", candidate=text))
    return replace(score, value=min(score.value, CEILINGS[band]), band=band, steps=steps)


def _written(party: Party) -> dict[str, Any]:
    return {
        "key": party.key,
        "person": party.person,
        "names": [[name.text, name.language, name.kind] for name in party.names],
        "facts": [party.facts.country, sorted(party.facts.numbers), party.facts.address],
        "spans": [[span.list_key, _iso(span.first_day), _iso(span.last_day)] for span in party.spans],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(row: dict[str, Any]) -> Party:
    country, numbers, address = row["facts"]
    return Party(
        key=row["key"],
        person=row["person"],
        names=tuple(Spelling(*name) for name in row["names"]),
        facts=Facts(country, frozenset((register, number) for register, number in numbers), address),
        spans=tuple(Span(list_key, _day(first), _day(last)) for list_key, first, last in row["spans"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
