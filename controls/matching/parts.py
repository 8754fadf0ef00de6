"""The parts of a name that are compared with those of another: words, and pieces of Chinese and Japanese runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from controls.matching.forms import LONGEST, LegalForm, set_aside
from controls.matching.glossary import GLOSSARY, KINDS, Meaning, phrases, segments
from controls.matching.lookalikes import latin_looking, transliterated, twin
from controls.matching.sounds import is_han, is_kana, one_spelling, pinyin, romaji
from controls.matching.words import Token, singular, tokens

MOST = 40  # parts of a name that are compared
_KANA_OR_NOT = re.compile("[\u30a1-\u30fa\u30fc]+|[^\u30a1-\u30fa\u30fc]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: its folded text, its script, what it means where the glossary knows it, and its kind."""

    text: str
    script: str  # latin, han, kana, other
    meaning: str = ""
    kind: str = "word"  # word, trade, house, place, light, number

    @property
    def key(self) -> str:
        """What rarity is counted by: the meaning, or the word without plural in one spelling."""
        return f"={self.meaning}" if self.meaning else singular(self.text)

    @property
    def latin(self) -> str:
        """The part in Latin letters: kana spelt, Chinese characters in pinyin, other alphabets transliterated."""
        if self.script == "kana":
            return romaji(self.text)
        return "".join(pinyin(self.text)) if self.script == "han" else self.text

    @property
    def spelling(self) -> str:
        return one_spelling(self.latin)


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
        return "".join(filter(str.isalnum, self.text))

    @cached_property
    def said(self) -> tuple[Part, ...]:
        """The parts that say something: without and, of, group."""
        return tuple(part for part in self.parts if part.kind != "light")


def named(text: str) -> Named:
    """A name with its legal forms set aside and its parts found. What goes beyond any name is not kept."""
    return _named(text[: 4 * LONGEST + 1])


@lru_cache(maxsize=20_000)
def _named(text: str) -> Named:
    bare = set_aside(text)
    seen = latin_looking(bare.text)
    found = tuple(_parts(transliterated(_read_as_latin(seen))))
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
    if not re.search("[a-z]", plain):
        return plain
    return " ".join(twin(word) or word for word in plain.split(" "))


def _parts(plain: str) -> Iterator[Part]:
    for wide, group in groupby(tokens(plain), key=lambda token: token.wide):
        if wide:
            for token in group:
                yield from _of_run(token.text)
        else:
            yield from _of_words(list(group))


def _of_words(group: list[Token]) -> Iterator[Part]:
    place = 0
    for length, meaning in phrases([token.text for token in group]):
        words = [token.text for token in group[place : place + length]]
        yield from _meant(" ".join(words), "latin" if words[0].isascii() else "other", meaning)
        place += length


def _of_run(run: str) -> Iterator[Part]:
    for piece, meaning in segments(run):
        if meaning:
            yield from _meant(piece, _script(piece), meaning)
        else:
            for each in _KANA_OR_NOT.findall(piece):
                yield from _meant(each, _script(each), GLOSSARY.get(each))


def _meant(text: str, script: str, meaning: Meaning | None) -> Iterator[Part]:
    if meaning is None:
        yield Part(text, script, kind="number" if text.isdigit() else "word")
        return
    for name in meaning.names:
        yield Part(text, script, name, KINDS.get(name, meaning.kind) if len(meaning.names) > 1 else meaning.kind)


def _script(text: str) -> str:
    return "kana" if is_kana(text) else "han" if is_han(text) else "other"
