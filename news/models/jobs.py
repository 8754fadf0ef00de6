"""Fetches that are due, and what came of them: the memory of the clock. The broker only rings."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.models.sources import Source


class FetchJobQuerySet(models.QuerySet["FetchJob"]):
    def claimable(self, *, at: datetime) -> "FetchJobQuerySet":
        """Jobs that nobody works on: waiting and due, or claimed by a worker whose lease ran out."""
        waiting = Q(state=FetchJob.State.WAITING, due_at__lte=at)
        return self.filter(waiting | Q(state=FetchJob.State.CLAIMED, claimed_until__lt=at))


class FetchJob(models.Model):
    """One source to be asked for one slot. Two clocks that make the same job make one row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(Source, models.CASCADE, related_name="jobs", verbose_name=_("source"))
    slot = models.DateTimeField(_("slot"), help_text=_("The hour by the timetable, the same for every clock."))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_by = models.CharField(_("asked for by"), max_length=200, blank=True, help_text=_("Empty: the timetable."))
    worker = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = FetchJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetch that is due")
        verbose_name_plural = _("fetches that are due")
        indexes = [
            models.Index(fields=["due_at"], name="fetch_job_to_do", condition=Q(state__in=["waiting", "claimed"]))
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "slot"], name="fetch_job_once_per_slot"),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_until__isnull=False) | ~Q(state="claimed"),
                name="fetch_job_claim_runs_out",
                violation_error_message=_("A claim has an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.slot:%Y-%m-%d %H:%M}"


class FetchRun(models.Model):
    """One time that a source was asked: how it answered, how long it took, what was new."""

    class Outcome(models.TextChoices):
        READ = "read", _("read")
        UNCHANGED = "unchanged", _("nothing changed")
        HELD_BACK = "held_back", _("held back")
        UNREADABLE = "unreadable", _("not readable")
        REFUSED = "refused", _("not asked: the address is refused")
        NO_ROBOTS = "robots", _("not asked: its robots.txt says no")
        UNREACHABLE = "unreachable", _("no answer")
        TOO_SLOW = "too_slow", _("too slow")
        TOO_LARGE = "too_large", _("too large")
        ANSWERED_NO = "answered_no", _("answered with an error")
        ENDED = "ended", _("the source has ended")

    GOOD = (Outcome.READ, Outcome.UNCHANGED)

    number = models.CharField(_("number"), max_length=32, unique=True, help_text=_("In every log line of the run."))
    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", verbose_name=_("source"))
    job = models.ForeignKey(FetchJob, models.SET_NULL, null=True, blank=True, related_name="runs")
    started_at = models.DateTimeField(_("started"))
    seconds = models.FloatField(_("seconds"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=2000)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    items = models.PositiveIntegerField(_("items"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    notices = models.PositiveIntegerField(_("notices for the desk"), default=0)
    flags = ArrayField(models.CharField(max_length=60), verbose_name=_("flags"), default=list, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        indexes = [models.Index(fields=["source", "-started_at"], name="fetch_run_history")]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
