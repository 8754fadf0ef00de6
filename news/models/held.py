"""Answers of sources that give whole lists: what each held last, and those that wait for a person's word."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.models.jobs import FetchRun
from news.models.sources import Source


class LastReading(models.Model):
    """What one address of a source held when it was last believed: the names of its items, and digests of earlier ones.

    `items` are the titles of its items by their names; `earlier` digests of readings before this, the newest first.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="last_readings", verbose_name=_("source"))
    address = models.CharField(_("address"), max_length=2000)
    items = models.JSONField(_("items"), default=dict)
    digest = models.CharField(max_length=64)
    earlier = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("last reading")
        verbose_name_plural = _("last readings")
        constraints = [models.UniqueConstraint(fields=["source", "address"], name="last_reading_one_per_address")]

    def __str__(self) -> str:
        return f"{self.source} {self.address}"


class HeldReading(models.Model):
    """An answer that differs too much from the one before. What the source held stays until a person decides."""

    class Reason(models.TextChoices):
        SHRUNK = "shrunk", _("it has shrunk")
        GROWN = "grown", _("it has grown")
        REPLACED = "replaced", _("it holds others")
        OLDER = "older", _("an older version was served again")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        OVERTAKEN = "overtaken", _("overtaken by a later answer")

    source = models.ForeignKey(Source, models.CASCADE, related_name="held_readings", verbose_name=_("source"))
    run = models.ForeignKey(FetchRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("run"))
    address = models.CharField(_("address"), max_length=2000)
    reason = models.CharField(_("why"), max_length=10, choices=Reason)
    words = models.CharField(_("in words"), max_length=500)
    before = models.PositiveIntegerField(_("items before"))
    now = models.PositiveIntegerField(_("items now"))
    items = models.JSONField(_("items"), default=dict, help_text=_("Name and title of every item of the answer."))
    missing = models.JSONField(_("missing"), default=list, help_text=_("Titles of items that are no longer there."))
    added = models.JSONField(_("added"), default=list)
    digest = models.CharField(max_length=64)
    held_at = models.DateTimeField(_("held back since"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("reason given"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer held back")
        verbose_name_plural = _("answers held back")
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "address"], condition=Q(state="waiting"), name="held_reading_one_waits"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | ~Q(decided_by="") & Q(decided_at__isnull=False),
                name="held_reading_is_decided_by_somebody",
                violation_error_message=_("Say who decided."),
            ),
        ]

    def __str__(self) -> str:
        return self.words
