"""The technology catalogue: editions, items, and items in editions with their control points."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet

from controls.admin.entities import PartOfEntity
from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.models import CatalogueItem, CatalogueRevision, ControlPoint, ItemVersion
from controls.services import catalogue
from controls.services.acts import Act
from controls.services.catalogue import Point


class CountedForm(DeskForm):
    """A move that is counted in no way is an empty list, not nothing."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "counted_as" in self.fields:
            cleaned["counted_as"] = cleaned.get("counted_as") or []
        return cleaned


@admin.register(CatalogueRevision)
class CatalogueRevisionAdmin(FactAdmin):
    fields = [
        "key", "kind", "form", "number", "number_zh", "title_en", "title_zh", "authority_text", "published_on",
        "published_precision", "effective_from", "comments_until", "based_on", "draft", "notice", "measure",
        "deleted", "deleted_prohibited", "deleted_restricted", "added", "added_prohibited", "added_restricted",
        "modified", "modified_prohibited", "modified_restricted", "total", "prohibited", "restricted",
        "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["based_on", "draft", "notice", "measure", "sources"]
    list_display = ["key", "title_en", "kind", "form", "effective_from"]
    list_filter = ["kind", "form"]
    ordering = ["-published_on"]
    search_fields = ["key", "number", "number_zh", "title_en", "title_zh"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(catalogue.register_revision, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: CatalogueRevision, form: Any, formsets: Any, reason: str) -> Act:
        columns, evidence = form.columns(), list(form.cleaned_data["sources"])
        return Act.of(catalogue.correct_revision, revision=fact, fields=columns, evidence=evidence, reason=reason)


@admin.register(CatalogueItem)
class CatalogueItemAdmin(FactAdmin):
    fields = ["key", "title_en", "title_zh", "rare_earth", "note"]
    list_display = ["title_en", "title_zh", "rare_earth", "key"]
    list_filter = ["rare_earth"]
    ordering = ["key"]
    search_fields = ["key", "title_en", "title_zh"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(catalogue.register_item, **form.columns())

    def correct_fact(self, *, fact: CatalogueItem, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(catalogue.correct_item, item=fact, fields=form.columns(), reason=reason)


class PointInline(PartOfEntity):
    model = ControlPoint
    autocomplete_fields = []
    fields = ["position", "text_en", "text_zh"]


@admin.register(ItemVersion)
class ItemVersionAdmin(FactAdmin):
    form = CountedForm
    fixed = ("key", "item", "revision")
    fields = [
        "key", "item", "revision", "code", "code_grade", "part", "industry_en", "industry_zh", "title_en", "title_zh",
        "title_zh_from", "change", "counted_as", "outcome_known", "predecessor", "predecessor_code", "what_changed",
        "points_known", "points_zh_from", "points_summary", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["item", "revision", "predecessor", "sources"]
    inlines = [PointInline]
    list_display = ["code", "title_en", "revision", "part", "change", "key"]
    list_filter = ["part", "change", "revision__key"]
    list_select_related = ["revision"]
    ordering = ["-revision__published_on", "code", "key"]
    search_fields = ["key", "code", "title_en", "title_zh"]

    def add_fact(self, *, form: Any, formsets: Sequence[BaseInlineFormSet]) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(catalogue.register_version, **form.columns(), evidence=evidence, points=_points(formsets))

    def correct_fact(self, *, fact: ItemVersion, form: Any, formsets: Sequence[BaseInlineFormSet], reason: str) -> Act:
        return Act.of(
            catalogue.correct_version,
            version=fact,
            fields=form.columns(),
            evidence=list(form.cleaned_data["sources"]),
            points=_points(formsets),
            reason=reason,
        )


def _points(formsets: Sequence[BaseInlineFormSet]) -> list[Point]:
    """What was typed in the rows of control points, without empty ones and those taken off."""
    return [
        Point(form.cleaned_data["position"], form.cleaned_data["text_en"], form.cleaned_data["text_zh"])
        for formset in formsets
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
    ]
