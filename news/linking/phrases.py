"""Many phrases looked for at once in a running text, the longest first: one look-up for each place and length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from news.linking.reading import Text, cuts_kana, is_broken, signs_of

_PREFIX = 3  # signs by which phrases are looked up; shorter ones by all that they have


@dataclass(frozen=True, slots=True)
class Spotted:
    """A phrase in a text: its signs, where they begin and end among the signs, and where the words do as written."""

    signs: str
    first: int
    last: int
    start: int
    end: int

    def words(self, text: Text) -> str:
        """The words as they stand in the text."""
        return text.written[self.start : self.end]


class Phrases:
    """Phrases by their signs. Built once and only read afterwards."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._commas: dict[str, bool] = {}
        lengths: dict[str, set[int]] = {}
        for phrase in phrases:
            signs = signs_of(phrase)
            if len(signs) > 1:
                self._commas[signs] = self._commas.get(signs, False) or "," in phrase or "、" in phrase
                lengths.setdefault(signs[:_PREFIX], set()).add(len(signs))
        self._lengths = {prefix: sorted(found, reverse=True) for prefix, found in lengths.items()}

    def __contains__(self, signs: object) -> bool:
        return signs in self._commas

    def find(self, text: Text) -> Iterator[Spotted]:
        """The phrases in a text from left to right: where several begin the longest, and none within another."""
        free = 0
        for first, lengths in sorted(self._beginning(text).items()):
            for length in lengths if first >= free else ():
                if first + length in text.ends and (spotted := self._at(text, first, first + length)):
                    yield spotted
                    free = spotted.last
                    break

    def _beginning(self, text: Text) -> dict[int, list[int]]:
        """Where phrases may begin, and how long those are, the longest first."""
        found: dict[int, list[int]] = {}
        for prefix in self._lengths.keys() & text.beginnings.keys():
            for first in text.beginnings[prefix]:
                found[first] = sorted({*found.get(first, ()), *self._lengths[prefix]}, reverse=True)
        return found

    def _at(self, text: Text, first: int, last: int) -> Spotted | None:
        signs = text.signs[first:last]
        commas = self._commas.get(signs)
        if commas is None:
            return None
        start, end = text.span(first, last)
        words = text.written[start:end]
        if len(words) > len(signs) and is_broken(words, commas=commas):
            return None
        return None if cuts_kana(text.written, start, end) else Spotted(signs, first, last, start, end)
