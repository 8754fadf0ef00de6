"""Suspend, stop, resume or end several listings at once: a form, the difference it makes, and only then the record."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Select, Textarea
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls import effects, states
from controls.admin import submitting
from controls.admin.forms import DAY_INPUT
from controls.admin.listing_events import EventForm
from controls.filters.fields import DayField
from controls.models import Listing, ListingEvent, Notice
from controls.models.labels import ListingState
from controls.services import listing_events
from controls.services.acts import Act
from controls.services.history import FactRefused

FIELDS = [
    "kind", "notice", "announced_on", "effective_from", "until", "until_inclusive", "wording_zh", "stated_count",
    "evidence_grade", "evidence_note", "sources", "note",
]  # fmt: skip


class ActForm(EventForm):
    """The act itself; which listings, and by which notice they were listed, is known from the selection.

    Its widgets work without JavaScript, unlike those that search as one types. An act on one measure acts upon the
    notice that sets the measure, which the selection does not say: it is recorded among the acts on listings.
    """

    class Meta:
        model = ListingEvent
        fields = FIELDS
        field_classes = dict.fromkeys(["announced_on", "effective_from", "until"], DayField)
        widgets = {
            "announced_on": DAY_INPUT,
            "effective_from": DAY_INPUT,
            "until": DAY_INPUT,
            "notice": Select,
            "wording_zh": Textarea(attrs={"rows": 2, "class": "vLargeTextField", "lang": "zh-Hans"}),
            "note": Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "sources": FilteredSelectMultiple(ListingEvent._meta.get_field("sources").verbose_name, is_stacked=False),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [each for each in kind.choices if each[0] not in effects.ACTS]
        for name, order in (("notice", ["-published_on", "-pk"]), ("sources", ["title", "pk"])):
            field: Any = self.fields[name]
            field.queryset = field.queryset.order_by(*order)
            field.widget.attrs["lang"] = ""  # names of facts, in languages of their own


@dataclass(frozen=True, slots=True)
class Row:
    """One listing in the preview: its state before and after, on the first day of the act and today."""

    key: str
    name: str
    first_before: str
    first_after: str
    today_before: str
    today_after: str

    @property
    def changes_today(self) -> bool:
        return self.today_before != self.today_after

    @property
    def changes_first(self) -> bool:
        return self.first_before != self.first_after


class ActDesk:
    """The pages of the act. No state of its own: everything comes with the request."""

    def __init__(self, desk: ModelAdmin) -> None:
        self.desk = desk
        self.list_url = reverse("admin:controls_listing_changelist")

    def open(self, request: HttpRequest, selected: QuerySet) -> HttpResponse | None:
        """Show the empty form for the listings ticked in the list, or say why not (and stay in the list)."""
        listings = _chosen(list(selected.values_list("key", flat=True)))
        if words := _not_together(listings):
            self.desk.message_user(request, words, messages.ERROR)
            return None
        return self._form_page(request, ActForm(), listings)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Preview what was typed, or save what was previewed."""
        if not self.desk.has_change_permission(request):
            raise PermissionDenied
        listings = _chosen(request.POST.getlist("listing"))
        if request.method != "POST" or _not_together(listings):
            words = _not_together(listings) or _("Select listings first, then choose the action.")
            self.desk.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(self.list_url)
        form = ActForm(request.POST)
        if not form.is_valid() or not _is_allowed(form, listings) or "change" in request.POST:
            return self._form_page(request, form, listings)
        if "confirm" not in request.POST:
            return self._preview_page(request, form, listings)
        return self._save(request, form, listings)

    def _save(self, request: HttpRequest, form: ActForm, listings: Sequence[Listing]) -> HttpResponse:
        """Record the act, unless its values or the states are no longer those that were shown."""
        try:
            with transaction.atomic():
                listing_events.hold(listings=listings)
                shown = _digest(request, form, _rows(form, listings))
                if not constant_time_compare(request.POST.get("digest", ""), shown):
                    return self._preview_page(request, form, listings, changed=True)
                outcome = submitting.submit(request, _act(form, listings), more={"change": ["1"], "digest": []})
        except FactRefused as refusal:
            form.add_error(None, str(refusal))
            return self._form_page(request, form, listings)
        if outcome.proposal:
            return submitting.tell_waiting(request, outcome.proposal)
        words = ngettext(
            "Recorded for %(count)s listing: %(event)s.", "Recorded for %(count)s listings: %(event)s.", len(listings)
        )
        words %= {"count": len(listings), "event": outcome.fact}
        self.desk.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(f"{self.list_url}?notice__id__exact={listings[0].notice_id}")

    def _form_page(self, request: HttpRequest, form: ActForm, listings: Sequence[Listing]) -> HttpResponse:
        fields = helpers.AdminForm(form, [(None, {"fields": FIELDS})], {}, model_admin=self.desk)
        errors = sum(len(messages_of_field) for messages_of_field in form.errors.values()) if form.is_bound else 0
        more = {"adminform": fields, "errors": errors, "media": self.desk.media + fields.media}
        return self._page(request, "admin/controls/listing/act.html", listings, form, more)

    def _preview_page(
        self, request: HttpRequest, form: ActForm, listings: Sequence[Listing], *, changed: bool = False
    ) -> HttpResponse:
        rows = _rows(form, listings)
        more = {
            "rows": rows,
            "digest": _digest(request, form, rows),
            "changed": changed,
            "first": form.cleaned_data["effective_from"],
            "today": timezone.localdate(),
            "said": [(form.fields[name].label, _words(form, name)) for name in FIELDS if _words(form, name)],
        }
        return self._page(request, "admin/controls/listing/act_preview.html", listings, form, more)

    def _page(
        self, request: HttpRequest, template: str, listings: Sequence[Listing], form: ActForm, more: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.desk.admin_site.each_context(request),
            "title": ngettext(
                "Act on %(count)s listing of %(notice)s", "Act on %(count)s listings of %(notice)s", len(listings)
            )
            % {"count": len(listings), "notice": listings[0].notice},
            "opts": self.desk.opts,
            "listings": listings,
            "form": form,
            "proposal": submitting.number_in(request),
            "waits": submitting.waits(),
            **more,
        }
        return TemplateResponse(request, template, context)


