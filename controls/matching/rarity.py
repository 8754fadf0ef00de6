"""How much the parts of a name say: Sagami says much, Mitsubishi, Heavy and Industries say little."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from controls.matching.parts import Named, Part

# The most that a part of each kind may say, however rare it is; a word of its own that nobody else has says 1.
_MOST = {"light": 0.05, "trade": 0.4, "place": 0.4, "house": 0.6, "word": 1.0, "number": 1.0}
_LEAST = 0.2  # of what it may say; so much a part says that every name has
_KEPT = 20_000  # parts whose weight is kept
_HOUSE = 3  # entities whose names begin alike: the beginning names a group


@dataclass(frozen=True)
class Rarity:
    """Counts over the names that are compared with: of how many entities a part is, and how many begin with it."""

    entities: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    firsts: Counter[str] = field(default_factory=Counter)
    _kept: dict[Part, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _houses: dict[Part, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def weight(self, part: Part) -> float:
        """What a part says, 0 to 1."""
        found = self._kept.get(part)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[part] = self._weight(part)
        return found

    def _weight(self, part: Part) -> float:
        most = _MOST["house"] if self.is_house(part) else _MOST[part.kind]
        if part.kind == "light" or self.entities < 2:
            return most
        rare = 1 - math.log(1 + self.counts[part.key]) / math.log(1 + self.entities)
        return most * (_LEAST + (1 - _LEAST) * max(rare, 0))

    def is_house(self, part: Part) -> bool:
        """Whether a part names a group of companies: by the glossary, or because several entities begin with it."""
        if part.kind != "word":
            return part.kind == "house"
        found = self._houses.get(part)
        if found is None:
            if len(self._houses) >= _KEPT:
                self._houses.clear()
            found = self._houses[part] = self.firsts[part.key] >= _HOUSE
        return found


def rarity_of(names: Iterable[tuple[str, Named]]) -> Rarity:
    """The counts over (entity, name) pairs; several names of one entity count once."""
    parts: dict[str, set[str]] = {}
    firsts: dict[str, set[str]] = {}
    for entity, name in names:
        parts[entity] = parts.get(entity, set()) | {part.key for part in name.parts}
        if name.said:
            firsts.setdefault(entity, set()).add(name.said[0].key)
    return Rarity(
        entities=len(parts),
        counts=Counter(key for keys in parts.values() for key in keys),
        firsts=Counter(key for keys in firsts.values() for key in keys),
    )
