"""What people decide about hits: one case per pair of counterparty and entry, and everything that was said about it."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls.models import User
from controls.screening.models.checks import ScreeningHit


class CaseQuerySet(models.QuerySet["Case"]):
    def oldest_first(self) -> Self:
        """What waits longest comes first."""
        return self.order_by("opened_at", "pk")

    def for_display(self) -> Self:
        """Everything that a row of the queue shows, in one query."""
        return self.select_related("assigned_to", "standing", "standing__author", "latest_hit__screening_check")


class Case(models.Model):
    """One counterparty and one entry that its name was found like, and what stands between them now.

    A working row: the rows of its history, which are never changed, keep how it came to this. `version` counts them.
    A decision rests on `basis` and `algorithm`; when either is no longer what it was, the case re-opens.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        AWAITING_SECOND = "awaiting_second", _("awaits a second person")
        DECIDED = "decided", _("decided")

    party = models.CharField(
        max_length=64, help_text=_("SHA-256 of all that was given of the party, as compared: who was asked for.")
    )
    name = models.CharField(_("counterparty"), max_length=600, help_text=_("Its name, as last asked for."))
    asked: Any = models.JSONField(
        _("asked for"), help_text=_("Name, country, number, address and kind, as last asked for.")
    )
    subject = models.CharField(
        _("entry"), max_length=300, help_text=_("entity:subaru in the register, party:us-csl/1234 on an imported list.")
    )
    label = models.CharField(_("name of the entry"), max_length=300)
    lists = ArrayField(models.CharField(max_length=100), verbose_name=_("lists"), default=list, blank=True)
    verdict = models.CharField(_("class"), max_length=12, help_text=_("same, probable or possible"))
    score = models.FloatField(_("score"))
    basis = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of the entry as it stands, or stood when decided. Empty: on no list any more."),
    )
    states: Any = models.JSONField(
        _("states"), default=dict, blank=True, help_text=_("By key of a listing its state, as the basis has it.")
    )
    algorithm = models.CharField(_("algorithm"), max_length=40)
    latest_hit = models.ForeignKey(
        ScreeningHit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("latest hit")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    standing = models.ForeignKey(
        "Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
        help_text=_("The decision that stands, or that awaits a second person."),
    )
    opened_at = models.DateTimeField(_("open since"), help_text=_("When it was opened, or re-opened last."))
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="screening_cases", verbose_name=_("assigned to")
    )
    wants_facts = models.BooleanField(
        _("needs more facts"), default=False, help_text=_("Somebody looked at it and could not decide it yet.")
    )
    version = models.PositiveIntegerField(_("version"), default=0, help_text=_("Counts the rows of its history."))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["state", "opened_at", "id"], name="case_queue"),
            models.Index(fields=["assigned_to", "state", "opened_at"], name="case_assigned"),
            models.Index(fields=["subject", "name"], name="case_subject_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["party", "subject"], name="case_unique_per_pair"),
            models.CheckConstraint(
                condition=Q(state="open", standing=None) | ~Q(state="open") & Q(standing__isnull=False),
                name="case_stands_on_a_decision",
                violation_error_message=_("A decided case has a decision, and an open one has none."),
            ),
            models.CheckConstraint(
                condition=Q(wants_facts=False) | Q(state="open"),
                name="case_that_wants_facts_is_open",
                violation_error_message=_("What needs more facts is not decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.label}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def awaits_second(self) -> bool:
        return self.state == self.State.AWAITING_SECOND

    @property
    def is_decided(self) -> bool:
        return self.state == self.State.DECIDED


class CaseHistory(models.Model):
    """A row of a case's history. The database refuses to change it or to take it away."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("case"))
    version = models.PositiveIntegerField(_("version"), help_text=_("Of the case, since this was written."))
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True


class Decision(CaseHistory):
    """One person's verdict, with the reason, on the entry as it stood and on the algorithm that found it."""

    class Verdict(models.TextChoices):
        SAME_PARTY = "same_party", _("same party")
        DIFFERENT_PARTY = "different_party", _("different party")
        NEED_MORE_FACTS = "need_more_facts", _("need more facts")

    class Second(models.TextChoices):
        """Whether a second person had to look, and if not, why not."""

        ASKED = "asked", _("a second person confirms or refuses it")
        SINGLE_CURATOR = "single_curator", _("one person: there was nobody else to approve it")
        SWITCHED_OFF = "switched_off", _("one person: four eyes were switched off")
        NOT_NEEDED = "not_needed", _("one person: it frees nobody")

    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, related_name="screening_decisions", verbose_name=_("decided by"))
    second = models.CharField(_("second person"), max_length=20, choices=Second)
    basis = models.CharField(max_length=64, blank=True, help_text=_("Of the case, when it was decided."))
    algorithm = models.CharField(_("algorithm"), max_length=40)
    score = models.FloatField(_("score"))
    check_number = models.CharField(
        _("check"), max_length=30, blank=True, help_text=_("The check that was looked at. Empty: kept no longer.")
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="decision_version_unique_per_case"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="decision_has_a_reason", violation_error_message=_("Give a reason.")
            ),
            models.CheckConstraint(
                condition=Q(verdict="different_party") & ~Q(second="not_needed")
                | ~Q(verdict="different_party") & Q(second="not_needed"),
                name="decision_that_frees_says_who_looked",
                violation_error_message=_("Only “different party” asks for a second person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.case}"


class SecondLook(CaseHistory):
    """What a second person made of a decision: confirmed or refused, with the reason."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="second_look", verbose_name=_("decision"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, related_name="second_looks", verbose_name=_("second person"))

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints = [
            models.CheckConstraint(
                condition=~Q(author=F("decided_by")),
                name="second_look_is_by_another_person",
                violation_error_message=_("Nobody confirms their own decision."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="second_look_has_a_reason", violation_error_message=_("Give a reason.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.decision}"


class Comment(CaseHistory):
    """Something said about a case. It decides nothing."""

    text = models.TextField(_("comment"), max_length=4000)
    author = models.ForeignKey(User, models.PROTECT, related_name="case_comments", verbose_name=_("author"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_says_something", violation_error_message=_("Say something.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"


class CaseEvent(CaseHistory):
    """What happened to a case beside verdicts and words: opened, re-opened, changed under its readers, handed on."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        REOPENED = "reopened", _("re-opened")
        CHANGED = "changed", _("changed while it was open")
        WITHDRAWN = "withdrawn", _("decision withdrawn")
        ASSIGNED = "assigned", _("assigned")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    causes: Any = models.JSONField(
        _("causes"), default=list, blank=True, help_text=_("Why, as data: which of entry, algorithm, person, and what.")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    author = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_events",
        verbose_name=_("author"),
        help_text=_("Empty: the register itself."),
    )
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"
