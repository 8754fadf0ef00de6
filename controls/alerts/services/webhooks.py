"""Webhook messages on their way: claimed, signed, sent, judged, tried again, sent once more by hand.

A claim is committed before anything is sent, and what became of it after: a worker that is killed between the two
leaves a lease that runs out, and the message is sent again under the same number. Of one endpoint one message is under
way at a time, and the next waits for the one before.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from controls import outbound
from controls.alerts.channels import webhook
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import deliveries, endpoints, payloads
from controls.alerts.services.deliveries import LEASE, Held
from controls.alerts.services.endpoints import EndpointRefused
from controls.outbound import OutboundError
from controls.outbound.sending import SECONDS

_WAITING = Delivery.State.WAITING
_TRIED_AT_ONCE = 20  # endpoints that one claim looks at before it says that nothing is due


def deliver_due(*, name: str, at: datetime, after: int = 0) -> int | None:
    """Send one message that is due, to the first endpoint after the given one, and settle what became of it.

    `name` is a claim that nobody else uses. Says whose endpoint was served, so that the caller goes on with the next
    one and no slow receiver keeps others waiting; None: nothing is due.
    """
    held = claim(name=name, at=at, after=after)
    if held is None:
        return None
    verdict = _attempt(held.delivery, at=at)
    settle(held=held, verdict=verdict, at=at)
    return held.delivery.endpoint_id


def claim(*, name: str, at: datetime, after: int = 0) -> Held | None:
    """Take the next message of the first endpoint after the given one that has one due and none under way."""
    following = _next_of(OuterRef("pk"), at=at).values("due_at")[:1]
    under_way = Delivery.objects.filter(endpoint=OuterRef("pk"), state=_WAITING, leased_until__gte=at)
    ready = (
        WebhookEndpoint.objects.filter(state=WebhookEndpoint.State.ON, owner__is_active=True, pk__gt=after)
        .annotate(next_due=Subquery(following))
        .filter(~Exists(under_way), next_due__lte=at)
        .order_by("pk")
    )
    for pk in ready.values_list("pk", flat=True)[:_TRIED_AT_ONCE]:
        if held := _claim_of(pk, name=name, at=at):
            return held
    return None


@transaction.atomic
def _claim_of(pk: int, *, name: str, at: datetime) -> Held | None:
    """The next message of an endpoint. Whoever holds the endpoint's row claims for it; others pass by."""
    rows = WebhookEndpoint.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    endpoint = rows.select_related("owner").filter(pk=pk, state=WebhookEndpoint.State.ON).first()
    if endpoint is None or endpoint.deliveries.filter(state=_WAITING, leased_until__gte=at).exists():
        return None
    row = _next_of(pk, at=at).select_for_update(of=("self",)).first()
    if row is None or row.due_at > at:
        return None
    row.claim, row.leased_until, row.attempts = name, at + LEASE, row.attempts + 1
    row.save(update_fields=["claim", "leased_until", "attempts"])
    row.endpoint = endpoint
    return Held(row.pk, name, row)


def _next_of(endpoint: Any, *, at: datetime) -> QuerySet[Delivery]:
    """The oldest that waits for an endpoint; without those that it refuses again and again and that are not due."""
    refused = Q(attempts__gte=webhook.PASSED_AFTER, status__gte=400, status__lt=500, due_at__gt=at)
    passed = refused & ~Q(status__in=webhook.OF_THE_RECEIVER)
    return Delivery.objects.filter(endpoint=endpoint, state=_WAITING).exclude(passed).order_by("pk")


def _attempt(delivery: Delivery, *, at: datetime) -> webhook.Verdict:
    if delivery.endpoint is None:
        raise TypeError(f"Delivery {delivery.pk} has no endpoint.")
    body = payloads.body_of(delivery=delivery)
    message = endpoints.message(endpoint=delivery.endpoint, uid=delivery.uid, body=body, at=at, seconds=SECONDS)
    try:
        return webhook.judge(outbound.send(message, at=at))
    except OutboundError as error:
        return webhook.judge(error)


@transaction.atomic
def settle(*, held: Held, verdict: webhook.Verdict, at: datetime) -> None:
    """Put down what became of an attempt, on the message and on its endpoint: both, or neither."""
    row = WebhookEndpoint.objects.select_for_update(no_key=True).filter(deliveries=held.pk).first()
    if row is None:  # removed meanwhile, with its messages
        return
    if verdict.taken:
        if deliveries.sent(held=held, at=at, status=verdict.status):
            row.last_good_at, row.failing_since, row.last_trouble = at, None, ""
            row.save()
        return
    wait = (
        None if verdict.gone else webhook.wait_after(held.delivery.attempts, uid=held.delivery.uid, asked=verdict.asked)
    )
    if wait is None:
        ours = deliveries.give_up(held=held, trouble=verdict.trouble, status=verdict.status)
    else:
        ours = deliveries.failed(
            held=held, at=at, trouble=verdict.trouble, wait=wait + verdict.took, status=verdict.status
        )
    if ours:
        _note_failure(row, verdict, given_up=wait is None, at=at)


def _note_failure(row: WebhookEndpoint, verdict: webhook.Verdict, *, given_up: bool, at: datetime) -> None:
    row.failing_since = row.failing_since or at
    row.last_trouble = verdict.trouble[:300]
    if verdict.gone:
        endpoints.stop(endpoint=row, state=WebhookEndpoint.State.GONE, trouble=verdict.trouble, at=at)
    elif given_up and at - row.failing_since >= webhook.LONG:
        endpoints.stop(endpoint=row, state=WebhookEndpoint.State.FAILING, trouble=verdict.trouble, at=at)
    row.save()


@transaction.atomic
def replay(*, delivery: Delivery, at: datetime) -> bool:
    """Send one message again, at once and under its old number. False when it waits anyway.

    Raises EndpointRefused where it would wait for ever, and for one whose subscription its owner ended.
    """
    if delivery.endpoint_id is not None:
        _in_use(delivery.endpoint_id)
    if _dropped().filter(pk=delivery.pk).exists():
        raise EndpointRefused(_("Its subscription was ended: nothing of it is sent any more."), field="number")
    return deliveries.send_again(delivery=delivery, at=at)


@transaction.atomic
def replay_failed(*, endpoint: WebhookEndpoint, since: datetime, at: datetime) -> int:
    """Send everything again that was made since a moment and given up, in the old order. Says how many.

    What was given up because its owner ended the subscription is left out. Raises EndpointRefused for a webhook that
    is not in use: there everything would wait for ever.
    """
    _in_use(endpoint.pk)
    rows = endpoint.deliveries.filter(state=Delivery.State.FAILED, made_at__gte=since)
    again = rows.exclude(pk__in=_dropped().filter(endpoint=endpoint))
    return again.update(state=_WAITING, due_at=at, attempts=0, trouble="", claim="", leased_until=None)


def _in_use(pk: int) -> None:
    """Hold an endpoint that is in use until the transaction ends. Raises EndpointRefused for others."""
    row = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=pk)
    if row.state != WebhookEndpoint.State.ON:
        raise EndpointRefused(_("This webhook is not in use: switch it on first."), field="state")


def _dropped() -> QuerySet[Delivery]:
    """What its owner ended is not sent again; what ended because the receiver was gone may be, when it is back."""
    ended = Delivery.objects.filter(subscription__ended_at__isnull=False)
    return ended.exclude(subscription__ended_why=webhook.GONE_SAYS)
