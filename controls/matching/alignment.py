"""The parts of two names put beside each other, the rarest and most alike first; then words written as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from controls.matching.likeness import NONE, Likeness, by_sound, has_vowels, likeness, slipped
from controls.matching.parts import Part

_MOST_JOINED = 4  # parts of one name that another writes as one
_BY_LETTERS = {"slip", "sound", "joined", "initials"}  # likenesses of a whole word, whatever it means
_MOST_SLIPS = 2
_INITIALS = range(3, 7)  # letters of an acronym
_THREE_INITIALS = 0.66  # of three letters there are too many to make a hit
_MOST_SYLLABLES = 8  # of a Chinese name, each written as a word
_SOUNDED = {"kana", "heard"}
_SURE_SOUND = 0.8


class Pair(NamedTuple):
    """Parts of the one name and those of the other that they are, and how like they are."""

    one: tuple[Part, ...]
    other: tuple[Part, ...]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Aligned:
    """Which parts of two names belong together, and what is left of each."""

    pairs: tuple[Pair, ...]
    one_left: tuple[Part, ...]
    other_left: tuple[Part, ...]


def align(one: Sequence[Part], other: Sequence[Part], weight: Callable[[Part], float]) -> Aligned:
    """Each part belongs to one other at most; what says most and is most alike is put together first."""
    ways = []
    for i, part in enumerate(one):
        for j, against in enumerate(other):
            like = likeness(part, against)
            if like.degree:
                ways.append((-like.degree * (weight(part) + weight(against)), abs(i - j), i, j, like))
    one_free, other_free = dict(enumerate(one)), dict(enumerate(other))
    pairs: list[tuple[int, Pair]] = []
    for _worth, _apart, i, j, like in sorted(ways, key=lambda way: way[:4]):
        if i in one_free and j in other_free:
            pairs.append((i, Pair((one_free.pop(i),), (other_free.pop(j),), like)))
    pairs += _joined(one_free, other_free, turned=False)
    pairs += _joined(other_free, one_free, turned=True)
    for _place, pair in pairs:
        if pair.likeness.kind in _BY_LETTERS:
            _with_their_words(pair.one, one_free)
            _with_their_words(pair.other, other_free)
    ordered = tuple(pair for _place, pair in sorted(pairs, key=lambda each: each[0]))
    return Aligned(ordered, tuple(one_free.values()), tuple(other_free.values()))


def _with_their_words(parts: Sequence[Part], free: dict[int, Part]) -> None:
    """Takes out other meanings of words that have been paired letter by letter: Logitec is logistics and technology."""
    texts = {part.text for part in parts if part.meaning}
    for place in [place for place, part in free.items() if part.text in texts]:
        del free[place]


def _joined(single: dict[int, Part], several: dict[int, Part], *, turned: bool) -> list[tuple[int, Pair]]:
    """Parts of the one that stand for several neighbours of the other; they are taken out of both."""
    found = []
    for place, part in list(single.items()):
        best = max(_ways(part, several), key=lambda way: (way[0].degree, -len(way[1])), default=None)
        if best is None:
            continue
        like, places = best
        parts = tuple(several.pop(each) for each in places)
        mine = (single.pop(place),)
        found.append((places[0] if turned else place, Pair(parts, mine, like) if turned else Pair(mine, parts, like)))
    return found


def _ways(part: Part, several: dict[int, Part]) -> list[tuple[Likeness, list[int]]]:
    places = sorted(several)
    found = []
    letters = len(part.text.replace(" ", ""))
    initials = part.script == "latin" and letters in _INITIALS
    for first in range(len(places)):
        for last in range(first + 2, min(first + _MOST_SYLLABLES, len(places)) + 1):
            run = places[first:last]
            if run[-1] - run[0] != len(run) - 1:
                break
            parts = [several[each] for each in run]
            if not initials and not _may_be_one(part.script, letters, parts):
                continue
            like = _as_one(part, parts)
            if like.degree:
                found.append((like, run))
    return found


def _may_be_one(script: str, letters: int, parts: Sequence[Part]) -> bool:
    """Whether a part of so many letters may be these: as long but for slips, or heard in another script."""
    if abs(sum(len(each.text) - each.text.count(" ") for each in parts) - letters) <= _MOST_SLIPS:
        return True
    if script == "latin":
        return all(each.script in _SOUNDED for each in parts)
    return all(each.script == "latin" for each in parts)


def _as_one(part: Part, parts: Sequence[Part]) -> Likeness:
    together = "".join(each.text for each in parts).replace(" ", "")
    whole = part.text.replace(" ", "")
    if whole == together:
        return Likeness(0.99, "joined")
    scripts = {each.script for each in parts}
    if part.script != "latin" and scripts == {"latin"} or part.script == "latin" and scripts <= _SOUNDED:
        return _heard_as_one(part, parts)
    if len(parts) <= _MOST_JOINED and len(whole) >= 8 and slipped(whole, together).degree:
        return Likeness(slipped(whole, together).degree - 0.02, "joined")
    initials = "".join(text[0] for text in dict.fromkeys(each.text for each in parts))
    if part.script == "latin" and len(whole) in _INITIALS and initials == whole:
        return Likeness(0.8 if len(whole) > _INITIALS[0] else _THREE_INITIALS, "initials")
    return NONE


def _heard_as_one(part: Part, parts: Sequence[Part]) -> Likeness:
    """A run of another script and the Latin words that spell it: 考克斯, Kao Ke Si."""
    if part.script == "han":
        spelt = "".join(each.spelling for each in parts)
        return Likeness(0.88, "pinyin") if spelt == part.spelling else NONE
    if part.script == "other":
        return NONE
    like = by_sound(
        part.latin.replace(" ", ""),
        "".join(each.latin for each in parts).replace(" ", ""),
        loose="heard" in (part.script, parts[0].script),
        vowels_said=has_vowels((part, *parts)),
    )
    return like if like.degree > _SURE_SOUND else NONE
