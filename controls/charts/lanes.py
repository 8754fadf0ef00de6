"""A timeline: one lane a thing, cut into bars at each change of its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from controls.charts.scales import ONE_DAY, DayScale, Tick


@dataclass(frozen=True, slots=True)
class Period:
    """A state and the days for which it holds, both included; `last` is None when it has no end."""

    state: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A period as far as the scale shows it. `period` keeps its days, also those beyond the frame."""

    state: str
    x: float
    width: float
    period: Period


@dataclass(frozen=True, slots=True)
class Lane:
    """A label, the bars beside it, and the band that they fill."""

    label: str
    y: float
    height: float
    bars: tuple[Bar, ...]

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing: its size, the ticks along its head, its lanes, and a mark for a day when it shows one."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    mark: float | None


def timeline(
    rows: Iterable[tuple[str, Sequence[Period]]],
    *,
    scale: DayScale,
    top: float,
    pitch: float,
    thickness: float,
    unit: str,
    marked: date | None = None,
) -> Timeline:
    """Lay out lanes below each other: the first at `top`, each `pitch` below the last, its bars `thickness` high.

    Raises ValueError when the periods of a lane overlap, run backwards or are not in order.
    """
    if not 0 < thickness <= pitch:
        raise ValueError("A bar has a thickness and fits its lane.")
    lanes = tuple(
        Lane(label, round(top + number * pitch, 1), round(thickness, 1), bars(periods, scale=scale))
        for number, (label, periods) in enumerate(rows)
    )
    mark = scale.x(marked) if marked is not None and scale.holds(marked) else None
    return Timeline(scale.right, round(top + len(lanes) * pitch, 1), scale.ticks(unit), lanes, mark)


def bars(periods: Sequence[Period], *, scale: DayScale) -> tuple[Bar, ...]:
    """The periods that the scale shows, cut at its ends; neighbours in the same state are one bar.

    Raises ValueError when they overlap, run backwards or are not in order.
    """
    found = []
    for period in merged(periods):
        first, last = max(period.first, scale.first), min(period.last or scale.last, scale.last)
        if first <= last:
            begin, end = scale.x(first), scale.end(last)
            found.append(Bar(period.state, begin, round(end - begin, 1), period))
    return tuple(found)


def merged(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The same days with neighbours in one state taken together. Raises ValueError as `bars` does."""
    joined: list[Period] = []
    for period in periods:
        if period.last is not None and period.last < period.first:
            raise ValueError("A period ends on or after the day on which it begins.")
        if joined and (joined[-1].last is None or joined[-1].last >= period.first):
            raise ValueError("Periods of a lane follow one another.")
        before = joined[-1] if joined else None
        if before and before.state == period.state and before.last and before.last + ONE_DAY == period.first:
            joined[-1] = Period(before.state, before.first, period.last)
        else:
            joined.append(period)
    return tuple(joined)
