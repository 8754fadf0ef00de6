"""Instruments by which an authority suspends clauses of measures, lets them bind again, or ends them."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.models.notices import Notice
from controls.models.sources import Evidenced, Source


class Suspension(Evidenced):
    """A period in which clauses do not bind, by an instrument of its own; or the end of that period, or of clauses.

    `until` is the formal end as printed. What politicians announce as the end stands apart, with its own day and
    sources: it is not a legal instrument and changes no state.
    """

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", _("suspended")
        SUSPENSION_CONTINUED = "suspension_continued", _("suspension continued")
        RESUMED = "resumed", _("resumed")
        REPEALED = "repealed", _("repealed")
        SUPERSEDED = "superseded", _("superseded")
        EXPIRED = "expired", _("expired")

    noun = "suspension"

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+([-.][a-z0-9]+)*\Z", _("Small letters, digits, hyphens and dots."))],
        help_text=_("cn-2025-70"),
    )
    kind = models.CharField(
        _("act"),
        max_length=30,
        choices=Kind,
        help_text=_("Repealed, superseded and expired end the clauses: by a notice, never because time went by."),
    )
    number = models.CharField(_("cited as"), max_length=100)
    number_zh = models.CharField(_("number in Chinese"), max_length=100, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, verbose_name=_("notice on record"), related_name="suspensions"
    )
    clauses: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Clause", verbose_name=_("clauses"), related_name="suspensions"
    )
    published_on = models.DateField(_("published on"))
    effective_from = models.DateField(_("effective from"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Formal end, as printed. Empty: none stated.")
    )
    until_inclusive = models.BooleanField(
        _("last day included"), default=True, help_text=_("Ticked: still suspended on that day.")
    )
    announced_until = models.DateField(
        _("announced end"), null=True, blank=True, help_text=_("Said by politicians; no formal notice is on record.")
    )
    announced_on = models.DateField(_("end announced on"), null=True, blank=True)
    announced_note = models.TextField(_("about the announced end"), blank=True)
    announced_sources: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Source, verbose_name=_("sources of the announced end"), related_name="announcements", blank=True
    )
    scope = models.CharField(_("destinations"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("effective_from")),
                name="suspension_ends_after_it_starts",
                violation_error_message=_("The end lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind__in=states.SUSPENDING),
                name="suspension_only_suspending_has_an_end",
                violation_error_message=_("Only a suspension has an end."),
            ),
            models.CheckConstraint(
                condition=Q(announced_until=None, announced_on=None)
                | Q(announced_until__isnull=False, announced_on__isnull=False),
                name="suspension_announced_end_has_its_day",
                violation_error_message=_("An announced end and the day of its announcement belong together."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {
            "clauses": sorted(clause.key for clause in self.clauses.all()),
            "announced_sources": sorted(source.key for source in self.announced_sources.all()),
        }

    def about(self) -> list[str]:
        concerned = [*super().about(), *([f"notice:{self.notice.key}"] if self.notice else [])]
        for clause in self.clauses.select_related("measure").order_by("key"):
            concerned += [f"clause:{clause.key}", f"measure:{clause.measure.key}"]
        return list(dict.fromkeys(concerned))

    def act(self) -> states.Act:
        """The suspension as the value that explains states."""
        return states.Act(self.kind, self.published_on, self.effective_from, self.until, self.until_inclusive)
