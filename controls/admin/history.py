"""The change log: read, never written, at this desk or any other."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from controls.admin import differences
from controls.admin.columns import column
from controls.admin.desk import Desk
from controls.models import Change

SUBJECT = column("subject_label", _("Fact"))


@admin.register(Change)
class ChangeAdmin(Desk):
    list_display = [
        "id",
        column("recorded_at", _("Recorded at")),
        column("action", _("Act")),
        column("subject_type", _("Kind of fact")),
        SUBJECT,
        column("version", _("Version")),
        column("actor", _("By")),
        column("approved_by", _("Published by")),
        column("notice", _("Notice")),
    ]
    list_display_links = ["id", SUBJECT]
    list_filter = ["action", "publication", "subject_type"]
    list_select_related = ["notice"]
    search_fields = ["subject_key", "subject_label", "actor", "reason"]
    ordering = ["-id"]
    readonly_fields = [
        "id", "recorded_at", "actor", "publication", "approved_by", "action", "subject_type", "subject_label",
        "subject_key", "version", "notice", "effective_on", "reason", "difference", "digest",
    ]  # fmt: skip
    fields = [*readonly_fields]
    labels = {
        "id": _("Revision"),
        "recorded_at": _("Recorded at"),
        "actor": _("By"),
        "publication": _("Published how"),
        "approved_by": _("Published by"),
        "action": _("Act"),
        "subject_type": _("Kind of fact"),
        "subject_label": _("Fact"),
        "subject_key": _("Key"),
        "version": _("Version"),
        "effective_on": _("Legal date"),
        "reason": _("Reason"),
        "digest": _("Digest"),
        "notice": _("Notice"),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("difference"))
    def difference(self, change: Change) -> SafeString:
        """Before and after, field by field."""
        context = {"fields": differences.of_change(change), "caption": _("What the change did")}
        return render_to_string("admin/controls/_difference.html", context)
