"""Messages on their way: claimed under a lease, sent, tried again later, given up.

A row is the memory. Whoever is killed while sending leaves a lease that runs out, and the message is sent again under
the same `uid`: at least once, never not at all. What is told to one subscription is first tried in its order.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from controls.alerts.models import Delivery, Subscription, WebhookEndpoint
from controls.alerts.models.notifications import DeliveryQuerySet

# Longer than any one attempt takes: sending is cut off by its own time limit well before.
LEASE = timedelta(seconds=120)
_LONGEST_TROUBLE = 300


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that is ours as long as nobody else has the claim. `delivery` is as it stood when it was claimed."""

    pk: int
    claim: str
    delivery: Delivery


def open_for(*, subscription: Subscription, at: datetime, due_at: datetime) -> Delivery:
    """A message that is to go by the way of a subscription; what stands in it is put there by the caller."""
    return Delivery.objects.create(
        channel=subscription.channel,
        endpoint=subscription.endpoint,
        subscription=subscription,
        made_at=at,
        due_at=due_at,
    )


@transaction.atomic
def claim(*, channel: str, name: str, at: datetime) -> Held | None:
    """Take the message of a channel that waited longest; `name` is new at each claim. None when nothing is due.

    Left alone is one that follows another of its subscription which is due and was not tried yet, or is in somebody's
    hands: the first attempts keep the order.
    """
    before = Delivery.objects.filter(
        subscription=OuterRef("subscription"), channel=channel, state=Delivery.State.WAITING, due_at__lte=at
    ).filter(pk__lt=OuterRef("pk"))
    free = Delivery.objects.due(at=at).filter(channel=channel).exclude(Exists(before))
    row = free.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.claim, row.leased_until, row.attempts = name, at + LEASE, row.attempts + 1
    row.save(update_fields=["claim", "leased_until", "attempts"])
    whole = Delivery.objects.select_related("endpoint__owner", "subscription__owner").get(pk=row.pk)
    return Held(row.pk, name, whole)


def sent(*, held: Held, at: datetime, status: int | None = None) -> bool:
    """The receiver took it. False, and nothing happens, when it is ours no longer."""
    return bool(
        _ours(held).update(
            state=Delivery.State.SENT, sent_at=at, status=status, trouble="", claim="", leased_until=None
        )
    )


def failed(*, held: Held, at: datetime, trouble: str, wait: timedelta, status: int | None = None) -> bool:
    """It did not arrive, and is tried again after `wait`. False, and nothing happens, when it is ours no longer."""
    return bool(
        _ours(held).update(
            due_at=at + wait, status=status, trouble=trouble[:_LONGEST_TROUBLE], claim="", leased_until=None
        )
    )


def give_up(*, held: Held, trouble: str, status: int | None = None) -> bool:
    """It will never arrive, or was tried often enough. It stays to be seen, and can be sent again by hand."""
    return bool(
        _ours(held).update(
            state=Delivery.State.FAILED,
            status=status,
            trouble=trouble[:_LONGEST_TROUBLE],
            claim="",
            leased_until=None,
        )
    )


def send_again(*, delivery: Delivery, at: datetime) -> bool:
    """Send what was sent or given up once more, at once and under its old id. False when it waits anyway."""
    done = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.WAITING)
    return bool(
        done.update(
            state=Delivery.State.WAITING, due_at=at, sent_at=None, attempts=0, claim="", leased_until=None, trouble=""
        )
    )


def drop_for(*, trouble: str, subscription: Subscription | None = None, endpoint: WebhookEndpoint | None = None) -> int:
    """Give up everything that still waits for a subscription, or for an endpoint, also what is in hands now."""
    rows = Delivery.objects.filter(state=Delivery.State.WAITING)
    rows = rows.filter(subscription=subscription) if subscription else rows.filter(endpoint=endpoint)
    return rows.update(state=Delivery.State.FAILED, trouble=trouble[:_LONGEST_TROUBLE], claim="", leased_until=None)


def bring_forward(*, subscription: Subscription, due_at: datetime) -> None:
    """Have what nobody tried to send yet go by `due_at` at the latest."""
    waiting = Delivery.objects.filter(subscription=subscription, state=Delivery.State.WAITING, attempts=0)
    waiting.filter(due_at__gt=due_at).update(due_at=due_at)


def _ours(held: Held) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk=held.pk, claim=held.claim, state=Delivery.State.WAITING)
