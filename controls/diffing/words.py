"""Which words of a text were kept, taken out and put in; for Chinese and Japanese, which write no spaces, as well.

The smallest difference is not the clearest one: two sentences always share some letters by chance. Words, numbers,
codes and formulas are therefore never torn apart, and what remains between two changes is kept only when it is more
than a crumb.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt
from typing import Literal

from rapidfuzz.distance import LCSseq

Kind = Literal["kept", "removed", "added"]
KEPT: Kind = "kept"
REMOVED: Kind = "removed"
ADDED: Kind = "added"

# Han characters and kana: each is a word to us. A dictionary would cut them better, and differently with each release.
_SIGN = r"\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(
    rf"""
    [0-9]+(?:[.,:][0-9]+)*(?:[%‰°]|[A-Za-z]+(?:[0-9.]+[A-Za-z0-9]*)*)?  # 99.9%, 12:01, 1C905.a.4, 083201J
    | [{_SIGN}]
    | (?:(?![{_SIGN}_])[^\W\d])+[0-9]*(?:(?![{_SIGN}_])\w)*(?:['’](?:(?![{_SIGN}_])[^\W\d])+)?  # rare, Nd2Fe14B, firm's
    | \s+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CRUMB = 4  # so many letters say nothing by themselves between two changes: "and", "of the"; a sign counts as two


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one fate."""

    kind: Kind
    text: str


def words_of(text: str) -> list[str]:
    """The text in words, signs and what stands between them; joined again it is the text."""
    return _WORD.findall(text)


def compare(old: str, new: str) -> list[Run]:
    """Runs in reading order, what was taken out before what was put in.

    Joined without the added runs they are the old text, without the removed ones the new. Turning the texts round
    turns the kinds round and nothing else. Time and memory grow with the product of the numbers of words, divided by
    64: two Chinese texts of 20,000 signs that share nothing but the alphabet take half a second and 50 MB.
    """
    if new < old:  # one order for both directions, or a tie would be decided in favour of whichever came first
        turned = {REMOVED: ADDED, ADDED: REMOVED, KEPT: KEPT}
        return _ordered([Run(turned[run.kind], run.text) for run in compare(new, old)])
    before, after = words_of(old), words_of(new)
    steps: list[tuple[Kind, list[str]]] = []
    for step in LCSseq.opcodes(before, after):
        if step.tag == "equal":
            steps.append((KEPT, before[step.src_start : step.src_end]))
            continue
        steps.append((REMOVED, before[step.src_start : step.src_end]))
        steps.append((ADDED, after[step.dest_start : step.dest_end]))
    return _ordered([Run(kind, "".join(words)) for kind, words in _without_crumbs(steps) if words])


def likeness(old: str, new: str, weights: Mapping[str, float] | None = None) -> float:
    """How much two texts share, from 0 (no word) to 1 (all of them, in the same order).

    `weights` say how much a word counts; without them, and for others, it counts as it is long.
    """
    before, after = _said(old), _said(new)
    weigh = _Weights(weights or {})
    whole = weigh.sum(before) + weigh.sum(after)
    if not whole:
        return 1.0 if before == after else 0.0
    shared = [before[step.src_start : step.src_end] for step in LCSseq.opcodes(before, after) if step.tag == "equal"]
    return 2 * sum(weigh.sum(words) for words in shared) / whole


def _said(text: str) -> list[str]:
    """The words that say something, in one case: no spaces, no punctuation."""
    return [word.casefold() for word in words_of(text) if word[0].isalnum()]


class _Weights:
    def __init__(self, known: Mapping[str, float]) -> None:
        self.known = known

    def sum(self, words: Iterable[str]) -> float:
        return sum(self.known.get(word, float(len(word))) for word in words)


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """Weights for `likeness`: a word that stands in many of these texts says little about any one of them."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(_said(text)):
            counts[word] = counts.get(word, 0) + 1
    return {word: len(word) / sqrt(count) for word, count in counts.items()}


def _without_crumbs(steps: Sequence[tuple[Kind, list[str]]]) -> list[tuple[Kind, list[str]]]:
    """Give up what was kept between two changes when it is a crumb, and no larger than the changes beside it."""
    found: list[_Change] = [_Change()]
    for kind, words in steps:
        if kind == KEPT:
            found.append(_Change(after=words))
        else:
            (found[-1].removed if kind == REMOVED else found[-1].added).extend(words)
            while len(found) > 1 and found[-1].swallows(found[-2]):
                found[-2:] = [found[-2].and_then(found[-1])]
    return [
        (kind, words)
        for change in found
        for kind, words in ((KEPT, change.after), (REMOVED, change.removed), (ADDED, change.added))
    ]


@dataclass(slots=True)
class _Change:
    """A change, and the words kept before it."""

    after: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def size(self) -> int:
        return max(sum(not word.isspace() for word in side) for side in (self.removed, self.added))

    def swallows(self, before: "_Change") -> bool:
        """What was kept between the change before and this one says nothing by itself."""
        said = [word for word in self.after if not word.isspace()]
        letters = sum(len(word) if word.isascii() else 2 * len(word) for word in said)
        return letters <= _CRUMB and 0 < before.size() >= len(said) <= self.size()

    def and_then(self, later: "_Change") -> "_Change":
        """One change instead of two."""
        return _Change(
            self.after, [*self.removed, *later.after, *later.removed], [*self.added, *later.after, *later.added]
        )


def _ordered(runs: Sequence[Run]) -> list[Run]:
    """Neighbours of one kind joined; in each change, what was taken out before what was put in."""
    found: list[Run] = []
    for is_kept, group in groupby(runs, key=lambda run: run.kind == KEPT):
        together = list(group)
        for kind in (KEPT,) if is_kept else (REMOVED, ADDED):
            text = "".join(run.text for run in together if run.kind == kind)
            if text:
                found.append(Run(kind, text))
    return found
