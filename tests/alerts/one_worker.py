"""A worker that is killed in the middle: sends what is due at a moment, until somebody ends it."""

import sys
import uuid
from datetime import datetime

import django

django.setup()

from controls.alerts.services import webhooks  # noqa: E402 - Django is ready by now

if __name__ == "__main__":
    last = 0
    while (
        served := webhooks.deliver_due(name=str(uuid.uuid4()), at=datetime.fromisoformat(sys.argv[1]), after=last)
    ) or last:
        last = served or 0
