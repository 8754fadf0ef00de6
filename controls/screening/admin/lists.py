"""Imported lists at the desk: a file is read, shown with what it would change, and brought into use by a person."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.admin.desk import Desk
from controls.admin.forms import DAY_INPUT, DeskForm
from controls.filters.fields import DayField
from controls.screening.filters.list_previews import preview
from controls.screening.models import ImportedList, ListVersion
from controls.screening.services import lists
from controls.screening.services.lists import ListRefused

State = ListVersion.State


class ImportForm(forms.Form):
    """A file, and the list that it is a version of: one that is known, or a new one with key, name and format."""

    imported_list = forms.ModelChoiceField(
        ImportedList.objects.order_by("key"),
        required=False,
        label=gettext_lazy("List"),
        empty_label=gettext_lazy("a new list"),
    )
    key = forms.SlugField(
        max_length=60, required=False, label=gettext_lazy("Key"), help_text=gettext_lazy("Of a new list: us-csl")
    )
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name"))
    form = forms.ChoiceField(
        choices=[("", gettext_lazy("that of the list")), *ImportedList.Form.choices],
        required=False,
        label=gettext_lazy("Format"),
    )
    file = forms.FileField(label=gettext_lazy("File"), max_length=1_000, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("imported_list") and "imported_list" not in self.errors:
            for field in ("key", "name", "form"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("A new list needs this."))
        elif cleaned.get("key"):
            self.add_error("key", _("Only a new list is given a key."))
        return cleaned


class ListForm(DeskForm):
    url = forms.URLField(
        required=False,
        max_length=1_000,
        assume_scheme="https",
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Where its file is published."),
    )
    verified_on = DayField(
        required=False,
        label=gettext_lazy("Verified on"),
        widget=DAY_INPUT,
        help_text=gettext_lazy("Last day up to which it was checked against its source."),
    )


@admin.register(ImportedList)
class ImportedListAdmin(Desk):
    """A list is added by importing its first file, and described here. Its entries are never typed."""

    form = ListForm
    fields = ["key", "form", "name", "url", "terms", "owner", "expected_count", "complete", "verified_on"]
    readonly_fields = ["key", "form"]
    list_display = ["name", "key", "form", "complete", "verified_on", "owner"]
    list_filter = ["form", "complete"]
    search_fields = ["name", "key"]
    ordering = ["key"]
    actions = None

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Read a file as a version that waits, and lead to what it would change."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, ImportForm(initial={"imported_list": request.GET.get("list")}))
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form)
        try:
            found = self._imported(request, form)
        except ListRefused as refusal:
            return self._import_page(request, form, refusal)
        if found.known:
            self.message_user(request, _("This very file was imported before."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:screening_listversion_change", args=[found.version.pk]))

    def _imported(self, request: HttpRequest, form: ImportForm) -> lists.Import:
        typed, known = form.cleaned_data, form.cleaned_data["imported_list"]
        return lists.import_list(
            key=known.key if known else typed["key"],
            stream=typed["file"].file,
            file_name=typed["file"].name,
            form=typed["form"],
            name=typed["name"],
            preview=True,
            by=request.user.get_username(),
            at=timezone.now(),
        )

    def _import_page(
        self, request: HttpRequest, form: ImportForm, refusal: ListRefused | None = None
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a list"),
            "opts": self.opts,
            "form": form,
            "refusal": refusal,
            "more": refusal.error_count - len(refusal.errors) if refusal else 0,
        }
        return TemplateResponse(request, "admin/screening/importedlist/import.html", context)

    def save_model(self, request: HttpRequest, obj: ImportedList, form: Any, change: bool) -> None:
        described = {name: value for name, value in form.columns().items() if name not in self.readonly_fields}
        lists.describe(imported_list=obj, fields=described)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model has handed everything to the service."""


@admin.register(ListVersion)
class ListVersionAdmin(Desk):
    """Versions of all lists; one that waits is looked at, and brought into use or discarded."""

    list_display = ["imported_list", "number", "state", "count", "added", "changed", "removed", "imported_at"]
    list_display_links = ["imported_list", "number"]
    list_filter = ["state", "imported_list"]
    list_select_related = ["imported_list"]
    ordering = ["-imported_at", "-pk"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What a version would change, and what one may do with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = self.get_object(request, unquote(object_id))
        if version is None:
            raise Http404
        if request.method != "POST":
            return self._page(request, version)
        try:
            return self._decided(request, version)
        except ListRefused as refusal:
            version.refresh_from_db()
            return self._page(request, version, refusal=str(refusal))

    def _decided(self, request: HttpRequest, version: ListVersion) -> HttpResponse:
        who: dict[str, Any] = {"by": request.user.get_username(), "at": timezone.now()}
        decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")[:2_000]
        if decision == "publish" and not reason.strip():
            version = lists.publish(version=version, **who)
        elif decision == "publish":
            version = lists.publish_held_back(version=version, reason=reason, **who)
        elif decision == "discard":
            version = lists.discard(version=version, reason=reason, **who)
        else:
            raise ListRefused(_("Bring it into use or discard it: the form says neither."))
        words = (
            _("In use from now on: %(version)s.") if version.state == State.PUBLISHED else _("Discarded: %(version)s.")
        )
        self.message_user(request, words % {"version": version}, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _page(self, request: HttpRequest, version: ListVersion, *, refusal: str = "") -> TemplateResponse:
        waits = version.state in (State.WAITING, State.HELD_BACK)
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "version": version,
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
            "waits": waits,
            "held_back": version.state == State.HELD_BACK,
            "preview": preview(version=version) if waits else None,
            "more": version.error_count - len(version.errors),
        }
        return TemplateResponse(request, "admin/screening/listversion/detail.html", context)
