"""The parts of a name that are compared with those of another: words, and pieces of Chinese and Japanese runs."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from controls.matching.alphabets import HEARD, is_heard, spoken
from controls.matching.forms import LONGEST, LegalForm, set_aside
from controls.matching.glossary import KINDS, Meaning, form_of, phrases, segments
from controls.matching.lookalikes import latin_looking, twin
from controls.matching.sounds import is_han, is_kana, one_spelling, pinyin, romaji
from controls.matching.words import Token, singular, tokens

MOST = 40  # parts of a name that are compared
_MOST_JOINED = 4  # words of kana that may be one of the glossary's
_KANA_OR_NOT = re.compile("[\u30a1-\u30fa\u30fc]+|[^\u30a1-\u30fa\u30fc]+")
_HEARD_WORD = re.compile(f"[{HEARD}]+")
_HEARD_OR_NOT = re.compile(rf"[{HEARD}]+(?:[^\w{HEARD}]+[{HEARD}]+)*|[^{HEARD}]+")


class Part(NamedTuple):
    """One part of a name: its folded text, its script, what it means where the glossary knows it, and its kind.

    A tuple, since a list has a hundred thousand of them, and each question looks up many.
    """

    text: str
    script: str  # latin, han, kana, heard (alphabets that are compared by sound), other
    meaning: str = ""
    kind: str = "word"  # word, trade, house, place, light, number

    @property
    def key(self) -> str:
        """What rarity is counted by: the meaning, or the word without plural in one spelling."""
        return f"={self.meaning}" if self.meaning else singular(self.text)

    @property
    def latin(self) -> str:
        """The part in Latin letters: kana spelt, Chinese characters in pinyin, other alphabets transliterated."""
        return self.text if self.script == "latin" else _latin(self.text, self.script)

    @property
    def spelling(self) -> str:
        return one_spelling(self.text if self.script == "latin" else _latin(self.text, self.script))


@lru_cache(maxsize=60_000)
def _latin(text: str, script: str) -> str:
    if script == "kana":
        return romaji(text)
    if script == "heard":
        return spoken(text)
    return "".join(pinyin(text)) if script == "han" else text


@dataclass(frozen=True)
class Named:
    """A name ready to be compared."""

    written: str
    text: str
    forms: tuple[LegalForm, ...]
    countries: frozenset[str]
    parts: tuple[Part, ...]
    lookalike: bool
    cut: bool

    @cached_property
    def whole(self) -> str:
        """The name without legal forms, spaces and signs: equal wholes are equal names."""
        if self.text.isascii():
            return self.text if self.text.isalnum() else "".join(filter(str.isalnum, self.text))
        return "".join(filter(_counts, self.text))

    @cached_property
    def said(self) -> tuple[Part, ...]:
        """The parts that say something: without and, of, group."""
        return tuple(part for part in self.parts if part.kind != "light")


def _counts(sign: str) -> bool:
    """Letters and digits; vowels, too, that some scripts write as signs on them."""
    return sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc")


def named(text: str) -> Named:
    """A name with its legal forms set aside and its parts found. What goes beyond any name is not kept."""
    return _named(text[: 4 * LONGEST + 1])


@lru_cache(maxsize=20_000)
def _named(text: str) -> Named:
    bare = set_aside(text)
    seen = latin_looking(bare.text)
    found = tuple(_parts(_read_as_latin(seen)))
    return Named(
        written=text.strip(),
        text=seen,
        forms=bare.forms,
        countries=bare.countries,
        parts=found[:MOST],
        lookalike=seen != bare.text,
        cut=bare.cut or len(found) > MOST,
    )


def _read_as_latin(plain: str) -> str:
    """Words of Cyrillic twins in a name that is otherwise Latin: ТОКЕМ Corporation is read as printed."""
    if plain.isascii() or not re.search("[a-z]", plain):
        return plain
    return " ".join(twin(word) or word for word in plain.split(" "))


def _parts(plain: str) -> Iterator[Part]:
    if plain.isascii():
        yield from _of_tokens(tokens(plain))
        return
    for piece in _HEARD_OR_NOT.findall(plain):
        if _HEARD_WORD.match(piece):
            yield from _of_words(_HEARD_WORD.findall(piece))
        else:
            yield from _of_tokens(tokens(piece))


def _of_tokens(found: list[Token]) -> Iterator[Part]:
    for wide, group in groupby(found, key=lambda token: token.wide):
        if wide:
            for run in _runs([token.text for token in group]):
                yield from _of_run(run)
        else:
            yield from _of_words([token.text for token in group])


def _runs(written: list[str]) -> Iterator[str]:
    """Runs as they are written; words of kana as one where the glossary knows them together, and single letters."""
    if len(written) > 1 and all(len(run) == 1 for run in written):
        written = ["".join(written)]
    place = 0
    while place < len(written):
        for last in range(min(place + _MOST_JOINED, len(written)), place, -1):
            together = "".join(written[place:last])
            if last == place + 1 or all(meaning for _piece, meaning in segments(together)):
                yield together
                place = last
                break


def _of_words(words: list[str]) -> Iterator[Part]:
    place = 0
    for length, meaning in phrases(words):
        text = " ".join(words[place : place + length])
        yield from _meant(text, "latin" if text[0].isascii() else _script(text[0]), meaning)
        place += length


def _of_run(run: str) -> Iterator[Part]:
    for piece, meaning in segments(run):
        if meaning:
            yield from _meant(piece, _script(piece), meaning)
        else:
            for each in _KANA_OR_NOT.findall(piece):
                yield from _meant(each, _script(each), form_of(each))


def _meant(text: str, script: str, meaning: Meaning | None) -> Iterator[Part]:
    if meaning is None:
        yield Part(text, script, kind="number" if text.isdigit() else "word")
        return
    for name in meaning.names:
        yield Part(text, script, name, KINDS.get(name, meaning.kind) if len(meaning.names) > 1 else meaning.kind)


def _script(text: str) -> str:
    if is_heard(text):
        return "heard"
    return "kana" if is_kana(text) else "han" if is_han(text) else "other"
