"""What was reported, against what better sources say."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.models.history import TrackedQuerySet
from controls.models.publication import later_references
from controls.models.sources import Evidenced


class ClaimQuerySet(TrackedQuerySet):
    def on(self, *references: str) -> "ClaimQuerySet":
        """Claims about any of these facts, given as noun:key, in the order of their keys."""
        return self.filter(subjects__overlap=list(references)).order_by("key")

    def about_later(self, *, on: date) -> "ClaimQuerySet":
        """Claims about a fact that was published after a day: nobody could have made them by then."""
        return self.filter(subjects__overlap=later_references(on=on))

    def known(self, *, on: date) -> "ClaimQuerySet":
        """Claims of whose subjects every one had been published by a day, or has no such day. Two queries in all."""
        later = later_references(on=on)
        return self.exclude(subjects__overlap=later) if later else self


class Claim(Evidenced):
    """A statement that went round, our verdict on it, and what the better source says."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("wrong")
        PROBABLY_WRONG = "probably_wrong", _("probably wrong")
        CORRECTED = "corrected_by_publisher", _("corrected by its publisher")
        MISLEADING = "misleading", _("misleading")
        IMPRECISE = "imprecise", _("imprecise")
        DISPUTED = "disputed", _("disputed")
        DISPUTED_TRANSLATION = "disputed_translation", _("disputed translation")
        DISPUTED_BETWEEN_GOVERNMENTS = "disputed_between_governments", _("disputed between governments")

    noun = "claim"

    key = models.SlugField(_("key"), max_length=20, unique=True)
    text = models.TextField(_("what was said"))
    claimed_by = models.CharField(_("said by"), max_length=200)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    url_note = models.CharField(_("where exactly"), max_length=200, blank=True)
    verdict = models.CharField(_("verdict"), max_length=40, choices=Verdict)
    better = models.TextField(_("what the better source says"))
    subjects = ArrayField(
        models.CharField(
            max_length=120, validators=[RegexValidator(r"^[a-z-]+:[a-z0-9.-]+\Z", _("A kind of fact and a key."))]
        ),
        verbose_name=_("about"),
        help_text=_("measure:cn-2025-18, suspension:cn-2025-70, item-version:2023-12-21-083201j"),
    )

    objects = ClaimQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [GinIndex(fields=["subjects"], name="claim_subjects")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(subjects=[]),
                name="claim_is_about_something",
                violation_error_message=_("A claim is about at least one fact."),
            ),
            models.CheckConstraint(
                condition=~Q(better=""),
                name="claim_has_a_better_source",
                violation_error_message=_("Say what the better source says."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def about(self) -> list[str]:
        return [*super().about(), *self.subjects]
