"""Words of a text as the search keeps them: words without plural, codes with those above, pairs of characters.

Chinese and Japanese are written without spaces and PostgreSQL has no parser for them: each character, and each pair of
neighbours, counts as a word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from controls.matching.numbers import compact, parents_of
from controls.matching.scripts import folded

# Han, katakana (hiragana are folded to them) and Hangul; not the middle dot, which people leave out.
WIDE = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u30a1-\u30fa\u30fc-\u30ff\u3005-\u3007\uac00-\ud7a3\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"([{WIDE}]+)|\d[0-9a-z]*(?:\.[0-9a-z]+)+|[^\W_{WIDE}]+")
_NARROW = re.compile(r"\d[0-9a-z]*(?:\.[0-9a-z]+)+|[0-9A-Za-z]+")  # what the same finds in ASCII
_LONGEST = 60  # no word of any language; keeps pasted rubbish out of the index
_LAST_PLACE = 16_000  # PostgreSQL counts places of words up to here


@dataclass(frozen=True, slots=True)
class Token:
    """One word, code or run of characters of a folded text, with its place in it."""

    text: str
    start: int
    wide: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_code(self) -> bool:
        """Whether a digit is in it: then it is looked for as it stands, never by likeness."""
        return not self.wide and any(character.isdigit() for character in self.text)

    @property
    def is_word(self) -> bool:
        return not self.wide and not self.is_code


def tokens(plain: str) -> list[Token]:
    """The tokens of a folded text, in their order."""
    pattern = _NARROW if plain.isascii() else _TOKEN
    return [Token(each[0], each.start(), each.lastindex is not None) for each in pattern.finditer(plain)]


def pairs(run: str) -> list[str]:
    """Neighbouring characters of a run; the character itself when it stands alone."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def singular(word: str) -> str:
    """An English word without its plural: magnets and magnet are one word, technologies and technology too."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def lexeme(token: Token) -> str:
    """The word under which a token that is not wide is kept."""
    return token.text[:_LONGEST] if token.is_code else singular(token.text)[:_LONGEST]


def lexemes(text: str, *, joined: bool) -> list[str]:
    """Every word under which a text is found, in the order of the text.

    `joined`: neighbouring words also as one, for names that are written apart and together (Aero Vironment).
    """
    found: list[str] = []
    before: Token | None = None
    for token in tokens(folded(text)):
        if token.wide:
            found += [*token.text, *(pairs(token.text) if len(token.text) > 1 else [])]
        elif "." in token.text:
            found += [
                *parents_of(token.text),
                *([compact(token.text)] if token.text.replace(".", "").isdigit() else []),
            ]
        else:
            found.append(lexeme(token))
        if joined and before is not None and before.is_word and token.is_word:
            found.append(singular(before.text + token.text)[:_LONGEST])
        before = token
    return found


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """A tsvector as PostgreSQL reads it, from (weight, text) pairs; weights are A to D, the heaviest first."""
    parts: list[str] = []
    place = 1
    for weight, text in texts:
        for each in lexemes(text, joined=weight in "AB"):
            parts.append(f"'{each}':{min(place, _LAST_PLACE)}{weight}")
            place += 1
    return " ".join(parts)


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Words that a misspelt one may have meant: of letters, and long enough to be told from others."""
    return {
        token.text[:_LONGEST]
        for text in texts
        for token in tokens(folded(text))
        if token.is_word and len(token.text) >= 4
    }


def distinct(found: Sequence[str]) -> list[str]:
    """Without doubles, in the order given."""
    return list(dict.fromkeys(found))
