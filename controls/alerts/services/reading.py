"""What a person has read of what they were told."""

from datetime import datetime

from controls.alerts.models import Notification
from controls.models import User


def note_read(*, owner: User, last: int, at: datetime) -> int:
    """Remember that a person's notifications up to a number of a row were read. How many were not before."""
    mine = Notification.objects.filter(subscription__owner=owner, pk__lte=last, read_at=None)
    return mine.update(read_at=at)
