"""What happened, what of it was told to whom, and how the telling went."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.alerts.models.endpoints import WebhookEndpoint
from controls.alerts.models.subscriptions import Subscription


class Cursor(models.Model):
    """How far one reader of the rows of others has come. Whoever moves it holds its row."""

    name = models.CharField(max_length=40, unique=True)
    position = models.BigIntegerField(default=0)
    day = models.DateField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"


class Occurrence(models.Model):
    """Something that happened and is no change of a fact: a source is late, an end comes near.

    Floors above write it by `occurrences.note`; `key` makes each of them one, however often it is noted.
    """

    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=10, choices=Subscription.Kind)
    subject = models.CharField(max_length=260)
    label = models.CharField(max_length=500)
    said = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")

    def __str__(self) -> str:
        return self.key


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> "DeliveryQuerySet":
        """What may be tried now: waiting, its time come, and in nobody's hands."""
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        return self.filter(free, state=Delivery.State.WAITING, due_at__lte=at)


class Delivery(models.Model):
    """One message by one way: a webhook call, or a letter with one or many notifications in it.

    `uid` is the message's id for its receiver: the same at each attempt, so that one who gets it twice can tell.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("way"), max_length=10, choices=Subscription.Channel)
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, null=True, blank=True, related_name="deliveries")
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("subscription")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.CharField(max_length=36, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["endpoint", "-id"], name="delivery_endpoint"),
            models.Index(fields=["endpoint", "id"], condition=Q(state="waiting"), name="delivery_queue"),
            models.Index(
                fields=["endpoint"],
                condition=Q(state="waiting", leased_until__isnull=False),
                name="delivery_under_way",
            ),
            models.Index(fields=["subscription", "-id"], name="delivery_subscription"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="delivery_sent_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.uid}"


class Notification(models.Model):
    """One thing that happened, told to one subscription: exactly one row for the two, counted in order.

    `occurrence` names what happened: `change:<id>`, `difference:<id>`, `search:<id>:…`, or an occurrence's key. `said`
    holds what a message is written from, so that it says the same however late it is written.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="notifications")
    number = models.PositiveIntegerField(_("number"), help_text=_("Counts those of its subscription from 1."))
    occurrence = models.CharField(max_length=300)
    label = models.CharField(_("what happened"), max_length=500)
    said = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("happened at"))
    made_at = models.DateTimeField(_("made at"))
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="notifications")
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["subscription", "-number"], name="notification_subscription")]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "occurrence"], name="notification_once_per_subscription"),
            models.UniqueConstraint(fields=["subscription", "number"], name="notification_numbered"),
        ]

    def __str__(self) -> str:
        # Not its label: that may name somebody whom its owner deals with, and this is shown to admins.
        return f"{self.subscription_id}/{self.number}"
