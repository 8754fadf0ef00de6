"""Scales: from days to x and from counts to y, with the ticks that stand on them."""

from dataclasses import dataclass
from datetime import date, timedelta

YEAR, QUARTER, MONTH = "year", "quarter", "month"
# How many months lie between two ticks, the coarsest first.
UNITS = {YEAR: 12, QUARTER: 3, MONTH: 1}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a year, quarter or month and where it stands. How the day is written is the template's."""

    on: date
    x: float


@dataclass(frozen=True, slots=True)
class DayScale:
    """Days from `first` to `last`, both included, spread evenly over `width` from `left` on.

    A day is an interval: it begins at `x(day)` and ends at `end(day)`, where the next one begins.
    """

    first: date
    last: date
    left: float
    width: float

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A scale ends on or after the day on which it begins.")
        if self.width <= 0:
            raise ValueError("A scale has a width.")

    @property
    def right(self) -> float:
        return self._edge(self.last + ONE_DAY)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def x(self, day: date) -> float:
        """Where a day begins. Raises ValueError for a day that the scale does not hold."""
        if not self.holds(day):
            raise self._not_here(day)
        return self._edge(day)

    def end(self, day: date) -> float:
        """Where a day ends. Raises ValueError for a day that the scale does not hold."""
        if not self.holds(day):
            raise self._not_here(day)
        return self._edge(day + ONE_DAY)

    def ticks(self, unit: str) -> tuple[Tick, ...]:
        """The first days of all years, quarters or months on the scale."""
        found, day = [], self._first_of(unit)
        while day <= self.last:
            found.append(Tick(day, self.x(day)))
            day = months_after(day, UNITS[unit])
        return tuple(found)

    def fitting_unit(self, *, at_most: int) -> str:
        """The finest unit with no more ticks than that; years when even they are more."""
        fine = [unit for unit in reversed(UNITS) if len(self.ticks(unit)) <= at_most]
        return fine[0] if fine else YEAR

    def _edge(self, day: date) -> float:
        return float(round(self.left + self.width * (day - self.first).days / self._days, 1))

    def _not_here(self, day: date) -> ValueError:
        return ValueError(f"{day} is not on a scale from {self.first} to {self.last}.")

    @property
    def _days(self) -> int:
        return (self.last - self.first).days + 1

    def _first_of(self, unit: str) -> date:
        step = UNITS[unit]
        begun = self.first.replace(month=(self.first.month - 1) // step * step + 1, day=1)
        return begun if begun == self.first else months_after(begun, step)


@dataclass(frozen=True, slots=True)
class Level:
    """A count on the axis and the height at which it stands."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class CountScale:
    """Counts from 0 at the foot to the last round level at the top. In a drawing y grows downwards."""

    values: tuple[int, ...]
    top: float
    height: float

    def __post_init__(self) -> None:
        if self.height <= 0:
            raise ValueError("A scale has a height.")

    @property
    def foot(self) -> float:
        return float(round(self.top + self.height, 1))

    def y(self, value: int) -> float:
        """The height of a count. Raises ValueError for one that the scale does not hold."""
        if not 0 <= value <= self.values[-1]:
            raise ValueError(f"{value} is not on a scale from 0 to {self.values[-1]}.")
        return float(round(self.top + self.height * (1 - value / self.values[-1]), 1))

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(Level(value, self.y(value)) for value in self.values)


def count_scale(most: int, *, top: float, height: float, at_most: int = 5) -> CountScale:
    """A scale that holds counts up to `most`, with no more than `at_most` steps between its levels."""
    return CountScale(round_values(most, at_most=at_most), top, height)


def round_values(most: int, *, at_most: int = 5) -> tuple[int, ...]:
    """0 and further whole values, 1, 2 or 5 times a power of ten apart, the last not below `most`; never 0 alone."""
    if most < 0 or at_most < 1:
        raise ValueError("Counts begin at 0, and an axis has a step.")
    power = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            if most <= step * at_most:
                steps = max(1, -(-most // step))
                return tuple(step * number for number in range(steps + 1))
        power *= 10


def months_after(day: date, months: int) -> date:
    """The first day of the month that many months after that of the day."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
