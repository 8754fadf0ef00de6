"""What somebody looks for, as PostgreSQL is asked: exact keys first, then words, from the strictest to the loosest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from controls.matching.numbers import codes_in, compact, notice_numbers
from controls.matching.scripts import folded
from controls.matching.words import Token, distinct, lexeme, pairs, tokens

# Words that stand in every sentence; left out unless nothing else was asked.
_COMMON = {"a", "an", "and", "for", "in", "no", "of", "on", "or", "the", "to"}
_MOST_JOINS = 6  # words, up to which neighbours are also tried as one
_MOST_CORRECTED = 8
_LONGEST_RUN = 12  # characters, up to which each may be the wrong one
NAME, CODE, NUMBER = "n:", "c:", "№"


def exact_name(text: str) -> str:
    """The key under which a whole name or title is kept: how it is spaced and punctuated does not matter."""
    return NAME + compact(text)[:200]


def exact_code(text: str) -> str:
    """The key under which a code is kept. Every letter and digit counts: 083201J and 083201X are two codes."""
    return CODE + compact(text)[:60]


@dataclass(frozen=True)
class Sought:
    """A question as it was typed, and the forms in which it is put. `corrections` are words that were meant perhaps.

    Ask only when there are `tokens`: a question of signs alone looks for nothing.
    """

    text: str
    corrections: Mapping[str, Sequence[str]] = field(default_factory=dict)
    typing: bool = False  # the last word is not finished

    @cached_property
    def tokens(self) -> list[Token]:
        found = tokens(folded(self.text))
        return [token for token in found if token.text not in _COMMON] or found

    @cached_property
    def numbers(self) -> list[str]:
        """Notices that the question cites, as year/number."""
        return notice_numbers(self.text)

    @cached_property
    def whole(self) -> list[str]:
        """Keys that the question is as a whole: a name, a code, a notice's number."""
        code = [exact_code(self.text)] if any(character.isdigit() for character in compact(self.text)) else []
        return [exact_name(self.text), *code, *(NUMBER + number for number in self.numbers)]

    @cached_property
    def codes(self) -> list[str]:
        """Codes among the words of the question."""
        return distinct([exact_code(code) for code in codes_in(self.text)])

    @property
    def words(self) -> str:
        """tsquery: every word as it is."""
        return self._all(self._as_it_is)

    @property
    def beginnings(self) -> str:
        """tsquery: every word, or one that begins with it."""
        return self._all(self._begun)

    @property
    def likenesses(self) -> str:
        """tsquery: every word, or one like it; of a run of characters, one may be wrong or missing."""
        return self._all(self._alike)

    @property
    def some(self) -> str:
        """tsquery: any of the words. Codes are left to be found as they are."""
        return " | ".join(self._as_it_is(token) for token in self.tokens)

    @property
    def to_correct(self) -> list[str]:
        """Words that may be misspelt. Nothing with a digit: a code that is nearly right is another code."""
        return distinct([t.text for t in self.tokens if t.is_word and len(t.text) >= 4])[:_MOST_CORRECTED]

    def _all(self, part: Callable[[Token], str]) -> str:
        found = self.tokens
        ways = [" & ".join(part(token) for token in found)]
        for place in range(len(found) - 1 if len(found) <= _MOST_JOINS else 0):
            one, other = found[place], found[place + 1]
            if one.is_word and other.is_word:
                joined = Token(one.text + other.text, 0, wide=False)
                ways.append(" & ".join(part(token) for token in [*found[:place], joined, *found[place + 2 :]]))
        return " | ".join(f"({way})" for way in ways)

    @staticmethod
    def _as_it_is(token: Token) -> str:
        if token.wide:
            return _every(pairs(token.text))
        return f"'{lexeme(token)}'"

    def _begun(self, token: Token) -> str:
        if self.typing and token is self.tokens[-1] and len(token.text) > 1 and not token.wide:
            return f"'{token.text}':*"
        if token.wide or (token.is_code and not token.text.isdigit()) or len(token.text) < 3:
            return self._as_it_is(token)
        return f"'{lexeme(token)}':*"

    def _alike(self, token: Token) -> str:
        if token.wide:
            return _nearly(token.text)
        meant = [f"'{lexeme(Token(word, 0, wide=False))}'" for word in self.corrections.get(token.text, ())]
        return f"({' | '.join([self._begun(token), *meant])})"


def _every(words: Sequence[str]) -> str:
    quoted = [f"'{word}'" for word in distinct(words)]
    return f"({' & '.join(quoted)})"


def _nearly(run: str) -> str:
    """The run, or all of its characters in any order, or all but one wrong one."""
    length = len(run)
    ways = [_every(pairs(run)), _every(list(run))]
    if 3 <= length <= _LONGEST_RUN:
        for wrong in range(length):
            left, right = run[:wrong], run[wrong + 1 :]
            ways.append(_every([*(pairs(left) if left else []), *(pairs(right) if right else [])]))
    return f"({' | '.join(distinct(ways))})"
