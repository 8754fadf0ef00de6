"""Companies, universities and bodies that lists name, with every spelling that we know."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls.models.history import TrackedModel
from controls.models.sources import Evidenced


class Entity(TrackedModel):
    """One party, on however many lists. Its names and identifiers belong to its record."""

    class Type(models.TextChoices):
        COMPANY = "company", _("company")
        UNIVERSITY = "university", _("university")
        GOVERNMENT_BODY = "government_body", _("government body")
        DIVISION = "division", _("division")
        DEPARTMENT = "department", _("department")
        BRANCH = "branch", _("branch")
        ORGANISATION = "organisation", _("organisation")
        PERSON = "person", _("person")

    noun = "entity"
    below = ("names", "identifiers")

    key = models.SlugField(_("key"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300, help_text=_("The name we show: English where a notice has one."))
    type = models.CharField(_("type"), max_length=20, choices=Type)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2. Empty: not known.")
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("part of"), related_name="parts"
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        indexes = [
            models.Index(fields=["country"], name="entity_country"),
            models.Index(fields=["name", "id"], name="entity_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(part_of=F("id")),
                name="entity_is_no_part_of_itself",
                violation_error_message=_("An entity is no part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"),
                name="entity_country_is_a_code",
                violation_error_message=_("A country is two capital letters, or nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def snapshot(self) -> dict[str, Any]:
        """The entity with its names and identifiers: a new spelling is a new version of the entity."""
        return super().snapshot() | {
            "names": sorted((name.snapshot() for name in self.names.all()), key=lambda n: (n["language"], n["text"])),
            "identifiers": sorted(
                (identifier.snapshot() for identifier in self.identifiers.all()),
                key=lambda i: (i["scheme"], i["value"]),
            ),
        }

    def about(self) -> list[str]:
        return [*super().about(), *([f"entity:{self.part_of.key}"] if self.part_of else [])]


class EntityName(Evidenced):
    """One spelling of an entity, with its language and where it comes from."""

    class Language(models.TextChoices):
        EN = "en", _("English")
        ZH_HANS = "zh-Hans", _("Chinese (simplified)")
        ZH_HANT = "zh-Hant", _("Chinese (traditional)")
        JA = "ja", _("Japanese")
        KO = "ko", _("Korean")
        OTHER = "und", _("other")

    class Kind(models.TextChoices):
        AS_LISTED = "as_listed", _("in the notice")
        LEGAL = "legal", _("legal name")
        FORMER = "former", _("former name")
        ALIAS = "alias", _("alias")
        SHORT = "short", _("short name")

    noun = "name"

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="names")
    text = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    search_key = models.CharField(max_length=300, editable=False, help_text="controls.matching.names.search_key(text)")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        indexes = [GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="entity_name_search")]
        constraints = [
            models.UniqueConstraint(fields=["entity", "text", "language"], name="entity_name_unique"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="entity_name_is_not_empty",
                violation_error_message=_("A name is not empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def snapshot(self) -> dict[str, Any]:
        own = super().snapshot()
        return {field: value for field, value in own.items() if field not in ("entity", "search_key")}


class Identifier(Evidenced):
    """A number that an official register gave to an entity."""

    class Scheme(models.TextChoices):
        JP_CORPORATE_NUMBER = "jp-corporate-number", _("Japanese corporate number")
        LEI = "lei", _("Legal Entity Identifier")

    noun = "identifier"

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=30, choices=Scheme)
    value = models.CharField(_("value"), max_length=60)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [models.UniqueConstraint(fields=["entity", "scheme", "value"], name="identifier_unique")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"

    def snapshot(self) -> dict[str, Any]:
        return {field: value for field, value in super().snapshot().items() if field != "entity"}
