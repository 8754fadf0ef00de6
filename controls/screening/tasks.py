"""Clockwork of screening: each bell makes one worker work for a while."""

import time
import uuid
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from controls.screening.services import batch_work, cases, entries, index, rescreenings, retention, watching

# How long one bell keeps a worker busy: short, so that the heartbeat and other work are never late.
_BUSY_SECONDS = 8
# Seconds. A bell that nobody heard is rung again by the clock; old ones must not pile up.
BELL_EXPIRES = 10
_SWEPT = "screening:cases-held-against"
# Checks that go in one transaction: the first pruning of an old register has years before it.
_PRUNED_AT_ONCE = 500
_MOST_SECONDS = 60  # of work in one go; the next sweep goes on with the rest


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


@shared_task(acks_late=True, time_limit=120)
def watch_counterparties(**_future: object) -> str:
    """Bring every portfolio to where the lists are: row by row, each under a lease that a killed worker loses."""
    until = time.monotonic() + _MOST_SECONDS
    steps = 0
    try:
        opened = rescreenings.find_due(loaded=index.current(), at=timezone.now(), on=timezone.localdate())
    except index.IndexNotReady as reason:
        return f"Nothing can be compared now: {reason}"
    while time.monotonic() < until:
        held = rescreenings.claim(name=str(uuid.uuid4()), at=timezone.now())
        if held is None:
            break
        steps += _work(held, until)
    return f"{opened} opened, {steps} steps"


def _work(held: rescreenings.Held, until: float) -> int:
    """Steps of one row until it is done, or until time is up."""
    steps = 0
    try:
        while watching.step(held=held, at=timezone.now(), on=timezone.localdate()):
            steps += 1
            if time.monotonic() >= until:
                rescreenings.let_go(held=held)
                return steps
    except index.IndexNotReady as reason:
        rescreenings.give_back(held=held, trouble=str(reason))
    return steps + 1


@shared_task(acks_late=True, time_limit=120)
def reopen_changed_cases(**_future: object) -> str:
    """Re-open what was decided on entries that are no longer what they were. Nothing to do while no list moved.

    What was done last is only remembered by this process: to do it once more changes nothing. Who is stopped halfway
    has done the portions before, and finds less to do the next time.
    """
    try:
        loaded = index.current()
    except index.IndexNotReady as reason:
        return f"Nothing can be compared now: {reason}"
    today = timezone.localdate()
    place = (loaded.token, today)
    if cache.get(_SWEPT) == place:
        return "nothing moved"
    described = entries.now(loaded=loaded, on=today)
    moved = cases.reopen_changed(described=described, algorithm=loaded.algorithm, at=timezone.now())
    cache.set(_SWEPT, place, timeout=None)
    return f"{len(moved)} cases"


@shared_task(acks_late=True, time_limit=120)
def prune_checks(**_future: object) -> str:
    """Take away checks whose time is over, in portions; the next bell goes on with the rest. Nothing without a time."""
    if settings.SCREENING_RETENTION_DAYS is None:
        return "every check is kept"
    before = timezone.now() - timedelta(days=settings.SCREENING_RETENTION_DAYS)
    until, gone = time.monotonic() + _MOST_SECONDS, 0
    while time.monotonic() < until and (count := retention.prune(before=before, most=_PRUNED_AT_ONCE)):
        gone += count
    return f"{gone} checks"
