"""The parts of two names put beside each other, the rarest and most alike first; then words written as one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from controls.matching.likeness import NONE, Likeness, by_sound, has_vowels, likeness, slipped
from controls.matching.parts import Part

_MOST_JOINED = 4  # parts of one name that another writes as one
_BY_LETTERS = {"slip", "sound", "joined", "initials"}  # likenesses of a whole word, whatever it means
_MOST_SLIPS = 2
_INITIALS = range(3, 7)  # letters of an acronym
_THREE_INITIALS = 0.66  # of three letters there are too many to make a hit
_MOST_SYLLABLES = 8  # of a Chinese name, each written as a word
_SOUNDED, _LATIN = {"kana", "heard"}, {"latin"}
_SURE_SOUND = 0.8
_JOINED, _PINYIN = Likeness(0.99, "joined"), Likeness(0.88, "pinyin")


class Pair(NamedTuple):
    """Parts of the one name and those of the other that they are, and how like they are."""

    one: tuple[Part, ...]
    other: tuple[Part, ...]
    likeness: Likeness


class Aligned(NamedTuple):
    """Which parts of two names belong together, and what is left of each."""

    pairs: tuple[Pair, ...]
    one_left: tuple[Part, ...]
    other_left: tuple[Part, ...]


class _Run(NamedTuple):
    """Places of neighbours, how many letters they have together, and whether all are Latin, or of scripts of sounds."""

    places: range
    letters: int
    latin: bool
    sounded: bool


def align(one: Sequence[Part], other: Sequence[Part], weight: Callable[[Part], float]) -> Aligned:
    """Each part belongs to one other at most; what says most and is most alike is put together first."""
    ways: list[tuple[float, int, int, int, Likeness]] = []
    weights = [weight(part) for part in other]
    for i, part in enumerate(one):
        mine = weight(part)
        for j, against in enumerate(other):
            like = likeness(part, against)
            if like.degree:
                ways.append((-like.degree * (mine + weights[j]), abs(i - j), i, j, like))
    one_free, other_free = dict(enumerate(one)), dict(enumerate(other))
    pairs: list[tuple[int, Pair]] = []
    ways.sort()  # no two are of the same parts, so that likenesses are never compared
    for _worth, _apart, i, j, like in ways:
        if i in one_free and j in other_free:
            pairs.append((i, Pair((one_free.pop(i),), (other_free.pop(j),), like)))
    pairs += _joined(one_free, other_free, turned=False)
    pairs += _joined(other_free, one_free, turned=True)
    for _place, pair in pairs:
        if pair.likeness.kind in _BY_LETTERS:
            _with_their_words(pair.one, one_free)
            _with_their_words(pair.other, other_free)
    pairs.sort(key=_place_of)
    return Aligned(tuple([pair for _place, pair in pairs]), tuple(one_free.values()), tuple(other_free.values()))


def _place_of(placed: tuple[int, Pair]) -> int:
    return placed[0]


def _with_their_words(parts: Sequence[Part], free: dict[int, Part]) -> None:
    """Takes out other meanings of words that have been paired letter by letter: Logitec is logistics and technology."""
    texts = {part.text for part in parts if part.meaning}
    for place in [place for place, part in free.items() if part.text in texts]:
        del free[place]


def _joined(single: dict[int, Part], several: dict[int, Part], *, turned: bool) -> list[tuple[int, Pair]]:
    """Parts of the one that stand for several neighbours of the other; they are taken out of both."""
    found: list[tuple[int, Pair]] = []
    if not single:
        return found
    runs = _runs(several)
    for place, part in list(single.items()) if runs else ():
        best = max(_ways(part, several, runs), key=lambda way: (way[0].degree, -len(way[1])), default=None)
        if best is None:
            continue
        like, places = best
        parts = tuple(several.pop(each) for each in places)
        mine = (single.pop(place),)
        found.append((places[0] if turned else place, Pair(parts, mine, like) if turned else Pair(mine, parts, like)))
        runs = _runs(several)
    return found


def _runs(several: dict[int, Part]) -> list[_Run]:
    """Neighbours that may be written as one."""
    found: list[_Run] = []
    if len(several) < 2:
        return found
    for first, part in several.items():
        letters, latin, sounded = _letters(part), part.script == "latin", part.script in _SOUNDED
        for last in range(first + 1, first + _MOST_SYLLABLES):
            following = several.get(last)
            if following is None:
                break
            letters += _letters(following)
            latin, sounded = latin and following.script == "latin", sounded and following.script in _SOUNDED
            found.append(_Run(range(first, last + 1), letters, latin, sounded))
    return found


def _letters(part: Part) -> int:
    return len(part.text) - part.text.count(" ")


def _ways(part: Part, several: dict[int, Part], runs: Sequence[_Run]) -> list[tuple[Likeness, range]]:
    found = []
    own, latin = _letters(part), part.script == "latin"
    initials = latin and own in _INITIALS
    for run in runs:
        if (
            abs(run.letters - own) <= _MOST_SLIPS
            or (run.sounded if latin else run.latin)
            or (initials and len(run.places) >= own and several[run.places[0]].text[0] == part.text[0])
        ):
            like = _as_one(part, [several[each] for each in run.places])
            if like.degree:
                found.append((like, run.places))
    return found


def _as_one(part: Part, parts: Sequence[Part]) -> Likeness:
    together = "".join([each.text for each in parts]).replace(" ", "")
    whole = part.text.replace(" ", "")
    if whole == together:
        return _JOINED
    scripts = {each.script for each in parts}
    if part.script != "latin" and scripts == _LATIN or part.script == "latin" and scripts <= _SOUNDED:
        return _heard_as_one(part, parts)
    if len(parts) <= _MOST_JOINED and len(whole) >= 8 and slipped(whole, together).degree:
        return Likeness(slipped(whole, together).degree - 0.02, "joined")
    if part.script == "latin" and len(whole) in _INITIALS:
        initials = "".join([text[0] for text in dict.fromkeys([each.text for each in parts])])
        if initials == whole:
            return Likeness(0.8 if len(whole) > _INITIALS[0] else _THREE_INITIALS, "initials")
    return NONE


def _heard_as_one(part: Part, parts: Sequence[Part]) -> Likeness:
    """A run of another script and the Latin words that spell it: 考克斯, Kao Ke Si."""
    if part.script == "han":
        spelt = part.spelling
        same = spelt.startswith(parts[0].spelling) and spelt == "".join([each.spelling for each in parts])
        return _PINYIN if same else NONE
    if part.script == "other":
        return NONE
    like = by_sound(
        part.latin.replace(" ", ""),
        "".join([each.latin for each in parts]).replace(" ", ""),
        loose="heard" in (part.script, parts[0].script),
        vowels_said=has_vowels((part, *parts)),
    )
    return like if like.degree > _SURE_SOUND else NONE
