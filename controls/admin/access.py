"""Accounts and API keys, for those who manage accounts. Accounts are deactivated and keys revoked, never deleted."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from controls import safeguards
from controls.admin.forms import DAY_INPUT, DeskForm
from controls.admin.managing import ManagersDesk
from controls.filters import keys
from controls.filters.fields import DayField
from controls.models import AccountAct, ApiKey, User
from controls.services import access

ACTS_SHOWN = 50


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
    fields = ["email", "name", "password1", "password2", "role", "is_active", "acts"]
    readonly_fields = ["acts"]
    list_display = ["email", "name", "role", "is_active", "last_login"]
    list_filter = ["is_active", "role"]
    search_fields = ["email", "name"]
    ordering = ["email"]

    actions = ["remove_second_factors"]

    def asks_again(self, object_id: str | None) -> bool:
        return True

    @admin.display(description=_("Acts on this account"))
    def acts(self, user: User) -> SafeString:
        """The newest first; all of them stand in their own list."""
        newest = AccountAct.objects.filter(account=user.pk).order_by("-pk")[:ACTS_SHOWN]
        return render_to_string("admin/controls/user/_acts.html", {"acts": newest, "user": user})

    @admin.action(description=_("Remove second factors"), permissions=["view"])
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """For somebody who has lost every one of them. The password is asked for as before."""
        if not safeguards.proved_lately(request):
            return safeguards.prove(request, back_to=request.get_full_path())
        count = 0
        for user in queryset:
            try:
                taken = access.forget_second_factors(user=user, by=_who(request))
            except access.AccessRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                continue
            if taken:
                safeguards.tell(user, "factors_removed", by=request.user)
            count += taken
        words = ngettext("Removed %(count)s second factor.", "Removed %(count)s second factors.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)
        return None

    def form_bases(self, obj: Any) -> tuple[type[DeskForm], ...]:
        return (AccountForm,) if obj else (UserForm,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.fields if obj else [name for name in self.fields if name not in ("is_active", "acts")]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        password = form.cleaned_data["password1"]
        columns = form.columns()
        if not change:
            obj.pk = access.create_user(**columns, password=password, at=timezone.now(), by=_who(request)).pk
            return
        if password and obj.pk == request.user.pk:
            words = gettext("Your own password is changed on the page of your account, where the present one is asked.")
            raise access.AccessRefused(words)
        changed = access.change_user(user=obj, fields=columns, password=password, by=_who(request))
        if password:
            request.letters.append((changed, "password_given", ""))  # type: ignore[attr-defined]  # managing.py


def _who(request: HttpRequest) -> User:
    """Whose act it is. The table lets nobody in without an account."""
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user


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

    def asks_again(self, object_id: str | None) -> bool:
        """One on record is only shown."""
        return object_id is None

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
            by=_who(request),
        )
        request.letters.append((saved.user, "key_made", str(saved)))  # type: ignore[attr-defined]  # managing.py
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
        working = list(queryset.filter(revoked_at=None).select_related("user"))
        for api_key in working:
            access.revoke_key(api_key=api_key, at=timezone.now(), by=_who(request))
            safeguards.tell(api_key.user, "key_revoked", by=request.user, about=str(api_key))
        self.message_user(
            request,
            ngettext("Revoked %(count)s key.", "Revoked %(count)s keys.", len(working)) % {"count": len(working)},
            messages.SUCCESS,
        )
