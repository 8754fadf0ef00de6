"""Measures with their clauses, items and suspensions."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.models import Clause, ControlledItem, Measure, Suspension
from controls.services import measures, suspensions
from controls.services.acts import Act


class ListsForm(DeskForm):
    """Lists of words that stay empty are empty lists, not nothing."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("elements", "references", "hs_stated", "hs_catalogue"):
            if name in self.fields:
                cleaned[name] = cleaned.get(name) or []
        return cleaned


@admin.register(Measure)
class MeasureAdmin(FactAdmin):
    form = ListsForm
    fields = [
        "key", "jurisdiction", "authority", "authority_text", "number", "number_zh", "title_en", "title_zh", "type",
        "instrument", "published_on", "published_precision", "legal_basis", "destination_scope", "extraterritorial",
        "extraterritorial_rule", "references", "references_note", "elements", "scope", "relevance", "thin", "notice",
        "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["authority", "notice", "sources"]
    list_display = ["title_en", "number", "type", "published_on", "jurisdiction", "thin", "key"]
    list_filter = ["type", "jurisdiction", "thin", "evidence_grade"]
    ordering = ["-published_on", "-key"]
    search_fields = ["key", "number", "number_zh", "title_en", "title_zh"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(measures.register, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: Measure, form: Any, formsets: Any, reason: str) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(measures.correct, measure=fact, fields=form.columns(), evidence=evidence, reason=reason)


@admin.register(Clause)
class ClauseAdmin(FactAdmin):
    fixed = ("key", "measure")
    fields = ["key", "measure", "label", "position", "text", "effective_from", "until", "outcome_known", "note"]
    autocomplete_fields = ["measure"]
    list_display = ["key", "measure", "label", "effective_from", "until"]
    list_select_related = ["measure"]
    ordering = ["key"]
    search_fields = ["key", "text", "measure__title_en", "measure__number"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(measures.register_clause, **form.columns())

    def correct_fact(self, *, fact: Clause, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(measures.correct_clause, clause=fact, fields=form.columns(), reason=reason)


@admin.register(ControlledItem)
class ControlledItemAdmin(FactAdmin):
    form = ListsForm
    fixed = ("key", "measure", "position")
    fields = [
        "key", "measure", "position", "code", "level", "part", "title_en", "title_zh", "title_zh_from", "form",
        "threshold", "elements", "hs_stated", "hs_catalogue", "hs_catalogue_year", "hs_basis",
        "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["measure", "sources"]
    list_display = ["code", "title_en", "measure", "form", "evidence_grade"]
    list_filter = ["form", "evidence_grade"]
    list_select_related = ["measure"]
    ordering = ["measure", "position"]
    search_fields = ["key", "code", "title_en", "title_zh"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(measures.register_item, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: ControlledItem, form: Any, formsets: Any, reason: str) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(measures.correct_item, item=fact, fields=form.columns(), evidence=evidence, reason=reason)


@admin.register(Suspension)
class SuspensionAdmin(FactAdmin):
    fields = [
        "key", "kind", "number", "number_zh", "title_en", "title_zh", "notice", "clauses", "published_on",
        "effective_from", "until", "until_inclusive", "announced_until", "announced_on", "announced_note",
        "announced_sources", "scope", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["notice", "clauses", "announced_sources", "sources"]
    list_display = ["number", "kind", "effective_from", "until", "announced_until", "key"]
    list_filter = ["kind", "evidence_grade"]
    ordering = ["-effective_from", "-pk"]
    search_fields = ["key", "number", "number_zh", "title_en"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(suspensions.register, **form.columns(), **_links(form))

    def correct_fact(self, *, fact: Suspension, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(suspensions.correct, suspension=fact, fields=form.columns(), **_links(form), reason=reason)


def _links(form: Any) -> dict[str, list[Any]]:
    names = {"clauses": "clauses", "evidence": "sources", "announced": "announced_sources"}
    return {name: list(form.cleaned_data[field]) for name, field in names.items()}