def _chosen(keys: Sequence[str]) -> list[Listing]:
    return list(Listing.objects.filter(key__in=keys).for_display().order_by("notice", "position"))


def _not_together(listings: Sequence[Listing]) -> str:
    """Why one act cannot concern these listings, in words; empty when it can."""
    labels = list(dict.fromkeys(listing.notice.label for listing in listings))
    if not labels:
        return _("Select listings first, then choose the action.")
    if len(labels) > 1:
        return _("An act concerns the listings of one notice. You selected listings of %(notices)s.") % {
            "notices": ", ".join(labels)
        }
    return ""


def _is_allowed(form: ActForm, listings: Sequence[Listing]) -> bool:
    """Ask the service before the preview, so that no difference is shown for an act that would be refused."""
    event = ListingEvent(**form.columns(), target_notice=listings[0].notice)
    try:
        listing_events.check(event=event, listings=listings)
    except FactRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _act(form: ActForm, listings: Sequence[Listing]) -> Act:
    target, columns = listings[0].notice, form.columns()
    key = listing_events.key_for(target=target, kind=columns["kind"], effective_from=columns["effective_from"])
    evidence = list(form.cleaned_data["sources"])
    return Act.of(
        listing_events.register, **columns, key=key, target_notice=target, listings=listings, evidence=evidence
    )


def _rows(form: ActForm, listings: Sequence[Listing]) -> list[Row]:
    return rows(ListingEvent(**form.columns()).act(), listings)


def rows(act: states.Act, listings: Sequence[Listing]) -> list[Row]:
    """What an act that is not on record would make of each listing, on its first day and today."""
    first = listing_events.differences(listings=listings, act=act, on=act.effective_from)
    today = listing_events.differences(listings=listings, act=act, on=timezone.localdate())
    return [
        Row(
            key=start.listing.key,
            name=start.listing.name_en or start.listing.name_zh,
            first_before=_state_words(start.before),
            first_after=_state_words(start.after),
            today_before=_state_words(now.before),
            today_after=_state_words(now.after),
        )
        for start, now in zip(first, today, strict=True)
    ]


def _state_words(state: states.State | None) -> str:
    if state is None:
        return _("not yet published")
    label = str(ListingState(state.code).label)
    if state.until is None:
        return label
    return _("%(state)s until %(day)s") % {"state": label, "day": date_format(state.until)}


def _words(form: ActForm, name: str) -> str:
    value = form.cleaned_data.get(name)
    if isinstance(value, QuerySet):
        return "; ".join(str(each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(getattr(form.fields[name], "choices", ()) if isinstance(value, str) else ())
    return str(choices.get(value, value if value is not None else ""))


def _digest(request: HttpRequest, form: ActForm, rows: Sequence[Row]) -> str:
    """Seals the values and the difference shown, for this person: what is saved is what was seen."""
    values = {name: _plain(form.cleaned_data.get(name)) for name in FIELDS}
    seen = {"by": request.user.get_username(), "values": values, "rows": [asdict(row) for row in rows]}
    text = json.dumps(seen, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("controls.admin.listing_acts", text, algorithm="sha256").hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, QuerySet):
        return sorted(source.key for source in value)
    return value.key if isinstance(value, Notice) else value
