"""Which names on record are worth comparing with those asked for, and how high each can score at most.

Each part asked for brings the names that have parts like it (`vocabulary`), by what both say; a name is found besides
by its whole, by neighbours written as one, by its initials, and a person's by its words in any order. What speaks for
a name is a sum over all pairs of parts: more than any alignment of them can give, so that a name with too small a sum
need not be compared. Nothing is judged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controls.matching.parts import Named, Part
from controls.matching.postings import Postings, Rows
from controls.matching.rarity import Rarity
from controls.matching.vocabulary import Run, Vocabulary
from controls.matching.wholes import asked_apart, asked_keys

_JOINED = 0.99  # what being written as one can give
_MOST_JOINED = 4  # parts that another name may write as one
_MOST_SYLLABLES, _SYLLABLE = 8, 6  # of a Chinese name, each written as a word; letters of a syllable
# Persons are compared without rarity and patronymics: what speaks for a name may be this much less than its score.
_PERSONS = 2.4
_NEARLY = 0.999  # leaves room for what adding and dividing round away
_TWO, _SHARED = 2, 0.15  # names that persons share who may be one, and how like those are at least
_FINE = 1_000  # sums are of whole numbers, so that no order of adding changes one

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]


class Candidate(NamedTuple):
    """A name worth comparing: its place in the index, and the most that its score can be, but for other facts."""

    place: int
    most: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name asked for, with the least that a name found can score, and of each place whether it counts at all."""

    name: Named
    least: float
    allowed: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """For which names something speaks: the number of the one asked for, the place of the other, and how much."""

    asked: Ints
    places: Ints
    much: Floats

    def those(self, which: NDArray[np.bool_] | Ints) -> "Spoken":
        """Some of them."""
        return Spoken(self.asked[which], self.places[which], self.much[which])

    def ends(self, number: int) -> list[int]:
        """Where those of each of so many asked for begin, and where the last ends; they stand in their order."""
        found: list[int] = self.asked.searchsorted(np.arange(number + 1)).tolist()
        return found


