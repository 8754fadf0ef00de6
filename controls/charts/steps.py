"""Step lines: counts that hold from one day to the next change, several series on one pair of axes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from controls.charts.scales import CountScale, DayScale, Level, Tick, count_scale


@dataclass(frozen=True, slots=True)
class StepLine:
    """A series as a line of right angles: its corners from left to right, and the value at which it ends."""

    label: str
    corners: tuple[tuple[float, float], ...]
    last_value: int

    @property
    def points(self) -> str:
        """The corners as the numbers of a polyline."""
        return " ".join(f"{x},{y}" for x, y in self.corners)

    @property
    def end(self) -> tuple[float, float] | None:
        """The right end of the line, where its value is written; None when it has no corner."""
        return self.corners[-1] if self.corners else None


@dataclass(frozen=True, slots=True)
class Steps:
    """The whole drawing: its size, its axes and its lines in the order given."""

    width: float
    height: float
    foot: float
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    lines: tuple[StepLine, ...]


def steps(
    series: Iterable[tuple[str, Sequence[tuple[date, int]]]],
    *,
    scale: DayScale,
    top: float,
    height: float,
    unit: str,
    levels: int = 5,
) -> Steps:
    """Lay out several series that share an axis; each is (label, [(day from which it holds, count), …]).

    What a series was before the scale begins is carried in; what comes after its last day is left out. Raises
    ValueError when days are not in order or a count is below 0.
    """
    given = [(label, _shown(values, scale)) for label, values in series]
    axis = count_scale(max((count for _label, shown in given for _day, count in shown), default=0),
                       top=top, height=height, at_most=levels)  # fmt: skip
    lines = tuple(_line(label, shown, scale, axis) for label, shown in given)
    return Steps(scale.right, axis.foot, axis.foot, scale.ticks(unit), axis.levels, lines)


def _shown(values: Sequence[tuple[date, int]], scale: DayScale) -> list[tuple[date, int]]:
    """The changes on the scale, the count that it begins with among them."""
    days = [day for day, _count in values]
    if days != sorted(set(days)):
        raise ValueError("The days of a series are in order, each once.")
    if any(count < 0 for _day, count in values):
        raise ValueError("Counts begin at 0.")
    before = [count for day, count in values if day < scale.first]
    shown = [(day, count) for day, count in values if scale.holds(day)]
    if before and (not shown or shown[0][0] != scale.first):
        shown.insert(0, (scale.first, before[-1]))
    return shown


def _line(label: str, shown: list[tuple[date, int]], scale: DayScale, axis: CountScale) -> StepLine:
    corners: list[tuple[float, float]] = []
    for day, count in shown:
        x, y = scale.x(day), axis.y(count)
        if corners and corners[-1][1] == y:
            continue
        # Across to the day of the change, then up or down; several changes in one place go up and down there.
        if corners and corners[-1][0] != x:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    if corners and corners[-1][0] != scale.right:
        corners.append((scale.right, corners[-1][1]))
    return StepLine(label, tuple(corners), shown[-1][1] if shown else 0)
