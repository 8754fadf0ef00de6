"""Files of names and their rows: the memory of the work that workers do."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls.screening.models.checks import ScreeningCheck


class BatchQuerySet(models.QuerySet["Batch"]):
    def of(self, user: Any) -> "BatchQuerySet":
        """Batches that this person, or a key of theirs, made."""
        return self.filter(made_by=user)

    def newest_first(self) -> "BatchQuerySet":
        return self.order_by("-pk")

    def at_work(self) -> "BatchQuerySet":
        """Batches whose rows may be claimed, the one that waited longest first, so that none waits for a larger one."""
        return self.filter(state__in=Batch.AT_WORK).order_by(F("served_at").asc(nulls_first=True), "pk")


class Batch(models.Model):
    """One file of names: how it was read, what is asked for its rows, and how far the work is.

    `row_count` counts the rows that are asked for. `done_count` and `help_count` change in the transaction that keeps
    the result of a row, so that they never say more or less than its rows do.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    AT_WORK = (State.WAITING, State.RUNNING)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by"), related_name="screening_batches"
    )
    made_at = models.DateTimeField(_("made at"))
    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the file as it was sent."))
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    reading = models.CharField(_("how it was read"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True)
    heading = models.BooleanField(_("first row names the columns"), default=False)
    columns = models.JSONField(_("columns"), default=dict, help_text=_("Which column, counted from 0, holds what."))
    lists = models.JSONField(_("lists"), default=list, blank=True, help_text=_("Keys of lists; empty means all."))
    threshold = models.FloatField(_("threshold"))
    as_of = models.DateField(_("as of"))
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    done_count = models.PositiveIntegerField(_("screened"), default=0)
    help_count = models.PositiveIntegerField(_("rows that need help"), default=0)
    match_count = models.PositiveIntegerField(_("possible matches"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    paced_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was last started or resumed."))
    paced_count = models.PositiveIntegerField(default=0, help_text=_("Rows that were answered then."))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True, help_text=_("When rows of it were last claimed."))
    waits_for = models.CharField(_("what it waits for"), max_length=300, blank=True)
    freshness = models.JSONField(
        null=True, blank=True, help_text=_("How fresh the sources were when it was started; empty: not recorded.")
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        indexes = [
            models.Index(fields=["made_by", "-id"], name="batch_made_by"),
            models.Index(fields=["served_at"], name="batch_at_work", condition=Q(state__in=["waiting", "running"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=0, threshold__lte=1),
                name="batch_threshold_is_a_share",
                violation_error_message=_("A threshold lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(done_count__lte=F("row_count") - F("help_count")),
                name="batch_counts_each_row_once",
                violation_error_message=_("A batch has no more results than rows."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def answered(self) -> int:
        """Rows that need no more work: screened, or set aside because they need help."""
        return self.done_count + self.help_count

    @property
    def left(self) -> int:
        return self.row_count - self.answered

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def can_be_discarded(self) -> bool:
        """Whether nothing was screened and nobody works on it: no result would be lost."""
        return not self.is_at_work and not self.done_count

    def seconds_left(self, *, at: datetime) -> int | None:
        """How long the rest takes at the pace so far; None while nobody can know."""
        answered = self.answered - self.paced_count
        if not self.is_at_work or self.paced_at is None or answered <= 0 or at <= self.paced_at:
            return None
        return round((at - self.paced_at).total_seconds() / answered * self.left)


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def claimable(self, *, at: datetime) -> "BatchRowQuerySet":
        """Rows that nobody works on: never claimed, or claimed by a worker whose time ran out."""
        return self.filter(Q(state=BatchRow.State.WAITING) | Q(state=BatchRow.State.CLAIMED, claimed_until__lt=at))

    def in_order(self) -> "BatchRowQuerySet":
        return self.order_by("number")

    def asked_for(self) -> "BatchRowQuerySet":
        """All rows but the one that names the columns."""
        return self.exclude(state=BatchRow.State.HEADING)


class BatchRow(models.Model):
    """One row as it was sent, and what came of it. `number` counts from 1 as a spreadsheet program does.

    What stands in the columns from `name` to `reference` is taken from `cells` when the row is screened; `verdict`,
    `score`, `entry` and `first_hit` are those of its first hit, which stay when the check is taken away.
    """

    class State(models.TextChoices):
        HEADING = "heading", _("Heading")
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being screened")
        DONE = "done", _("Screened")
        NEEDS_HELP = "needs_help", _("Needs help")

    # Rows of a batch are found by batch and number; every further index is dear when a million rows come in.
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    cells = ArrayField(models.TextField(), verbose_name=_("cells"))
    state = models.CharField(_("state"), max_length=10, choices=State, db_default=State.WAITING)
    trouble = models.CharField(_("what is wrong"), max_length=300, blank=True, db_default="")
    name = models.TextField(_("name"), blank=True, db_default="")
    country = models.CharField(_("country"), max_length=2, blank=True, db_default="")
    identifier = models.TextField(_("number"), blank=True, db_default="")
    reference = models.TextField(_("your reference"), blank=True, db_default="")
    worker = models.CharField(max_length=32, blank=True, db_default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), db_default=0)
    screening_check = models.ForeignKey(
        # Checks are taken away when their retention is over; what came of the row stays.
        ScreeningCheck,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="batch_rows",
        db_index=False,
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=ScreeningCheck.Outcome, blank=True, db_default="")
    verdict = models.CharField(_("class"), max_length=12, blank=True, db_default="")
    score = models.FloatField(_("score"), null=True, blank=True)
    entry = models.CharField(_("entry"), max_length=300, blank=True, db_default="")
    hit_count = models.PositiveIntegerField(_("hits"), null=True, blank=True)
    first_hit = models.JSONField(
        null=True,
        blank=True,
        help_text=_("Id, list, its name, effect and state of the first hit on the day asked about."),
    )

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of batches")
        indexes = [
            models.Index(
                fields=["batch", "number"],
                name="batch_row_to_do",
                condition=Q(state__in=["waiting", "claimed"]),
            ),
            models.Index(fields=["batch", "number"], name="batch_row_help", condition=Q(state="needs_help")),
            models.Index(fields=["batch", "verdict", "number"], name="batch_row_match", condition=~Q(verdict="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_row_number_unique"),
            models.UniqueConstraint(
                fields=["screening_check"],
                name="batch_row_check_unique",
                condition=Q(screening_check__isnull=False),
                violation_error_message=_("A check answers one row."),
            ),
            models.CheckConstraint(
                condition=Q(state="done") & ~Q(outcome="") | ~Q(state="done") & Q(outcome="", screening_check=None),
                name="batch_row_is_done_with_its_outcome",
                violation_error_message=_("A row is screened when its outcome is on record, and not before."),
            ),
            models.CheckConstraint(
                condition=Q(state="needs_help") & ~Q(trouble="") | ~Q(state="needs_help") & Q(trouble=""),
                name="batch_row_says_what_help_it_needs",
                violation_error_message=_("A row that needs help says why."),
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_until__isnull=False) | ~Q(state="claimed"),
                name="batch_row_claim_runs_out",
                violation_error_message=_("A claim has an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
