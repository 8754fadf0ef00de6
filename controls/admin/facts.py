"""The desk of one kind of fact: added and corrected through the services, never deleted, with our own history."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from controls.admin import differences, submitting
from controls.admin.desk import Desk
from controls.admin.forms import DAY_INPUT, HOUR_INPUT, CorrectionForm, DeskForm
from controls.admin.searching import containing
from controls.filters.fields import DayField
from controls.models import Change, Proposal, TrackedModel
from controls.services.acts import Act
from controls.services.proposals import Outcome

FORM_FIELDS: dict[Any, Any] = {
    models.DateField: {"form_class": DayField, "widget": DAY_INPUT},
    models.TimeField: {"widget": HOUR_INPUT},
    models.URLField: {"assume_scheme": "https"},
}


class FactAdmin(Desk):
    """Two acts of the noun's services, made from a form: `add_fact` and `correct_fact`. Neither carries it out."""

    # What a correction may not touch: people and the change log know the fact by it.
    fixed: tuple[str, ...] = ("key",)
    # Columns in which the search box looks, in all scripts; see search().
    search_fields = ["key"]
    formfield_overrides = FORM_FIELDS

    def add_fact(self, *, form: Any, formsets: Sequence[BaseInlineFormSet]) -> Act:
        raise NotImplementedError

    def correct_fact(self, *, fact: Any, form: Any, formsets: Sequence[BaseInlineFormSet], reason: str) -> Act:
        raise NotImplementedError

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        return (self.search(queryset, text) if text else queryset), False

    def search(self, queryset: QuerySet, text: str) -> QuerySet:
        """Rows that the text finds."""
        return containing(queryset, text, columns=self.search_fields)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = list(super().get_fields(request, obj))
        return [*fields, "reason", "version"] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed if obj else ()

    def form_bases(self, obj: Any) -> tuple[type[DeskForm], ...]:
        return (CorrectionForm, self.form) if obj else (self.form,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the rows below the fact are at hand only in save_related, and all is written at once."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.replaces = submitting.replaced(request)
        if not change:
            act = self.add_fact(form=form, formsets=formsets)
            outcome = submitting.submit(request, act)
        else:
            seen = int(form.cleaned_data["version"])
            reason = form.cleaned_data["reason"]
            act = self.correct_fact(fact=form.instance, form=form, formsets=formsets, reason=reason)
            outcome = submitting.submit(request, act, subject=form.instance, version=seen)
        request.outcome = outcome  # type: ignore[attr-defined]  # for the answer below
        if not change and outcome.fact is not None:
            form.instance.pk = outcome.fact.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        outcome: Outcome = request.outcome  # type: ignore[attr-defined]  # from save_related
        if outcome.proposal:
            return submitting.tell_waiting(request, outcome.proposal)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        outcome: Outcome = request.outcome  # type: ignore[attr-defined]  # from save_related
        if outcome.proposal:
            return submitting.tell_waiting(request, outcome.proposal)
        self._tell(request, obj, outcome.changes)
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return self.response_post_save_change(request, obj)

    def _tell(self, request: HttpRequest, fact: TrackedModel, changes: Sequence[Change]) -> None:
        if not changes:
            self.message_user(request, _("Nothing differs from the record, so nothing was written."), messages.WARNING)
            return
        text = _("Corrected %(fact)s. %(fields)s") % {
            "fact": fact,
            "fields": "; ".join(str(each) for change in changes for each in differences.of_change(change)),
        }
        self.message_user(request, text, messages.SUCCESS)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """A correction ends with itself: no button leads from it to a new fact."""
        context["show_save_and_add_another"] = context["original"] is None
        context["waits"] = submitting.waits()
        refusal, edited = getattr(request, "refusal", None), submitting.number_in(request)
        if isinstance(refusal, submitting.Reopened) and len(context["errors"]) == 1:
            context["errors"], context["reopened"] = [], str(refusal)  # nothing is wrong with what was typed
        if fact := context["original"]:
            waiting = Proposal.objects.waiting().on(noun=fact.noun, key=fact.key).select_related("proposer")
            context["pending"] = [each for each in waiting.order_by("pk") if str(each.pk) != edited]
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What our change log says of this fact, newest first."""
        fact = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, fact):
            raise PermissionDenied
        if fact is None:
            raise Http404
        changes = Change.objects.of(fact).select_related("notice").order_by("-version")
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(fact)s") % {"fact": fact},
            "module_name": str(self.opts.verbose_name_plural),
            "object": fact,
            "opts": self.opts,
            "steps": [(change, differences.of_change(change)) for change in changes],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/controls/fact_history.html", context)
