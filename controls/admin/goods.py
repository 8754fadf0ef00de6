"""Elements and customs numbers."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.admin.measures import ListsForm
from controls.models import Element, TariffCode
from controls.services import goods


@admin.register(Element)
class ElementAdmin(FactAdmin):
    fixed = ("key", "symbol", "atomic_number")
    fields = [
        "key", "symbol", "atomic_number", "name_en", "name_zh", "official_class", "official_class_basis",
        "geological_class", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["sources"]
    list_display = ["symbol", "name_en", "name_zh", "atomic_number", "official_class"]
    ordering = ["atomic_number"]
    search_fields = ["key", "name_en", "name_zh"]

    def add_fact(self, *, form: Any, formsets: Any, by: str, at: Any) -> Element:
        return goods.register_element(**form.columns(), evidence=list(form.cleaned_data["sources"]), by=by, at=at)

    def correct_fact(self, *, fact: Element, form: Any, formsets: Any, reason: str, by: str, at: Any) -> Element:
        evidence = list(form.cleaned_data["sources"])
        return goods.correct_element(
            element=fact, fields=form.columns(), evidence=evidence, reason=reason, by=by, at=at
        )


@admin.register(TariffCode)
class TariffCodeAdmin(FactAdmin):
    form = ListsForm
    fields = [
        "key", "schedule", "description_en", "description_zh", "elements", "form", "monitoring", "dual_use_licence",
        "ordinary_licence", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["sources"]
    list_display = ["key", "description_en", "schedule", "dual_use_licence", "ordinary_licence"]
    list_filter = ["schedule", "form", "dual_use_licence"]
    ordering = ["key"]
    search_fields = ["key", "description_en", "description_zh"]

    def add_fact(self, *, form: Any, formsets: Any, by: str, at: Any) -> TariffCode:
        return goods.register_tariff_code(**form.columns(), evidence=list(form.cleaned_data["sources"]), by=by, at=at)

    def correct_fact(self, *, fact: TariffCode, form: Any, formsets: Any, reason: str, by: str, at: Any) -> TariffCode:
        evidence = list(form.cleaned_data["sources"])
        return goods.correct_tariff_code(
            tariff_code=fact, fields=form.columns(), evidence=evidence, reason=reason, by=by, at=at
        )
