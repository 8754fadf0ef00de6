"""All parties of a register and its lists, ready to be asked for: built whole, never changed, shared by threads.

An answer depends on nothing but the parties, the question and `ALGORITHM`: the same question has the same answer,
in whatever order the parties were given.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from controls.matching import snapshots
from controls.matching.candidates import Candidate, Candidates, Wanted
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
_NEVER = date.max.toordinal() + 1
_TOGETHER = 64  # questions for which names are looked for together
Best = dict[int, tuple[Score, int]]  # the best score of each party by its place, and the place of the name that has it
_KEPT = 32  # kinds of question (lists, day, kind of party) of which is kept who counts


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
            new = {each: named(each.name) for each in some if each not in answers}
            least = min(threshold, _FAR if below else 1)
            wanted = [Wanted(name, least - _more(each), self._who_counts(each)) for each, name in new.items()]
            found = self._candidates.find(wanted, limit=_COMPARED)
            for (question, name), candidates in zip(new.items(), found, strict=True):
                best = self._compared(question, name, candidates, threshold, below)
                answers[question] = self._answer(question, name, best, threshold, (limit, below), told)
            yield from (answers[each] for each in some)

    def _compared(
        self, question: Question, asked: Named, candidates: Sequence[Candidate], threshold: float, below: int
    ) -> Best:
        """Compare with all that can be hits, and with what is near as long as it may be shown."""
        best: Best = {}
        for place in self._numbered(question):
            self._compare(question, asked, place, best)
        near, more = 0, _more(question)
        for place, most in candidates:
            if most + more < threshold:
                near += 1
                scores = (score for score, _place in best.values())
                if near > _NEAR or _are_better(scores, most + more, threshold, below):
                    break
            self._compare(question, asked, place, best)
        return best

    def _answer(
        self, question: Question, asked: Named, best: Best, threshold: float, sizes: tuple[int, int], told: bool
    ) -> Screened:
        """Of what was compared as many hits, and of the rest as many as are shown."""
        ordered = sorted(best.items(), key=lambda found: (-found[1][0].value, self._parties[found[0]].key))
        hits = [place for _at, (score, place) in ordered if is_hit(score, threshold)]
        rest = [place for _at, (score, place) in ordered if not is_hit(score, threshold) and score.value > 0]
        found = {place: score for score, place in best.values()}
        shown = [
            tuple(self._found(question, asked, place, None if told else found[place]) for place in places[:size])
            for places, size in zip((hits, rest), sizes, strict=True)
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
        asked, counting = named(question.name), self._who_counts(question)
        best: Best = {}
        for at in {at for key in keys if (at := self._at(key)) is not None}:
            for place in range(self._firsts[at], self._firsts[at + 1]):
                if counting[place]:
                    self._compare(question, asked, place, best)
        return [self._found(question, asked, place, None) for _score, place in best.values()]

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

    def _compare(self, question: Question, asked: Named, place: int, best: Best) -> None:
        """Compare with one name, and keep the best of each party."""
        owner = self._owner_of[place]
        score = self._score(question, asked, place, told=False)
        known = best.get(owner)
        if known is None or self._rank(asked, score, place) < self._rank(asked, *known):
            best[owner] = score, place

    def _score(self, question: Question, asked: Named, place: int, *, told: bool) -> Score:
        party, name = self._parties[self._owner_of[place]], self._names[place]
        alias = name.kind == ALIAS
        if party.person:
            score = compare_persons(question.name, name.text)
            score = _by_alias(score, name.text) if alias else score
        else:
            score = compare_named(asked, self._records.named(place), self._rarity, alias=alias, told=told)
        return with_facts(score, question.facts, party.facts)

    def _found(self, question: Question, asked: Named, place: int, score: Score | None) -> Found:
        """A party by one of its names, with the score that it has, or with a new one that has its steps."""
        name = self._names[place]
        if score is None:
            score = as_written(self._score(question, asked, place, told=True), question.name, name.text)
        else:
            score = replace(score, steps=())
        return Found(self._parties[self._owner_of[place]].key, score, name)

    def _rank(self, asked: Named, score: Score, place: int) -> tuple[float, int, bool, bool, int]:
        """Of the names of one party first that of the highest score, of the strongest evidence, written most alike."""
        forms, _countries = self._records.forms[self._records.form_of[place]]
        written = self._names[place].text != asked.written
        return -score.value, _BANDS.index(score.band), written, forms != asked.forms, place


@dataclass(frozen=True)
class Days:
    """On which days which list names whom: one row for each span, the party by its place."""

    lists: Sequence[str]
    list_of: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, spans: Sequence[Sequence[Span]]) -> "Days":
        """The spans of each party."""
        rows = [(at, span) for at, found in enumerate(spans) for span in found]
        lists = {key: number for number, key in enumerate(sorted({span.list_key for _at, span in rows}))}
        return cls(
            lists=list(lists),
            list_of=np.array([lists[span.list_key] for _at, span in rows], dtype=np.int64),
            first=np.array([span.first_day.toordinal() if span.first_day else 0 for _at, span in rows], dtype=np.int64),
            last=np.array(
                [span.last_day.toordinal() if span.last_day else _NEVER for _at, span in rows], dtype=np.int64
            ),
            owners=np.array([at for at, _span in rows], dtype=np.int64),
        )

    def covering(self, on: date, lists: frozenset[str] | None, size: int) -> NDArray[np.bool_]:
        """Which of `size` parties one of these lists (None: any) names on this day."""
        covers = (self.first <= on.toordinal()) & (on.toordinal() < self.last)
        if lists is not None:
            covers &= np.array([key in lists for key in self.lists], dtype=bool)[self.list_of]
        found = np.zeros(size, dtype=bool)
        found[self.owners[covers]] = True
        return found


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
