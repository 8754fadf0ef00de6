"""Figures for monitoring that every floor has: how they look, and those of the register itself."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from django.db.models import Count

from controls.models import Change, Heartbeat, SignInTry
from controls.services import health
from controls.tally import BOUNDS, TALLY, Tally

HOUR = timedelta(hours=1)
Sample = tuple[dict[str, str], float]


@dataclass(frozen=True)
class Figure:
    """One measure with its values by labels. `help` says what it counts, in which unit; `kind` is Prometheus's word.

    `parts` are samples whose name goes on after the figure's own, as those of a histogram do.
    """

    name: str
    help: str
    values: tuple[Sample, ...]
    kind: str = "gauge"
    parts: tuple[tuple[str, dict[str, str], float], ...] = ()

    @classmethod
    def age(cls, name: str, words: str, since: datetime | None, *, at: datetime) -> "Figure":
        """How many seconds ago something was; without a value when it never was."""
        return cls(name, words, (({}, max((at - since).total_seconds(), 0.0)),) if since else ())


def figures(*, at: datetime, tally: Tally = TALLY) -> list[Figure]:
    """Those of the register at a moment, and what this process has answered since it began."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    refused = SignInTry.objects.filter(at__gt=at - HOUR, at__lte=at, succeeded=False)
    counted = {row["kind"]: row["tries"] for row in refused.values("kind").annotate(tries=Count("pk")).order_by()}
    return [
        Figure("revision", "The newest entry of the change log.", (({}, Change.objects.revision()[0]),)),
        Figure.age("heartbeat_age_seconds", "Time since a worker showed a sign of life; none while it never did.",
               beats.get(health.WORKER), at=at),
        Figure.age("backup_age_seconds", "Time since a backup was made by our own command; none while none is known.",
               beats.get(health.BACKUP), at=at),
        Figure(
            "refused_sign_ins_last_hour",
            "Tries to sign in that did not succeed within the last hour, by what was tried.",
            tuple(({"kind": str(kind)}, counted.get(kind, 0)) for kind in SignInTry.Kind.values),
        ),
        *_of_answers(tally),
    ]  # fmt: skip


def _of_answers(tally: Tally) -> list[Figure]:
    """Each process says its own: a server that asks again and again meets them all, under labels that do not mix."""
    answers, times = tally.told()
    process = {"process": str(os.getpid())}
    counted = tuple(
        ({"route": route, "method": method, "status": str(status)} | process, count)
        for (route, method, status), count in sorted(answers.items())
    )
    parts: list[tuple[str, dict[str, str], float]] = []
    for route, took in sorted(times.items()):
        labels = {"route": route} | process
        ends = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
        parts += [
            ("_bucket", labels | {"le": end}, count) for end, count in zip(ends, accumulate(took.counts), strict=True)
        ]
        parts += [("_sum", labels, took.seconds), ("_count", labels, sum(took.counts))]
    return [
        Figure("answers_total", "Answers of this process since it began.", counted, kind="counter"),
        Figure("answer_seconds", "How long answers of this process took.", (), kind="histogram", parts=tuple(parts)),
    ]
