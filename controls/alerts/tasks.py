"""Clockwork of alerts: what is new is read, and letters that are due are sent."""

import time
import uuid

from celery import shared_task
from django.utils import timezone

from controls.alerts.services import collecting, letters

# How long one bell keeps a worker busy: short, so that other work is never late.
_BUSY_SECONDS = 20


@shared_task(acks_late=True, time_limit=300)
def collect(**_future: object) -> str:
    """Write down who wants to hear of what was recorded since the last time."""
    return f"{collecting.collect(at=timezone.now(), on=timezone.localdate())} notifications"


@shared_task(acks_late=True, time_limit=110)
def send_letters(**_future: object) -> str:
    """Send letters that are due for some seconds. One whose worker is killed is sent again when its lease runs out."""
    until, sent = time.monotonic() + _BUSY_SECONDS, 0
    while time.monotonic() < until and letters.send_next(name=str(uuid.uuid4()), at=timezone.now()):
        sent += 1
    return f"{sent} letters"
