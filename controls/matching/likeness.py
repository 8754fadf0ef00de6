"""How like two parts of names are, and in which way: the same word, one meaning, one sound, a slip of the pen."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from controls.matching.alphabets import bones, consonants, quiet, rough, syllable_bones
from controls.matching.parts import Part
from controls.matching.sounds import one_spelling, skeleton
from controls.matching.words import singular

_IN_SYLLABLES = 0.66  # of the letters of a foreign name, which Chinese writes syllable by syllable
_SYLLABLES = 3  # of a foreign name in Chinese characters
_NOT_SAID = 0.13  # so much less of the letters is alike where a script writes few vowels
_BY_MOST = 0.74  # when most of the consonants of a long word are the same
_WHOLE = 5  # consonants by which a whole name is known
_SHORTEST = 5  # letters of a word in which a slip is told from another word
_LOUD = 3  # consonants by which a sound is known
_SOME_VOWELS, _MOST_VOWELS, _NEARLY_ALL_VOWELS = 0.55, 0.68, 0.81  # of the letters, where the consonants are the same
_ALIKE = 0.75  # of the letters, for two spellings of one sound


class Likeness(NamedTuple):
    """`degree` is 0 to 1; `kind` is the kind of step that says why."""

    degree: float
    kind: str


NONE = Likeness(0.0, "")
_EQUAL = Likeness(1.0, "equal")
_ONE_WORD, _ONE_SPELLING = Likeness(0.99, "spelling"), Likeness(0.95, "spelling")
_MEANING = Likeness(0.97, "meaning")
_LETTERED = frozenset(("latin", "kana", "heard"))  # scripts of words that a slip may be in


def likeness(one: Part, other: Part) -> Likeness:
    """How like two parts are. It makes no difference which is named first."""
    if one.text == other.text and one.meaning == other.meaning:
        return _EQUAL
    if one.meaning and other.meaning:
        return _of_meanings(one, other)
    if one.kind == "light" or other.kind == "light":
        return slipped(one.text, other.text) if one.script == other.script == "latin" else NONE
    if one.kind == "number" or other.kind == "number":
        return NONE
    if one.script == other.script:
        if one.script == "han":
            return _of_runs(one.text, other.text)
        return _of_words(one, other) if one.script in _LETTERED else NONE
    if one.script in _LETTERED and other.script in _LETTERED:
        loose = "heard" in (one.script, other.script)
        return by_sound(one.latin, other.latin, loose=loose, vowels_said=not loose or has_vowels((one, other)))
    scripts = (one.script, other.script)
    return _in_syllables(one, other) if scripts in (("han", "latin"), ("latin", "han")) else NONE


def _of_meanings(one: Part, other: Part) -> Likeness:
    if one.meaning != other.meaning:
        return NONE
    if one.script == other.script == "latin" and one.spelling[:4] == other.spelling[:4]:
        return _ONE_WORD  # technology, technologies
    return _MEANING


def _of_words(one: Part, other: Part) -> Likeness:
    text = one.text + other.text
    if not text.isalpha() and any(character.isdigit() for character in text):
        return NONE
    if singular(one.text) == singular(other.text):
        return _ONE_WORD
    if one.spelling == other.spelling:
        return _ONE_SPELLING
    if len(one.text) == len(other.text) == _SHORTEST and sorted(one.text) != sorted(other.text):
        return NONE  # another letter in a word of five is another word: Merck and Merce, Tokin and Token
    return slipped(one.text, other.text)


def slipped(one: str, other: str) -> Likeness:
    """Two words of five letters that one slip of the pen tells apart, or two in words of eight and more."""
    first, second = len(one), len(other)
    shorter, apart = (first, second - first) if first < second else (second, first - second)
    allowed = 0 if shorter < _SHORTEST else 1 if shorter < 8 else 2
    if apart > allowed or not allowed:
        return NONE
    slips = OSA.distance(one, other, score_cutoff=allowed)
    return Likeness(1 - 0.6 * slips / shorter, "slip") if slips <= allowed else NONE


def has_vowels(parts: Iterable[Part]) -> bool:
    """Whether all of these are written with their vowels: Arabic and Hebrew are not."""
    return not any(part.script == "heard" and "\u0590" <= part.text[:1] <= "\u06ff" for part in parts)


def by_sound(one: str, other: str, *, loose: bool, vowels_said: bool) -> Likeness:
    """Words of two scripts in Latin letters; `loose` where one of the scripts does not write every sound.

    Consonants alone are those of too many words: some of the vowels have to be alike, too; the more of them the fewer
    consonants there are, but where a script does not write them (`vowels_said`).
    """
    if bare(one) == bare(other) or (loose and clear(one) == clear(other)):
        return Likeness(0.92, "sound")
    if loose:
        vowels = _vowels(one, other, clear)
        degree = _by_bones(one, other, vowels if vowels_said else vowels + _NOT_SAID, least=_LOUD)
    else:
        degree = _by_skeleton(one, other)
    alike = OSA.normalized_similarity(one_spelling(one), one_spelling(other), score_cutoff=_ALIKE)
    degree = max(degree, 0.82 * alike if alike >= _ALIKE else 0)
    return Likeness(degree, "sound") if degree else NONE


def _by_skeleton(one: str, other: str) -> float:
    """The same consonants, as Japanese or as any ears would write them, and enough of the vowels alike."""
    known = skeleton(one)
    worth = 0.86 if _same_bones(known, skeleton(other)) else 0.78 if _same_bones(bones(one), bones(other)) else 0.0
    if not worth:
        return 0.0
    enough = _NEARLY_ALL_VOWELS if len(known) <= _LOUD else _MOST_VOWELS if len(known) <= _WHOLE else _SOME_VOWELS
    return worth if _vowels(one, other, bare) >= enough else 0.0


def _in_syllables(one: Part, other: Part) -> Likeness:
    """A Latin word in pinyin, or a foreign name in Chinese syllables: 斯凯迪奥 for Skydio."""
    if one.spelling == other.spelling:
        return Likeness(0.88, "pinyin")
    han, latin = (one, other) if one.script == "han" else (other, one)
    if han.meaning or latin.meaning or len(han.text) < _SYLLABLES:
        return NONE
    known = syllable_bones(han.text)
    vowels = _vowels(han.latin, latin.latin, clear)
    if known != consonants(latin.latin) or len(known) < _LOUD or vowels < _IN_SYLLABLES:
        return NONE
    return Likeness(0.82 if len(known) > _LOUD else 0.76, "sound")


@lru_cache(maxsize=60_000)
def bare(word: str) -> str:
    """A Latin word as it is heard, without a vowel at its end that one script writes and another not: ROHM, rōmu."""
    return rough(one_spelling(word)).rstrip("ue")


@lru_cache(maxsize=60_000)
def clear(word: str) -> str:
    """The same for a word of a script that has no spelling of romaji: Steel and stil."""
    return rough(word).rstrip("ue")


def _vowels(one: str, other: str, heard: Callable[[str], str]) -> float:
    """How much of two words is alike, consonants and vowels, where no script tells l from r."""
    return OSA.normalized_similarity(*(heard(word).replace("l", "r") for word in (one, other)))


def _same_bones(one: str, other: str) -> bool:
    return one == other and len(one) >= _LOUD


def _by_bones(one: str, other: str, vowels: float, *, least: int) -> float:
    """The more consonants are the same and vowels alike, the surer; one consonant of six may differ."""
    first, second = bones(one), bones(other)
    shorter = min(len(first), len(second))
    if first == second and consonants(one) != consonants(other) and vowels < _NEARLY_ALL_VOWELS:
        return 0.0  # p and f are told apart by more than one sound
    if first == second and shorter >= least:
        if shorter <= _LOUD:
            return 0.82 if vowels >= _NEARLY_ALL_VOWELS else 0.0
        return 0.88 if vowels >= _MOST_VOWELS else 0.8 if vowels >= _SOME_VOWELS else 0.0
    if vowels < _MOST_VOWELS or shorter <= _LOUD or shorter < least:
        return 0.0
    if quiet(one) == quiet(other):
        return 0.84
    near = shorter > _LOUD + 2 and OSA.distance(first, second, score_cutoff=1) <= 1
    return _BY_MOST if near else 0.0


def _of_runs(one: str, other: str) -> Likeness:
    """Runs of Chinese characters: one character of four may be wrong; one of three is another name."""
    shorter = min(len(one), len(other))
    if shorter >= 4 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return Likeness(1 - 0.6 / shorter, "slip")
    return NONE


def spoken_whole(parts: Sequence[Part]) -> str:
    """A name in Latin letters without spaces; a word with two meanings once."""
    spoken, before = [], ""
    for part in parts:
        if part.text != before:
            spoken.append(part.latin)
        before = part.text
    return "".join(spoken).replace(" ", "")


def of_wholes(one: Sequence[Part], other: Sequence[Part]) -> Likeness:
    """Two names of different scripts throughout, each heard as one word, whatever its parts mean or are cut into."""
    scripts = {part.script for part in one}, {part.script for part in other}
    if scripts[0] & scripts[1] or not {"latin", "kana"} & (scripts[0] | scripts[1]):
        return NONE
    said, heard = (spoken_whole(parts) for parts in (one, other))
    if "han" in scripts[0] | scripts[1]:
        return Likeness(0.9, "pinyin") if one_spelling(said) == one_spelling(heard) and len(said) >= _WHOLE else NONE
    if "heard" not in scripts[0] | scripts[1]:
        return NONE
    vowels = _vowels(said, heard, clear) + (0 if has_vowels((*one, *other)) else _NOT_SAID)
    degree = _by_bones(said, heard, vowels, least=_WHOLE)
    return Likeness(degree, "sound") if degree > _BY_MOST else NONE
