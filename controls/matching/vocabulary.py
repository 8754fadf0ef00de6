"""Every part that a name on record has, once, and which of them are like one asked for.

A part is looked for by its text, meaning, spelling and sound, by its text with a letter left out, and by pieces of it.
What is found is compared by `likeness`; where that finds nothing, pieces in common still speak for it a little, so that
a name comes up that was written in another way than any rule knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controls.matching.alphabets import bones, coarse, quiet, syllable_bones
from controls.matching.likeness import bare, clear, likeness
from controls.matching.parts import Part
from controls.matching.postings import Places, Postings, key_of, pairs_of
from controls.matching.sounds import skeleton
from controls.matching.words import singular

_BONES = 3  # consonants by which a sound is known
_HEARD_SCRIPTS = ("latin", "kana", "heard")
_SHORT, _SHORT_RUN = range(5, 9), range(4, 9)  # letters of a word that is also looked for with one of them left out
_LONG = 4  # letters of a word that is cut into pieces
_LONGEST = 60  # letters of a word that are cut into pieces
_SLIPPED_TWICE, _SLIPS = 8, 2  # letters of a word that may be two slips from another
_HALF = 0.5  # of the pieces of a part: so many are left of it with a slip
_FEW = 0.4  # of the pieces of the shorter one: what less than that says is left aside
_SLIPPED = 0.8  # the least that a slip leaves of two words
_JOINED, _HEARD, _PIECES = 0.99, 0.5, 0.4  # what being written as one, a sound and all pieces speak for
_KEPT = 20_000  # parts asked for of which is kept what is like them


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
        self._kept: dict[Part, Alike] = {}

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Vocabulary":
        """The vocabulary of these parts, each of which is there once; they are numbered as they come."""
        found = list(parts)
        exact = pairs_of((exact_keys(part), number) for number, part in enumerate(found))
        pieces = pairs_of((_cut(part), number) for number, part in enumerate(found))
        return cls(found, Postings.of(*exact), Postings.of(*pieces))

    def alike(self, part: Part) -> Alike:
        """The parts on record that are like this one."""
        found = self._kept.get(part)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[part] = self._alike(part)
        return found

    def written_as_one(self, run: Sequence[Part]) -> Places:
        """The parts that several others are, written as one; two words of letters also with a slip in them."""
        text = "".join(part.text for part in run)
        keys = [key_of("spelt", spelling) for spelling in {text, "".join(part.spelling for part in run)}]
        found = np.unique(self.exact.find(keys))
        if len(run) > 2 or len(text) < _SLIPPED_TWICE or any(part.script != "latin" for part in run):
            return found
        alike = self.alike(Part(text, "latin"))
        return np.union1d(found, alike.numbers[alike.asked >= _SLIPPED])

    def _alike(self, part: Part) -> Alike:
        near = np.unique(self.exact.find(list(exact_keys(part))))
        sharing, share = self._sharing(part)
        letters = self._letters[sharing]
        # One of several parts that the longer one is, but for a slip; else pieces alone speak for it.
        within = (letters < len(part.text)) & (share >= _HALF)
        asked = np.where(within, _JOINED * letters / len(part.text), _PIECES * share)
        known = np.where(within, _JOINED, _PIECES * share)
        compared = np.union1d(near, sharing[self._may_be(part, sharing, share)])
        likes = [(number, likeness(part, self.parts[number]).degree) for number in compared.tolist()]
        degrees = np.array([degree for _number, degree in likes])
        heard = np.isin(compared, near) & (degrees == 0)
        kept = np.flatnonzero((share >= _FEW) & ~np.isin(sharing, compared[(degrees > 0) | heard]))
        numbers = np.concatenate([compared[degrees > 0], compared[heard], sharing[kept]])
        return Alike(
            numbers.astype(np.int32),
            np.concatenate([degrees[degrees > 0], np.full(heard.sum(), _HEARD), asked[kept]]),
            np.concatenate([degrees[degrees > 0], np.full(heard.sum(), _HEARD), known[kept]]),
        )

    def _sharing(self, part: Part) -> tuple[Places, NDArray[np.float64]]:
        """The parts that share pieces, with the share of the shorter one's; of long ones also such as share few."""
        cut = _cut(part)
        counts = np.bincount(self.pieces.find(cut)) if cut else np.zeros(0, dtype=np.int64)
        sharing = np.flatnonzero(counts)
        counts, lengths = counts[sharing], np.minimum(self._lengths[sharing], len(cut))
        share = np.minimum(counts / lengths, 1)
        enough = (share >= _FEW) | ((lengths >= _SLIPPED_TWICE) & (counts > 1))
        return sharing[enough].astype(np.int32), share[enough]

    def _may_be(self, part: Part, sharing: Places, share: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which parts that share pieces may be like a part though no key of theirs is the same."""
        near = np.abs(self._letters[sharing] - len(part.text)) <= _SLIPS
        if part.script == "latin":
            return np.where(self._latin[sharing], near, share >= _FEW)
        return near | (share >= _FEW)


def exact_keys(part: Part) -> Iterator[int]:
    """The keys of a part's text, meaning, spelling and sound, and of a short word with a letter left out."""
    if part.kind != "light":
        yield key_of("text", part.text)
    if part.meaning:
        yield key_of("means", part.meaning)
    if part.kind == "number":
        return
    if part.kind != "light":
        yield from _heard_keys(part)
    if len(part.text) in (_SHORT_RUN if part.script == "han" else _SHORT):
        yield key_of("slip", part.text)
        yield from {key_of("slip", part.text[:at] + part.text[at + 1 :]) for at in range(len(part.text))}


def _heard_keys(part: Part) -> Iterator[int]:
    if part.spelling:
        yield key_of("spelt", part.spelling)
    if part.script == "latin":
        yield key_of("spelt", singular(part.text))
    if part.script == "han" and not part.meaning:
        foreign = coarse(syllable_bones(part.text))
        if len(foreign) >= _BONES:
            yield key_of("bones", foreign)
    if part.script in _HEARD_SCRIPTS:
        latin = part.latin
        yield from {key_of("rough", bare(latin)), key_of("rough", clear(latin))}
        for kind, heard in (("sound", skeleton(latin)), ("bones", bones(latin)), ("quiet", quiet(latin))):
            if len(heard) >= _BONES:
                yield key_of(kind, heard)


def _cut(part: Part) -> list[int]:
    """Pieces as numbers: pairs of Chinese characters, three letters of other words and their edges."""
    if part.kind in ("light", "number"):
        return []
    if part.script == "han":
        text = part.text if len(part.text) > 1 else ""
        signs = [ord(sign) for sign in text]
        return list({one << 21 | other for one, other in zip(signs, signs[1:], strict=False)})
    text = part.spelling
    if len(text) < _LONG:
        return []
    signs = [ord(sign) for sign in f"<{text[:_LONGEST]}>"]
    return list({a << 42 | b << 21 | c for a, b, c in zip(signs, signs[1:], signs[2:], strict=False)})
