"""Sources: where something was read, and when."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.models import Source
from controls.services import sources
from controls.services.acts import Act


@admin.register(Source)
class SourceAdmin(FactAdmin):
    fields = ["key", "title", "publisher", "kind", "url", "seen_on", "seen_as", "sha256", "note"]
    list_display = ["title", "publisher", "kind", "seen_on", "seen_as", "key"]
    list_filter = ["kind", "seen_as"]
    ordering = ["title", "pk"]
    search_fields = ["title", "publisher", "url", "key"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(sources.register, **form.columns())

    def correct_fact(self, *, fact: Source, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(sources.correct, source=fact, fields=form.columns(), reason=reason)
