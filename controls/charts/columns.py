"""Columns: a count for each month, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from controls.charts.scales import Level, count_scale


@dataclass(frozen=True, slots=True)
class Column:
    """A month, its count, and the rectangle that stands for it; `middle` is where words below it are centred."""

    month: date
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The whole drawing: its size, its levels and its columns from left to right."""

    width: float
    height: float
    foot: float
    levels: tuple[Level, ...]
    columns: tuple[Column, ...]


def columns(
    counts: Sequence[tuple[date, int]],
    *,
    left: float,
    width: float,
    top: float,
    height: float,
    gap: float = 0.25,
    levels: int = 5,
) -> Columns:
    """Lay out one column a month. `gap` is the share of a column's place that stays free, half on either side.

    Raises ValueError when months are not in order, a count is below 0, or the gap leaves no column.
    """
    months = [month for month, _count in counts]
    if months != sorted(set(months)):
        raise ValueError("Months are in order, each once.")
    if width <= 0 or not 0 <= gap < 1:
        raise ValueError("A column has a width.")
    axis = count_scale(max((count for _month, count in counts), default=0), top=top, height=height, at_most=levels)
    place = width / max(1, len(counts))
    drawn = []
    for number, (month, count) in enumerate(counts):
        begin = round(left + (number + gap / 2) * place, 1)
        end = round(left + (number + 1 - gap / 2) * place, 1)
        y = axis.y(count)
        middle = round(left + (number + 0.5) * place, 1)
        drawn.append(Column(month, count, begin, y, round(end - begin, 1), round(axis.foot - y, 1), middle))
    return Columns(round(left + width, 1), axis.foot, axis.foot, axis.levels, tuple(drawn))
