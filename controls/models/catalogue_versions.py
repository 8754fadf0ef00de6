"""A catalogue item in one edition, with its control points."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls import editions
from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.catalogue_queries import ItemVersionQuerySet
from controls.models.history import TrackedModel
from controls.models.measures import KEY
from controls.models.sources import Evidenced, Grade

CODE = RegexValidator(r"^[0-9]{6}[JX]\Z", _("Six digits and J or X."))


class ItemVersion(Evidenced):
    """An item in one edition: code, part, wording and what changed. Its control points belong to its record."""

    class Part(models.TextChoices):
        PROHIBITED = "prohibited", _("Prohibited")
        RESTRICTED = "restricted", _("Restricted")

    class Change(models.TextChoices):
        LISTED = "listed", _("listed")
        ADDED = "added", _("added")
        MODIFIED = "modified", _("modified")
        MOVED = "moved", _("moved between the parts")
        DELETED = "deleted", _("deleted")
        UNCHANGED = "unchanged", _("unchanged")
        UNKNOWN = "unknown", _("fate not seen")

    class Wording(models.TextChoices):
        OFFICIAL = "official", _("official wording, as quoted or re-published")
        REPORTED = "reported", _("as reported")
        RECONSTRUCTED = "reconstructed", _("reconstructed, to be checked")

    class Points(models.TextChoices):
        ALL = "all", _("all on file")
        SOME = "some", _("some on file")
        NONE = "none", _("not seen")
        SAME = "same", _("as in the edition before")

    noun = "item-version"
    below = ("points",)

    key = models.CharField(
        _("key"), max_length=80, unique=True, validators=[KEY], help_text=_("Edition and code: 2023-12-21-083201j.")
    )
    item = models.ForeignKey(CatalogueItem, models.PROTECT, verbose_name=_("catalogue item"), related_name="versions")
    revision = models.ForeignKey(CatalogueRevision, models.PROTECT, verbose_name=_("edition"), related_name="versions")
    code = models.CharField(
        _("code"),
        max_length=7,
        blank=True,
        validators=[CODE],
        help_text=_("As printed. Empty: not seen."),
    )
    code_grade = models.CharField(_("evidence of the code"), max_length=20, choices=Grade, blank=True)
    part = models.CharField(_("part"), max_length=10, choices=Part)
    industry_en = models.CharField(_("industry in English"), max_length=200, blank=True)
    industry_zh = models.CharField(_("industry in Chinese"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    title_zh_from = models.CharField(_("Chinese title is"), max_length=20, choices=Wording, blank=True)
    change = models.CharField(_("change"), max_length=10, choices=Change)
    counted_as = ArrayField(
        models.CharField(max_length=10, choices=Change),
        verbose_name=_("counted by the authority as"),
        default=list,
        blank=True,
        help_text=_("Of an item that moved: deleted in one part, modified in the other."),
    )
    outcome_known = models.BooleanField(
        _("outcome known"), default=True, help_text=_("Untick where reports break off and nobody knows what it became.")
    )
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("version before"), related_name="followers"
    )
    predecessor_code = models.CharField(_("code before"), max_length=7, blank=True, validators=[CODE])
    what_changed = models.TextField(_("what changed"), blank=True)
    points_known = models.CharField(_("control points"), max_length=10, choices=Points)
    points_zh_from = models.CharField(_("Chinese control points are"), max_length=20, choices=Wording, blank=True)
    points_summary = models.TextField(
        _("control points in summary"), blank=True, help_text=_("Where the points themselves were not seen.")
    )
    note = models.TextField(_("note"), blank=True)

    objects = ItemVersionQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    points: "models.QuerySet[ControlPoint]"  # the other end

    class Meta:
        verbose_name = _("version of a catalogue item")
        verbose_name_plural = _("versions of catalogue items")
        indexes = [models.Index(fields=["code"], name="item_version_code")]
        constraints = [
            models.UniqueConstraint(fields=["item", "revision"], name="item_version_unique_per_edition"),
            models.UniqueConstraint(
                fields=["revision", "code"], condition=~Q(code=""), name="item_version_code_unique_per_edition"
            ),
            models.CheckConstraint(
                # The letter is the law: J is the ban, X the licence.
                condition=Q(code="")
                | Q(code__regex=r"^[0-9]{6}J$", part="prohibited")
                | Q(code__regex=r"^[0-9]{6}X$", part="restricted"),
                name="item_version_letter_is_its_part",
                violation_error_message=_("J is the prohibited part, X the restricted one."),
            ),
            models.CheckConstraint(
                condition=(Q(change="moved") & ~Q(counted_as=[])) | (~Q(change="moved") & Q(counted_as=[])),
                name="item_version_moved_says_how_counted",
                violation_error_message=_("An item that moved, and only one that did, says how it was counted."),
            ),
            models.CheckConstraint(
                condition=Q(code="", code_grade="") | (~Q(code="") & ~Q(code_grade="")),
                name="item_version_code_has_its_evidence",
                violation_error_message=_("A code and its evidence belong together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title_en}".strip()

    def snapshot(self) -> dict[str, Any]:
        """The version with its control points: another point is a new version of this record."""
        points = sorted((point.snapshot() for point in self.points.all()), key=lambda point: point["position"])
        return super().snapshot() | {"points": points}

    def about(self) -> list[str]:
        return [
            *super().about(),
            f"{CatalogueItem.noun}:{self.item.key}",
            f"{CatalogueRevision.noun}:{self.revision.key}",
        ]

    def entry(self) -> editions.Entry:
        """The version as the value that explains states."""
        return editions.Entry(
            key=self.key,
            item=self.item.key,
            edition=self.revision.key,
            part=self.part,
            change=self.change,
            code=self.code,
            counted_as=tuple(self.counted_as),
            outcome_known=self.outcome_known,
            predecessor_code=self.predecessor_code,
        )


class ControlPoint(TrackedModel):
    """One numbered point of a version. Part of the version's own record."""

    noun = "control-point"

    version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name=_("version"), related_name="points")
    position = models.PositiveSmallIntegerField(_("number"), help_text=_("As printed, from 1."))
    text_en = models.TextField(_("in English"), blank=True)
    text_zh = models.TextField(_("in Chinese"), blank=True)

    class Meta:
        verbose_name = _("control point")
        verbose_name_plural = _("control points")
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="control_point_number_unique"),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="control_point_counts_from_one",
                violation_error_message=_("Positions count from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(text_en="", text_zh=""),
                name="control_point_says_something",
                violation_error_message=_("A control point has a text in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text_en or self.text_zh}"

    def snapshot(self) -> dict[str, Any]:
        return {"position": self.position, "text_en": self.text_en, "text_zh": self.text_zh}
