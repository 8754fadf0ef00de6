"""Links from articles to facts, and suggestions that articles tell one story."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from news.models.articles import Article


class Standing(models.TextChoices):
    """What became of what a machine found."""

    CERTAIN = "certain", _("certain")
    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class Mention(models.Model):
    """That an article names a fact, and the words by which it does. Ambiguous ones are suggestions.

    `reference` is noun:key (`entity:subaru-corporation`, `notice:mofcom-2026-12`, `element:dy`, `measure:cn-2025-18`).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions")
    reference = models.CharField(_("fact"), max_length=260)
    words = models.CharField(_("words"), max_length=300, help_text=_("As they stand in the title or summary."))
    method = models.CharField(_("found by"), max_length=30)
    likeness = models.FloatField(_("likeness"), default=1.0)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing)
    found_at = models.DateTimeField(_("found at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        indexes = [
            models.Index(fields=["reference", "standing"], name="mention_reference"),
            models.Index(fields=["-id"], name="mention_suggested", condition=Q(standing="suggested")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "reference"], name="mention_once_per_fact"),
            models.CheckConstraint(
                condition=Q(likeness__gte=0, likeness__lte=1),
                name="mention_likeness_is_a_share",
                violation_error_message=_("A likeness lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.reference}"


class StoryPair(models.Model):
    """A suggestion that two articles tell one story. Only a person joins them, and may split them again."""

    earlier = models.ForeignKey(Article, models.CASCADE, related_name="+")
    later = models.ForeignKey(Article, models.CASCADE, related_name="story_pairs")
    likeness = models.FloatField(_("likeness"))
    reason = models.CharField(_("by"), max_length=60)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.SUGGESTED)
    made_at = models.DateTimeField(_("suggested at"))
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("suggested story")
        verbose_name_plural = _("suggested stories")
        indexes = [models.Index(fields=["-made_at"], name="story_pair_open", condition=Q(standing="suggested"))]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="story_pair_once"),
            models.CheckConstraint(
                condition=Q(earlier__lt=F("later")),
                name="story_pair_in_order",
                violation_error_message=_("The earlier article comes first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} {self.later_id}"
