"""Which places a key leads to: sorted arrays of numbers, small, quick to search, and as a file can hold them."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
Keys = NDArray[np.int64]


_NONE = np.zeros(0, dtype=np.intp)


def key_of(kind: str, text: str) -> int:
    """A key as a number. Two texts may have one, rarely: what it leads to is compared anyway."""
    return key_in(kind_of(kind), text)


@cache
def kind_of(kind: str) -> int:
    """What every key of a kind begins with, as a number. Kinds are few."""
    return zlib.crc32(f"{kind} ".encode())


def key_in(kind: int, text: str) -> int:
    """The key of a text of a kind that is a number already."""
    try:
        return zlib.crc32(text.encode(), kind)
    except UnicodeEncodeError:  # halves of characters, pasted by some programs
        return zlib.crc32(text.encode("utf-8", "surrogatepass"), kind)


@dataclass(frozen=True)
class Rows:
    """Rows of numbers, one after another: row n is `numbers[starts[n]:starts[n + 1]]`."""

    starts: NDArray[np.int64]
    numbers: Places

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> "Rows":
        """These rows, in their order."""
        numbers: list[int] = []
        starts = [0]
        for row in rows:
            numbers.extend(row)
            starts.append(len(numbers))
        return cls(np.array(starts, dtype=np.int64), np.array(numbers, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> list[int]:
        """One row."""
        found: list[int] = self.numbers[self.starts[at] : self.starts[at + 1]].tolist()
        return found

    def owners(self) -> Places:
        """For each number the row in which it stands."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def turned(self, size: int) -> "Rows":
        """The rows in which each number below `size` stands."""
        order = np.argsort(self.numbers, kind="stable")
        counts = np.bincount(self.numbers, minlength=size)
        return Rows(np.append(0, np.cumsum(counts)).astype(np.int64), self.owners()[order])

    def spread(self, rows: NDArray[np.integer]) -> tuple[Places, NDArray[np.integer]]:
        """The numbers of these rows, one after another, and how many each row has."""
        first = self.starts[rows]
        counts = self.starts[rows + 1] - first
        if len(rows) == 1:
            return self.numbers[first[0] : first[0] + counts[0]], counts
        ends = counts.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        places = (first - ends + counts).repeat(counts)
        places += np.arange(total)
        return self.numbers[places], counts


@dataclass(frozen=True)
class Postings:
    """Places by key: those of `keys[n]` are row n."""

    keys: Keys
    rows: Rows

    @classmethod
    def of(cls, keys: Keys, places: Places) -> "Postings":
        """Postings of (key, place) pairs."""
        order = np.argsort(keys, kind="stable")
        distinct, starts = np.unique(keys[order], return_index=True)
        return cls(distinct, Rows(np.append(starts, len(keys)).astype(np.int64), places[order]))

    def by_place(self, size: int) -> "Kept":
        """The other way round: the keys of each place below `size`."""
        return Kept(self.keys, self.rows.turned(size))

    def find(self, keys: Sequence[int]) -> Places:
        """The places of all these keys, one after another; a place that several keys have as often as that."""
        return self.rows.spread(self._found(keys)[0])[0]

    def find_each(self, keys: Sequence[int]) -> tuple[Places, NDArray[np.intp]]:
        """The same, and for each place the number of the key by which it was found."""
        rows, there = self._found(keys)
        places, counts = self.rows.spread(rows)
        return places, there.repeat(counts)

    def _found(self, keys: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The rows of those of these keys that are there, and which of them those are."""
        if not len(self.keys):
            return _NONE, _NONE
        wanted = np.array(keys, dtype=np.int64)
        at = self.keys.searchsorted(wanted)
        there = (self.keys.take(at, mode="clip") == wanted).nonzero()[0]
        return at[there], there


@dataclass(frozen=True)
class Kept:
    """Keys by place, taken from postings that were built before."""

    keys: Keys
    rows: Rows

    def of(self, place: int) -> list[int]:
        """The keys of one place."""
        found: list[int] = self.keys[self.rows.row(place)].tolist()
        return found


NO_KEYS = Kept(np.zeros(0, dtype=np.int64), Rows.of([]))


def pairs_of(rows: Iterable[tuple[Iterable[int], int]]) -> tuple[Keys, Places]:
    """Keys and places as arrays, from (keys, place) rows."""
    keys: list[int] = []
    places: list[int] = []
    for found, place in rows:
        before = len(keys)
        keys.extend(found)
        places.extend([place] * (len(keys) - before))
    return np.array(keys, dtype=np.int64), np.array(places, dtype=np.int32)
