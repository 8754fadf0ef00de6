"""Which names on record are worth comparing with one asked for, and how high each can score at most.

Each part asked for brings the names that have parts like it (`vocabulary`), by what both say; a name is found besides
by its whole, by neighbours written as one, by its initials, and a person's by its words in any order. What speaks for
a name is a sum over all pairs of parts: more than any alignment of them can give, so that a name with too small a sum
need not be compared. Nothing is judged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import local

import numpy as np
from numpy.typing import NDArray

from controls.matching.parts import Named, Part
from controls.matching.postings import Places, Postings, Rows
from controls.matching.rarity import Rarity
from controls.matching.vocabulary import Vocabulary
from controls.matching.wholes import asked_apart, asked_keys

_JOINED = 0.99  # what being written as one can give
_MOST_JOINED = 4  # parts that another name may write as one
_MOST_SYLLABLES, _SYLLABLE = 8, 6  # of a Chinese name, each written as a word; letters of a syllable
# Persons are compared without rarity and patronymics: what speaks for a name may be this much less than its score.
_PERSONS = 2.4
_NEARLY = 0.999  # leaves room for what adding and dividing round away
_TWO, _SHARED = 2, 0.15  # names that persons share who may be one, and how like those are at least
_FINE = 1_000  # sums are of whole numbers, so that no order of adding changes one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name worth comparing: its place in the index, and the most that its score can be, but for other facts."""

    place: int
    most: float


class Candidates:
    """Names by what speaks for them. Built once and only read afterwards, so that threads may share it."""

    def __init__(
        self, vocabulary: Vocabulary, rows: Rows, keys: Postings, rarity: Rarity, persons: NDArray[np.bool_]
    ) -> None:
        """`rows` has the parts of each name by its place, `keys` the places of names by the keys of whole names.

        `persons` says which names are those of persons.
        """
        self.rarity = rarity
        self._vocabulary = vocabulary
        self._rows = rows
        self._keys = keys
        self._size = len(rows)
        self._weights = np.array([rarity.weight(part) for part in vocabulary.parts], dtype=float)
        self._names = rows.turned(len(vocabulary.parts))
        said = np.bincount(rows.owners(), weights=self._weights[rows.numbers], minlength=self._size)
        self._said = np.rint(said * _FINE)
        self._persons = persons
        self._factors = np.where(persons, _PERSONS, 1.0)
        letters = np.array([len(part.text) == 1 for part in vocabulary.parts], dtype=bool)
        initials = np.bincount(rows.owners(), weights=letters[rows.numbers], minlength=self._size)
        self._own = local()
        self._sparse = (initials > 0) | (np.diff(rows.starts) < _TWO)

    def find(
        self, name: Named, *, least: float, limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[Candidate]:
        """The names for which most speaks, the best first, those that cannot score `least` left out.

        At most `limit`, of equals the first places. `allowed` says of each place whether it counts at all.
        """
        if not name.whole or not self._size:
            return []
        asked = round(sum(self.rarity.weight(part) for part in name.parts) * _FINE)
        sums = self._sums(name, asked)
        # No name says less than nothing: a sum below this is too small for any.
        places = (sums > max(least * asked / _PERSONS * _NEARLY, 0.0)).nonzero()[0]
        if allowed is not None:
            places = places[allowed[places]]
        most = sums[places] / (self._said[places] + asked) * self._factors[places]
        enough = most >= least
        places, most = self._without_strangers(name, places[enough], most[enough])
        if len(places) > limit:
            highest = most >= np.partition(most, len(most) - limit)[len(most) - limit]
            places, most = places[highest], most[highest]
        order = np.lexsort((places, -most))[:limit]
        found = zip(places[order].tolist(), np.minimum(most[order], 1.0).tolist(), strict=True)
        return [Candidate(place, at_most) for place, at_most in found]

    def _without_strangers(
        self, name: Named, places: NDArray[np.intp], most: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """These places without persons who share but one of several names: they are nobody in particular.

        Who was found by all names together stays; two spellings of one (Lee, Li) need share no letters.
        """
        if len(name.said) < _TWO or any(len(part.text) == 1 for part in name.parts):
            return places, most
        people = np.flatnonzero(self._persons[places] & ~self._sparse[places] & (most < _PERSONS))
        if not len(people):
            return places, most
        shared = np.zeros(len(self._vocabulary.parts), dtype=bool)
        for alike in map(self._vocabulary.alike, name.said):
            shared[alike.numbers[alike.asked >= _SHARED]] = True
        for run in _neighbours(name.parts):
            shared[self._vocabulary.written_as_one(run)] = True
        numbers, counts = self._rows.spread(places[people])
        sharing = np.bincount(np.repeat(np.arange(len(people)), counts), weights=shared[numbers], minlength=len(people))
        kept = np.ones(len(places), dtype=bool)
        kept[people[sharing < _TWO]] = False
        return places[kept], most[kept]

    def _nothing(self) -> NDArray[np.float64]:
        """A sum of nothing for each name. Each thread has one array, for a new one costs more than what is summed."""
        sums: NDArray[np.float64] | None = getattr(self._own, "sums", None)
        if sums is None:
            sums = self._own.sums = np.zeros(self._size)
        sums.fill(0)
        return sums

    def _sums(self, name: Named, asked: int) -> NDArray[np.float64]:
        """What speaks for each name, in thousandths."""
        numbers, worths = self._spoken_for(name)
        found, counts = self._names.spread(numbers)
        sums = self._nothing()
        np.add.at(sums, found, worths.repeat(counts))
        light = sum(self.rarity.weight(part) for part in name.parts if part.kind == "light")
        if light:
            sums += round(2 * light * _FINE) * (sums > 0)
        apart = [(key, part) for part in name.said for key in asked_apart(part)]
        places, by = self._keys.find_each([key for key, _part in apart])
        if len(places):
            worths = np.array([_JOINED * (self.rarity.weight(part) + 2) * _FINE for _key, part in apart])
            places, firsts = np.unique(places, return_index=True)
            sums[places] = np.minimum(sums[places] + np.rint(worths[by[firsts]]), self._said[places] + asked)
        wholes = list(asked_keys(name))
        places, by = self._keys.find_each([key for key, _share in wholes])
        if len(places):
            shares = np.array([share for _key, share in wholes])
            np.add.at(sums, places, np.rint(shares[by] * (self._said[places] + asked)))
        return sums

    def _spoken_for(self, name: Named) -> tuple[Places, NDArray[np.float64]]:
        """Parts on record that are like those asked for, and what each says for the names that have it."""
        numbers: list[Places] = []
        worths: list[NDArray[np.float64]] = []
        for part in name.parts:
            alike, weight = self._vocabulary.alike(part), self.rarity.weight(part)
            numbers.append(alike.numbers)
            worths.append(alike.asked * weight + alike.known * self._weights[alike.numbers])
        for run in _neighbours(name.parts):
            found = self._vocabulary.written_as_one(run)
            if len(found):
                numbers.append(found)
                worths.append(_JOINED * (self._weights[found] + sum(self.rarity.weight(part) for part in run)))
        if not numbers:
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        return np.concatenate(numbers), np.rint(np.concatenate(worths) * _FINE)


def _neighbours(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Parts that another name may write as one: a few of any kind, and syllables of pinyin up to a longer name."""
    for start in range(len(parts)):
        for length in range(2, min(_MOST_SYLLABLES, len(parts) - start) + 1):
            run = parts[start : start + length]
            if length > _MOST_JOINED and not all(
                part.script == "latin" and len(part.text) <= _SYLLABLE for part in run
            ):
                break
            yield run
