"""Every part that a name on record has, once, and which of them are like those asked for.

A part is looked for by its text, meaning, spelling and sound, by its text with a letter left out, and by pieces of it.
What is found is compared by `likeness`; where that finds nothing, pieces in common still speak for it a little, so that
a name comes up that was written in another way than any rule knows. Many parts are looked for together, in arrays in
which each (part asked for, part on record) pair is one number: a pass over all of them costs little more than one over
those of a single part.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from threading import local
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from controls.matching.likeness import likeness
from controls.matching.part_keys import asked_keys, cut, kept_keys, signs_of, spelt_key
from controls.matching.parts import Part
from controls.matching.postings import NO_KEYS, Places, Postings, pairs_of

_SLIPPED_TWICE, _SLIPS = 8, 2  # letters of a word that may be two slips from another
_NEXT = 0.16  # what a key in common speaks for where it makes no likeness: persons are compared more loosely
_HALF = 0.5  # of the pieces of a part: so many are left of it with a slip
_FEW = 0.4  # of the pieces of the shorter one: what less than that says is left aside
_TINY = 2  # pieces of a word, of which one is enough of it
_LOST = 8  # pieces of a text that two slips can change
_JOINED, _PIECES = 0.99, 0.4  # what being written as one and all pieces speak for
_ONE = np.uint8(1)
_KEPT = 20_000  # parts asked for of which is kept what is like them
Run = tuple[Part, ...]
Pairs = NDArray[np.int64]
Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Alike:
    """Parts on record that are like one asked for: their numbers, and the share of either part that is in both."""

    numbers: Places
    asked: NDArray[np.float64]
    known: NDArray[np.float64]


class Vocabulary:
    """Parts by number. Built once; what it keeps of questions changes no answer."""

    def __init__(self, parts: Sequence[Part], exact: Postings, pieces: Postings) -> None:
        self.parts = parts
        self.exact = exact
        self.pieces = pieces
        self._lengths = np.bincount(pieces.rows.numbers, minlength=len(parts))
        self._letters = np.array([len(part.text) for part in parts], dtype=np.int32)
        self._latin = np.array([part.script == "latin" for part in parts], dtype=bool)
        signs = [signs_of(part.text) if part.script == "latin" else 0 for part in parts]
        self._signs = np.array(signs, dtype=np.uint32)
        han = np.array([part.script == "han" for part in parts], dtype=bool)
        # Whether a word that is no run of Chinese characters has so few pieces that one is much of it.
        self._has_tiny = bool(np.any(~han & (self._lengths > 0) & (self._lengths <= _TINY)))
        self._light = [
            number
            for number, part in enumerate(parts)
            if part.kind == "light" and part.script == "latin" and len(part.text) >= _SLIPPED_TWICE
        ]
        self._size = max(len(parts), 1)  # how far apart in pairs the parts asked for are
        self._own = local()
        self._kept: dict[Part, Alike] = {}
        self._kept_runs: dict[Run, Places] = {}

    @classmethod
    def of(cls, parts: Iterable[Part], earlier: "Vocabulary | None" = None) -> "Vocabulary":
        """The vocabulary of these parts, each of which is there once; they are numbered as they come.

        The keys of parts that an earlier one has are taken from it.
        """
        found = list(parts)
        known = {part: number for number, part in enumerate(earlier.parts)} if earlier else {}
        kept = earlier.exact.by_place(len(known)) if earlier else NO_KEYS
        exact = pairs_of(
            (kept.of(known[part]) if part in known else kept_keys(part), number) for number, part in enumerate(found)
        )
        pieces = pairs_of((cut(part), number) for number, part in enumerate(found))
        return cls(found, Postings.of(*exact), Postings.of(*pieces))

    def alike(self, parts: Sequence[Part]) -> list[Alike]:
        """The parts on record that are like each of these."""
        return _kept(self._kept, parts, self._alike)

    def written_as_one(self, runs: Sequence[Run]) -> list[Places]:
        """The parts that several others are, written as one; two words of letters also with a slip in them."""
        return _kept(self._kept_runs, runs, self._written_as_one)

    def _written_as_one(self, runs: Sequence[Run]) -> list[Places]:
        texts = ["".join([part.text for part in run]) for run in runs]
        keys = [
            [spelt_key(spelling) for spelling in {text, "".join([part.spelling for part in run])}]
            for text, run in zip(texts, runs, strict=True)
        ]
        found = self._pairs(self.exact, keys)
        words = [Part(text, "latin") if _may_slip(run, text) else None for text, run in zip(texts, runs, strict=True)]
        pieces = [cut(word) if word else [] for word in words]
        slipped = self._slipped(texts, self._counted(pieces, [max(2, len(each) - _LOST) for each in pieces])[0])
        pairs = np.unique(np.concatenate([found, slipped]))
        numbers = (pairs % self._size).astype(np.int32)
        return [numbers[start:end] for start, end in self._ends(pairs, len(runs))]

    def _pairs(self, postings: Postings, keys: Sequence[Sequence[int]]) -> Pairs:
        """What the keys of each part asked for lead to."""
        places, by = postings.find_each([key for each in keys for key in each])
        asked = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
        return asked[by] * self._size + places

    def _counted(self, pieces: Sequence[Sequence[int]], least: Sequence[int]) -> tuple[Pairs, NDArray[np.uint8]]:
        """The parts that have at least so many of the pieces of each part asked for, and how many they have."""
        places, by = self.pieces.find_each([piece for each in pieces for piece in each])
        ends = by.searchsorted([0, *accumulate(len(each) for each in pieces)]).tolist()
        counts = self._nothing()
        found, numbers = [], []
        for start, end, enough in zip(ends, ends[1:], least, strict=False):
            np.add.at(counts, places[start:end], _ONE)
            sharing = (counts >= enough).nonzero()[0]
            found.append(sharing)
            numbers.append(counts[sharing])
            counts.fill(0)
        self._own.counts = counts
        asked = np.repeat(np.arange(len(pieces)), [len(each) for each in found])
        return asked * self._size + np.concatenate(found), np.concatenate(numbers)

    def _nothing(self) -> NDArray[np.uint8]:
        """A count of nothing for each part, taken away from the thread: what is given back holds nothing again.

        A new one costs more than counting. One that is lost halfway is not used again.
        """
        kept: dict[str, NDArray[np.uint8]] = self._own.__dict__
        return kept.pop("counts") if "counts" in kept else np.zeros(len(self.parts), dtype=np.uint8)

    def _ends(self, pairs: Pairs, number: int) -> list[tuple[int, int]]:
        """Where the pairs of each of so many parts asked for begin and end; they are in their order."""
        return list(pairwise(pairs.searchsorted(np.arange(number + 1) * self._size).tolist()))

    def _slipped(self, texts: Sequence[str], pairs: Pairs) -> Pairs:
        """Of these pairs those that are words of Latin letters at most two slips apart."""
        asked, known = pairs // self._size, pairs % self._size
        letters = np.array([len(text) for text in texts])
        close = self._latin[known] & (np.abs(self._letters[known] - letters[asked]) <= _SLIPS)
        pairs, asked, known = pairs[close], asked[close], known[close]
        signs = {at: signs_of(texts[at]) for at in set(asked.tolist())}
        signs_asked = np.array([signs[at] for at in asked.tolist()], dtype=np.uint32)
        # A slip takes one sign out of a word and puts one in, at most.
        near = np.bitwise_count(self._signs[known] ^ signs_asked) <= 2 * _SLIPS
        pairs, asked, known = pairs[near], asked[near], known[near]
        if not len(pairs):
            return pairs
        one = [texts[at] for at in asked.tolist()]
        other = [self.parts[number].text for number in known.tolist()]
        slips = cpdist(one, other, scorer=OSA.distance, score_cutoff=_SLIPS, dtype=np.uint8)
        return pairs[slips <= _SLIPS]

    def _alike(self, parts: Sequence[Part]) -> list[Alike]:
        sharing, share = self._sharing(parts)
        compared = np.unique(
            np.concatenate(
                [
                    self._pairs(self.exact, [asked_keys(part) for part in parts]),
                    self._near(parts, sharing, share),
                    self._near_light(parts),
                ]
            )
        )
        degrees = self._degrees(parts, compared)
        left = share >= _FEW
        if len(compared) and len(sharing):
            left &= compared.take(compared.searchsorted(sharing), mode="clip") != sharing
        sharing, share = sharing[left], share[left]
        asked, letters = sharing // self._size, self._letters[sharing % self._size]
        lengths = np.array([len(part.text) for part in parts])
        slips = np.array([1 if part.script == "han" else _SLIPS for part in parts])
        # One of several parts that the longer one is, but for a slip; else pieces alone speak for it.
        within = (letters + slips[asked] <= lengths[asked]) & (share >= _HALF)
        pairs = np.concatenate([compared, sharing])
        order = pairs.argsort()
        of_asked = np.concatenate([degrees, np.where(within, _JOINED * letters / lengths[asked], _PIECES * share)])
        of_known = np.concatenate([degrees, np.where(within, _JOINED, _PIECES * share)])
        pairs, of_asked, of_known = pairs[order], of_asked[order], of_known[order]
        numbers = (pairs % self._size).astype(np.int32)
        return [
            Alike(numbers[start:end], of_asked[start:end], of_known[start:end])
            for start, end in self._ends(pairs, len(parts))
        ]

    def _degrees(self, parts: Sequence[Part], pairs: Pairs) -> NDArray[np.float64]:
        """How like the parts of each pair are."""
        known = self.parts
        rows = zip((pairs // self._size).tolist(), (pairs % self._size).tolist(), strict=True)
        return np.array([likeness(parts[at], known[number]).degree or _NEXT for at, number in rows], dtype=np.float64)

    def _sharing(self, parts: Sequence[Part]) -> tuple[Pairs, NDArray[np.float64]]:
        """The parts that share pieces, with the share of the shorter one's; of long ones also such as share few."""
        pieces = [cut(part) for part in parts]
        # One piece of a word says too little, unless one of the two has few.
        least = [
            1 if part.script == "han" or self._has_tiny or len(each) <= _TINY else 2
            for part, each in zip(parts, pieces, strict=True)
        ]
        pairs, counts = self._counted(pieces, least)
        asked, known = np.divmod(pairs, self._size)
        lengths = np.minimum(self._lengths[known], np.array([len(each) for each in pieces])[asked])
        share = np.minimum(counts / lengths, 1)
        enough = (share >= _FEW) | ((lengths >= _SLIPPED_TWICE) & (counts > 1))
        return pairs[enough], share[enough]

    def _near(self, parts: Sequence[Part], sharing: Pairs, share: NDArray[np.float64]) -> Pairs:
        """Which parts that share pieces may be like a part though no key of theirs is the same."""
        asked, known = sharing // self._size, sharing % self._size
        latin = np.array([part.script == "latin" for part in parts])[asked]
        letters = np.array([len(part.text) for part in parts])[asked]
        much = share >= _FEW
        close = np.abs(self._letters[known] - letters) <= _SLIPS
        near = np.where(latin, ~self._latin[known] & much, close | much)
        slipped = self._slipped([part.text for part in parts], sharing[latin & (letters >= _SLIPPED_TWICE)])
        return np.concatenate([sharing[near], slipped])

    def _near_light(self, parts: Sequence[Part]) -> Pairs:
        """Long words that say next to nothing have no pieces; a slip makes a word of its own of one: Intermational."""
        long = [at for at, part in enumerate(parts) if part.script == "latin" and len(part.text) >= _SLIPPED_TWICE]
        found = [at * self._size + number for at in long if parts[at].kind != "light" for number in self._light]
        for at in long:
            if parts[at].kind == "light":
                word = [Part(parts[at].text, "latin")]
                found += (at * self._size + self._near(word, *self._sharing(word))).tolist()
        return np.array(found, dtype=np.int64)


def _kept(
    kept: dict[Asked, Answer], asked: Sequence[Asked], answer: Callable[[Sequence[Asked]], Sequence[Answer]]
) -> list[Answer]:
    """The answers to all that is asked; those that are not kept are found together, and kept."""
    found = {each: kept[each] for each in asked if each in kept}
    missing = list(dict.fromkeys(each for each in asked if each not in found)) if len(found) < len(asked) else []
    if missing:
        answers = answer(missing)
        if len(kept) + len(missing) > _KEPT:
            kept.clear()
        kept.update(zip(missing[:_KEPT], answers, strict=False))
        found.update(zip(missing, answers, strict=True))
    return [found[each] for each in asked]


def _may_slip(run: Run, text: str) -> bool:
    """Whether two neighbours written as one are also looked for with slips: words of letters, not both of trade."""
    long = len(run) == 2 and len(text) >= _SLIPPED_TWICE and not all(part.meaning for part in run)
    return long and run[0].script == run[1].script == "latin"
