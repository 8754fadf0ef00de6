"""On which days which list names whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from controls.matching.parties import Span

_NEVER = date.max.toordinal() + 1


@dataclass(frozen=True)
class Days:
    """The days: one row for each span, the party by its place."""

    lists: Sequence[str]
    list_of: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, spans: Sequence[Sequence[Span]]) -> "Days":
        """The spans of each party."""
        rows = [(at, span) for at, found in enumerate(spans) for span in found]
        lists = {key: number for number, key in enumerate(sorted({span.list_key for _at, span in rows}))}
        return cls(
            lists=list(lists),
            list_of=np.array([lists[span.list_key] for _at, span in rows], dtype=np.int64),
            first=np.array([span.first_day.toordinal() if span.first_day else 0 for _at, span in rows], dtype=np.int64),
            last=np.array(
                [span.last_day.toordinal() if span.last_day else _NEVER for _at, span in rows], dtype=np.int64
            ),
            owners=np.array([at for at, _span in rows], dtype=np.int64),
        )

    def covering(self, on: date, lists: frozenset[str] | None, size: int) -> NDArray[np.bool_]:
        """Which of `size` parties one of these lists (None: any) names on this day."""
        covers = (self.first <= on.toordinal()) & (on.toordinal() < self.last)
        if lists is not None:
            covers &= np.array([key in lists for key in self.lists], dtype=bool)[self.list_of]
        found = np.zeros(size, dtype=bool)
        found[self.owners[covers]] = True
        return found
