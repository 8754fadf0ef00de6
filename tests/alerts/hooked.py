"""Webhooks for tests: an owner, an endpoint at a receiver on loopback, and messages that wait for it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from standardwebhooks import Webhook

from controls.alerts.models import Delivery, Notification, Subscription, WebhookEndpoint
from controls.alerts.services import endpoints, webhooks
from controls.models import User
from tests.alerts.receiver import Got, Receiver

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def owner(name: str = "ying", **fields: Any) -> User:
    user = User.objects.make(email=f"{name}@desk.example", password=None, name=name.title(), joined_at=NOON)
    for field, value in {"role": "reader", **fields}.items():
        setattr(user, field, value)
    user.save()
    return user


def endpoint_at(url: str, *, by: User, at: datetime = NOON, **fields: Any) -> WebhookEndpoint:
    """An endpoint on record, whose address nobody tried."""
    options = {"name": "Ledger", "state_since": at, "made_at": at, **fields}
    return WebhookEndpoint.objects.create(owner=by, url=url, **options)


def following(endpoint: WebhookEndpoint, *, at: datetime = NOON, **fields: Any) -> Subscription:
    """A subscription whose messages go to an endpoint."""
    options = {"kind": "source", "label": "A source is late", "made_at": at, "token": uuid4().hex, **fields}
    return Subscription.objects.create(owner=endpoint.owner, channel="webhook", endpoint=endpoint, **options)


def messages(subscription: Subscription, number: int, *, at: datetime = NOON) -> list[Delivery]:
    """So many messages that are due at a moment, in their order."""
    rows = []
    for _ in range(number):
        subscription.last_number += 1
        row = Delivery.objects.create(
            channel="webhook", endpoint=subscription.endpoint, subscription=subscription, made_at=at, due_at=at
        )
        Notification.objects.create(
            subscription=subscription,
            number=subscription.last_number,
            occurrence=f"late:{subscription.last_number}",
            label="MOFCOM is late",
            said={"type": "source_late", "subject": "source:mofcom"},
            happened_at=at,
            made_at=at,
            delivery=row,
        )
        rows.append(row)
    subscription.save()
    return rows


def deliver(at: datetime, *, most: int = 1_000) -> int:
    """Everything that is due, as the worker does it. Says how many attempts there were."""
    for attempts in range(most):
        if webhooks.deliver_due(name=uuid4().hex, at=at) is None:
            return attempts
    raise AssertionError(f"More than {most} attempts.")


def pass_time(since: datetime, until: datetime, step: timedelta) -> datetime:
    """The worker comes by again and again; hours in which nothing becomes due pass at once."""
    at, tried = since, 1
    while at < until:
        following = Delivery.objects.filter(state="waiting", due_at__gt=at).order_by("due_at").first()
        idle = following.due_at if following else until
        at = min(max(at + step, at if tried else idle), until)
        tried = deliver(at)
    return at


def verified(got: Got, endpoint: WebhookEndpoint, *, at: datetime) -> Any:
    """What a receiver reads with the reference library at a moment. Raises WebhookVerificationError."""
    with mock.patch("standardwebhooks.webhooks.datetime", wraps=datetime) as clock:
        clock.now.return_value = at
        return Webhook(endpoints.secret_of(endpoint=endpoint)).verify(got.body, got.headers)


def numbers_of(rows: list[Delivery]) -> list[str]:
    """The numbers under which a receiver knows messages."""
    return [f"msg_{row.uid.hex}" for row in rows]


def hosts_of(*receivers: Receiver) -> list[str]:
    return [each.place for each in receivers]
