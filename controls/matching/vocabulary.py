"""Every part that a name on record has, once, and which of them are like one asked for.

A part is looked for by its text, meaning, spelling and sound, by its text with a letter left out, and by pieces of it.
What is found is compared by `likeness`; where that finds nothing, pieces in common still speak for it a little, so that
a name comes up that was written in another way than any rule knows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import local

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from controls.matching.alphabets import bones, consonants, quiet, syllable_bones
from controls.matching.likeness import bare, clear, likeness
from controls.matching.parts import Part
from controls.matching.postings import NO_KEYS, Places, Postings, key_of, pairs_of
from controls.matching.sounds import skeleton
from controls.matching.words import singular

_BONES = 3  # consonants by which a sound is known
_SHORT, _SHORT_RUN = range(5, 9), range(4, 9)  # letters of a word that is also looked for with one of them left out
_LONG = 4  # letters of a word that is cut into pieces
_LONGEST = 60  # letters of a word that are cut into pieces
_SLIPPED_TWICE, _SLIPS = 8, 2  # letters of a word that may be two slips from another
_NEXT = 0.16  # what a key in common speaks for where it makes no likeness: persons are compared more loosely
_HALF = 0.5  # of the pieces of a part: so many are left of it with a slip
_FEW = 0.4  # of the pieces of the shorter one: what less than that says is left aside
_TINY = 2  # pieces of a word, of which one is enough of it
_LOST = 8  # pieces of a text that two slips can change
_JOINED, _PIECES = 0.99, 0.4  # what being written as one and all pieces speak for
# Which scripts are compared with each other by each kind of sound.
_SOUNDS = {
    "rough": ("latin", "kana", "heard"),
    "clear": ("latin", "kana", "heard"),
    "sound": ("latin", "kana"),
    "bones": ("latin", "kana", "heard"),
    "quiet": ("latin", "kana", "heard"),
    "syllables": ("latin", "han"),
}
_HEARD_BY: dict[str, Callable[[str], str]] = {
    "rough": bare,
    "clear": clear,
    "sound": skeleton,
    "bones": bones,
    "quiet": quiet,
    "syllables": consonants,
}
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
        self._texts = [part.text for part in parts]
        self._signs = np.array([_signs(part.text) if part.script == "latin" else 0 for part in parts], dtype=np.uint32)
        han = np.array([part.script == "han" for part in parts], dtype=bool)
        # Whether a word that is no run of Chinese characters has so few pieces that one is much of it.
        self._has_tiny = bool(np.any(~han & (self._lengths > 0) & (self._lengths <= _TINY)))
        self._own = local()
        self._light = [
            number
            for number, part in enumerate(parts)
            if part.kind == "light" and part.script == "latin" and len(part.text) >= _SLIPPED_TWICE
        ]
        self._kept: dict[Part, Alike] = {}
        self._kept_runs: dict[tuple[Part, ...], Places] = {}

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
        key = tuple(run)
        found = self._kept_runs.get(key)
        if found is None:
            if len(self._kept_runs) >= _KEPT:
                self._kept_runs.clear()
            found = self._kept_runs[key] = self._written_as_one(run)
        return found

    def _written_as_one(self, run: Sequence[Part]) -> Places:
        text = "".join(part.text for part in run)
        keys = [key_of("spelt", spelling) for spelling in {text, "".join(part.spelling for part in run)}]
        found = set(self.exact.find(keys).tolist())
        worth = len(run) == 2 and len(text) >= _SLIPPED_TWICE and not all(part.meaning for part in run)
        if worth and run[0].script == run[1].script == "latin":
            pieces = _cut(Part(text, "latin"))
            counts = self._counted(pieces)
            found |= set(self._slipped(text, (counts >= max(2, len(pieces) - _LOST)).nonzero()[0]))
        return np.array(sorted(found), dtype=np.int32)

    def _slipped(self, text: str, numbers: NDArray[np.integer]) -> list[int]:
        """Which of these parts are words of Latin letters that are at most two slips from a text."""
        close = self._latin[numbers] & (np.abs(self._letters[numbers] - len(text)) <= _SLIPS)
        numbers = numbers[close]
        # A slip takes one sign out of a word and puts one in, at most.
        near = numbers[np.bitwise_count(self._signs[numbers] ^ np.uint32(_signs(text))) <= 2 * _SLIPS]
        if not len(near):
            return []
        texts = [self._texts[number] for number in near.tolist()]
        slips = cdist([text], texts, scorer=OSA.distance, score_cutoff=_SLIPS, dtype=np.uint8)[0]
        found: list[int] = near[slips <= _SLIPS].tolist()
        return found

    def _alike(self, part: Part) -> Alike:
        sharing, share = self._sharing(part)
        compared = {
            *self.exact.find(list(asked_keys(part))).tolist(),
            *self._near(part, sharing, share),
            *self._near_light(part),
        }
        likes = sorted(compared)
        liked = np.array(likes, dtype=np.int32)
        parts = self.parts
        degrees = np.array([likeness(part, parts[number]).degree or _NEXT for number in likes], dtype=np.float64)
        left = share >= _FEW
        if len(sharing):
            at = sharing.searchsorted(liked)
            left[at[sharing.take(at, mode="clip") == liked]] = False
        sharing, share = sharing[left], share[left]
        letters = self._letters[sharing]
        # One of several parts that the longer one is, but for a slip; else pieces alone speak for it.
        within = (letters + (1 if part.script == "han" else _SLIPS) <= len(part.text)) & (share >= _HALF)
        asked = np.where(within, _JOINED * letters / len(part.text), _PIECES * share)
        known = np.where(within, _JOINED, _PIECES * share)
        return Alike(
            np.concatenate([liked, sharing]), np.concatenate([degrees, asked]), np.concatenate([degrees, known])
        )

    def _counted(self, pieces: Sequence[int]) -> NDArray[np.int64]:
        """How many of these pieces each part has. Each thread has one array, for a new one costs more than counting."""
        counts: NDArray[np.int64] | None = getattr(self._own, "counts", None)
        if counts is None:
            counts = self._own.counts = np.zeros(len(self.parts), dtype=np.int64)
        counts.fill(0)
        if pieces:
            np.add.at(counts, self.pieces.find(pieces), 1)
        return counts

    def _sharing(self, part: Part) -> tuple[Places, NDArray[np.float64]]:
        """The parts that share pieces, with the share of the shorter one's; of long ones also such as share few."""
        cut = _cut(part)
        counts = self._counted(cut)
        # One piece of a word says too little, unless one of the two has few.
        one_says = part.script == "han" or self._has_tiny or len(cut) <= _TINY
        sharing = (counts > (0 if one_says else 1)).nonzero()[0]
        counts, lengths = counts[sharing], np.minimum(self._lengths[sharing], len(cut))
        share = np.minimum(counts / lengths, 1)
        enough = (share >= _FEW) | ((lengths >= _SLIPPED_TWICE) & (counts > 1))
        return sharing[enough].astype(np.int32), share[enough]

    def _near(self, part: Part, sharing: Places, share: NDArray[np.float64]) -> list[int]:
        """Which parts that share pieces may be like a part though no key of theirs is the same."""
        if part.script != "latin":
            close = np.abs(self._letters[sharing] - len(part.text)) <= _SLIPS
            found: list[int] = sharing[close | (share >= _FEW)].tolist()
            return found
        found = sharing[~self._latin[sharing] & (share >= _FEW)].tolist()
        return found + (self._slipped(part.text, sharing) if len(part.text) >= _SLIPPED_TWICE else [])

    def _near_light(self, part: Part) -> list[int]:
        """Long words that say next to nothing have no pieces; a slip makes a word of its own of one: Intermational."""
        if part.script != "latin" or len(part.text) < _SLIPPED_TWICE:
            return []
        if part.kind != "light":
            return self._light
        word = Part(part.text, "latin")
        return self._near(word, *self._sharing(word))


