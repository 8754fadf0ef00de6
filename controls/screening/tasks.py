"""Clockwork of screening: each bell makes one worker work for a while."""

import time
import uuid

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from controls.screening.services import batch_work

# How long one bell keeps a worker busy: short, so that the heartbeat and other work are never late.
_BUSY_SECONDS = 8
# Seconds. A bell that nobody heard is rung again by the clock; old ones must not pile up.
BELL_EXPIRES = 10


@shared_task(time_limit=60)
def run_waiting_batches(**_future: object) -> str:
    """Screen rows of waiting batches for some seconds. Where more is left, one more worker is called first."""
    worker, until, rows, called = uuid.uuid4().hex, time.monotonic() + _BUSY_SECONDS, 0, False
    while time.monotonic() < until:
        progress = batch_work.run_chunk(worker=worker, at=timezone.now())
        rows += progress.rows
        if progress.more and not called:
            ring()
            called = True
        if progress.waits or not progress.more:
            break
    return f"{rows} rows"


def ring() -> None:
    """Call a worker as soon as what is waiting is committed. Without a broker nothing is lost: the clock rings too."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    run_waiting_batches.apply_async(expires=BELL_EXPIRES)
