"""Characters that are compared as one: width, case, accents, kana, and the forms of one Chinese character."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from controls.matching.names import INVISIBLE

_VOICED = {"\u3099", "\u309a", "\uff9e", "\uff9f"}  # marks that join the kana before them
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared. `origins` has for each of its characters the place of the one it came from."""

    text: str
    origins: tuple[int, ...]


def _variants() -> dict[str, str]:
    """Each character that is read as another, with that other: traditional, Hong Kong, Taiwan and Japanese forms."""
    lines = Path(__file__).with_name("variants.txt").read_text(encoding="utf-8").splitlines()
    groups = [line for line in lines if not line.startswith("#")]
    return {form: group[0] for group in groups for form in group[1:]}


VARIANTS = _variants()


def fold(text: str) -> Folded:
    """The form in which the search compares, character by character.

    NFKC and lower case; accents of Latin letters, invisible characters and combining marks go; hiragana become
    katakana; traditional and Japanese forms become simplified ones. Folding what is folded changes nothing.
    """
    if text.isascii():  # most texts; the long way would come to the same
        return Folded(text.lower(), tuple(range(len(text))))
    characters: list[str] = []
    origins: list[int] = []
    place, end = 0, len(text)
    while place < end:
        after = place + 1
        while after < end and (text[after] in _VOICED or unicodedata.combining(text[after])):
            after += 1
        # More marks than a letter can carry say nothing about it.
        for character in _folded(text[place : min(after, place + 4)]):
            characters.append(character)
            origins.append(place)
        place = after
    return Folded("".join(characters), tuple(origins))


def folded(text: str) -> str:
    """The folded text alone."""
    if text.isascii():
        return text.lower()
    plain = text.translate(_SINGLES)
    return fold(text).text if _JOINING in plain else plain


@lru_cache(maxsize=20_000)
def _folded(cluster: str) -> str:
    if ord(cluster[0]) in INVISIBLE:
        return ""
    wide = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(_plain(character) for character in unicodedata.normalize("NFKC", wide))


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    if base in _LATIN:
        return base
    if unicodedata.combining(character):
        return ""
    if "\u3041" <= character <= "\u3096":
        character = chr(ord(character) + 0x60)
    return VARIANTS.get(character, character)


class _Singles(dict[int, str]):
    """What each character by itself is folded to, as `str.translate` asks for it; `_JOINING` for marks on others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        joins = character in _VOICED or unicodedata.combining(character)
        found = self[code] = _JOINING if joins else _folded(character)
        return found


_JOINING = "\U0010ffff"  # no character
_SINGLES = _Singles()
