"""Figures of screening for monitoring: what waits, for how long, and against which state of the lists is compared."""

import os
from datetime import datetime

from django.db.models import Count, F, Min, Q, Sum

from controls.screening.models import Batch, Rescreening
from controls.screening.services import index
from controls.services.figures import Figure

State = Rescreening.State


def figures(*, at: datetime) -> list[Figure]:
    """All of them at a moment, by two questions. The revision of the index is that of this process."""
    watch = Rescreening.objects.filter(state__in=(State.OPEN, State.HELD)).aggregate(
        open=Count("pk", filter=Q(state=State.OPEN)),
        held=Count("pk", filter=Q(state=State.HELD)),
        oldest=Min("due_at", filter=Q(state=State.OPEN)),
    )
    revision = index.loaded_revision()
    return [
        *_of_batches(),
        Figure("rescreenings_open", "Portfolios that are to be compared again.", (({}, watch["open"]),)),
        Figure(
            "rescreenings_held", "Comparisons of portfolios that broke off and need a person.", (({}, watch["held"]),)
        ),
        Figure.age(
            "rescreening_oldest_seconds",
            "How long the oldest comparison that is not done is due; none while none is.",
            watch["oldest"],
            at=at,
        ),
        Figure(
            "index_revision",
            "The revision that this process's index of names was built from; none while it has none.",
            () if revision is None else (({"process": str(os.getpid())}, revision),),
        ),
    ]


def _of_batches() -> list[Figure]:
    work = Batch.objects.filter(state__in=Batch.AT_WORK).aggregate(
        waiting=Count("pk", filter=Q(state=Batch.State.WAITING)),
        running=Count("pk", filter=Q(state=Batch.State.RUNNING)),
        asked_for=Sum("row_count"),
        answered=Sum(F("done_count") + F("help_count")),
    )
    return [
        Figure(
            "batches_open",
            "Batches of names that are not done, by state.",
            tuple(({"state": str(state)}, work[str(state)]) for state in Batch.AT_WORK),
        ),
        Figure(
            "batch_rows_waiting",
            "Rows of these batches that nobody has screened yet.",
            (({}, (work["asked_for"] or 0) - (work["answered"] or 0)),),
        ),
    ]
