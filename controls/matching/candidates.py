"""Which names on record are worth comparing with one asked for: postings of each representation, the rarest keys first.

A name is found by its whole, its parts, their meanings, their spellings in Latin letters and consonants, pieces of its
words and runs, its initials. Each of these has its own keys, so that one that fails does not take the others with it.
What is found here is compared by `scoring.compare`; nothing is judged here.
"""

import heapq
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from controls.matching.alphabets import bones, syllable_bones
from controls.matching.likeness import spoken_whole
from controls.matching.parts import Named, Part, named
from controls.matching.sounds import one_spelling, skeleton

_SURE, _GOOD, _FAIR, _WEAK = 8.0, 3.0, 2.0, 1.0  # what keys of each representation are worth
_LONG = 4  # letters of a word that is cut into pieces
_BONES = 3  # consonants by which a sound is known
_INITIALS = range(3, 7)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name worth comparing: its place in the index, and how much speaks for it (comparable within one question)."""

    place: int
    worth: float


def keys(name: Named) -> Iterator[tuple[str, float]]:
    """Every key under which a name is kept and looked for, with what it is worth."""
    if not name.whole:
        return
    yield f"whole {name.whole}", _SURE
    for part in name.parts:
        if part.kind != "light":
            yield from _of_part(part)
    for one, other in pairwise(name.parts):
        if one.script == other.script == "latin":
            yield f"join {one.spelling}{other.spelling}", _GOOD
            yield from _of_sound(one.latin + other.latin)
    said = [part for part in name.said if part.script == "latin"]
    if len(name.parts) > 1:
        whole = spoken_whole(name.parts)
        yield f"join {one_spelling(whole)[:60]}", _GOOD
        if len(bones(whole)) >= _BONES:
            yield f"bones {bones(whole)}", _FAIR
    if len(said) in _INITIALS:
        yield f"initials {''.join(part.text[0] for part in said)}", _FAIR
    if len(name.parts) == 1 and len(name.whole) in _INITIALS and name.whole.isascii():
        yield f"initials {name.whole}", _FAIR


def _of_part(part: Part) -> Iterator[tuple[str, float]]:
    if part.meaning:
        yield f"means {part.meaning}", _GOOD
    if part.script == "han":
        if not part.meaning and len(syllable_bones(part.text)) >= _BONES:
            yield f"bones {syllable_bones(part.text).replace('f', 'b')}", _FAIR
        yield from ((f"run {one}{other}", _FAIR) for one, other in pairwise(part.text))
        if len(part.text) == 1:
            yield f"run {part.text}", _FAIR
    spelling = part.spelling
    if not spelling:
        return
    yield f"join {spelling}", _GOOD
    if part.script in ("latin", "kana", "heard"):
        yield from _of_sound(part.latin)
        if len(spelling) >= _LONG:
            edged = f"<{spelling[:60]}>"
            yield from ((f"piece {edged[place : place + 3]}", _WEAK) for place in range(len(edged) - 2))


def _of_sound(latin: str) -> Iterator[tuple[str, float]]:
    for kind, heard in (("sound", skeleton(latin)), ("bones", bones(latin))):
        if len(heard) >= _BONES:
            yield f"{kind} {heard}", _FAIR


class Postings:
    """Names by key. Built once and only read afterwards, so that threads may share it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._places: dict[str, array[int]] = {}
        self.size = 0
        for place, text in enumerate(texts):
            for key in {key for key, _worth in keys(named(text))}:
                self._places.setdefault(key, array("I")).append(place)
            self.size = place + 1

    def find(self, text: str, *, limit: int, longest: int = 2_000) -> list[Candidate]:
        """The names for which most speaks, the best first, at most `limit`.

        The rarest keys are followed first. A key that more than `longest` names have is followed only as long as no
        rarer one has found anything: it says next to nothing.
        """
        asked = dict(keys(named(text)))
        found = [(self._places[key], worth) for key, worth in asked.items() if key in self._places]
        found.sort(key=lambda each: len(each[0]))
        worths: dict[int, float] = {}
        for places, worth in found:
            if len(places) > longest and worths:
                break
            said = worth * math.log(1 + self.size / len(places))
            for place in places:
                worths[place] = worths.get(place, 0.0) + said
        return _best(worths, limit)


def _best(worths: dict[int, float], limit: int) -> list[Candidate]:
    best = heapq.nsmallest(limit, worths.items(), key=lambda each: (-each[1], each[0]))
    return [Candidate(place, worth) for place, worth in best]