class Candidates:
    """Names by what speaks for them. Built once and only read afterwards, so that threads may share it.

    Within, companies stand before persons: what is too little for any company need not be looked at there.
    """

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
        said = np.bincount(rows.owners(), weights=self._weights[rows.numbers], minlength=self._size)
        self._said = np.rint(said * _FINE)
        self._persons = persons
        self._factors = np.where(persons, _PERSONS, 1.0)
        self._place_of = persons.argsort(kind="stable").astype(np.int32)  # where the names stand within
        self._within = np.zeros(self._size, dtype=np.int32)
        self._within[self._place_of] = np.arange(self._size, dtype=np.int32)
        self._companies = int(np.count_nonzero(~persons))
        turned = rows.turned(len(vocabulary.parts))
        self._names = Rows(turned.starts, self._within[turned.numbers].astype(np.intp))
        letters = np.array([len(part.text) == 1 for part in vocabulary.parts], dtype=bool)
        initials = np.bincount(rows.owners(), weights=letters[rows.numbers], minlength=self._size)
        self._own = local()
        self._sparse = (initials > 0) | (np.diff(rows.starts) < _TWO)

    def find(self, wanted: Sequence[Wanted], *, limit: int) -> list[list[Candidate]]:
        """For each name the names for which most speaks, the best first, those that cannot score its least left out.

        At most `limit`, of equals the first places.
        """
        found: list[list[Candidate]] = [[] for _each in wanted]
        named = [at for at, each in enumerate(wanted) if each.name.whole and self._size]
        if named:
            for at, candidates in zip(named, self._found([wanted[at] for at in named], limit), strict=True):
                found[at] = candidates
        return found

    def _found(self, wanted: Sequence[Wanted], limit: int) -> list[list[Candidate]]:
        asked = _Asked.of([each.name for each in wanted], self.rarity)
        least = np.array([each.least for each in wanted])
        found = self._summed(asked, least)
        for allowed in {id(each.allowed): each.allowed for each in wanted if each.allowed is not None}.values():
            of_this = np.array([each.allowed is allowed for each in wanted])
            found = found.those(allowed[found.places] | ~of_this[found.asked])
        most = found.much / (self._said[found.places] + asked.totals[found.asked]) * self._factors[found.places]
        enough = most >= least[found.asked]
        found = self._without_strangers(asked, Spoken(found.asked, found.places, most).those(enough))
        return _best(found, len(wanted), limit)

    def _without_strangers(self, asked: "_Asked", found: Spoken) -> Spoken:
        """These without persons who share but one of several names: they are nobody in particular.

        Who was found by all names together stays; two spellings of one (Lee, Li) need share no letters.
        """
        several = np.array(
            [len(name.said) >= _TWO and all(len(part.text) > 1 for part in name.parts) for name in asked.names]
        )
        are_people = self._persons[found.places] & ~self._sparse[found.places] & (found.much < _PERSONS)
        people = np.flatnonzero(are_people & several[found.asked])
        if not len(people):
            return found
        kept = np.ones(len(found.places), dtype=bool)
        for at in np.unique(found.asked[people]).tolist():
            mine = people[found.asked[people] == at]
            shared = np.zeros(len(self._vocabulary.parts), dtype=bool)
            for alike in self._vocabulary.alike(asked.names[at].said):
                shared[alike.numbers[alike.asked >= _SHARED]] = True
            for numbers in self._vocabulary.written_as_one(list(_neighbours(asked.names[at].parts))):
                shared[numbers] = True
            parts, counts = self._rows.spread(found.places[mine])
            sharing = np.bincount(np.repeat(np.arange(len(mine)), counts), shared[parts], minlength=len(mine))
            kept[mine[sharing < _TWO]] = False
        return found.those(kept)

    def _nothing(self) -> Floats:
        """A sum of nothing for each name. Each thread has one array, for a new one costs more than what is summed.

        Whoever takes it leaves nothing in it.
        """
        sums: Floats | None = getattr(self._own, "sums", None)
        if sums is None:
            sums = self._own.sums = np.zeros(self._size)
        return sums

    def _summed(self, asked: "_Asked", least: Floats) -> Spoken:
        """What speaks for each name, in thousandths; without names for which too little speaks."""
        apart, whole = self._apart(asked), self._whole(asked)
        special = np.unique(np.concatenate([_pairs(apart, self._size), _pairs(whole, self._size)]))
        found, sums = self._by_parts(asked, least, special)
        sums += asked.light[special // self._size] * (sums > 0)
        totals = self._said[special % self._size] + asked.totals[special // self._size]
        at = special.searchsorted(_pairs(apart, self._size))
        sums[at] = np.minimum(sums[at] + apart.much, totals[at])
        at = special.searchsorted(_pairs(whole, self._size))
        np.add.at(sums, at, np.rint(whole.much * totals[at]))
        return Spoken(
            np.concatenate([found.asked, special // self._size]),
            np.concatenate([found.places, special % self._size]),
            np.concatenate([found.much + asked.light[found.asked], sums]),
        )

    def _by_parts(self, asked: "_Asked", least: Floats, special: Ints) -> tuple[Spoken, Floats]:
        """What speaks for names by their parts: where it is enough, and for the special pairs whatever it is."""
        entries = self._entries(asked)
        # No name says less than nothing: a sum below this is too small for any company, or any person.
        bars = np.maximum(least * asked.totals * _NEARLY - asked.light, 0.0).tolist()
        low_bars = np.maximum(least * asked.totals / _PERSONS * _NEARLY - asked.light, 0.0).tolist()
        ends = entries.ends(len(asked.names))
        others = self._within[special % self._size]
        others_end = special.searchsorted(np.arange(len(asked.names) + 1) * self._size).tolist()
        sums, companies = self._nothing(), self._companies
        found, much, of_others = [], [], []
        for at, (bar, low_bar) in enumerate(zip(bars, low_bars, strict=True)):
            places = entries.places[ends[at] : ends[at + 1]]
            np.add.at(sums, places, entries.much[ends[at] : ends[at + 1]])
            mine = others[others_end[at] : others_end[at + 1]]
            of_others.append(sums[mine])
            sums[mine] = 0
            for high in (sums[:companies] > bar).nonzero()[0], (sums[companies:] > low_bar).nonzero()[0] + companies:
                found.append(high)
                much.append(sums[high])
            sums[places] = 0
        numbers = np.repeat(np.arange(len(asked.names)).repeat(2), [len(each) for each in found])
        spoken = Spoken(numbers, self._place_of[np.concatenate(found)], np.concatenate(much))
        return spoken, np.concatenate(of_others)

    def _entries(self, asked: "_Asked") -> Spoken:
        """Every name that has a part like one asked for, where it stands within, with what the two say."""
        alike = self._vocabulary.alike(asked.parts)
        counts = [len(each.numbers) for each in alike]
        numbers = np.concatenate([each.numbers for each in alike]) if alike else np.zeros(0, dtype=np.int32)
        worths = np.zeros(0)
        if alike:
            worths = np.concatenate([each.asked for each in alike]) * np.repeat(asked.weights, counts)
            worths += np.concatenate([each.known for each in alike]) * self._weights[numbers]
        owners = np.repeat(asked.owners, counts)
        runs = [(at, run) for at, name in enumerate(asked.names) for run in _neighbours(name.parts)]
        if runs:
            found = self._vocabulary.written_as_one([run for _at, run in runs])
            counts = [len(each) for each in found]
            joined = np.concatenate(found)
            said = [
                sum(map(self.rarity.weight, run)) if count else 0
                for (_at, run), count in zip(runs, counts, strict=True)
            ]
            numbers = np.concatenate([numbers, joined])
            worths = np.concatenate([worths, _JOINED * (self._weights[joined] + np.repeat(said, counts))])
            owners = np.concatenate([owners, np.repeat([at for at, _run in runs], counts)])
        order = owners.argsort(kind="stable")
        places, counts_of = self._names.spread(numbers[order])
        return Spoken(owners[order].repeat(counts_of), places, np.rint(worths[order] * _FINE).repeat(counts_of))

    def _apart(self, asked: "_Asked") -> Spoken:
        """Names of which a part is several neighbours."""
        rows = [
            (key, at, part) for at, name in enumerate(asked.names) for part in name.said for key in asked_apart(part)
        ]
        places, by = self._keys.find_each([key for key, _at, _part in rows])
        owners = np.array([at for _key, at, _part in rows], dtype=np.int64)[by]
        _pairs_, firsts = np.unique(owners * self._size + places, return_index=True)
        worths = [_JOINED * (self.rarity.weight(rows[each][2]) + 2) * _FINE for each in by[firsts].tolist()]
        return Spoken(owners[firsts], places[firsts], np.rint(np.array(worths)))

    def _whole(self, asked: "_Asked") -> Spoken:
        """Names that are one as a whole, with the share of both that this explains."""
        rows = [(key, at, share) for at, name in enumerate(asked.names) for key, share in asked_keys(name)]
        places, by = self._keys.find_each([key for key, _at, _share in rows])
        owners = np.array([at for _key, at, _share in rows], dtype=np.int64)[by]
        return Spoken(owners, places, np.array([share for _key, _at, share in rows])[by])


@dataclass(frozen=True, slots=True)
class _Asked:
    """Names asked for together, with all their parts one after another, and what these say."""

    names: Sequence[Named]
    parts: Sequence[Part]
    weights: Sequence[float]
    owners: Ints
    totals: Ints
    light: Ints

    @classmethod
    def of(cls, names: Sequence[Named], rarity: Rarity) -> "_Asked":
        said = [[rarity.weight(part) for part in name.parts] for name in names]
        light = [
            sum(weight for part, weight in zip(name.parts, weights, strict=True) if part.kind == "light")
            for name, weights in zip(names, said, strict=True)
        ]
        return cls(
            names=names,
            parts=[part for name in names for part in name.parts],
            weights=[weight for weights in said for weight in weights],
            owners=np.repeat(np.arange(len(names)), [len(name.parts) for name in names]),
            totals=np.array([round(sum(weights) * _FINE) for weights in said], dtype=np.int64),
            light=np.array([round(2 * weight * _FINE) for weight in light], dtype=np.int64),
        )


def _pairs(spoken: Spoken, size: int) -> Ints:
    return spoken.asked * size + spoken.places


def _best(found: Spoken, number: int, limit: int) -> list[list[Candidate]]:
    """Those for which most speaks, for each of so many asked for."""
    found = found.those(found.asked.argsort(kind="stable"))
    ends = found.ends(number)
    answers = []
    for start, end in zip(ends, ends[1:], strict=False):
        places, most = found.places[start:end], found.much[start:end]
        if len(places) > limit:
            highest = most >= np.partition(most, len(most) - limit)[len(most) - limit]
            places, most = places[highest], most[highest]
        ordered = sorted(zip((-most).tolist(), places.tolist(), strict=True))[:limit]
        answers.append([Candidate(place, min(-less, 1.0)) for less, place in ordered])
    return answers


def _neighbours(parts: Sequence[Part]) -> Iterator[Run]:
    """Parts that another name may write as one: a few of any kind, and syllables of pinyin up to a longer name."""
    for start in range(len(parts)):
        for length in range(2, min(_MOST_SYLLABLES, len(parts) - start) + 1):
            run = tuple(parts[start : start + length])
            if length > _MOST_JOINED and not all(
                part.script == "latin" and len(part.text) <= _SYLLABLE for part in run
            ):
                break
            yield run
