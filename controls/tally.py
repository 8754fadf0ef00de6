"""What this process has answered since it began: how many by route, method and status, and how long answers took.

In the memory of the process: a row for each answer would cost more than most answers do. Each process says its own.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

# Seconds: up to each of them, answers are counted; those that took longer than all are in the last place.
BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OTHER = "other"  # a method of no such name: callers must not make up labels


@dataclass(frozen=True)
class Times:
    """How long the answers of one route took: `counts` are not summed up, one for each bound and one beyond."""

    counts: tuple[int, ...]
    seconds: float


@dataclass
class Tally:
    """Counts of answers. Threads may note at the same time; what is told is of one moment."""

    _answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: Lock = field(default_factory=Lock)

    def note(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """One more answer, of a route by its name, after so many seconds."""
        with self._lock:
            self._answers[route, method if method in METHODS else OTHER, status] += 1
            counts = self._counts.setdefault(route, [0] * (len(BOUNDS) + 1))
            counts[bisect_left(BOUNDS, seconds)] += 1
            self._seconds[route] += seconds

    def told(self) -> tuple[Mapping[tuple[str, str, int], int], Mapping[str, Times]]:
        """Answers by (route, method, status), and their times by route."""
        with self._lock:
            times = {route: Times(tuple(counts), self._seconds[route]) for route, counts in self._counts.items()}
            return dict(self._answers), times

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()
            self._counts.clear()
            self._seconds.clear()


# Of this process.
TALLY = Tally()
