"""Elements and customs numbers."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.admin.measures import ListsForm
from controls.models import Element, TariffCode
from controls.services import goods
from controls.services.acts import Act


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

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(goods.register_element, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: Element, form: Any, formsets: Any, reason: str) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(goods.correct_element, element=fact, fields=form.columns(), evidence=evidence, reason=reason)


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

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(goods.register_tariff_code, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: TariffCode, form: Any, formsets: Any, reason: str) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(
            goods.correct_tariff_code, tariff_code=fact, fields=form.columns(), evidence=evidence, reason=reason
        )
