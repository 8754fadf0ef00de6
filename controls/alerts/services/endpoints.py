"""Addresses that webhooks go to: put on record, checked, switched, given another secret, taken off.

No secret is stored: each is derived from the installation's key, the endpoint's `uid` and its `generation`.
"""

import uuid
from collections.abc import Callable
from copy import copy
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from controls import outbound
from controls.alerts.channels import webhook
from controls.alerts.models import Delivery, Subscription, WebhookEndpoint
from controls.alerts.services import deliveries
from controls.models import User
from controls.outbound import Message, OutboundError, Reason, Refused, TargetRefused

PRODUCT = "RareEarthControlsRegister"
MOST = 20  # endpoints of one person
# Somebody waits for the page while an address is tried.
_TRIED_SECONDS = 5.0

State = WebhookEndpoint.State


class EndpointRefused(Exception):
    """The act cannot be done. The message is fit for the user; `field` is what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def add(*, owner: User, url: str, name: str, at: datetime) -> WebhookEndpoint:
    """An endpoint that is in use at once, after its address was looked up and tried with a test message.

    Raises EndpointRefused for an address that nothing may be sent to, for one that redirects, and for one that leads
    nowhere. A receiver that does not take the message yet, because it does not know the secret, is put on record with
    what it answered. From a process without a way out (OUTWARD) the test message goes with the worker.
    """
    row = WebhookEndpoint(owner=owner, uid=uuid.uuid4(), url=url, name=name, state_since=at, made_at=at)
    _refuse_the_same(row)
    _refuse_one_too_many(owner)
    row.last_trouble = _tried(row, at=at)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        _refuse_the_same(row)
        _refuse_one_too_many(owner)
        row.save()
        if not settings.OUTWARD:
            send_test(endpoint=row, at=at)  # the worker tries it then
    return row


def move(*, endpoint: WebhookEndpoint, url: str, at: datetime) -> WebhookEndpoint:
    """Send to another address from now on, also what waits: nothing is lost while a receiver moves.

    Its secret, its subscriptions and its state stay. The new address is looked up and tried as one that is added.
    Raises EndpointRefused as `add` does.
    """
    tried = copy(endpoint)
    tried.url = url
    _refuse_the_same(tried)
    trouble = _tried(tried, at=at)

    def act(row: WebhookEndpoint) -> None:
        row.url, row.last_trouble, row.failing_since = url, trouble, None
        row.deliveries.filter(state=Delivery.State.WAITING, leased_until=None).update(due_at=at)

    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=endpoint.owner_id)
        _refuse_the_same(tried)
        return _change(endpoint, act)


def rename(*, endpoint: WebhookEndpoint, name: str) -> WebhookEndpoint:
    return _change(endpoint, lambda row: setattr(row, "name", name))


def switch_off(*, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Send nothing for now. What is meant for it waits until it is switched on, also what is in hands."""

    def act(row: WebhookEndpoint) -> None:
        if row.state == State.ON:
            row.state, row.state_since = State.OFF, at

    return _change(endpoint, act)


