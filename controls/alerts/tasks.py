"""Clockwork of alerts: what is new is read, and letters and webhooks that are due are sent."""

import time
import uuid

from celery import shared_task
from django.utils import timezone

from controls.alerts.services import collecting, letters, owners, webhooks

# How long one bell keeps a worker busy: short, so that other work is never late.
_BUSY_SECONDS = 20
# The last message may take its own time on top.
_WEBHOOK_SECONDS = 8
BELL_EXPIRES = 5


@shared_task(acks_late=True, time_limit=110)
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


@shared_task(acks_late=True, time_limit=60)
def deliver_webhooks(**_future: object) -> str:
    """Send webhooks that are due for some seconds, one endpoint after the other.

    As long as there is work one more worker is called: an endpoint gets one message at a time, others go on beside it.
    """
    until, sent, last, called = time.monotonic() + _WEBHOOK_SECONDS, 0, 0, False
    while time.monotonic() < until:
        served = webhooks.deliver_due(name=str(uuid.uuid4()), at=timezone.now(), after=last)
        if served is None and not last:
            break
        if served is not None:
            sent += 1
            if sent > 1 and not called:
                deliver_webhooks.apply_async(expires=BELL_EXPIRES)
                called = True
        last = served or 0
    return f"{sent} attempts"


@shared_task(acks_late=True, time_limit=60)
def tell_owners(**_future: object) -> str:
    """Write to owners of webhooks that are not used any more. What no mail server takes now is written again later."""
    told = 0
    try:
        while owners.tell_next(at=timezone.now()):
            told += 1
    except OSError as error:  # all that the library for mail raises, and whatever the network does
        return f"{told} letters, then no mail server: {type(error).__name__}"
    return f"{told} letters"
