"""The record of acts on accounts: read by those who manage accounts, written by nobody here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from controls.admin.managing import ManagersDesk
from controls.models import AccountAct


@admin.register(AccountAct)
class AccountActAdmin(ManagersDesk):
    list_display = ["at", "kind", "email", "before", "after", "actor"]
    list_filter = ["kind"]
    search_fields = ["email", "actor", "before", "after"]
    ordering = ["-pk"]
    readonly_fields = ["at", "kind", "email", "account", "before", "after", "actor"]
    fields = [*readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
