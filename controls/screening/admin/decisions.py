"""Cases and decisions at the desk: read, never written. People decide on the pages of screening."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.admin.desk import Desk
from controls.screening.models import Case, Decision
from controls.screening.services import case_log


class Reading(Desk):
    """A table that is looked at and searched here, and written elsewhere."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(Reading):
    list_display = ["id", "name", "label", "verdict", "score", "state", "assigned_to", "opened_at"]
    list_display_links = ["id", "name"]
    list_filter = ["state", "verdict", "wants_facts"]
    list_select_related = ["assigned_to"]
    search_fields = ["name", "label", "subject"]
    ordering = ["opened_at", "id"]
    readonly_fields = [
        "page", "name", "asked", "party", "label", "subject", "lists", "verdict", "score", "state", "wants_facts",
        "assigned_to", "opened_at", "basis", "algorithm", "version", "history",
    ]  # fmt: skip
    fields = [*readonly_fields]
    labels = {"party": gettext_lazy("Party"), "basis": gettext_lazy("Basis"), "version": gettext_lazy("Version")}
    fact_columns = ["history"]

    @admin.display(description=gettext_lazy("page"))
    def page(self, case: Case) -> SafeString:
        address = reverse("screening:case-detail", kwargs={"number": case.pk})
        return format_html('<a href="{}">{}</a>', address, _("Case %(number)s") % {"number": case.pk})

    @admin.display(description=gettext_lazy("history"))
    def history(self, case: Case) -> SafeString:
        """Every row of it in words, oldest first."""
        lines = ((line.at.isoformat(timespec="seconds"), line.sentence) for line in case_log.history(case=case))
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{} {}</li>", lines))


@admin.register(Decision)
class DecisionAdmin(Reading):
    list_display = ["id", "case", "verdict", "author", "second", "at"]
    list_display_links = ["id", "case"]
    list_filter = ["verdict", "second"]
    list_select_related = ["case", "author"]
    search_fields = ["case__name", "case__label", "reason", "author__email"]
    ordering = ["-id"]
    readonly_fields = [
        "case", "version", "verdict", "reason", "author", "at", "second", "second_person", "basis", "algorithm",
        "score", "check_number",
    ]  # fmt: skip
    fields = [*readonly_fields]
    labels = {"basis": gettext_lazy("Basis"), "version": gettext_lazy("Version")}
    fact_columns = ["second_person"]

    @admin.display(description=gettext_lazy("second person"))
    def second_person(self, decision: Decision) -> str:
        """Who confirmed or refused it, and why."""
        look = getattr(decision, "second_look", None)
        if look is None:
            return _("nobody")
        words = {"who": look.author, "outcome": look.get_outcome_display(), "reason": look.reason}
        return _("%(outcome)s by %(who)s: %(reason)s") % words
