"""Signs of life of the background workers."""

from datetime import datetime

from controls.models import Heartbeat


def beat(*, name: str, at: datetime) -> Heartbeat:
    """Note that a job passed through the broker and a worker."""
    return Heartbeat.objects.update_or_create(name=name, defaults={"at": at})[0]
