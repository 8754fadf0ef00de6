"""Deliveries and notifications for admins: that and how something was sent, and why not; never what it said.

What somebody follows is nobody else's business: neither labels nor texts stand here, which may name counterparties.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from controls.alerts.models import Delivery, Notification
from controls.models import User
from controls.screening.admin.decisions import Reading


class ForAdmins(Reading):
    """A table that admins look at, and nobody else."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(request.user, User) and request.user.may("admin")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(ForAdmins):
    list_display = ["uid", "channel", "state", "attempts", "status", "due_at", "sent_at", "trouble"]
    list_filter = ["state", "channel"]
    search_fields = ["uid"]
    ordering = ["-id"]
    readonly_fields = [
        *("uid", "channel", "state", "made_at", "due_at", "attempts", "leased_until", "status", "trouble", "sent_at"),
    ]
    fields = [*readonly_fields]


@admin.register(Notification)
class NotificationAdmin(ForAdmins):
    list_display = ["id", "owner", "kind", "number", "happened_at", "made_at", "state"]
    list_filter = ["subscription__kind", "subscription__channel", "delivery__state"]
    search_fields = ["subscription__owner__email"]
    ordering = ["-id"]
    readonly_fields = ["owner", "kind", "number", "happened_at", "made_at", "state", "read_at"]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return super().get_queryset(request).select_related("subscription__owner", "delivery")

    @admin.display(description=_("owner"))
    def owner(self, row: Notification) -> str:
        return row.subscription.owner.email

    @admin.display(description=_("about"))
    def kind(self, row: Notification) -> str:
        return str(row.subscription.get_kind_display())

    @admin.display(description=_("delivery"))
    def state(self, row: Notification) -> str:
        return str(row.delivery.get_state_display()) if row.delivery else "–"
