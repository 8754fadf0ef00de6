"""Turns of one worker at hosts: whose they are, the gap before each request, and the time that all of it may take.

A lease is short, so that a dead worker's is soon over; it is kept by renewing it before and after each request, and
while a gap is waited for.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from news.models.sources import LONGEST_GAP
from news.services import hosts
from news.services.unread import NotRead, Outcome, Postponed, TimeOver

# A visit begins no request that would end later than so many seconds after it began. What is left is for what was read:
# a task that asks is ended after 120 seconds (`news/tasks.py`).
MOST_SECONDS = 75.0
RENEWED = 5.0  # seconds of waiting between two renewals
PATIENCE = 20.0  # seconds that a host to which a redirect leads may be busy
LOST = "Another worker has taken over, or the source was switched off."


def for_ever() -> bool:
    """Whether who asks without a job still may."""
    return True


@dataclass
class Turns:
    """`mine` renews the job of the visit and says whether it is still ours; `moment` tells the present.

    `gap` is waited for between two requests to one host, in seconds. `most` is how long all of it may take.
    """

    worker: str
    gap: int
    moment: Callable[[], datetime]
    mine: Callable[[], bool] = for_ever
    most: float = MOST_SECONDS
    _held: dict[str, timedelta | None] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _begun: datetime | None = None
    _waited: float = 0.0

    def take(self, *, name: str) -> datetime | None:
        """Begin to ask a host. None: it is ours. Else the moment from which on to try again."""
        self._begun = self._begun or self.moment()
        until = hosts.occupy(name=name, worker=self.worker, at=self.moment())
        if until is None:
            self._held[name] = None
        return until

    def step(self, *, name: str, seconds: float) -> None:
        """Wait until the next request may go to a host; `seconds` is what it may take.

        Raises NotRead when somebody else has taken over, or nobody is to ask any more; TimeOver when the time of the
        visit does not suffice; Postponed when the host is somebody else's for long.
        """
        gap = min(self.gap, LONGEST_GAP) if name in self._asked else 0
        if self._gone() + gap + seconds > self.most:
            raise TimeOver
        self._wait(gap)
        if name not in self._held:
            self._get(name, seconds)
        self.go_on()
        self._asked.add(name)

    def go_on(self) -> None:
        """Keep everything for another while. Raises NotRead when it is no longer ours."""
        at = self.moment()
        if not (self.mine() and all(hosts.renew(name=name, worker=self.worker, at=at) for name in self._held)):
            raise NotRead(Outcome.UNREACHABLE, LOST)

    def rest(self, *, name: str, asked: timedelta | None) -> None:
        """A host asked to be left alone for so long."""
        if name in self._held and asked:
            self._held[name] = asked

    def leave(self) -> None:
        """Stop asking: each host is left alone for the gap, or for as long as it asked to rest."""
        for name, rest in self._held.items():
            hosts.leave(name=name, worker=self.worker, at=self.moment(), gap=self.gap, rest=rest)
        self._held.clear()

    def _get(self, name: str, seconds: float) -> None:
        """Take the turn at another host, to which we were led, after a short wait if need be."""
        end = self._gone() + PATIENCE
        while until := self.take(name=name):
            wait = max((until - self.moment()).total_seconds(), 1.0)
            if self._gone() + wait > min(end, self.most - seconds):
                raise Postponed(name, until)
            self._wait(wait)

    def _gone(self) -> float:
        """Seconds since the first turn; what was waited counts also where nobody's clock moves."""
        begun = self._begun or self.moment()
        return max((self.moment() - begun).total_seconds(), self._waited)

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            piece = min(seconds, RENEWED)
            time.sleep(piece)
            self._waited, seconds = self._waited + piece, seconds - piece
            if seconds > 0:
                self.go_on()
