"""Figures of alerts for monitoring: how far reading has come, and what waits to be sent."""

from datetime import datetime

from django.db.models import Count, Min

from controls.alerts.models import Cursor, Delivery, Subscription
from controls.alerts.services import cursors
from controls.models import Change
from controls.services.figures import Figure

CHANNELS = (Subscription.Channel.EMAIL, Subscription.Channel.WEBHOOK)


def figures(*, at: datetime) -> list[Figure]:
    """All of them at a moment, by three questions."""
    read = Cursor.objects.filter(name=cursors.CHANGES).values_list("position", flat=True).first() or 0
    rows = Delivery.objects.values("channel", "state").annotate(count=Count("pk"), oldest=Min("made_at")).order_by()
    found = {(row["channel"], row["state"]): row for row in rows}
    waiting = {channel: found.get((channel, Delivery.State.WAITING)) for channel in CHANNELS}
    return [
        Figure(
            "alerts_behind_revisions",
            "Entries of the change log that alerts have not read.",
            (({}, max(Change.objects.revision()[0] - read, 0)),),
        ),
        Figure(
            "deliveries",
            "Letters and calls to webhooks on record, by way and state.",
            tuple(
                (
                    {"channel": str(channel), "state": str(state)},
                    found[channel, state]["count"] if (channel, state) in found else 0,
                )
                for channel in CHANNELS
                for state in Delivery.State.values
            ),
        ),
        Figure(
            "delivery_oldest_seconds",
            "How long ago the oldest letter or call that waits was made; 0 while none waits.",
            tuple(
                ({"channel": str(channel)}, max((at - row["oldest"]).total_seconds(), 0.0) if row else 0.0)
                for channel, row in waiting.items()
            ),
        ),
    ]
