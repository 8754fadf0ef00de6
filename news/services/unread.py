"""Why there is nothing to read: what a question without a usable answer means for the run."""

from datetime import datetime, timedelta

from controls.outbound import OutboundError, Refused, TooLarge, TooSlow
from news.models import FetchRun

Outcome = FetchRun.Outcome
REASON = 500


class NotRead(Exception):
    """A question without a usable answer: the outcome for the run, and why."""

    def __init__(
        self, outcome: Outcome, why: str, *, status: int | None = None, rest: timedelta | None = None,
        successor: str = "",
    ) -> None:  # fmt: skip
        super().__init__(why[:REASON])
        self.outcome, self.status, self.rest, self.successor = outcome, status, rest, successor


class TimeOver(Exception):
    """The next request would outlast the visit; it is for another one."""


class Postponed(Exception):
    """A host on the way is not to be asked now: somebody else asks it, or it rests. `until` is when to try again."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(name)
        self.name, self.until = name, until


def unanswered(*, error: OutboundError, words: str = "") -> NotRead:
    """What a request that came to nothing means. `words` stand before its own."""
    outcomes: tuple[tuple[type[OutboundError], Outcome], ...] = (
        (Refused, Outcome.REFUSED),
        (TooSlow, Outcome.TOO_SLOW),
        (TooLarge, Outcome.TOO_LARGE),
    )
    outcome = next((outcome for kind, outcome in outcomes if isinstance(error, kind)), Outcome.UNREACHABLE)
    return NotRead(outcome, f"{words}{error}")
