"""What the machine did meanwhile: a figure that was taken while others used it says so.

Processors of a rented machine also lose time to its neighbours (steal), which no program on it can see otherwise.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

STAT = Path("/proc/stat")
_BUSY, _STOLEN = (0, 1, 2, 5, 6), 7  # columns of its first line: user, nice, system, irq, softirq; steal


@dataclass(frozen=True, slots=True)
class Work:
    """Seconds that all processors together computed for anybody, and that were stolen from them."""

    busy: float = 0.0
    stolen: float = 0.0

    def __sub__(self, earlier: "Work") -> "Work":
        return Work(self.busy - earlier.busy, self.stolen - earlier.stolen)


@dataclass(frozen=True, slots=True)
class Strain:
    """One stretch of time: its seconds, and what was computed in it by us, by others, and by nobody who is here."""

    seconds: float
    cores: int
    ours: float
    others: float
    stolen: float

    @classmethod
    def of(cls, *, seconds: float, ours: float, all_of_it: Work) -> "Strain":
        others = max(0.0, all_of_it.busy - ours)
        return cls(round(seconds, 1), os.cpu_count() or 1, round(ours, 1), round(others, 1), round(all_of_it.stolen, 1))

    def as_json(self) -> dict[str, float]:
        return asdict(self)

    def __str__(self) -> str:
        used = f"{self.ours:.1f} s of the processor by us, {self.others:.1f} s by others, {self.stolen:.1f} s stolen"
        return f"{self.seconds:.1f} s on {self.cores} cores: {used}"


def so_far() -> Work:
    """Since the machine was started; nothing where the system does not say."""
    try:
        columns = [int(part) for part in STAT.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]
    except OSError:
        return Work()
    tick = os.sysconf("SC_CLK_TCK")
    return Work(sum(columns[place] for place in _BUSY) / tick, columns[_STOLEN] / tick)


def cuts(seconds: Sequence[float]) -> dict[str, float]:
    """In milliseconds what half of the answers took at most, 95 of 100, and the slowest."""
    if not seconds:
        return {"half": 0.0, "most": 0.0, "slowest": 0.0}
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)

    return {"half": at(0.5), "most": at(0.95), "slowest": round(ordered[-1] * 1000, 1)}
