"""Which names on record are worth comparing with those asked for, and how high each can score at most.

Each part asked for brings the names that have parts like it (`vocabulary`), by what both say; a name is found besides
by its whole, by neighbours written as one, by its initials, and a person's by its words in any order. What speaks for
a name is a sum over all pairs of parts: more than any alignment of them can give, so that a name with too small a sum
need not be compared. Nothing is judged here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controls.matching.asking import FINE, JOINED, Asked, Floats, Ints, Said
from controls.matching.parts import Named
from controls.matching.postings import Postings, Rows
from controls.matching.rarity import Rarity
from controls.matching.verdicts import LIFTED_FROM, OTHER_TRADE
from controls.matching.vocabulary import Vocabulary
from controls.matching.wholes import asked_apart, asked_keys

# Persons are compared without rarity and patronymics: what speaks for a name may be this much less than its score.
_PERSONS = 2.4
_NEARLY = 0.999  # leaves room for what adding and dividing round away
_TWO = 2  # names that persons share who may be one


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
        self._said = np.rint(said * FINE)
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
        latin = np.array([part.script == "latin" for part in vocabulary.parts], dtype=bool)
        trade = np.array([part.kind == "trade" for part in vocabulary.parts], dtype=bool)
        self._trade, self._latin_trade = (
            np.bincount(rows.owners(), weights=which[rows.numbers], minlength=self._size) > 0
            for which in (trade & ~latin, trade & latin)
        )
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
        asked = Asked.of([each.name for each in wanted], self._vocabulary, self.rarity, self._weights)
        least = np.array([each.least for each in wanted])
        trades = _trades_of(wanted)
        lifted = np.where(trades.any(axis=1) & (least <= OTHER_TRADE), np.minimum(least, LIFTED_FROM), least)
        found = self._summed(asked, lifted)
        for allowed in {id(each.allowed): each.allowed for each in wanted if each.allowed is not None}.values():
            of_this = np.array([each.allowed is allowed for each in wanted])
            found = found.those(allowed[found.places] | ~of_this[found.asked])
        most = found.much / (self._said[found.places] + asked.totals[found.asked]) * self._factors[found.places]
        most[self._may_be_lifted(trades, found, most)] = OTHER_TRADE
        enough = most >= least[found.asked]
        found = self._without_strangers(asked, Spoken(found.asked, found.places, most).those(enough))
        return _best(found, len(wanted), limit)

    def _may_be_lifted(self, trades: NDArray[np.bool_], found: Spoken, most: Floats) -> NDArray[np.bool_]:
        """Where two scripts may name one trade in two ways: a score can then be more than what speaks for the name."""
        latin, other = trades[found.asked, 0], trades[found.asked, 1]
        known_other, known_latin = self._trade[found.places], self._latin_trade[found.places]
        two_ways = (latin & known_other) | (other & (known_latin | known_other))
        lifted: NDArray[np.bool_] = (
            two_ways & (most >= LIFTED_FROM) & (most < OTHER_TRADE) & ~self._persons[found.places]
        )
        return lifted

    def _without_strangers(self, asked: Asked, found: Spoken) -> Spoken:
        """These without persons who share but one of several names: they are nobody in particular.

        Who was found by all names together stays; two spellings of one (Lee, Li) need share no letters.
        """
        are_people = self._persons[found.places] & ~self._sparse[found.places] & (found.much < _PERSONS)
        people = are_people.nonzero()[0]
        several = [len(name.said) >= _TWO and all([len(part.text) > 1 for part in name.parts]) for name in asked.names]
        people = people[np.array(several)[found.asked[people]]]
        if not len(people):
            return found
        parts, counts = self._rows.spread(found.places[people])
        size = len(self._vocabulary.parts)
        shared = np.unique((asked.said.asked * size + asked.said.numbers)[asked.said.shared])
        pairs = np.repeat(found.asked[people], counts) * size + parts
        is_shared = shared.take(shared.searchsorted(pairs), mode="clip") == pairs if len(shared) else pairs < 0
        sharing = np.bincount(np.repeat(np.arange(len(people)), counts), is_shared, minlength=len(people))
        kept = np.ones(len(found.places), dtype=bool)
        kept[people[sharing < _TWO]] = False
        return found.those(kept)

    def _nothing(self) -> Floats:
        """A sum of nothing for each name, taken away from the thread: what is given back holds nothing again.

        A new one costs more than what is summed. One that is lost halfway is not used again.
        """
        kept: dict[str, Floats] = self._own.__dict__
        return kept.pop("sums") if "sums" in kept else np.zeros(self._size)

    def _summed(self, asked: Asked, least: Floats) -> Spoken:
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

    def _by_parts(self, asked: Asked, least: Floats, special: Ints) -> tuple[Spoken, Floats]:
        """What speaks for names by their parts: where it is enough, and for the special pairs whatever it is."""
        entries = self._entries(asked.said)
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
        self._own.sums = sums
        numbers = np.repeat(np.arange(len(asked.names)).repeat(2), [len(each) for each in found])
        spoken = Spoken(numbers, self._place_of[np.concatenate(found)], np.concatenate(much))
        return spoken, np.concatenate(of_others)

    def _entries(self, said: Said) -> Spoken:
        """Every name that has a part like one asked for, where it stands within, with what the two say."""
        places, counts = self._names.spread(said.numbers)
        return Spoken(said.asked.repeat(counts), places, said.worths.repeat(counts))

    def _apart(self, asked: Asked) -> Spoken:
        """Names of which a part is several neighbours."""
        rows = [
            (key, at, part) for at, name in enumerate(asked.names) for part in name.said for key in asked_apart(part)
        ]
        places, by = self._keys.find_each([key for key, _at, _part in rows])
        owners = np.array([at for _key, at, _part in rows], dtype=np.int64)[by]
        _pairs_, firsts = np.unique(owners * self._size + places, return_index=True)
        worths = [JOINED * (self.rarity.weight(rows[each][2]) + 2) * FINE for each in by[firsts].tolist()]
        return Spoken(owners[firsts], places[firsts], np.rint(np.array(worths)))

    def _whole(self, asked: Asked) -> Spoken:
        """Names that are one as a whole, with the share of both that this explains."""
        rows = [(key, at, share) for at, name in enumerate(asked.names) for key, share in asked_keys(name)]
        places, by = self._keys.find_each([key for key, _at, _share in rows])
        owners = np.array([at for _key, at, _share in rows], dtype=np.int64)[by]
        return Spoken(owners, places, np.array([share for _key, _at, share in rows])[by])


def _trades_of(wanted: Sequence[Wanted]) -> NDArray[np.bool_]:
    """Of each name asked for whether it has a trade in Latin letters, and one in another script."""
    scripts = [{part.script == "latin" for part in each.name.parts if part.kind == "trade"} for each in wanted]
    return np.array([(True in each, False in each) for each in scripts], dtype=bool)


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
