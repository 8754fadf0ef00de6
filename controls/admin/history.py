"""The change log: read, never written, at this desk or any other."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from controls.admin import differences
from controls.admin.desk import Desk
from controls.models import Change


@admin.register(Change)
class ChangeAdmin(Desk):
    list_display = [
        "id",
        "recorded_at",
        "action",
        "subject_type",
        "subject_label",
        "version",
        "actor",
        "approved_by",
        "notice",
    ]
    list_display_links = ["id", "subject_label"]
    list_filter = ["action", "publication", "subject_type"]
    list_select_related = ["notice"]
    search_fields = ["subject_key", "subject_label", "actor", "reason"]
    ordering = ["-id"]
    readonly_fields = [
        "id", "recorded_at", "actor", "publication", "approved_by", "action", "subject_type", "subject_label",
        "subject_key", "version", "notice", "effective_on", "reason", "difference", "digest",
    ]  # fmt: skip
    fields = [*readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("difference"))
    def difference(self, change: Change) -> SafeString:
        """Before and after, field by field."""
        context = {"fields": differences.of_change(change), "caption": _("What the change did")}
        return render_to_string("admin/controls/_difference.html", context)
