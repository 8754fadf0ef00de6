"""Names of persons, by their own rules: order is free, a letter may stand for a name, a patronymic may be left out.

Chinese, Japanese and Korean names are compared by their characters, and with Latin spellings in pinyin or kana, the
family name first or last. Rarity says nothing here: which names are frequent is not known.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from controls.matching.alphabets import rough, spoken
from controls.matching.likeness import Likeness, slipped
from controls.matching.lookalikes import latin_looking
from controls.matching.names import search_key
from controls.matching.numbers import compact
from controls.matching.scripts import folded
from controls.matching.sounds import is_han, one_spelling, pinyin, romaji
from controls.matching.steps import Step
from controls.matching.verdicts import CEILINGS, Band, Score, verdict_of

_TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "lord", "lady", "dame", "jr", "sr", "ii", "iii", "iv", "hon",
    "gen", "col", "maj", "capt", "lt",
}  # fmt: skip
_PARTICLES = {
    "van", "von", "der", "den", "de", "da", "di", "du", "del", "della", "dos", "das", "la", "le", "el", "al", "bin",
    "ibn", "ben", "abu", "y", "und", "e",
}  # fmt: skip
_PATRONYMIC = re.compile(r"(?:ovich|evich|yevich|ich|ovna|evna|yevna|ichna|inichna|ovych|ivna)$")
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 12  # names of one person
_HOMOPHONES_MOST, _NO_HIT = 0.72, 0.3  # other characters of one sound may be a slip of who typed them
_ONE_NAME_MOST = 0.69  # who shares one name only is nobody in particular
_MOST_WITH = {
    "initial": 0.84,
    "only_query": 0.84,
    "only_candidate": 0.84,
    "slip": 0.88,
    "spelling": 0.94,
    "order": 0.98,
}


def compare_persons(query: str, candidate: str) -> Score:
    """The score of a person asked for against one on record. Exchanging them changes only the sides of the steps."""
    if _compact(query) and _compact(query) == _compact(candidate):
        same = search_key(query).replace(" ", "") == search_key(candidate).replace(" ", "")
        band = Band.SAME_SCRIPT if same else Band.FOLDED
        return Score(
            CEILINGS[band], verdict_of(CEILINGS[band]), band, (Step("whole", query.strip(), candidate.strip()),)
        )
    found = [_spelt(one, other) for one in readings(query) for other in readings(candidate)]
    best = max(found, key=lambda score: (score.value, _words_of(score))) if len(found) > 1 else found[0]
    if query.isascii() and candidate.isascii() or folded(query + candidate).isascii():
        return best
    most = CEILINGS[Band.ROMANISED]
    if _in_characters(query) and _in_characters(candidate):
        most = _HOMOPHONES_MOST if best.value >= most else _NO_HIT
    value = min(best.value, most)
    return Score(value, verdict_of(value), Band.ROMANISED, best.steps)


_compact = lru_cache(maxsize=20_000)(compact)


def _words_of(score: Score) -> list[list[str]]:
    """The words of the steps whichever side they are on, so that of equal readings one is taken from either side."""
    return sorted(sorted((step.query, step.candidate)) for step in score.steps)


def _in_characters(text: str) -> bool:
    """Whether a name is written in Chinese characters throughout: then other characters are another name."""
    return is_han("".join(_WORD.findall(folded(text[:400]))))


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The names of a person in Latin letters; a Chinese name with one character of family name, and with two."""
    return _readings(text[:400])


@lru_cache(maxsize=20_000)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    plain = spoken(latin_looking(folded(text)))
    words = [word for word in _WORD.findall(plain) if word not in _TITLES][:_MOST]
    if len(words) == 1 and is_han(words[0]) and 2 <= len(words[0]) <= 4:
        syllables = pinyin(words[0])
        ways = (syllables[0], "".join(syllables[1:])), ("".join(syllables[:2]), "".join(syllables[2:]))
        return ways if len(syllables) > 2 else ways[:1]
    spelt = tuple("".join(pinyin(word)) if is_han(word) else romaji(word) for word in words)
    if len(spelt) == 3 and all(len(word) > 1 for word in spelt):
        return spelt, (spelt[0], spelt[1] + spelt[2])  # Xiao Ming, Xiaoming
    return (spelt,)


def _spelt(one: Sequence[str], other: Sequence[str]) -> Score:
    ways = sorted(
        (-like.degree, abs(i - j), i, j, like)
        for i, name in enumerate(one)
        for j, against in enumerate(other)
        if (like := _alike(name, against)).degree
    )
    first, second = dict(enumerate(one)), dict(enumerate(other))
    pairs: list[tuple[int, int, Likeness]] = []
    for _degree, _apart, i, j, like in ways:
        if i in first and j in second:
            del first[i], second[j]
            pairs.append((i, j, like))
    pairs.sort(key=lambda pair: pair[:2])
    steps = [Step(like.kind, one[i], other[j], round(like.degree / len(pairs), 4)) for i, j, like in pairs]
    if [j for _i, j, _like in pairs] != sorted(j for _i, j, _like in pairs):
        steps.append(Step("order"))
    steps += _left_over(_counting(first.values()), _counting(second.values()))
    value = _valued(steps, [like for _i, _j, like in pairs])
    return Score(round(value, 4), verdict_of(value), Band.SAME_SCRIPT, tuple(steps or [Step("nothing")]))


def _valued(steps: Sequence[Step], likes: Sequence[Likeness]) -> float:
    """The mean likeness of the names, and no more than the weakest step allows."""
    kinds = [step.kind for step in steps]
    full = [like for like in likes if like.kind != "initial"]
    if not full or "differs" in kinds:
        return 0.3 if full else 0.0
    most = min([1.0, *(_MOST_WITH[kind] for kind in kinds if kind in _MOST_WITH)])
    if len(likes) < 2:
        most = min(most, _ONE_NAME_MOST)
    return min(sum(like.degree for like in full) / len(full), most)


def _alike(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness(1.0, "equal") if len(one) > 1 else Likeness(0.6, "initial")
    if not one or not other:
        return Likeness(0.0, "")
    if 1 in (len(one), len(other)):
        return Likeness(0.6 if one[0] == other[0] else 0.0, "initial")
    if one_spelling(one) == one_spelling(other) or rough(one) == rough(other):
        return Likeness(0.97, "spelling")
    return slipped(one, other)


def _counting(left: Iterable[str]) -> str:
    return " ".join(name for name in left if name not in _PARTICLES and not _PATRONYMIC.search(name))


def _left_over(one: str, other: str) -> list[Step]:
    if one and other:
        return [Step("differs", one, other)]
    if one:
        return [Step("only_query", query=one)]
    return [Step("only_candidate", candidate=other)] if other else []
