"""Claims: what was reported against what better sources say."""

from typing import Any

from django.contrib import admin

from controls.admin.facts import FactAdmin
from controls.models import Claim
from controls.services import claims
from controls.services.acts import Act


@admin.register(Claim)
class ClaimAdmin(FactAdmin):
    fields = [
        "key", "text", "claimed_by", "url", "url_note", "verdict", "better", "subjects",
        "sources", "evidence_grade", "evidence_note",
    ]  # fmt: skip
    autocomplete_fields = ["sources"]
    list_display = ["key", "text", "claimed_by", "verdict"]
    list_filter = ["verdict", "evidence_grade"]
    ordering = ["key"]
    search_fields = ["key", "text", "claimed_by", "better"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(claims.register, **form.columns(), evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: Claim, form: Any, formsets: Any, reason: str) -> Act:
        evidence = list(form.cleaned_data["sources"])
        return Act.of(claims.correct, claim=fact, fields=form.columns(), evidence=evidence, reason=reason)
