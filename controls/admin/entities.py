"""Entities with every spelling and every number that we know of them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from controls.admin.choosing import ChoosingFields
from controls.admin.desk import is_curator
from controls.admin.facts import FORM_FIELDS, FactAdmin
from controls.admin.forms import DeskForm
from controls.matching.names import search_key
from controls.models import Entity, EntityName, Identifier
from controls.services import entities
from controls.services.acts import Act


class EntityForm(DeskForm):
    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            self.add_error("country", _("Two letters, as in ISO 3166-1: JP, US. Leave it empty when it is not known."))
        return country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("part_of") == self.instance:
            self.add_error("part_of", _("An entity is no part of itself."))
        return cleaned


class CountryFilter(SimpleListFilter):
    title = _("country")
    parameter_name = "country"
    unknown = "-"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        countries = Entity.objects.order_by("country").values_list("country", flat=True).distinct()
        return [(country or self.unknown, country or _("not known")) for country in countries]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(country="" if chosen == self.unknown else chosen)


class PartOfEntity(ChoosingFields, admin.StackedInline):
    """Rows of the entity's own record: taking one off is a correction of the entity, and the log keeps it."""

    form = DeskForm
    formfield_overrides = FORM_FIELDS
    autocomplete_fields = ["sources"]
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_curator(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)


class NameInline(PartOfEntity):
    model = EntityName
    fields = ["text", "language", "kind", "evidence_grade", "evidence_note", "sources"]


class NumberInline(PartOfEntity):
    model = Identifier
    fields = ["scheme", "value", "evidence_grade", "evidence_note", "sources"]


@admin.register(Entity)
class EntityAdmin(FactAdmin):
    form = EntityForm
    fields = ["key", "name", "type", "country", "part_of", "note"]
    autocomplete_fields = ["part_of"]
    inlines = [NameInline, NumberInline]
    list_display = ["name", "other_names", "type", "country", "key"]
    fact_columns = ["other_names"]
    list_filter = ["type", CountryFilter]
    ordering = ["name", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("names")

    def search(self, queryset: QuerySet, text: str) -> QuerySet:
        """By any spelling in any script, by number, or by key."""
        named = EntityName.objects.filter(search_key__contains=search_key(text)).values("entity")
        numbered = Identifier.objects.filter(value=text).values("entity")
        return queryset.filter(Q(pk__in=named) | Q(pk__in=numbered) | Q(key__contains=text.lower()))

    @admin.display(description=_("other names"))
    def other_names(self, entity: Entity) -> str:
        return " · ".join(sorted({name.text for name in entity.names.all()} - {entity.name}))

    def add_fact(self, *, form: Any, formsets: Sequence[BaseInlineFormSet]) -> Act:
        return Act.of(entities.register, **form.columns(), names=_names(formsets), numbers=_numbers(formsets))

    def correct_fact(self, *, fact: Entity, form: Any, formsets: Sequence[BaseInlineFormSet], reason: str) -> Act:
        return Act.of(
            entities.correct,
            entity=fact,
            fields=form.columns(),
            names=_names(formsets),
            numbers=_numbers(formsets),
            reason=reason,
        )


def _kept(formsets: Sequence[BaseInlineFormSet], model: type) -> list[dict[str, Any]]:
    """What was typed in the rows of one kind, without empty rows and rows taken off."""
    return [
        form.cleaned_data
        for formset in formsets
        if formset.model is model
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
    ]


def _names(formsets: Sequence[BaseInlineFormSet]) -> list[entities.Name]:
    return [
        entities.Name(
            text=row["text"],
            language=row["language"],
            kind=row["kind"],
            evidence_grade=row["evidence_grade"],
            evidence=list(row["sources"]),
            evidence_note=row["evidence_note"],
        )
        for row in _kept(formsets, EntityName)
    ]


def _numbers(formsets: Sequence[BaseInlineFormSet]) -> list[entities.Number]:
    return [
        entities.Number(
            scheme=row["scheme"],
            value=row["value"],
            evidence_grade=row["evidence_grade"],
            evidence=list(row["sources"]),
            evidence_note=row["evidence_note"],
        )
        for row in _kept(formsets, Identifier)
    ]
