"""Words of other alphabets by their sound: Hangul, Arabic, Hebrew and Devanagari, Cyrillic and Greek in Latin letters.

Hangul syllables are spelt letter by letter after the Revised Romanisation of 2000, without the changes between
syllables. Arabic and Hebrew write few vowels and Devanagari those that the table shows, so that such words are compared
by their consonants. The letters are those of the usual English transliterations (BGN/PCGN) without signs. Thai, Khmer,
Georgian, Armenian and others are not known here: such words are only equal or not.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from controls.matching.lookalikes import transliterated
from controls.matching.rewriting import rewritten, rule, without_doubles
from controls.matching.sounds import pinyin

_KEPT = 60_000  # words of which is kept how they sound: words come again and again

_STARTS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_MIDDLES = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_ENDS = [
    "",
    "k",
    "k",
    "ks",
    "n",
    "nj",
    "nh",
    "t",
    "l",
    "lk",
    "lm",
    "lb",
    "ls",
    "lt",
    "lp",
    "lh",
    "m",
    "p",
    "ps",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "h",
]
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
HEARD = "\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0900-\u097f"
_IS_HEARD = re.compile(f"[{HEARD}\uac00-\ud7a3]+")
# English and transliterated spellings of one sound, for the consonants that all of these scripts write; in this order.
_FIRST_VOWELS = re.compile(r"^[aeiouy]+(?=[^aeiouy])")
_CONSONANTS = [
    rule("J", "tsch", "tch", "ch", "tsh", "dzh", "zh", "dj"),
    rule("F", "ph"),
    rule("KF", "qu"),
    rule("S", "sh", "sch", "c", "z", where=r"sch|sh|c(?=[eiy])|z"),
    rule("KS", "x"),
    rule("T", "th", "d", "t"),
    rule("K", "ck", "g", "k", "q", "c"),
    rule("B", "b", "p"),
    rule("F", "f", "v", "w"),
    rule("R", "l", "r"),
]
_NOT_FIRST = re.compile(r"(?<!^)[aeiouyh\W]")
# Sounds of pinyin as English spells them.
_HEARD_IN_PINYIN = {"zh": "j", "ch": "ch", "x": "s", "q": "j", "c": "s", "ng": "n"}
_PINYIN = re.compile("^zh|^ch|^[xqc]|ng$")
_SILENT = re.compile("(?<=[aeiou])r(?![aeiouy])")
_BREATHED = str.maketrans("хχ", "hh")  # where their usual spellings kh and ch would be read as other sounds
_ROUGH = (
    ("kh", "h"),
    ("ee", "i"),
    ("oo", "u"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("c", "k"),
    ("y", "i"),
    ("q", "k"),
)


def _letters() -> dict[str, str]:
    lines = Path(__file__).with_name("letters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" ") for line in lines if not line.startswith("#")]
    return {letter: spelt.strip("-") for spelt, letters in pairs for letter in letters}


_LETTERS = _letters()


def is_heard(text: str) -> bool:
    """Whether a folded word is of an alphabet that is compared by its sound."""
    return bool(_IS_HEARD.fullmatch(text))


def spoken(text: str) -> str:
    """A folded text in Latin letters; letters of alphabets that are not known here stay as they are."""
    if text.isascii():
        return text
    plain = "".join(_unmarked(letter) if "\u0370" <= letter <= "\u052f" else letter for letter in text)
    return "".join(_spelt(letter) for letter in transliterated(plain.translate(_BREATHED)))


def _spelt(letter: str) -> str:
    if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE:
        place = ord(letter) - _FIRST_SYLLABLE
        return f"{_STARTS[place // 588]}{_MIDDLES[place % 588 // 28]}{_ENDS[place % 28]}"
    return _LETTERS.get(letter, letter)


def _unmarked(letter: str) -> str:
    """A Greek or Cyrillic letter without its accent; й and ё are letters of their own."""
    return letter if letter in "йё" else unicodedata.normalize("NFD", letter)[0]


def bones(word: str) -> str:
    """The consonants of a Latin word as any of these scripts would write them down; a vowel counts at the beginning.

    Loose by design: Arabic has no p and no v, Korean one letter for l and r. Worth something from three letters on.
    """
    return coarse(consonants(word))


@lru_cache(maxsize=_KEPT)
def quiet(word: str) -> str:
    """The consonants without an r that is not heard before another: Korean leaves it out of Enerbility."""
    return bones(_SILENT.sub("", word))


def coarse(heard: str) -> str:
    """Consonants with those as one that Arabic and Korean write with one letter."""
    return heard.replace("f", "b")


@lru_cache(maxsize=_KEPT)
def consonants(word: str) -> str:
    """The same, with f, v and w told from b and p, as Chinese syllables do."""
    heard = _NOT_FIRST.sub("", rewritten(_FIRST_VOWELS.sub("a", word), _CONSONANTS))
    return without_doubles(heard.lower())


@lru_cache(maxsize=_KEPT)
def syllable_bones(han: str) -> str:
    """The consonants of a foreign name in Chinese syllables, such as 斯凯迪奥 for Skydio."""
    return consonants("".join(_PINYIN.sub(lambda sound: _HEARD_IN_PINYIN[sound[0]], each) for each in pinyin(han)))


@lru_cache(maxsize=_KEPT)
def rough(word: str) -> str:
    """A Latin word with the letters made one that other alphabets do not tell apart, its vowels kept: Wei and Vei."""
    for english, sound in _ROUGH:
        word = word.replace(english, sound)
    return without_doubles(word)
