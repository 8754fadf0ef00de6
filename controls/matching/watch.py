"""Those who are under watch, asked the other way round: a name that came or went finds whom it may concern.

An index finds the entries for a counterparty. Here the counterparties are what is indexed, and the names of an entry
that moved are what is asked, so that a change costs what it touches and not what is watched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from controls.matching.candidates import Candidates, Wanted
from controls.matching.facts import MOST_BY_FACTS, Facts, numbers_of
from controls.matching.index import Index, is_hit
from controls.matching.parties import Found, Question
from controls.matching.parts import named
from controls.matching.records import read


@dataclass(frozen=True, slots=True)
class Watched:
    """A counterparty, with all that is compared of it. `person` and `lists` as in a question."""

    key: int
    names: tuple[str, ...]
    facts: Facts
    person: bool | None
    lists: frozenset[str] | None

    def questions(self, on: date) -> Iterator[Question]:
        """One question for each of its names."""
        for name in self.names:
            yield Question(name, self.facts, self.person, self.lists, on)


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry whose content moved: its key, all names and numbers that it had or has, and the changes that say so."""

    key: str
    names: tuple[str, ...]
    numbers: frozenset[str] = frozenset()
    person: bool = False
    changes: tuple[int, ...] = ()


class Watch:
    """Counterparties by their names and numbers, weighed by the rarity of the index that they are compared with."""

    def __init__(self, watched: Iterable[Watched], index: Index) -> None:
        self.watched = {each.key: each for each in watched}
        names = [(each.key, name, each.person is not False) for each in self.watched.values() for name in each.names]
        self._keys = [key for key, _name, _person in names]
        records = read((name, person) for _key, name, person in names)
        # Whether persons are compared or companies is for the entry to say.
        self._candidates = {
            of_persons: Candidates(
                records.vocabulary, records.rows, records.keys, index.rarity, np.full(len(names), of_persons)
            )
            for of_persons in (False, True)
        }
        self._numbers: dict[str, list[int]] = {}
        for each in self.watched.values():
            for number in numbers_of(each.facts):
                self._numbers.setdefault(number, []).append(each.key)

    def near(self, moved: Moved, *, threshold: float) -> set[int]:
        """Counterparties that can be a hit with one of the names of the entry, or have a number of it."""
        found = {key for number in moved.numbers for key in self._numbers.get(number, ())}
        for name in moved.names:
            wanted = Wanted(named(name), threshold - MOST_BY_FACTS)
            (near,) = self._candidates[moved.person].find([wanted], limit=len(self._keys))
            found |= {self._keys[each.place] for each in near}
        return found


def in_full(index: Index, watched: Watched, *, on: date, threshold: float, most: int, below: int) -> dict[str, Found]:
    """Everything in the index that a counterparty is or is near, by key: of all its names, the best."""
    best: dict[str, Found] = {}
    for question in watched.questions(on):
        found = index.screen(question, threshold=threshold, limit=most, below=below)
        keep_best(best, [*found.hits, *found.below])
    return kept(best, threshold=threshold, below=below)


def anew(index: Index, watched: Watched, keys: Iterable[str], *, on: date) -> dict[str, Found]:
    """The entries of these keys compared with a counterparty, hit or not, but for those that no list asked names."""
    asked = list(keys)
    best: dict[str, Found] = {}
    for question in watched.questions(on):
        keep_best(best, index.compare(question, asked))
    return best


def keep_best(best: dict[str, Found], more: Iterable[Found]) -> None:
    """Put in what is better than what is there."""
    for found in more:
        if found.key not in best or found.score.value > best[found.key].score.value:
            best[found.key] = found


def kept(best: Mapping[str, Found], *, threshold: float, below: int) -> dict[str, Found]:
    """Of what was compared, all hits and a few of those next to them."""
    ordered = sorted(best.values(), key=lambda found: (-found.score.value, found.key))
    hits = [found for found in ordered if is_hit(found.score, threshold)]
    rest = [found for found in ordered if not is_hit(found.score, threshold) and found.score.value > 0]
    return {found.key: found for found in [*hits, *rest[:below]]}


def pairs(
    index: Index,
    watch: Watch,
    moved: Iterable[Moved],
    standing: Mapping[int, Iterable[str]],
    *,
    on: date,
    threshold: float,
) -> "Compared":
    """Compare the entries that moved with those they may concern, and what stands with what it is now.

    `standing` has the keys of entries by counterparty.
    """
    compared = Compared({}, {}, 0)
    for key, subjects in standing.items():
        if key in watch.watched:
            compared.take(index, watch.watched[key], subjects, on)
    for entry in moved:
        for key in sorted(watch.near(entry, threshold=threshold)):
            compared.take(index, watch.watched[key], [entry.key], on)
    return compared


@dataclass(slots=True)
class Compared:
    """What was compared: asked and found by counterparty, and how many pairs that were."""

    asked: dict[int, set[str]]
    found: dict[int, dict[str, Found]]
    pairs: int

    def take(self, index: Index, watched: Watched, keys: Iterable[str], on: date) -> None:
        """Compare a counterparty with entries; pairs that were compared already are not compared again."""
        asked = self.asked.setdefault(watched.key, set())
        missing = [key for key in keys if key not in asked]
        if missing:
            asked |= set(missing)
            self.pairs += len(missing)
            found = self.found.setdefault(watched.key, {})
            found |= anew(index, watched, missing, on=on)
