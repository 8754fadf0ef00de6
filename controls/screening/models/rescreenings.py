"""Rows of work of the watch, and what each of them found to differ."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.screening.models.counterparties import Counterparty, Portfolio


class RescreeningQuerySet(models.QuerySet["Rescreening"]):
    def unfinished(self) -> "RescreeningQuerySet":
        return self.filter(state=Rescreening.State.OPEN)

    def free(self, *, at: datetime) -> "RescreeningQuerySet":
        """Work that nobody holds, or whose holder has not been heard of."""
        return self.unfinished().filter(Q(leased_until=None) | Q(leased_until__lt=at))


class Rescreening(models.Model):
    """One portfolio brought from one position of the lists to a later one. At most one is open per portfolio."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        DONE = "done", _("done")
        HELD = "held", _("needs help")

    class Reason(models.TextChoices):
        CHANGED = "changed", _("the lists changed")
        DAY = "day", _("a new day began")
        COUNTERPARTIES = "counterparties", _("counterparties were added or edited")
        ALGORITHM = "algorithm", _("the comparison itself changed")
        NIGHTLY = "nightly", _("every night, in full")
        ASKED = "asked", _("somebody asked for it, in full")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="rescreenings")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(_("due at"))
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    from_token = models.CharField(max_length=64, blank=True)
    from_revision = models.BigIntegerField(_("from revision"), null=True, blank=True)
    to_token = models.CharField(max_length=64, blank=True)
    to_revision = models.BigIntegerField(_("to revision"), null=True, blank=True)
    under_watch = models.PositiveIntegerField(_("under watch"), default=0)
    entries = models.PositiveIntegerField(_("entries that moved"), default=0)
    affected = models.PositiveIntegerField(_("could be affected"), default=0)
    in_full = models.PositiveIntegerField(_("compared with everything"), default=0)
    compared = models.PositiveIntegerField(_("pairs compared"), default=0)
    differing = models.PositiveIntegerField(_("differences"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.CharField(max_length=36, blank=True, help_text=_("Who holds it; a new holder has a new one."))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=500, blank=True)

    objects = RescreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-screening")
        verbose_name_plural = _("re-screenings")
        indexes = [models.Index(fields=["portfolio", "-id"], name="rescreening_portfolio")]
        constraints = [
            models.UniqueConstraint(fields=["portfolio"], condition=Q(state="open"), name="rescreening_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="rescreening_ends_when_it_is_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio_id}: {self.from_revision} → {self.to_revision}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def after(self, last: int) -> "DifferenceQuerySet":
        """Those that a reader who has everything up to `last` has not seen, the oldest first."""
        return self.filter(pk__gt=last).order_by("pk")


class Difference(models.Model):
    """What moved between a counterparty and one entry, and because of which entries of the change log."""

    class Kind(models.TextChoices):
        NEW_HIT = "new_hit", _("new hit")
        GONE = "gone", _("no longer a hit")
        CLASS = "class", _("other class")
        SCORE = "score", _("other score")
        STATE = "state", _("other state of the listing")

    class Cause(models.TextChoices):
        LISTS = "lists", _("the entry or its listing changed")
        DAY = "day", _("a day came on which it begins or ends")
        COUNTERPARTY = "counterparty", _("the counterparty is new or was edited")
        PORTFOLIO = "portfolio", _("the portfolio has other lists or another threshold")
        COMPARISON = "comparison", _("the comparison changed")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="differences")
    rescreening = models.ForeignKey(Rescreening, models.PROTECT, related_name="differences")
    counterparty = models.ForeignKey(Counterparty, models.PROTECT, related_name="differences")
    subject = models.CharField(_("entry"), max_length=300)
    label = models.CharField(_("name of the entry"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    cause = models.CharField(_("cause"), max_length=14, choices=Cause)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    changes = ArrayField(models.BigIntegerField(), verbose_name=_("changes"), default=list, blank=True)
    found_at = models.DateTimeField(_("found at"))

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        indexes = [
            models.Index(fields=["portfolio", "id"], name="difference_portfolio"),
            models.Index(fields=["counterparty", "-id"], name="difference_counterparty"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="difference_has_before_or_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.kind}"