def kept_keys(part: Part) -> Iterator[int]:
    """The keys under which a part is kept: those of its text, meaning, spelling and sound."""
    yield from _written_keys(part)
    yield from (key_of(f"{kind} {part.script}", heard) for kind, heard in _sounds(part))


def asked_keys(part: Part) -> Iterator[int]:
    """The keys by which a part is looked for: its sound only in other scripts than its own."""
    yield from _written_keys(part)
    for kind, heard in _sounds(part):
        yield from (key_of(f"{kind} {script}", heard) for script in _SOUNDS[kind] if script != part.script)


def _written_keys(part: Part) -> Iterator[int]:
    """The keys of text, meaning and spelling, and of a short word with a letter left out."""
    if part.meaning:
        yield key_of("means", part.meaning)
    if part.kind != "light":
        yield key_of("text", part.text)
    if part.kind not in ("light", "number"):
        yield from {key_of("spelt", spelling) for spelling in (part.spelling, singular(part.text)) if spelling}
    if part.kind != "number" and len(part.text) in (_SHORT_RUN if part.script == "han" else _SHORT):
        yield key_of("slip", part.text)
        yield from {key_of("slip", part.text[:at] + part.text[at + 1 :]) for at in range(len(part.text))}


def _sounds(part: Part) -> Iterator[tuple[str, str]]:
    """The sounds of a part that scripts have in common, by the kind of sound."""
    if part.kind in ("light", "number"):
        return
    for kind, heard_by in _HEARD_BY.items():
        if part.script in _SOUNDS[kind]:
            heard = syllable_bones(part.text) if part.script == "han" else heard_by(part.latin)
            if len(heard) >= (1 if kind in ("rough", "clear") else _BONES):
                yield kind, heard


def _signs(text: str) -> int:
    """Which signs a text has, one bit for each; several signs may share a bit."""
    found = 0
    for sign in text:
        found |= 1 << (ord(sign) & 31)
    return found


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
