"""Rules that rewrite a word one after another, each asked for only where it can apply: most apply to few words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What stands for what. Without a pattern the marks themselves are replaced, in their order.

    A pattern matches nothing in a word that has none of the `marks`.
    """

    marks: tuple[str, ...]
    put: str
    pattern: re.Pattern[str] | None = None


def rule(put: str, *marks: str, where: str = "") -> Rule:
    """A rule that puts something for the marks, or for what the pattern `where` matches in words that have one."""
    return Rule(marks, put, re.compile(where) if where else None)


def rewritten(word: str, rules: Sequence[Rule]) -> str:
    """The word after all of these rules, in their order."""
    for each in rules:
        for mark in each.marks:
            if mark in word:
                if each.pattern is None:
                    word = word.replace(mark, each.put)
                else:
                    word = each.pattern.sub(each.put, word)
                    break
    return word


def without_doubles(word: str) -> str:
    """The word with each run of one letter as that letter."""
    return _DOUBLED.sub(_first, word) if _DOUBLED.search(word) else word


def _first(run: re.Match[str]) -> str:
    return run[0][0]
