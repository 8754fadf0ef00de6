"""Clockwork of the registry: load by id, one call."""

from celery import shared_task
from django.utils import timezone

from controls.services import health, signins


@shared_task(time_limit=30)
def record_heartbeat(**_future: object) -> str:
    """Pass through broker and worker, and leave a sign that the health page reads."""
    return str(health.beat(name="worker", at=timezone.now()))


@shared_task(time_limit=60)
def prune_sign_ins(**_future: object) -> int:
    """Take away tries to sign in that no longer count, and sessions that have ended."""
    return signins.prune(at=timezone.now())
