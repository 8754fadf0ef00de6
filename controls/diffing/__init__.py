"""What changed, by meaning: the words of two texts, the points of two versions, the items of two editions. Pure."""

from controls.diffing.lists import Fate, Standing, compare_lists
from controls.diffing.points import Pair, align, moved
from controls.diffing.words import ADDED, KEPT, REMOVED, Run, compare, likeness, words_of

__all__ = [
    "ADDED",
    "KEPT",
    "REMOVED",
    "Fate",
    "Pair",
    "Run",
    "Standing",
    "align",
    "compare",
    "compare_lists",
    "likeness",
    "moved",
    "words_of",
]
