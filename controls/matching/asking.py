"""Names asked for together: what they say, and the parts on record that are like theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controls.matching.parts import Named, Part
from controls.matching.rarity import Rarity
from controls.matching.vocabulary import Run, Vocabulary

FINE = 1_000  # sums are of whole numbers, so that no order of adding changes one
JOINED = 0.99  # what being written as one can give
_MOST_JOINED = 4  # parts that another name may write as one
_MOST_SYLLABLES, _SYLLABLE = 8, 6  # of a Chinese name, each written as a word; letters of a syllable
_SHARED = 0.15  # how like names are, at least, that persons share

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]
_NONE, _NOTHING = np.zeros(0, dtype=np.intp), np.zeros(0)


@dataclass(frozen=True, slots=True)
class Said:
    """Parts on record by the number of the name asked for, ascending: what each says for the names that have it.

    `shared` are those that may be one of its parts, and say something.
    """

    asked: Ints
    numbers: Ints
    worths: Floats
    shared: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """Names asked for; `totals` and `light` is what all of their parts say, and twice what the light ones do."""

    names: Sequence[Named]
    totals: Ints
    light: Ints
    said: Said

    @classmethod
    def of(cls, names: Sequence[Named], vocabulary: Vocabulary, rarity: Rarity, weights: Floats) -> "Asked":
        """The names with what is like their parts; `weights` has what each part of the vocabulary says."""
        own = [[rarity.weight(part) for part in name.parts] for name in names]
        light = [
            sum([weight for part, weight in zip(name.parts, said, strict=True) if part.kind == "light"])
            for name, said in zip(names, own, strict=True)
        ]
        apart, together = _apart(names, own, vocabulary, weights), _together(names, vocabulary, rarity, weights)
        asked = np.concatenate([apart.asked, together.asked])
        order = asked.argsort(kind="stable")
        said = Said(
            asked[order],
            np.concatenate([apart.numbers, together.numbers])[order],
            np.rint(np.concatenate([apart.worths, together.worths])[order] * FINE),
            np.concatenate([apart.shared, together.shared])[order],
        )
        totals = np.array([round(sum(each) * FINE) for each in own], dtype=np.int64)
        return cls(names, totals, np.array([round(2 * each * FINE) for each in light], dtype=np.int64), said)


def _apart(names: Sequence[Named], own: Sequence[Sequence[float]], vocabulary: Vocabulary, weights: Floats) -> Said:
    """What is like each part."""
    parts = [part for name in names for part in name.parts]
    alike = vocabulary.alike(parts)
    counts = [len(each.numbers) for each in alike]
    numbers: Ints = np.concatenate([_NONE, *(each.numbers for each in alike)])
    shares: Floats = np.concatenate([_NOTHING, *(each.asked for each in alike)])
    worths = shares * np.repeat(np.array([weight for said in own for weight in said]), counts)
    worths += np.concatenate([_NOTHING, *(each.known for each in alike)]) * weights[numbers]
    says = np.repeat(np.array([part.kind != "light" for part in parts], dtype=bool), counts)
    owners = np.repeat(np.arange(len(names)), [len(name.parts) for name in names])
    return Said(np.repeat(owners, counts), numbers, worths, says & (shares >= _SHARED))


def _together(names: Sequence[Named], vocabulary: Vocabulary, rarity: Rarity, weights: Floats) -> Said:
    """What neighbours are, written as one."""
    runs = [(at, run) for at, name in enumerate(names) for run in neighbours(name.parts)]
    found = vocabulary.written_as_one([run for _at, run in runs])
    rows = [(at, run, numbers) for (at, run), numbers in zip(runs, found, strict=True) if len(numbers)]
    counts = [len(numbers) for _at, _run, numbers in rows]
    numbers: Ints = np.concatenate([_NONE, *(numbers for _at, _run, numbers in rows)])
    said = np.repeat(np.array([sum(map(rarity.weight, run)) for _at, run, _numbers in rows]), counts)
    asked = np.repeat(np.array([at for at, _run, _numbers in rows], dtype=np.intp), counts)
    return Said(asked, numbers, JOINED * (weights[numbers] + said), np.ones(len(numbers), dtype=bool))


def neighbours(parts: Sequence[Part]) -> Iterator[Run]:
    """Parts that another name may write as one: a few of any kind, and syllables of pinyin up to a longer name."""
    for start in range(len(parts)):
        for length in range(2, min(_MOST_SYLLABLES, len(parts) - start) + 1):
            run = tuple(parts[start : start + length])
            if length > _MOST_JOINED and not all(
                part.script == "latin" and len(part.text) <= _SYLLABLE for part in run
            ):
                break
            yield run
