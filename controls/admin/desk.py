"""One desk for one table: who may sit at it, how a refusal comes back, and that nothing is deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from controls.admin.choosing import ChoosingFields
from controls.admin.forms import DeskForm
from controls.admin.submitting import REOPEN, Reopened
from controls.models import User
from controls.services.access import AccessRefused
from controls.services.history import FactRefused


def is_curator(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.may("editor")


class Desk(ChoosingFields, admin.ModelAdmin):
    """Who may sign in at the desk may work at it; what is on record is never deleted.

    What a service refuses comes back as an error of the form, and what was typed stays.
    """

    form = DeskForm
    # Words for fields whose models have none, and columns with facts that no field holds (`desk_facts`).
    labels: Mapping[str, Any] = {}
    fact_columns: Sequence[str] = ()
    show_full_result_count = False
    list_per_page = 50

    def may_work(self, request: HttpRequest) -> bool:
        return is_curator(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_work(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_work(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_work(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_work(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_action(self, request: HttpRequest, queryset: QuerySet, *rest: Any) -> HttpResponse | None:
        if not all(pk.isascii() and pk.isdigit() for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            self.message_user(request, _("The selection cannot be read. Select the rows again."), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *rest)

    # The change log is the record of what happened; Django's own second log would only repeat a part of it.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def form_bases(self, obj: Any) -> tuple[type[DeskForm], ...]:
        """The form for a new row (obj is None) or for one on record."""
        return (self.form,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        kwargs["form"] = type("Form", self.form_bases(obj), {"refusal": getattr(request, "refusal", None)})
        return super().get_form(request, obj, change, **{"labels": self.labels, **kwargs})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            if REOPEN in request.POST:
                raise Reopened
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (FactRefused, AccessRefused) as refusal:
            # Nothing was written. The same form once more, which now finds the refusal among its errors. (A proposal
            # that is to be edited comes the same way: what was typed, and no act.)
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
            return super().changeform_view(request, object_id, form_url, extra_context)
