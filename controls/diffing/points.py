"""Which control point of one version answers to which of another, whatever order and wording they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from controls.diffing.words import likeness, rarity

# Two points are the same one when they share about half of what is particular to them; chosen on the editions of 2008
# to 2025, in which every pair that a reader makes lies above 0.43 and every other below 0.37.
SAME = 0.4

Texts = Mapping[str, str]  # a point's wording by language


@dataclass(frozen=True, slots=True)
class Pair:
    """A point of the old version and the one that answers to it in the new; None where there is none.

    Places count from 0. `likeness` is 0 where a side is missing.
    """

    old: int | None
    new: int | None
    likeness: float = 0.0


def align(old: Sequence[Texts], new: Sequence[Texts]) -> list[Pair]:
    """The pairing that shares most in all, in the order of the new version; what is gone stands where it stood.

    Texts are compared in every language that both have; the best counts. Each point is in exactly one pair.
    """
    weights = {
        language: rarity(point[language] for point in (*old, *new) if point.get(language))
        for language in {language for point in (*old, *new) for language in point}
    }
    table = [[_likeness(before, after, weights) for after in new] for before in old]
    answers = {place: answer for place, answer in enumerate(_assign(table)) if answer is not None}
    pairs = {answer: Pair(place, answer, table[place][answer]) for place, answer in answers.items()}
    rows = [pairs.get(place, Pair(None, place)) for place in range(len(new))]
    for place in range(len(old)):
        if place not in answers:
            rows.insert(_stood(rows, place), Pair(place, None))
    return rows


def moved(pairs: Sequence[Pair]) -> set[int]:
    """Places in the new version of points that were overtaken: not in the longest stretch that kept its order."""
    both = [(pair.old, pair.new) for pair in pairs if pair.old is not None and pair.new is not None]
    best: list[list[tuple[int, int]]] = []
    for old, new in sorted(both, key=lambda each: each[1]):
        before = max((line for line in best if line[-1][0] < old), key=len, default=[])
        best.append([*before, (old, new)])
    kept = {new for _old, new in max(best, key=len, default=[])}
    return {new for _old, new in both if new not in kept}


def _likeness(old: Texts, new: Texts, weights: Mapping[str, Mapping[str, float]]) -> float:
    shared = [language for language in old if old[language] and new.get(language)]
    return max((likeness(old[language], new[language], weights[language]) for language in shared), default=0.0)


def _stood(rows: Sequence[Pair], place: int) -> int:
    """Where a point that is gone is shown: after the last row whose old point stood before it."""
    before = [at for at, row in enumerate(rows) if row.old is not None and row.old < place]
    return before[-1] + 1 if before else 0


def _assign(table: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row the column that it gets, so that the sum of what lies above the threshold is the greatest.

    The shortest augmenting path method for the assignment problem (Jonker and Volgenant, Computing 38, 1987), with a
    column of its own for every row that gets none.
    """
    rows, columns = len(table), len(table[0]) if table else 0
    size = columns + rows
    cost = [[-value if value >= SAME else 1.0 for value in row] + [0.0] * rows for row in table]
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (size + 1)
    holder = [0] * (size + 1)  # the row that holds a column, both counted from 1
    for row in range(1, rows + 1):
        path = _cheapest_path(cost, row, row_price, column_price, holder)
        column = path[0]
        for before in path[1:]:
            holder[column] = holder[before]
            column = before
    found: list[int | None] = [None] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            found[holder[column] - 1] = column - 1
    return found


def _cheapest_path(
    cost: Sequence[Sequence[float]],
    row: int,
    row_price: list[float],
    column_price: list[float],
    holder: list[int],
) -> list[int]:
    """Columns from the first free one that a row can reach back to the start, at the least cost; settles the prices."""
    size = len(column_price)
    holder[0] = row
    reach, came_from, done = [float("inf")] * size, [0] * size, [False] * size
    column = 0
    while holder[column]:
        done[column] = True
        here = holder[column]
        for other in range(1, size):
            if done[other]:
                continue
            price = cost[here - 1][other - 1] - row_price[here] - column_price[other]
            if price < reach[other]:
                reach[other], came_from[other] = price, column
        nearest = min((other for other in range(1, size) if not done[other]), key=reach.__getitem__)
        step = reach[nearest]
        for other in range(size):
            if done[other]:
                row_price[holder[other]] += step
                column_price[other] -= step
            else:
                reach[other] -= step
        column = nearest
    path = [column]
    while column:
        column = came_from[column]
        path.append(column)
    return path
