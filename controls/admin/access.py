"""Accounts and API keys, for those who manage accounts. Accounts are deactivated and keys revoked, never deleted."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from controls.admin.desk import Desk
from controls.admin.forms import DAY_INPUT, DeskForm
from controls.filters import keys
from controls.filters.fields import DayField
from controls.models import ApiKey, User
from controls.services import access


class ManagersDesk(Desk):
    """Curators write facts; who may come in is for those who manage accounts."""

    def may_work(self, request: HttpRequest) -> bool:
        return super().may_work(request) and isinstance(request.user, User) and request.user.may("admin")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model has handed everything to the service."""


class UserForm(DeskForm):
    """A password is typed twice, and never shown again."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )
    password2 = forms.CharField(
        label=_("Password, again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is an account with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if "password1" in cleaned and "password2" in cleaned and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        elif first:
            try:
                password_validation.validate_password(first, self.instance)
            except ValidationError as fault:
                self.add_error("password1", fault)
        return cleaned


class AccountForm(UserForm):
    """An account that exists: an empty password leaves the one it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password, again")


@admin.register(User)
class UserAdmin(ManagersDesk):
    form = UserForm
    fields = ["email", "name", "password1", "password2", "role", "is_active"]
    list_display = ["email", "name", "role", "is_active", "last_login"]
    list_filter = ["is_active", "role"]
    search_fields = ["email", "name"]
    ordering = ["email"]

    actions = ["remove_second_factors"]

    @admin.action(description=_("Remove second factors"), permissions=["view"])
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet) -> None:
        """For somebody who has lost every one of them. The password is asked for as before."""
        count = sum(access.forget_second_factors(user=user) for user in queryset)
        words = ngettext("Removed %(count)s second factor.", "Removed %(count)s second factors.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    def form_bases(self, obj: Any) -> tuple[type[DeskForm], ...]:
        return (AccountForm,) if obj else (UserForm,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.fields if obj else [name for name in self.fields if name != "is_active"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        password = form.cleaned_data["password1"]
        columns = form.columns()
        if change:
            access.change_user(user=obj, fields=columns, password=password)
        else:
            obj.pk = access.create_user(**columns, password=password, at=timezone.now()).pk


def _last_day() -> date:
    """What is offered when the form is opened."""
    return keys.last_day(timezone.localdate())


class ApiKeyForm(DeskForm):
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=keys.SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
        help_text=_("What the key may be used for; never more than its owner may."),
    )
    expires_on = DayField(
        required=False,
        label=_("Last day"),
        widget=DAY_INPUT,
        initial=_last_day,
        help_text=_("The key works to the end of this day in Beijing. Empty: until it is revoked."),
    )


@admin.register(ApiKey)
class ApiKeyAdmin(ManagersDesk):
    """Issued and revoked, never changed. The key itself is on one page, once."""

    form = ApiKeyForm
    fields = ["user", "name", "scopes", "expires_on"]
    autocomplete_fields = ["user"]
    list_display = ["name", "prefix", "user", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    ordering = ["-created_at", "-pk"]
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        shown = ["user", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]
        return shown if obj else self.fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        said = form.cleaned_data
        saved, text = access.issue_key(
            user=said["user"],
            name=said["name"],
            scopes=said["scopes"],
            at=timezone.now(),
            expires_at=keys.end_of(said["expires_on"]),
        )
        obj.pk, obj.prefix = saved.pk, saved.prefix
        request.issued = text  # type: ignore[attr-defined]  # for response_add; a message would store it

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("New API key"),
            "api_key": obj,
            "text": request.issued,  # type: ignore[attr-defined]  # from save_model
        }
        return TemplateResponse(
            request, "admin/controls/apikey/issued.html", context, headers={"Cache-Control": "no-store"}
        )

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        working = list(queryset.filter(revoked_at=None))
        for api_key in working:
            access.revoke_key(api_key=api_key, at=timezone.now())
        self.message_user(
            request,
            ngettext("Revoked %(count)s key.", "Revoked %(count)s keys.", len(working)) % {"count": len(working)},
            messages.SUCCESS,
        )
