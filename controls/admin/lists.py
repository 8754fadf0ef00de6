"""Entity lists: what they are called, and what being on them means."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.models import EntityList
from controls.services import lists
from controls.services.acts import Act


class EntityListForm(DeskForm):
    defaulted = ("order",)

    def clean_order(self) -> int:
        """Lists without a place of their own stand first."""
        return self.cleaned_data["order"] or 0


@admin.register(EntityList)
class EntityListAdmin(FactAdmin):
    form = EntityListForm
    fields = [
        "key", "name_en", "name_zh", "name_ja", "authority", "effect", "legal_basis", "summary", "verified_on", "order",
    ]  # fmt: skip
    autocomplete_fields = ["authority"]
    list_display = ["name_en", "name_zh", "authority", "effect", "verified_on"]
    list_filter = ["effect"]
    list_select_related = ["authority"]
    ordering = ["order", "pk"]
    search_fields = ["name_en", "name_zh", "name_ja", "key"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(lists.register, **form.columns())

    def correct_fact(self, *, fact: EntityList, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(lists.correct, entity_list=fact, fields=form.columns(), reason=reason)
