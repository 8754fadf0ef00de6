"""A text ready to be searched: folded as names are, without spaces and signs, each character with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from controls.matching.scripts import fold, folded
from controls.matching.words import Token, tokens

LONGEST = 6_000  # characters of a title and summary that are read; sources keep no more
# Between the words of one name no sentence ends and no other clause begins.
_BREAK = re.compile(r"[\n;:?!|。;:?!]|[.]\s+(?=[^\W\d_]{2,}|$)|[—–]\s|\s[—–-]\s")
_ABBREVIATED = re.compile(r"\b(?:[a-z]|co|corp|inc|ltd|spol|st|sp|zo|no|dr|mt)\.\s", re.I)
_COMMA = re.compile(r"[,、,]")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_SMALL = frozenset(
    ("and", "are", "but", "for", "from", "how", "into", "its", "not", "off", "out", "over", "the", "via", "with")
)
_FEW = 4


@dataclass(frozen=True)
class Text:
    """A text, and the signs that are compared. `places` has for each sign its place in the folded text."""

    written: str
    plain: str
    origins: Sequence[int]
    tokens: tuple[Token, ...]
    signs: str
    places: tuple[int, ...]
    begins: tuple[int, ...]
    ends: frozenset[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where in the written text the signs from `first` to before `last` begin and end."""
        return self.origins[self.places[first]], self.after(self.places[last - 1])

    def after(self, place: int) -> int:
        """The place in the written text behind a character of the folded one."""
        return self.origins[place + 1] if place + 1 < len(self.origins) else len(self.written)

    @cached_property
    def beginnings(self) -> dict[str, list[int]]:
        """Where a word may begin, by the first three signs there and by the first two."""
        found: dict[str, list[int]] = {}
        for first in self.begins:
            found.setdefault(self.signs[first : first + 3], []).append(first)
            found.setdefault(self.signs[first : first + 2], []).append(first)
        return found

    @cached_property
    def title_case(self) -> bool:
        """Whether all words that say something have capitals, so that a capital says nothing about a name."""
        words = [word for word in _WORDS.findall(self.written.split("\n", 1)[0]) if word not in _SMALL]
        return len(words) >= _FEW and all(word[0].isupper() for word in words)


def read(written: str) -> Text:
    """A text ready to be searched. What goes beyond any title and summary is not read."""
    kept = written[:LONGEST]
    plain, origins = _folded(kept)
    found = tuple(tokens(plain))
    places: list[int] = []
    begins: list[int] = []
    ends: set[int] = set()
    for token in found:
        first = len(places)
        places.extend(range(token.start, token.end))
        if token.wide:
            begins.extend(range(first, len(places)))
            ends.update(range(first + 1, len(places) + 1))
        else:
            begins.append(first)
            ends.add(len(places))
    return Text(
        written=kept,
        plain=plain,
        origins=origins,
        tokens=found,
        signs="".join(token.text for token in found),
        places=tuple(places),
        begins=tuple(begins),
        ends=frozenset(ends),
    )


class _Alone(dict[str, bool]):
    """Whether a character is folded to one, whatever stands beside it."""

    def __missing__(self, character: str) -> bool:
        found = self[character] = len(folded(character)) == 1
        return found


_ALONE = _Alone()


def _folded(written: str) -> tuple[str, Sequence[int]]:
    """The folded text and where each of its characters came from: most often from its own place."""
    if written.isascii() or all(_ALONE[character] for character in set(written)):
        return folded(written), range(len(written))
    found = fold(written)
    return found.text, found.origins


def signs_of(text: str) -> str:
    """The signs of a name or title, as they are compared with those of a text."""
    return "".join(token.text for token in tokens(folded(text)))


def is_broken(words: str, *, commas: bool) -> bool:
    """Whether a sentence or clause ends within words, so that they are not one name. `commas`: the name has some."""
    if not commas and _COMMA.search(words):
        return True
    return bool(_BREAK.search(_ABBREVIATED.sub(" ", words)))


def cuts_kana(written: str, start: int, end: int) -> bool:
    """Whether a span begins or ends within a word of katakana."""
    before = start > 0 and _KATAKANA.match(written[start - 1]) and _KATAKANA.match(written[start])
    after = end < len(written) and _KATAKANA.match(written[end]) and _KATAKANA.match(written[end - 1])
    return bool(before or after)
