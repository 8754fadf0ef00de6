"""Names by their sound: kana in Latin letters, spellings of romaji as one, Chinese characters in pinyin.

Kana are spelt by the Hepburn table; Kunrei and Nihon spellings (si, tu, zya), doubled or marked long vowels (ou, oh)
and m before b, m, p come to the same. Pinyin has no tones; a character with several readings has its first.
"""

import re
from functools import lru_cache
from pathlib import Path

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
    "d": "ダヂヅデド", "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ",
    "r": "ラリルレロ",
}  # fmt: skip
_KANA = {kana: start + vowel for start, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)}
_KANA |= {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヴ": "vu"}
_KANA |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n"}
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ヮ": "wa"}
_IS_KANA = re.compile("[\u30a1-\u30fa\u30fc]+")
_IS_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
# Kunrei and Nihon spellings as Hepburn ones, then what writers leave open; in this order.
_SPELLINGS = [
    (re.compile(pattern), spelt)
    for pattern, spelt in (
        (r"sy(?=[auo])", "sh"),
        (r"ty(?=[auo])", "ch"),
        (r"[zd]y(?=[auo])|jy(?=[auo])", "j"),
        (r"si", "shi"),
        (r"ti", "chi"),
        (r"tu", "tsu"),
        (r"(?<![cs])hu", "fu"),
        (r"[zd]i", "ji"),
        (r"du", "zu"),
        (r"m(?=[bmp])", "n"),
        (r"tch", "cch"),
        (r"([aiueo])h(?![aiueoy])", r"\1"),
        (r"ou|oo", "o"),
        (r"([aiue])\1", r"\1"),
        (r"nn(?=[aiueo])", "n"),
        (r"n['-](?=[aiueoy])", "n"),
        (r"([bcdfghjkpqrstvwz])\1", r"\1"),
    )
]
# English, Japanese and romanised spellings of one sound, for the skeleton of consonants; in this order.
_CONSONANTS = [
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"sch|sh|shi", "s"),
        (r"t?ch(?=[aiueoy])", "C"),
        (r"ch", "k"),
        (r"tsu?(?=[^aiueo]|$)", "t"),
        (r"ts", "t"),
        (r"ph", "f"),
        (r"th", "s"),
        (r"ck|qu?|c(?=[^eiy]|$)", "k"),
        (r"c", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "b"),
        (r"f", "h"),
        (r"ge|gi|gy", "j"),
        (r"(?<=[aiueo])r(?=[^aiueo]|$)", ""),
        (r"l", "r"),
        (r"h", ""),
        (r"w|y", ""),
        (r"m(?=[bp])", "n"),
        (r"[aiueo]", ""),
        (r"C", "j"),
        (r"(.)\1+", r"\1"),
    )
]


def is_kana(text: str) -> bool:
    """Whether a folded text is katakana throughout."""
    return bool(_IS_KANA.fullmatch(text))


def is_han(text: str) -> bool:
    """Whether a text is Chinese characters throughout."""
    return bool(_IS_HAN.fullmatch(text))


def romaji(kana: str) -> str:
    """Katakana in Hepburn without marks of length: エアロスペース is earosupesu. Other characters stay as they are."""
    spelt = ""
    double = False
    for letter in kana:
        if letter == "ッ":
            double = True
        elif letter in _SMALL:
            spelt = _joined(spelt, _SMALL[letter])
        elif letter != "ー":
            sound = _KANA.get(letter, letter)
            spelt += (sound[0] if double and sound[0] not in "aiueo" else "") + sound
            double = False
    return spelt


def _joined(spelt: str, small: str) -> str:
    """A small kana with the one before it: ki and ya are kya, shi and ya are sha, fu and a are fa."""
    stem = spelt[:-1] if spelt[-1:] in ("i", "u", "e", "o") else spelt
    if small.startswith("y") and stem.endswith(("sh", "ch", "j")):
        return stem + small[1:]
    return stem + small


@lru_cache(maxsize=60_000)
def one_spelling(word: str) -> str:
    """A Latin word with the spellings of romaji made one: Kohgyo, Kougyou and kogyo; Mituisi and Mitsuishi."""
    for pattern, spelt in _SPELLINGS:
        word = pattern.sub(spelt, word)
    return word


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of a word as Japanese ears would write them down: Nacalai and ナカライ (nakarai) are nkr.

    Loose by design: words of one skeleton may sound alike, words of two do not. Worth something from three letters on.
    """
    heard = one_spelling(word)
    for pattern, sound in _CONSONANTS:
        heard = pattern.sub(sound, heard)
    first = word[:1]
    return f"{first}{heard}" if first in tuple("aiueo") else heard


def _readings() -> dict[str, str]:
    lines = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" ") for line in lines if not line.startswith("#")]
    return {character: reading for reading, characters in pairs for character in characters}


READINGS = _readings()


def pinyin(han: str) -> list[str]:
    """The syllables of folded Chinese characters; a character that the table does not have is left out."""
    return [READINGS[character] for character in han if character in READINGS]
