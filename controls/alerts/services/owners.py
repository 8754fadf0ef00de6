"""Owners are told by letter when one of their webhooks is not used any more."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from controls.alerts import told
from controls.alerts.models import Delivery, WebhookEndpoint

_STOPPED = (WebhookEndpoint.State.GONE, WebhookEndpoint.State.FAILING)


@transaction.atomic
def tell_next(*, at: datetime) -> bool:
    """Write to one owner who was not told yet; False when there is none. Raises OSError when no server takes it.

    A letter that could not be sent is tried again the next time. Its row is held while it is sent: of two workers one
    writes. Who has no address of e-mail reads it on the page alone, and so does everybody where no mail server is
    set.
    """
    if not settings.EMAIL_HOST:
        return False
    rows = WebhookEndpoint.objects.filter(state__in=_STOPPED, owner_told_at=None, owner__is_active=True)
    row = (
        rows.exclude(owner__email="")
        .select_related("owner")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("state_since", "pk")
        .first()
    )
    if row is None:
        return False
    _write(row)
    row.owner_told_at = at
    row.save(update_fields=["owner_told_at"])
    return True


def _write(row: WebhookEndpoint) -> None:
    waiting = row.deliveries.filter(state=Delivery.State.WAITING).count()
    failed = row.deliveries.filter(state=Delivery.State.FAILED).count()
    context: dict[str, Any] = {
        "endpoint": row,
        "gone": row.state == WebhookEndpoint.State.GONE,
        "waiting": waiting,
        "failed": failed,
    }
    with override(_language_of(row)):
        context["trouble"] = told.in_words(row.last_trouble)
        subject = _("Your webhook “%(name)s” is no longer used") % {"name": row.name}
        body = render_to_string("alerts/emails/webhook_stopped.txt", context)
    # One line, whatever its owner called it.
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [row.owner.email])


def _language_of(row: WebhookEndpoint) -> str:
    """That in which its owner last subscribed to something; English without any."""
    language = row.owner.subscriptions.order_by("-pk").values_list("language", flat=True).first()
    return language or "en-gb"
