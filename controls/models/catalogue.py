"""The catalogue of technologies whose export is prohibited or restricted: its editions, and the items in them.

A consultation draft is kept beside the finals and is never law. What an item is on a day is computed from the finals:
see `controls.editions`.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls import editions
from controls.models.catalogue_queries import CatalogueItemQuerySet, RevisionQuerySet
from controls.models.history import TrackedModel
from controls.models.measures import KEY, Measure
from controls.models.notices import Notice
from controls.models.sources import Evidenced

if TYPE_CHECKING:
    from controls.models.catalogue_versions import ItemVersion


def _count(words: Any) -> Any:
    """A number as the notice states it. Empty: the notice states none that anybody saw."""
    return models.PositiveSmallIntegerField(words, null=True, blank=True)


class CatalogueRevision(Evidenced):
    """One edition of the catalogue. Numbers are those that the authority published; what follows is computed."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("consultation draft")
        FINAL = "final", _("final")

    class Form(models.TextChoices):
        CONSOLIDATED = "consolidated", _("whole list")
        DELTA = "delta", _("changes only")

    noun = "catalogue-revision"

    key = models.CharField(
        _("key"), max_length=10, unique=True, validators=[KEY], help_text=_("Day of publication: 2023-12-21.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    form = models.CharField(_("form"), max_length=20, choices=Form)
    number = models.CharField(_("cited as"), max_length=100, blank=True, help_text=_("MOFCOM and MOST 2023 No. 57"))
    number_zh = models.CharField(_("number in Chinese"), max_length=100, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    authority_text = models.CharField(_("authorities as named"), max_length=200)
    published_on = models.DateField(_("published on"), help_text=_("Where only the month is known, its last day."))
    published_precision = models.CharField(
        _("day of publication known"), max_length=10, choices=Measure.Precision, default=Measure.Precision.DAY
    )
    effective_from = models.DateField(
        _("effective from"), null=True, blank=True, help_text=_("First day, in Beijing. A draft has none.")
    )
    comments_until = models.DateField(_("comments until"), null=True, blank=True, help_text=_("Of a draft."))
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("compared with"),
        related_name="successors",
        help_text=_("The final before it, never a draft."),
    )
    draft = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("its draft"), related_name="finals"
    )
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, verbose_name=_("notice on record"), related_name="editions"
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, verbose_name=_("measure on record"), related_name="editions"
    )
    deleted = _count(_("deleted, as stated"))
    deleted_prohibited = _count(_("deleted in the prohibited part"))
    deleted_restricted = _count(_("deleted in the restricted part"))
    added = _count(_("added, as stated"))
    added_prohibited = _count(_("added in the prohibited part"))
    added_restricted = _count(_("added in the restricted part"))
    modified = _count(_("modified, as stated"))
    modified_prohibited = _count(_("modified in the prohibited part"))
    modified_restricted = _count(_("modified in the restricted part"))
    total = _count(_("items afterwards, as stated"))
    prohibited = _count(_("prohibited items afterwards"))
    restricted = _count(_("restricted items afterwards"))
    note = models.TextField(_("note"), blank=True)

    objects = RevisionQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    versions: "models.QuerySet[ItemVersion]"  # the other end

    class Meta:
        verbose_name = _("edition of the catalogue")
        verbose_name_plural = _("editions of the catalogue")
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"),
                name="edition_is_a_day",
                violation_error_message=_("The key of an edition is the day or month of its publication."),
            ),
            models.CheckConstraint(
                condition=Q(kind="draft", effective_from=None)
                | Q(kind="final", effective_from__isnull=False, effective_from__gte=F("published_on")),
                name="edition_binds_unless_draft",
                violation_error_message=_("A final has a first day, not before its publication; a draft has none."),
            ),
            models.CheckConstraint(
                condition=~Q(based_on=F("id")),
                name="edition_is_not_based_on_itself",
                violation_error_message=_("An edition is not compared with itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind="final") | Q(draft__isnull=True),
                name="edition_draft_has_no_draft",
                violation_error_message=_("Only a final has a draft."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.title_en} ({self.key})"

    def about(self) -> list[str]:
        rests = [("notice", self.notice), ("measure", self.measure)]
        return [*super().about(), *(f"{noun}:{fact.key}" for noun, fact in rests if fact)]

    def official(self) -> editions.Totals:
        """The numbers that the authority published."""
        return editions.Totals(self.deleted, self.added, self.modified, self.total, self.prohibited, self.restricted)

    def value(self) -> editions.Edition:
        """The edition as the value that explains states and sums."""
        return editions.Edition(
            key=self.key,
            final=self.kind == self.Kind.FINAL,
            whole=self.form == self.Form.CONSOLIDATED,
            published_on=self.published_on,
            effective_from=self.effective_from,
            based_on=self.based_on.key if self.based_on else None,
            official=self.official(),
            by_part={
                "prohibited": (self.deleted_prohibited, self.added_prohibited),
                "restricted": (self.deleted_restricted, self.added_restricted),
            },
        )


class CatalogueItem(TrackedModel):
    """One technology, whatever its code was in each edition. What is known of it stands in its versions."""

    class RareEarth(models.TextChoices):
        YES = "yes", _("about rare earths")
        INDIRECT = "indirect", _("touches rare earths indirectly")
        NO = "no", _("not about rare earths")

    noun = "catalogue-item"

    key = models.CharField(
        _("key"), max_length=60, unique=True, validators=[KEY], help_text=_("rare-earth-refining. Never a code.")
    )
    title_en = models.CharField(_("title in English"), max_length=300, help_text=_("What we show; the newest wording."))
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    rare_earth = models.CharField(_("rare earths"), max_length=10, choices=RareEarth)
    note = models.TextField(_("note"), blank=True)

    objects = CatalogueItemQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    versions: "models.QuerySet[ItemVersion]"  # the other end

    class Meta:
        verbose_name = _("catalogue item")
        verbose_name_plural = _("catalogue items")
        indexes = [models.Index(fields=["rare_earth"], name="catalogue_item_rare_earth")]
        constraints = [
            # A code is a label that changes with the edition; as a key it would promise the opposite.
            models.CheckConstraint(
                condition=~Q(key__iregex=r"^[0-9]{6}[jx]$"),
                name="catalogue_item_key_is_no_code",
                violation_error_message=_("The key of an item is no code: codes change with the edition."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_en
