"""Every part that a name on record has, once, and which of them are like one asked for.

A part is looked for by its text, meaning, spelling and sound, by its text with a letter left out, and by pieces of it.
What is found is compared by `likeness`; where that finds nothing, pieces in common still speak for it a little, so that
a name comes up that was written in another way than any rule knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controls.matching.likeness import likeness
from controls.matching.parts import Part
from controls.matching.postings import Places, Postings, key_of, pairs_of
from controls.matching.sounds import skeleton
from controls.matching.words import singular

_BONES = 3  # consonants by which a sound is known
_SHORT = range(5, 9)  # letters of a word that is also looked for with one of them left out
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
        near = set(self.exact.find(list(exact_keys(part))).tolist())
        shares = self._sharing(part)
        found: list[tuple[int, float, float]] = []
        for number in sorted(near | shares.keys()):
            known, share = self.parts[number], shares.get(number, 0.0)
            degree = likeness(part, known).degree if number in near or _may_be(part, known) else 0.0
            if degree:
                found.append((number, degree, degree))
            elif share and _may_be_in(known, part, share):
                found.append((number, _JOINED * len(known.text) / len(part.text), _JOINED))
            elif number in near or share >= _FEW:
                degree = max(_PIECES * share, _HEARD if number in near else 0.0)
                found.append((number, degree, degree))
        numbers, asked, said = zip(*found, strict=True) if found else ((), (), ())
        return Alike(np.array(numbers, dtype=np.int32), np.array(asked, dtype=float), np.array(said, dtype=float))

    def _sharing(self, part: Part) -> dict[int, float]:
        """The parts that share pieces, with the share of the shorter one's; of long ones also such as share few."""
        cut = _cut(part)
        if not cut:
            return {}
        counts = np.bincount(self.pieces.find(cut))
        sharing = np.flatnonzero(counts)
        counts, lengths = counts[sharing], np.minimum(self._lengths[sharing], len(cut))
        share = np.minimum(counts / lengths, 1)
        enough = (share >= _FEW) | ((lengths >= _SLIPPED_TWICE) & (counts > 1))
        return dict(zip(sharing[enough].tolist(), share[enough].tolist(), strict=True))


def _may_be(one: Part, other: Part) -> bool:
    """Whether parts that share pieces may be like each other though no key of theirs is the same."""
    if one.script == other.script == "latin":
        return abs(len(one.text) - len(other.text)) <= _SLIPS
    return True


def _may_be_in(known: Part, part: Part, share: float) -> bool:
    """Whether a part that shares pieces may be one of several that the longer one is, with a slip in them."""
    long = len(part.text) >= _SLIPPED_TWICE and len(known.text) + _SLIPS <= len(part.text)
    return known.text in part.text or (long and share >= _HALF)


def exact_keys(part: Part) -> Iterator[int]:
    """The keys of a part's text, meaning, spelling and sound, and of a short word with a letter left out."""
    yield key_of("text", part.text)
    if part.meaning:
        yield key_of("means", part.meaning)
    if part.kind in ("light", "number"):
        return
    spelling = part.spelling
    if spelling:
        yield key_of("spelt", spelling)
    if part.script in ("latin", "kana"):
        bones = skeleton(part.latin)
        if len(bones) >= _BONES:
            yield key_of("sound", bones)
    if part.script == "latin":
        yield key_of("spelt", singular(part.text))
    if part.script != "han" and len(part.text) in _SHORT:
        yield key_of("slip", part.text)
        yield from {key_of("slip", part.text[:at] + part.text[at + 1 :]) for at in range(len(part.text))}


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