def switch_on(*, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Send again, beginning with what waits. Raises EndpointRefused when its address may not be sent to by now."""
    if endpoint.state != State.ON:
        _tried(endpoint, at=at)

    def act(row: WebhookEndpoint) -> None:
        if row.state != State.ON:
            row.state, row.state_since = State.ON, at
            row.failing_since = row.owner_told_at = None
            row.deliveries.filter(state=Delivery.State.WAITING).update(due_at=at)

    return _change(endpoint, act)


def rotate(*, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Give it a new secret. The former one signs beside it for another day; one before that stops at once."""

    def act(row: WebhookEndpoint) -> None:
        row.generation, row.former_until = row.generation + 1, at + webhook.FORMER

    return _change(endpoint, act)


@transaction.atomic
def remove(*, endpoint: WebhookEndpoint) -> None:
    """Take it off with its subscriptions and everything that was sent or waits for it."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint, at: datetime) -> Delivery:
    """A message that says nothing but that it is a test. It goes the way of all others, in their order.

    Raises EndpointRefused when the endpoint is not in use, or has a test message waiting.
    """
    row = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if row.state != State.ON:
        raise EndpointRefused(_("This webhook is not in use: switch it on first."), field="state")
    waiting = row.deliveries.filter(subscription=None, state=Delivery.State.WAITING)
    if waiting.exists():
        raise EndpointRefused(_("A test message is waiting already."), field="state")
    return Delivery.objects.create(channel=Subscription.Channel.WEBHOOK, endpoint=row, made_at=at, due_at=at)


def secret_of(*, endpoint: WebhookEndpoint) -> str:
    """The present secret, to be shown once to its owner."""
    return _secret(endpoint, endpoint.generation)


def secrets_of(*, endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The secrets that sign now: the present one, and for a day after a rotation the one before it."""
    secrets = [_secret(endpoint, endpoint.generation)]
    if endpoint.former_until is not None and at < endpoint.former_until:
        secrets.append(_secret(endpoint, endpoint.generation - 1))
    return secrets


def message(*, endpoint: WebhookEndpoint, uid: uuid.UUID, body: str, at: datetime, seconds: float) -> Message:
    """A body on its way to an endpoint, signed as of this moment."""
    contact = f" ({settings.OUTBOUND_CONTACT})" if settings.OUTBOUND_CONTACT else ""
    return Message(
        url=endpoint.url,
        body=body.encode(),
        agent=f"{PRODUCT}/{settings.VERSION}{contact}",
        headers=webhook.signed(uid=uid, at=at, body=body, secrets=secrets_of(endpoint=endpoint, at=at)),
        test_hosts=frozenset(settings.OUTBOUND_TEST_HOSTS),
        seconds=seconds,
    )


def stop(*, endpoint: WebhookEndpoint, state: State, trouble: str, at: datetime) -> None:
    """Send nothing any more, because of how the receiver answers. The row is held by the caller.

    One that is gone takes its subscriptions with it: they end and say why, and what waits is given up. For one that
    fails everything waits until its owner switches it on again.
    """
    endpoint.state, endpoint.state_since, endpoint.owner_told_at = state, at, None
    if state == State.GONE:
        # First these, so that nobody writes new messages while those that wait are given up.
        endpoint.subscriptions.filter(ended_at=None).update(ended_at=at, ended_why=trouble[:300])
        deliveries.drop_for(trouble=trouble, endpoint=endpoint)


def _secret(endpoint: WebhookEndpoint, generation: int) -> str:
    return webhook.secret_of(key=webhook.key_from(settings.SECRET_KEY), endpoint=endpoint.uid, generation=generation)


def _change(endpoint: WebhookEndpoint, act: Callable[[WebhookEndpoint], None]) -> WebhookEndpoint:
    """Do an act on the row as it is now, which is ours until it is done."""
    with transaction.atomic():
        row = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
        act(row)
        row.save()
    return row


def _refuse_the_same(row: WebhookEndpoint) -> None:
    if WebhookEndpoint.objects.filter(owner=row.owner_id, url=row.url).exclude(pk=row.pk).exists():
        raise EndpointRefused(_("You have a webhook with this address."), field="url")


def _refuse_one_too_many(owner: User) -> None:
    if WebhookEndpoint.objects.filter(owner=owner).count() >= MOST:
        raise EndpointRefused(_("You have %(most)s webhooks; remove one first.") % {"most": MOST}, field="url")


def _tried(row: WebhookEndpoint, *, at: datetime) -> str:
    """How a receiver answers a test message, in words; empty when it takes it. Raises EndpointRefused."""
    body = webhook.written(kind=webhook.TEST, at=at, data={"text": webhook.TEST_SAYS})
    letter = message(endpoint=row, uid=uuid.uuid4(), body=body, at=at, seconds=_TRIED_SECONDS)
    try:
        outbound.check_target(row.url, test_hosts=letter.test_hosts)
    except TargetRefused as refusal:
        raise EndpointRefused(_words(refusal.reason), field="url") from refusal
    except OutboundError as error:
        if not settings.OUTWARD:
            return ""
        raise EndpointRefused(_("No address was found for this host."), field="url") from error
    if not settings.OUTWARD:
        return ""
    try:
        reply = outbound.send(letter, at=at)
    except Refused as refusal:
        raise EndpointRefused(_words(Reason.PRIVATE), field="url") from refusal
    except OutboundError as error:
        return webhook.judge(error).trouble[:300]
    if reply.redirects:
        raise EndpointRefused(
            _("This address redirects to another one. Give the address that takes messages itself."), field="url"
        )
    return webhook.judge(reply).trouble[:300]


def _words(reason: Reason) -> str:
    """Why an address is no target, for whoever entered it."""
    return {
        Reason.UNREADABLE: _("This address cannot be read."),
        Reason.SCHEME: _("Webhooks go by https only: enter an address that begins with https://."),
        Reason.USER: _("An address with a user name or password in it is not taken."),
        Reason.PORT: _("Webhooks go to port 443 only: leave the port out."),
        Reason.PRIVATE: _("This host leads to an address that is not on the public internet."),
    }[reason]
