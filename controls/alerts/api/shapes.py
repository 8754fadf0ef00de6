"""How subscriptions and notifications look over the API."""

from typing import Any

from django.urls import reverse

from controls.alerts.models import Delivery, Notification, Subscription
from controls.alerts.services import wording
from controls.alerts.services.previews import Preview


def subscription(row: Subscription, *, root: str) -> dict[str, Any]:
    """A subscription with the private address of its feed."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "subject": row.subject.partition(":")[2] or None,
        "search": row.search_id,
        "portfolio": row.portfolio_id,
        "days": row.days,
        "label": row.label,
        "actions": row.actions,
        "channel": row.channel,
        "webhook": row.endpoint_id,
        "rhythm": row.rhythm,
        "language": row.language,
        "notifications": row.last_number,
        "made_at": row.made_at,
        "ended_at": row.ended_at,
        "ended_why": row.ended_why,
        "silent_since": row.search.refused_at if row.search else None,
        "silent_why": row.search.get_refused_display() if row.search else "",
        "feed": root + reverse("alerts:feed", kwargs={"token": row.feed_token}) if _is_fetched(row) else None,
        "url": root + reverse("alerts:subscription-detail", kwargs={"pk": row.pk}),
    }


def _is_fetched(row: Subscription) -> bool:
    return row.channel == Subscription.Channel.FEED and row.ended_at is None


def preview(row: Subscription, found: Preview, *, root: str) -> dict[str, Any]:
    """What a subscription, which is not kept, would have told."""
    results = [
        {
            "title": each.title,
            "lines": list(each.lines),
            "url": root + each.path if each.path else None,
            "happened_at": each.happened_at,
        }
        for each in found.told
    ]
    return {"label": row.label, "since": found.since, "count": found.count, "results": results}


def notification(row: Notification, *, root: str) -> dict[str, Any]:
    """What was told, in words and as data, and how the telling went; its delivery is fetched."""
    words = wording.told(notification=row)
    return {
        "id": row.pk,
        "subscription": row.subscription_id,
        "number": row.number,
        "occurrence": row.occurrence,
        "title": words.title,
        "lines": list(words.lines),
        "url": root + words.path if words.path else None,
        "data": row.said,
        "happened_at": row.happened_at,
        "made_at": row.made_at,
        "read_at": row.read_at,
        "delivery": _delivery(row.delivery) if row.delivery else None,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": str(row.uid),
        "channel": row.channel,
        "state": row.state,
        "attempts": row.attempts,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "status": row.status,
        "trouble": row.trouble,
    }
