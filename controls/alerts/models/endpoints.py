"""Where webhooks go."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEndpoint(models.Model):
    """An address that wants to be told, and how it has answered.

    Its secret is no column: it is derived from the installation's key, this row's `uid` and `generation`. After a
    rotation both the new and the former secret sign until `former_until`.
    """

    class State(models.TextChoices):
        ON = "on", _("in use")
        OFF = "off", _("switched off by its owner")
        GONE = "gone", _("gone: the receiver answered 410")
        FAILING = "failing", _("given up: nothing arrived for a long time")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhook_endpoints")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(_("address"), max_length=500)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ON)
    state_since = models.DateTimeField(_("since"))
    generation = models.PositiveSmallIntegerField(_("secret no."), default=1)
    former_until = models.DateTimeField(_("the former secret signs until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    last_good_at = models.DateTimeField(_("last taken at"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    last_trouble = models.CharField(_("last trouble"), max_length=300, blank=True)
    owner_told_at = models.DateTimeField(_("owner told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name
