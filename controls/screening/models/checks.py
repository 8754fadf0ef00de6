"""One asked name, with everything that was answered: enough to say the same again, and to prove it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CheckQuerySet(models.QuerySet["ScreeningCheck"]):
    def of(self, user: Any) -> "CheckQuerySet":
        """Checks that this person, or a key of theirs, asked for."""
        return self.filter(asked_by=user)

    def newest_first(self) -> "CheckQuerySet":
        return self.order_by("-position")


class ScreeningCheck(models.Model):
    """One check. Written once and never changed; taken away only when its retention is over.

    `question` and `answer` are the JSON of the endpoint; together with the columns beside them they are the receipt,
    whose SHA-256 is `digest`. Each receipt holds the digest of the one before it: `position` counts along that chain.
    """

    class Outcome(models.TextChoices):
        """Never "clear": who is not found may still be barred by rules that name nobody."""

        POSSIBLE_MATCH = "possible_match", _("Possible match")
        NO_ENTRY_FOUND = "no_entry_found", _("No entry found")

    class Origin(models.TextChoices):
        PAGE = "page", _("page")
        API = "api", _("API")
        BATCH = "batch", _("batch")
        MONITORING = "monitoring", _("monitoring")

    number = models.CharField(_("number"), max_length=30, unique=True, help_text=_("S-2026-11-21-000417"))
    position = models.BigIntegerField(_("position"), unique=True, help_text=_("Its place in the chain of receipts."))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked by"), related_name="screening_checks"
    )
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    name = models.CharField(_("name asked for"), max_length=600)
    party = models.CharField(
        max_length=64, help_text=_("SHA-256 of all that was given of the party, as compared: who was asked for.")
    )
    question = models.JSONField(_("question"))
    as_of = models.DateField(_("as of"))
    threshold = models.FloatField(_("threshold"))
    algorithm = models.CharField(_("algorithm"), max_length=40)
    revision = models.BigIntegerField(_("revision"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    hit_count = models.PositiveIntegerField(_("hits"))
    answer = models.JSONField(_("answer"))
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening check")
        verbose_name_plural = _("screening checks")
        indexes = [
            models.Index(fields=["asked_by", "-position"], name="check_asked_by"),
            models.Index(fields=["party"], name="check_party"),
            models.Index(fields=["asked_at"], name="check_asked_at"),
            models.Index(fields=["outcome", "-position"], name="check_outcome"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=0, threshold__lte=1),
                name="check_threshold_is_a_share",
                violation_error_message=_("A threshold lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="possible_match", hit_count__gt=0) | Q(outcome="no_entry_found", hit_count=0),
                name="check_outcome_follows_its_hits",
                violation_error_message=_("A check with hits is a possible match, and one without is not."),
            ),
            models.CheckConstraint(
                condition=~Q(digest=F("previous_digest")),
                name="check_is_not_its_own_predecessor",
                violation_error_message=_("A receipt does not follow itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def hits_in_all(self) -> int | None:
        """How many entries were hits, with those beyond the limit that was asked for; None when nobody counted."""
        counted: int | None = self.answer.get("hits_in_all")
        if counted is None and self.hit_count < self.question.get("limit", 0):
            return self.hit_count
        return counted

    @property
    def hits_not_shown(self) -> int | None:
        """How many hits were left out of the answer; None when nobody counted them."""
        return None if self.hits_in_all is None else self.hits_in_all - self.hit_count

    @property
    def freshness(self) -> dict[str, Any] | None:
        """How fresh the sources of news were when it was asked; None when that was not recorded."""
        told: dict[str, Any] | None = self.answer.get("freshness")
        return told


class ScreeningHit(models.Model):
    """An entry that a check took for the party asked about. Why it matched stands in the answer of its check."""

    screening_check = models.ForeignKey(ScreeningCheck, models.CASCADE, related_name="hits")
    rank = models.PositiveSmallIntegerField(_("rank"))
    subject = models.CharField(
        _("entry"), max_length=300, help_text=_("entity:subaru in the register, party:us-csl/1234 on an imported list.")
    )
    label = models.CharField(_("name of the entry"), max_length=300)
    score = models.FloatField(_("score"))
    verdict = models.CharField(_("class"), max_length=12, help_text=_("same, probable or possible"))
    band = models.CharField(_("evidence"), max_length=20)
    basis = models.CharField(
        max_length=64,
        help_text=_("SHA-256 of the entry as it stood: its listings, their states, its names and numbers."),
    )

    class Meta:
        verbose_name = _("screening hit")
        verbose_name_plural = _("screening hits")
        indexes = [models.Index(fields=["subject"], name="hit_subject")]
        constraints = [
            models.UniqueConstraint(fields=["screening_check", "rank"], name="hit_rank_unique_per_check"),
            models.UniqueConstraint(fields=["screening_check", "subject"], name="hit_subject_unique_per_check"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1),
                name="hit_score_is_a_share",
                violation_error_message=_("A score lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.score:.2f}"
