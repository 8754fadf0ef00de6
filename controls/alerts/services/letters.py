"""Letters by e-mail: claimed, written in the language of the subscription, handed to the mail server."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from controls.alerts import rules, told
from controls.alerts.channels import email
from controls.alerts.models import Delivery, Subscription
from controls.alerts.services import deliveries, wording
from controls.alerts.services.deliveries import Held

SHOWN = 50  # in one letter; what is more stands on the page of the subscription


def send_next(*, name: str, at: datetime) -> bool:
    """Send the letter that waited longest; `name` is a claim that nobody else uses. False when none is due."""
    held = deliveries.claim(channel=Subscription.Channel.EMAIL, name=name, at=at)
    if held is None:
        return False
    subscription = held.delivery.subscription
    if subscription is None or subscription.ended_at is not None or not subscription.owner.is_active:
        deliveries.give_up(held=held, trouble=told.ENDED)
    else:
        _send(held, subscription, at)
    return True


def _send(held: Held, subscription: Subscription, at: datetime) -> None:
    letter = written(delivery=held.delivery, subscription=subscription)
    try:
        email.send(letter=letter)
    except email.LetterRefused as refused:
        wait = None if refused.for_good else rules.wait_after(held.delivery.attempts)
        if wait is None:
            deliveries.give_up(held=held, trouble=str(refused), status=refused.status)
        else:
            deliveries.failed(held=held, at=at, trouble=str(refused), wait=wait, status=refused.status)
    else:
        deliveries.sent(held=held, at=at)


def written(*, delivery: Delivery, subscription: Subscription) -> email.Letter:
    """The letter with everything that it tells. The same row gives the same letter, however often it is written."""
    rows = list(delivery.notifications.order_by("number")[:SHOWN])
    count = delivery.notifications.count()
    stop = address(path=reverse("alerts:unsubscribe", kwargs={"token": subscription.token}))
    with translation.override(subscription.language):
        notified = [wording.told(notification=row) for row in rows]
        context: dict[str, Any] = {
            "subscription": subscription,
            "told": [{"words": each, "url": address(path=each.path)} for each in notified],
            "more": count - len(rows),
            "language": translation.get_language(),
            "page": address(path=reverse("alerts:subscription-detail", kwargs={"pk": subscription.pk})),
            "stop": stop,
        }
        return email.Letter(
            to=subscription.owner.email,
            subject=_subject(subscription, notified, count),
            text=render_to_string("alerts/emails/notifications.txt", context),
            html=render_to_string("alerts/emails/notifications.html", context),
            message_id=f"<{delivery.uid}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            unsubscribe=stop,
            written_at=delivery.made_at,
        )


def address(*, path: str) -> str:
    """An address of this register for somebody who is elsewhere."""
    return f"{settings.PUBLIC_URL}{path}"


def _subject(subscription: Subscription, notified: list[wording.Told], count: int) -> str:
    """What happened to what; with many, the first of them and how many more."""
    if not notified:
        return subscription.label
    if count == 1:
        return notified[0].title
    words = ngettext("%(first)s, and %(count)s more", "%(first)s, and %(count)s more", count - 1)
    return words % {"first": notified[0].title, "count": count - 1}
