"""Clockwork of screening: look for work, do it, put it down in good order."""

import time
import uuid

from celery import shared_task
from django.utils import timezone

from controls.screening.services import index, rescreenings, watching

_MOST_SECONDS = 60  # of work in one go; the next sweep goes on with the rest


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
