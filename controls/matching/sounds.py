"""Names by their sound: kana in Latin letters, spellings of romaji as one, Chinese characters in pinyin.

Kana are spelt by the Hepburn table; Kunrei and Nihon spellings (si, tu, zya), doubled or marked long vowels (ou, oh)
and m before b, m, p come to the same. Pinyin has no tones; a character with several readings has its first.
"""

import re
from functools import lru_cache
from pathlib import Path

from controls.matching.rewriting import rewritten, rule, without_doubles

_KEPT = 60_000  # words of which is kept how they sound: words come again and again
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
    rule("sh", "sy", where=r"sy(?=[auo])"),
    rule("ch", "ty", where=r"ty(?=[auo])"),
    rule("j", "zy", "dy", "jy", where=r"[zdj]y(?=[auo])"),
    rule("shi", "si"),
    rule("chi", "ti"),
    rule("tsu", "tu"),
    rule("fu", "hu", where=r"(?<![cs])hu"),
    rule("ji", "zi", "di"),
    rule("zu", "du"),
    rule("n", "mb", "mm", "mp", where=r"m(?=[bmp])"),
    rule("cch", "tch"),
    rule(r"\1", "ah", "ih", "uh", "eh", "oh", where=r"([aiueo])h(?![aiueoy])"),
    rule("o", "ou", "oo", where=r"ou|oo"),
    rule(r"\1", "aa", "ii", "uu", "ee", where=r"([aiue])\1"),
    rule("n", "nn", where=r"nn(?=[aiueo])"),
    rule("n", "n'", "n-", where=r"n['-](?=[aiueoy])"),
]
_TWICE = re.compile(r"([bcdfghjkpqrstvwz])\1")
# English, Japanese and romanised spellings of one sound, for the skeleton of consonants; in this order.
_CONSONANTS = [
    rule("s", "sh", "sch", where=r"sch|sh"),
    rule("C", "ch", where=r"t?ch(?=[aiueoy])"),
    rule("k", "ch"),
    rule("t", "ts", where=r"tsu?(?=[^aiueo]|$)"),
    rule("t", "ts"),
    rule("f", "ph"),
    rule("s", "th"),
    rule("k", "c", "q", where=r"ck|qu?|c(?=[^eiy]|$)"),
    rule("s", "c"),
    rule("ks", "x"),
    rule("s", "z"),
    rule("b", "v"),
    rule("h", "f"),
    rule("j", "ge", "gi", "gy"),
    rule("", "r", where=r"(?<=[aiueo])r(?=[^aiueo]|$)"),
    rule("r", "l"),
    rule("", "h", "w", "y"),
    rule("n", "mb", "mp", where=r"m(?=[bp])"),
    rule("", "a", "i", "u", "e", "o"),
    rule("j", "C"),
]


def is_kana(text: str) -> bool:
    """Whether a folded text is katakana throughout."""
    return bool(_IS_KANA.fullmatch(text))


def is_han(text: str) -> bool:
    """Whether a text is Chinese characters throughout."""
    return bool(_IS_HAN.fullmatch(text))


def romaji(kana: str) -> str:
    """Katakana in Hepburn without marks of length: エアロスペース is earosupesu. Other characters stay as they are."""
    if kana.isascii():
        return kana
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


@lru_cache(maxsize=_KEPT)
def one_spelling(word: str) -> str:
    """A Latin word with the spellings of romaji made one: Kohgyo, Kougyou and kogyo; Mituisi and Mitsuishi."""
    heard = rewritten(word, _SPELLINGS)
    return _TWICE.sub(r"\1", heard) if _TWICE.search(heard) else heard


@lru_cache(maxsize=_KEPT)
def skeleton(word: str) -> str:
    """The consonants of a word as Japanese ears would write them down: Nacalai and ナカライ (nakarai) are nkr.

    Loose by design: words of one skeleton may sound alike, words of two do not. Worth something from three letters on.
    """
    heard = without_doubles(rewritten(one_spelling(word), _CONSONANTS))
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
