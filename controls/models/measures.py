"""Rules that restrict exports, their clauses with dates of their own, and the items that they control."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.models.clause_queries import ClauseQuerySet, MeasureQuerySet
from controls.models.goods import MATERIALS, Form, symbols
from controls.models.history import TrackedModel
from controls.models.notices import Authority, Notice
from controls.models.sources import Evidenced
from controls.models.suspensions import Suspension

KEY = RegexValidator(r"^[a-z0-9]+([-.][a-z0-9]+)*\Z", _("Small letters, digits, hyphens and dots."))


class Measure(Evidenced):
    """A rule that restricts exports of goods or technology, or that such rules rest on. Its clauses carry the dates."""

    class Type(models.TextChoices):
        LICENCE = "licence", _("licence")
        PROHIBITION = "prohibition", _("prohibition")
        PROHIBITION_AND_LICENCE = "prohibition_and_licence", _("prohibition and licence")
        LIST = "list", _("list of items")
        FRAMEWORK_LAW = "framework_law", _("framework law")
        DOMESTIC_REGULATION = "domestic_regulation", _("domestic regulation")
        REPORTING = "reporting", _("reporting duty")
        ENFORCEMENT = "enforcement", _("enforcement")
        CATCH_ALL = "catch_all", _("catch-all control")
        PROCUREMENT_RESTRICTION = "procurement_restriction", _("procurement restriction")
        DE_FACTO = "de_facto", _("de facto, no published rule")
        PLANNED = "planned", _("planned")

    class Precision(models.TextChoices):
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")
        UNKNOWN = "unknown", _("not known")

    class Reach(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_APPLICABLE = "not_applicable", _("does not apply")

    noun = "measure"

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[KEY], help_text=_("cn-2025-61"))
    jurisdiction = models.CharField(
        _("jurisdiction"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}\Z")], help_text=_("Two letters; EU.")
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name=_("authority on record"), related_name="measures"
    )
    authority_text = models.CharField(_("authorities as named"), max_length=200)
    number = models.CharField(_("cited as"), max_length=100, blank=True, help_text=_("MOFCOM 2025 No. 61"))
    number_zh = models.CharField(_("number in Chinese"), max_length=100, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    type = models.CharField(_("type"), max_length=30, choices=Type)
    instrument = models.CharField(_("kind of instrument"), max_length=60, blank=True)
    published_on = models.DateField(
        _("published on"),
        help_text=_("Where only month or year is known, their last day; where nothing is, the first day."),
    )
    published_precision = models.CharField(_("day of publication known"), max_length=10, choices=Precision)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    destination_scope = models.CharField(_("destinations"), max_length=200, blank=True)
    extraterritorial = models.CharField(_("reaches beyond the border"), max_length=20, choices=Reach)
    extraterritorial_rule = models.TextField(_("rule beyond the border"), blank=True)
    references = ArrayField(
        models.CharField(max_length=60), verbose_name=_("other measures that it refers to"), default=list, blank=True
    )
    references_note = models.CharField(_("other lists that it refers to"), max_length=300, blank=True)
    elements = ArrayField(models.CharField(max_length=2), verbose_name=_("elements"), default=list, blank=True)
    scope = models.TextField(_("what it covers"))
    relevance = models.CharField(_("bearing on rare earths"), max_length=100, blank=True)
    thin = models.BooleanField(
        _("thin record"), default=False, help_text=_("Known from reports in outline only; other jurisdictions mostly.")
    )
    notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("notice on record"),
        related_name="ordered_measures",
    )
    note = models.TextField(_("note"), blank=True)

    objects = MeasureQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    clauses: "models.QuerySet[Clause]"  # the other ends
    items: "models.QuerySet[ControlledItem]"

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [
            models.Index(fields=["-published_on", "-key"], name="measure_published"),
            GinIndex(fields=["elements"], name="measure_elements"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(jurisdiction__regex="^[A-Z]{2}$"),
                name="measure_jurisdiction_is_a_code",
                violation_error_message=_("A jurisdiction is two capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(elements__contained_by=list(MATERIALS)),
                name="measure_elements_are_known",
                violation_error_message=_("An element is none of those that are known here."),
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9.-]+$"),
                name="measure_key_is_lower_case",
                violation_error_message=_("A key has small letters, digits, hyphens and dots."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title_en

    def clean(self) -> None:
        symbols(self.elements)

    def about(self) -> list[str]:
        return [*super().about(), *([f"notice:{self.notice.key}"] if self.notice else [])]


class Clause(TrackedModel):
    """One part of a measure with dates of its own. A measure without parts has one clause with the measure's key."""

    noun = "clause"

    key = models.CharField(_("key"), max_length=70, unique=True, validators=[KEY], help_text=_("cn-2025-61-a"))
    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name=_("measure"), related_name="clauses")
    label = models.CharField(_("cited as"), max_length=40, blank=True, help_text=_("(a), clause 2; empty: the whole."))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = models.TextField(_("what it orders"))
    effective_from = models.DateField(
        _("effective from"), null=True, blank=True, help_text=_("First day, in Beijing. Empty: not on record.")
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Last day of a stated period."))
    outcome_known = models.BooleanField(
        _("outcome known"), default=True, help_text=_("Untick where reports break off and nobody knows if it binds.")
    )
    note = models.TextField(_("note"), blank=True)

    objects = ClauseQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    suspensions: "models.QuerySet[Suspension]"  # the other end of Suspension.clauses

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(fields=["measure", "position"], name="clause_position_unique_per_measure"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("effective_from")),
                name="clause_ends_after_it_starts",
                violation_error_message=_("The stated period ends before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="clause_position_counts_from_one",
                violation_error_message=_("Positions count from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.label}".strip()

    def acts(self) -> list[states.Act]:
        """The suspensions of this clause as values, in the order recorded. Prefetch them before you ask for many."""
        return [suspension.act() for suspension in sorted(self.suspensions.all(), key=lambda each: each.pk)]

    def terms(self) -> states.Terms:
        """The clause's own dates as the value that explains states."""
        return states.Terms(self.measure.published_on, self.effective_from, self.until, self.outcome_known)

    def state(self, *, on: date) -> states.State | None:
        """The state on a day, with since when and why; None before the measure was published."""
        return states.clause_state_on(on, terms=self.terms(), acts=self.acts())

    def about(self) -> list[str]:
        return [*super().about(), f"measure:{self.measure.key}"]


class ControlledItem(Evidenced):
    """One item of a measure: control code, wording, threshold, elements, and customs numbers with their origin."""

    class HsBasis(models.TextChoices):
        ANNOUNCEMENT = "announcement_text", _("printed in the announcement")
        DERIVED = "derived", _("derived from the yearly licence catalogue")
        REPORTED = "as_reported", _("as reported")
        TARIFF = "tariff_number", _("tariff number of the metal only")

    noun = "controlled-item"

    key = models.CharField(_("key"), max_length=100, unique=True, validators=[KEY])
    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name=_("measure"), related_name="items")
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("Its place in the measure, from 1."))
    code = models.CharField(_("control code"), max_length=20, blank=True, help_text=_("1C905.a.4. Empty: none."))
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True, help_text=_("0 for a whole entry."))
    part = models.CharField(_("part of the annex"), max_length=40, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    title_zh_from = models.CharField(_("Chinese wording from"), max_length=60, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=Form, blank=True)
    threshold = models.CharField(_("threshold"), max_length=200, blank=True)
    elements = ArrayField(models.CharField(max_length=2), verbose_name=_("elements"), default=list, blank=True)
    hs_stated = ArrayField(
        models.CharField(max_length=10), verbose_name=_("HS numbers in the measure"), default=list, blank=True
    )
    hs_catalogue = ArrayField(
        models.CharField(max_length=10), verbose_name=_("HS numbers in the licence catalogue"), default=list, blank=True
    )
    hs_catalogue_year = models.PositiveSmallIntegerField(_("year of the licence catalogue"), null=True, blank=True)
    hs_basis = models.CharField(_("HS numbers rest on"), max_length=20, choices=HsBasis, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("controlled item")
        verbose_name_plural = _("controlled items")
        indexes = [
            GinIndex(fields=["elements"], name="item_elements"),
            GinIndex(fields=["hs_stated"], name="item_hs_stated"),
            GinIndex(fields=["hs_catalogue"], name="item_hs_catalogue"),
            models.Index(fields=["code"], name="item_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["measure", "position"], name="item_position_unique_per_measure"),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="item_position_counts_from_one",
                violation_error_message=_("Positions count from 1."),
            ),
            models.CheckConstraint(
                condition=Q(elements__contained_by=list(MATERIALS)),
                name="item_elements_are_known",
                violation_error_message=_("An element is none of those that are known here."),
            ),
            models.CheckConstraint(
                condition=Q(hs_catalogue=[], hs_catalogue_year=None)
                | (~Q(hs_catalogue=[]) & Q(hs_catalogue_year__isnull=False)),
                name="item_licence_catalogue_has_its_year",
                violation_error_message=_("Numbers from the licence catalogue need its year, and only they do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title_en}".strip()

    def clean(self) -> None:
        symbols(self.elements)

    def about(self) -> list[str]:
        return [*super().about(), f"measure:{self.measure.key}"]

    def customs_numbers(self) -> list[dict[str, Any]]:
        """Each HS number with where it was printed and in which year. A hint, never a verdict."""
        stated = [
            {"number": number, "source": "measure", "year": self.measure.published_on.year} for number in self.hs_stated
        ]
        return stated + [
            {"number": number, "source": "licence_catalogue", "year": self.hs_catalogue_year}
            for number in self.hs_catalogue
        ]
