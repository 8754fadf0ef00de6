"""Which names on record are worth comparing with one asked for, and how high each can score at most.

Each part asked for brings the names that have parts like it (`vocabulary`), by what both say; a name is found besides
by its whole, by neighbours written as one, by its initials, and a person's by its words in any order. What speaks for
a name is a sum over all pairs of parts: more than any alignment of them can give, so that a name with too small a sum
need not be compared. Nothing is judged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from controls.matching.alphabets import bones, quiet
from controls.matching.likeness import spoken_whole
from controls.matching.parts import Named, Part
from controls.matching.persons import readings
from controls.matching.postings import Places, Postings, Rows, key_of
from controls.matching.rarity import Rarity
from controls.matching.sounds import one_spelling, skeleton
from controls.matching.vocabulary import Vocabulary

_JOINED, _HEARD, _INITIALS = 0.99, 0.9, 0.8  # what being written as one, sounding alike and initials can give
_LETTERS = range(3, 7)  # of an acronym
_WORDS = range(2, 6)  # of a person's name that are looked for in any order
_MOST_JOINED = 4  # parts that another name may write as one
_MOST_SYLLABLES, _SYLLABLE = 8, 6  # of a Chinese name, each written as a word; letters of a syllable
_BONES, _SPOKEN = 3, 5  # consonants by which a word and a whole name are known
_FINE = 1_000  # sums are of whole numbers, so that no order of adding changes one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name worth comparing: its place in the index, and the most that its score can be, but for other facts."""

    place: int
    most: float


class Candidates:
    """Names by what speaks for them. Built once and only read afterwards, so that threads may share it."""

    def __init__(self, vocabulary: Vocabulary, rows: Rows, keys: Postings, rarity: Rarity) -> None:
        """`rows` has the parts of each name by its place, `keys` the places of names by the keys of whole names."""
        self.rarity = rarity
        self._vocabulary = vocabulary
        self._keys = keys
        self._size = len(rows)
        self._weights = np.array([rarity.weight(part) for part in vocabulary.parts], dtype=float)
        self._names = rows.turned(len(vocabulary.parts))
        self._said = np.rint(
            np.bincount(rows.owners(), weights=self._weights[rows.numbers], minlength=self._size) * _FINE
        )

    def find(
        self, name: Named, *, least: float, limit: int, factors: NDArray[np.float64] | None = None
    ) -> list[Candidate]:
        """The names for which most speaks, the best first, those that cannot score `least` left out.

        At most `limit`, of equals the first places. `factors` are for each place by how much
        more it can score than what speaks for it; 0 where it does not count.
        """
        if not name.whole or not self._size:
            return []
        asked = round(sum(self.rarity.weight(part) for part in name.parts) * _FINE)
        most = self._sums(name, asked) / (self._said + asked)
        if factors is not None:
            most *= factors
        places = np.flatnonzero(most >= max(least, 1 / _FINE))
        if len(places) > limit:
            places = places[_highest(most[places], limit)]
        order = np.lexsort((places, -most[places]))[:limit]
        return [Candidate(int(place), min(float(most[place]), 1.0)) for place in places[order]]

    def _sums(self, name: Named, asked: int) -> NDArray[np.float64]:
        """What speaks for each name, in thousandths."""
        numbers, worths = self._spoken_for(name)
        places, counts = self._names.spread(numbers)
        sums = np.bincount(places, weights=np.repeat(worths, counts), minlength=self._size).astype(np.float64)
        light = sum(self.rarity.weight(part) for part in name.parts if part.kind == "light")
        sums += np.rint(2 * light * _FINE) * (sums > 0)
        for keys, weight in ((apart_keys([part]), self.rarity.weight(part)) for part in name.said):
            apart = np.unique(self._keys.find(list(keys)))
            sums[apart] += round(_JOINED * (weight + 2) * _FINE)
        for key, share in (*whole_keys(name), *person_keys(name)):
            whole = np.unique(self._keys.find([key]))
            sums[whole] += np.rint(share * (self._said[whole] + asked))
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


def _highest(values: NDArray[np.float64], limit: int) -> NDArray[np.bool_]:
    """The `limit` highest values and all that equal the last of them."""
    return values >= np.partition(values, len(values) - limit)[len(values) - limit]


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


def kept_keys(name: Named, *, person: bool) -> set[int]:
    """The keys under which a name is kept as a whole."""
    keys = {key for key, _share in whole_keys(name)}
    for one, other in pairwise(name.parts):
        if one.script == other.script and one.script in ("latin", "kana", "heard"):
            keys.update(apart_keys((one, other)))
    return keys | {key for key, _share in person_keys(name)} if person else keys


def apart_keys(parts: Sequence[Part]) -> Iterator[int]:
    """The keys of words that another name may write as one, by their spelling and sound."""
    latin = "".join(part.latin for part in parts).replace(" ", "")
    yield key_of("apart", "".join(part.spelling for part in parts).replace(" ", ""))
    yield key_of("apart", one_spelling(latin))
    if parts[0].script != "han":
        ways = (("apart sound", skeleton), ("apart bones", bones), ("apart quiet", quiet))
        for kind, heard in ((kind, heard_by(latin)) for kind, heard_by in ways):
            if len(heard) >= _BONES:
                yield key_of(kind, heard)


def whole_keys(name: Named) -> Iterator[tuple[int, float]]:
    """The keys of a whole name, and how much of both names each of them explains."""
    if not name.whole:
        return
    yield key_of("whole", name.whole), 1.0
    latin = dict.fromkeys(part.text for part in name.said if part.script == "latin")
    if len(latin) in _LETTERS:
        yield key_of("initials", "".join(text[0] for text in latin)), _INITIALS
    if len(name.parts) == 1 and len(name.whole) in _LETTERS and name.whole.isascii():
        yield key_of("initials", name.whole), _INITIALS
    spoken = spoken_whole(name.parts)
    if len(spoken) >= _SPOKEN:
        yield key_of("spoken", one_spelling(spoken)), _HEARD
        if len(bones(spoken)) >= _SPOKEN:
            yield key_of("bones", bones(spoken)), _HEARD
            yield key_of("quiet", quiet(spoken)), _HEARD


def person_keys(name: Named) -> Iterator[tuple[int, float]]:
    """The keys of a person's name in any order, in Latin letters."""
    for words in readings(name.written):
        if len(words) in _WORDS:
            yield key_of("person", " ".join(sorted(one_spelling(word) for word in words))), 1.0
