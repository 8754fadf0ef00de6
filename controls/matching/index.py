"""All parties of a register and its lists, ready to be asked for: built whole, never changed, shared by threads.

An answer depends on nothing but the parties, the question and `ALGORITHM`: the same question has the same answer,
in whatever order the parties were given.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from controls.matching import snapshots
from controls.matching.candidates import Candidate, Candidates, Wanted
from controls.matching.days import Days
from controls.matching.facts import MOST_BY_FACTS, numbers_of, with_facts
from controls.matching.parties import ALIAS, Found, Party, Question, Screened, Span, Spelling
from controls.matching.parts import Named, named
from controls.matching.persons import compare_persons
from controls.matching.rarity import Rarity
from controls.matching.records import Records, rarity_in, read
from controls.matching.scoring import ALGORITHM, as_written, compare_named
from controls.matching.snapshots import SnapshotRefused
from controls.matching.steps import Step
from controls.matching.verdicts import CEILINGS, Band, Score, Verdict

__all__ = ["Found", "Index", "Party", "Question", "Screened", "SnapshotRefused", "Span", "Spelling"]

_COMPARED = 120  # names that are compared with each one asked for, at most
_BANDS = tuple(Band)  # the strongest evidence first
_APART = (Verdict.SIBLING, Verdict.UNRELATED)
_FAR = 0.3  # a name that cannot score as much is not near
_NEAR = 30  # names that are compared though they cannot be hits, at most: what is near is shown, not decided by
_TOGETHER = 64  # questions for which names are looked for together
_KEPT = 32  # kinds of question (lists, day, kind of party) of which is kept who counts


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question with what it was compared with.

    `best` has the best score of each party by its place, and the place of the name that has it; `scored` what names
    alone come to, by what is written: the same company stands in several lists.
    """

    question: Question
    name: Named
    best: dict[int, tuple[Score, int]] = field(default_factory=dict)
    scored: dict[tuple[str, bool, bool], Score] = field(default_factory=dict)


