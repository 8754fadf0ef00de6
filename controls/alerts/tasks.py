"""Clockwork of alerts: what is due is sent."""

import time
import uuid

from celery import shared_task
from django.utils import timezone

from controls.alerts.services import owners, webhooks

# How long one bell keeps a worker busy with webhooks; the last message may take its own time on top.
_WEBHOOK_SECONDS = 8
BELL_EXPIRES = 5


@shared_task(acks_late=True, time_limit=60)
def deliver_webhooks(**_future: object) -> str:
    """Send webhooks that are due for some seconds, one endpoint after the other, and tell owners of those that ended.

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
    told = 0
    while owners.tell_next(at=timezone.now()):
        told += 1
    return f"{sent} attempts, {told} letters"
