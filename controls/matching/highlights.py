"""Why a text was found: the places in it that answer the question, and the part of a long text around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from controls.matching.numbers import compact, notice_numbers, parents_of
from controls.matching.questions import Sought
from controls.matching.scripts import Folded, fold
from controls.matching.words import Token, lexeme, pairs, singular, tokens

Place = tuple[int, int]
_CITATION = 60  # characters: a text that cites a notice and is no longer says hardly anything else


@dataclass(frozen=True)
class Marker:
    """Marks what a question finds in texts. Places are those of the original text: first character, one after last.

    `loose` marks single characters of a run too, for answers in which one of them was wrong.
    """

    sought: Sought
    loose: bool = False

    @cached_property
    def _runs(self) -> list[str]:
        return [token.text for token in self.sought.tokens if token.wide]

    @cached_property
    def _words(self) -> set[str]:
        meant = [singular(word) for words in self.sought.corrections.values() for word in words]
        asked = [token for token in self.sought.tokens if not token.wide]
        joined = [singular(one.text + other.text) for one, other in pairwise(asked) if one.is_word and other.is_word]
        return {lexeme(token) for token in asked} | {*meant, *joined}

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        found = [t for t in self.sought.tokens if t.is_word or (t.is_code and t.text.isdigit())]
        return tuple(lexeme(token) for token in found if len(token.text) >= 3)

    @cached_property
    def _compact(self) -> str:
        return compact(self.sought.text)

    @cached_property
    def _numbers(self) -> set[str]:
        return {number for number in self.sought.numbers if not number.startswith("/")}

    def is_whole(self, text: str) -> bool:
        """Whether the question is this text, but for spaces, dots and the forms of characters."""
        # Folding makes a text a little longer or shorter, never many times so.
        return len(text) <= 4 * len(self.sought.text) and compact(text) == self._compact

    def cites(self, text: str) -> bool:
        """Whether the text cites the notice that the question cites: number and year, in whatever words."""
        return bool(self._numbers) and bool(self._numbers.intersection(notice_numbers(text)))

    def places(self, text: str) -> list[Place]:
        """What answers the question in a text, in order, without overlaps."""
        if text and (self.is_whole(text) or (len(text) <= _CITATION and self.cites(text))):
            return [(0, len(text))]
        found = fold(text)
        hits: list[Place] = []
        there = tokens(found.text)
        for token in there:
            if token.wide:
                hits += self._in_run(token)
            elif self._is_meant(token):
                hits.append((token.start, token.end))
        hits += [
            (one.start, other.end)
            for one, other in pairwise(there)
            if one.is_word and other.is_word and singular(one.text + other.text) in self._words
        ]
        return _merged([_original(found, start, end, len(text)) for start, end in hits])

    def _is_meant(self, token: Token) -> bool:
        forms = {lexeme(token), *(parents_of(token.text) if "." in token.text else ())}
        if forms & self._words:
            return True
        if token.is_code and not token.text.isdigit():
            return False
        return bool(self._beginnings) and token.text.startswith(self._beginnings)

    def _in_run(self, token: Token) -> Iterator[Place]:
        for run in self._runs:
            for part in [*pairs(run), *(run if self.loose else ())]:
                place = token.text.find(part)
                while place >= 0:
                    yield token.start + place, token.start + place + len(part)
                    place = token.text.find(part, place + 1)


def _original(found: Folded, start: int, end: int, length: int) -> Place:
    """Places of the folded text as places of the original, marks that belong to the last letter included."""
    last = found.origins[end - 1]
    after = next((origin for origin in found.origins[end:] if origin > last), length)
    return found.origins[start], after if end < len(found.origins) else length


def _merged(places: Sequence[Place]) -> list[Place]:
    merged: list[Place] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def shortened(text: str, places: Sequence[Place], *, around: int = 60) -> tuple[str, list[Place]]:
    """The part of a long text that holds the first place and what stands near it, with the places moved along."""
    if len(text) <= 3 * around or not places:
        cut = text if len(text) <= 3 * around else f"{text[: 3 * around]}…"
        return cut, [place for place in places if place[1] <= len(cut)]
    start = max(0, places[0][0] - around)
    end = min(len(text), max(places[0][1], places[0][0] + around) + around)
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    moved = [(at - start + len(lead), to - start + len(lead)) for at, to in places if to <= end]
    return f"{lead}{text[start:end]}{tail}", moved


def pieces(text: str, places: Sequence[Place]) -> list[tuple[str, bool]]:
    """A text cut into pieces, each with whether it is marked; together they are the text."""
    cuts = sorted({0, len(text), *(cut for place in places for cut in place)})
    marked = {place[0] for place in places}
    return [(text[a:b], a in marked) for a, b in zip(cuts, cuts[1:], strict=False) if a < b]


def coverage(places: Sequence[Place]) -> int:
    """How many characters are marked."""
    return sum(end - start for start, end in places)