class Index:
    """Parties by their names and numbers."""

    def __init__(self, parties: Sequence[Party], records: Records) -> None:
        """`parties` in the order of their keys; `records` has their names in this order."""
        self._parties = parties
        self._records = records
        self._names = [name for party in parties for name in party.names]
        counts = [len(party.names) for party in parties]
        self._firsts = [0, *accumulate(counts)]
        self._owners = np.repeat(np.arange(len(parties), dtype=np.int64), counts)
        self._owner_of: list[int] = self._owners.tolist()
        self._persons = np.array([party.person for party in parties], dtype=bool)
        self._days = Days.of([party.spans for party in parties])
        companies = np.where(self._persons[self._owners], -1, self._owners)
        self._rarity = rarity_in(records, companies)
        self._candidates = Candidates(
            records.vocabulary, records.rows, records.keys, self._rarity, self._persons[self._owners]
        )
        self._numbers: dict[str, list[int]] = {}
        for at, party in enumerate(parties):
            for number in numbers_of(party.facts):
                self._numbers.setdefault(number, []).append(at)
        self._counting: dict[tuple[frozenset[str] | None, date, bool | None], NDArray[np.bool_]] = {}

    @classmethod
    def build(cls, parties: Iterable[Party], *, earlier: "Index | None" = None) -> "Index":
        """An index of these parties. Names that an earlier index has are not read again.

        Raises ValueError when two parties have one key.
        """
        found = sorted(parties, key=lambda party: party.key)
        if any(one.key == other.key for one, other in pairwise(found)):
            raise ValueError("Two parties have one key.")
        names = ((name.text, party.person) for party in found for name in party.names)
        return cls(found, read(names, earlier._records if earlier else None))

    def save(self, path: Path, *, token: str) -> None:
        """Write a snapshot. `token` says which state of the lists it holds. A reader never sees half of one."""
        snapshots.write(path, ALGORITHM, token, self._parties, self._records)

    @classmethod
    def load(cls, path: Path, *, token: str) -> "Index":
        """The index of a snapshot. Raises SnapshotRefused when it is not one of this algorithm and token."""
        return cls(*snapshots.read(path, ALGORITHM, token))

    @property
    def rarity(self) -> Rarity:
        """How much the parts of its names say."""
        return self._rarity

    @property
    def parties(self) -> Sequence[Party]:
        """Everybody in it, in the order of their keys."""
        return self._parties

    @property
    def size(self) -> int:
        """How many parties are in it."""
        return len(self._parties)

    def screen(self, question: Question, *, threshold: float, limit: int, below: int) -> Screened:
        """The parties that are the one asked for, by their scores, at most `limit`; and `below` of those next to them.

        A hit has a score from `threshold` on and is of no class that says it is another. A party counts when a list
        that is asked names it on the day asked.
        """
        return next(self.screen_many([question], threshold=threshold, limit=limit, below=below))

    def screen_many(
        self, questions: Iterable[Question], *, threshold: float, limit: int, below: int, told: bool = True
    ) -> Iterator[Screened]:
        """The answers to many questions, one after another; a question that comes again is answered once.

        Unless they are to be `told`, scores have no steps.
        """
        answers: dict[Question, Screened] = {}
        coming = iter(questions)
        while some := list(islice(coming, _TOGETHER)):
            new = [_Asking(each, named(each.name)) for each in dict.fromkeys(some) if each not in answers]
            least = min(threshold, _FAR if below else 1)
            wanted = [Wanted(each.name, least - _more(each.question), self._who_counts(each.question)) for each in new]
            for asking, candidates in zip(new, self._candidates.find(wanted, limit=_COMPARED), strict=True):
                self._compare_all(asking, candidates, threshold, below)
                answers[asking.question] = self._answer(asking, threshold, (limit, below), told)
            yield from (answers[each] for each in some)

    def _compare_all(self, asking: _Asking, candidates: Sequence[Candidate], threshold: float, below: int) -> None:
        """Compare with all that can be hits, and with what is near as long as it may be shown."""
        for place in self._numbered(asking.question):
            self._compare(asking, place)
        near, more = 0, _more(asking.question)
        for place, most in candidates:
            if most + more < threshold:
                near += 1
                scores = (score for score, _place in asking.best.values())
                if near > _NEAR or _are_better(scores, most + more, threshold, below):
                    break
            self._compare(asking, place)

    def _answer(self, asking: _Asking, threshold: float, sizes: tuple[int, int], told: bool) -> Screened:
        """Of what was compared as many hits, and of the rest as many as are shown."""
        ordered = sorted(asking.best.items(), key=lambda found: (-found[1][0].value, self._parties[found[0]].key))
        hits = [found for _at, found in ordered if is_hit(found[0], threshold)]
        rest = [found for _at, found in ordered if not is_hit(found[0], threshold) and found[0].value > 0]
        shown = [
            tuple([self._found(asking, place, None if told else score) for score, place in found[:size]])
            for found, size in zip((hits, rest), sizes, strict=True)
        ]
        return Screened(*shown)

    def party(self, key: str) -> Party | None:
        """The party of a key; None when there is none."""
        at = self._at(key)
        return None if at is None else self._parties[at]

    def turning(self, after: date, until: date) -> Iterator[Party]:
        """Parties that a list begins or ceases to name on a day after the one and not after the other."""
        for party in self._parties:
            days = (day for span in party.spans for day in (span.first_day, span.last_day))
            if any(day is not None and after < day <= until for day in days):
                yield party

    def compare(self, question: Question, keys: Iterable[str]) -> list[Found]:
        """The parties of these keys, each with its best score, whether or not anything speaks for them.

        Keys of parties that are not here, or that do not count for the question, are left out.
        """
        asking, counting = _Asking(question, named(question.name)), self._who_counts(question)
        for at in {at for key in keys if (at := self._at(key)) is not None}:
            for place in range(self._firsts[at], self._firsts[at + 1]):
                if counting[place]:
                    self._compare(asking, place)
        return [self._found(asking, place, None) for _score, place in asking.best.values()]

    def _at(self, key: str) -> int | None:
        at = bisect_left(self._parties, key, key=lambda party: party.key)
        return at if at < len(self._parties) and self._parties[at].key == key else None

    def _numbered(self, question: Question) -> Iterator[int]:
        """All names of those who have one of the numbers asked for."""
        counting = self._who_counts(question)
        for number in sorted(numbers_of(question.facts)):
            for at in self._numbers.get(number, ()):
                yield from (place for place in range(self._firsts[at], self._firsts[at + 1]) if counting[place])

    def _who_counts(self, question: Question) -> NDArray[np.bool_]:
        """For each name whether its party counts."""
        kind = (question.lists, question.on, question.person)
        found = self._counting.get(kind)
        if found is None:
            if len(self._counting) >= _KEPT:
                self._counting.clear()
            counts = self._days.covering(question.on, question.lists, len(self._parties))
            if question.person is not None:
                counts &= self._persons == question.person
            found = self._counting[kind] = counts[self._owners]
        return found

    def _compare(self, asking: _Asking, place: int) -> None:
        """Compare with one name, and keep the best of each party."""
        owner, name = self._owner_of[place], self._names[place]
        party = self._parties[owner]
        written = name.text, party.person, name.kind == ALIAS
        score = asking.scored.get(written)
        if score is None:
            score = asking.scored[written] = self._score(asking, place, told=False)
        score = with_facts(score, asking.question.facts, party.facts)
        known = asking.best.get(owner)
        if known is None or self._rank(asking.name, score, place) < self._rank(asking.name, *known):
            asking.best[owner] = score, place

    def _score(self, asking: _Asking, place: int, *, told: bool) -> Score:
        """What the two names come to, whatever else is known of the parties."""
        name = self._names[place]
        alias = name.kind == ALIAS
        if not self._parties[self._owner_of[place]].person:
            return compare_named(asking.name, self._records.named(place), self._rarity, alias=alias, told=told)
        score = compare_persons(asking.question.name, name.text)
        return _by_alias(score, name.text) if alias else score

    def _found(self, asking: _Asking, place: int, score: Score | None) -> Found:
        """A party by one of its names, with the score that it has, or with that which is told in steps."""
        party, name, question = self._parties[self._owner_of[place]], self._names[place], asking.question
        if score is None:
            score = with_facts(self._score(asking, place, told=True), question.facts, party.facts)
            return Found(party.key, as_written(score, question.name, name.text), name)
        return Found(party.key, replace(score, steps=()) if score.steps else score, name)

    def _rank(self, asked: Named, score: Score, place: int) -> tuple[float, int, bool, bool, int]:
        """Of the names of one party first that of the highest score, of the strongest evidence, written most alike."""
        forms, _countries = self._records.forms[self._records.form_of[place]]
        written = self._names[place].text != asked.written
        return -score.value, _BANDS.index(score.band), written, forms != asked.forms, place


def is_hit(score: Score, threshold: float) -> bool:
    """Whether a score makes a hit: high enough, and of no class that says it is another."""
    return score.value >= threshold and score.verdict not in _APART


def _more(question: Question) -> float:
    """What facts beside the name can add to a score."""
    return MOST_BY_FACTS if question.facts.country or question.facts.address else 0.0


def _are_better(found: Iterable[Score], most: float, threshold: float, number: int) -> bool:
    """Whether as many parties that are no hits have scored better than any to come."""
    return sum(score.value > most and not is_hit(score, threshold) for score in found) >= number


def _by_alias(score: Score, text: str) -> Score:
    band = score.band if score.band is Band.ROMANISED else Band.ALIAS
    value = min(score.value, CEILINGS[band])
    steps = (*score.steps, Step("alias", candidate=text, points=round(value - score.value, 4)))
    return replace(score, value=value, band=band, steps=steps)
