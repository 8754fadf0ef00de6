"""Acts of authorities on listings, added one by one; the listings' own page has an action with a preview."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from controls import effects, states
from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.models import ListingEvent
from controls.services import listing_events
from controls.services.acts import Act


class EventForm(DeskForm):
    """An act on listings; only a suspension has an end, not before it begins, and only an added measure an effect."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until, first = cleaned.get("until"), cleaned.get("effective_from")
        if until and cleaned.get("kind") not in (None, *states.SUSPENDING):
            self.add_error("until", _("Only a suspension has an end. Leave this empty."))
        elif until and first and until < first:
            self.add_error("until", _("The end lies before the first day."))
        adds = cleaned.get("kind") == effects.ADDING
        if adds and not cleaned.get("effect") and "effect" not in self.errors:
            self.add_error("effect", _("Say what the added measure means for a shipment."))
        elif cleaned.get("effect") and not adds:
            self.add_error("effect", _("Only an added measure has an effect. Leave this empty."))
        return cleaned


class NewEventForm(EventForm):
    defaulted = ("key",)


@admin.register(ListingEvent)
class ListingEventAdmin(FactAdmin):
    form = NewEventForm
    fields = [
        "key", "kind", "target_notice", "notice", "listings", "announced_on", "effective_from", "until",
        "until_inclusive", "effect", "wording_zh", "stated_count", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["target_notice", "notice", "listings", "sources"]
    list_display = ["target_notice", "kind", "effective_from", "until", "announced_on", "notice", "how_many"]
    list_filter = ["kind", "evidence_grade"]
    list_select_related = ["target_notice", "notice"]
    ordering = ["-effective_from", "-announced_on", "-pk"]
    search_fields = ["key", "target_notice__label", "notice__label", "wording_zh", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(listing_count=Count("listings"))

    @admin.display(description=_("listings"))
    def how_many(self, event: Any) -> int:
        return event.listing_count

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        columns = form.columns()
        key = columns.pop("key") or listing_events.key_for(
            target=columns["target_notice"], kind=columns["kind"], effective_from=columns["effective_from"]
        )
        return Act.of(
            listing_events.register,
            **columns,
            key=key,
            listings=list(form.cleaned_data["listings"]),
            evidence=list(form.cleaned_data["sources"]),
        )

    def correct_fact(self, *, fact: ListingEvent, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(
            listing_events.correct,
            event=fact,
            fields=form.columns(),
            listings=list(form.cleaned_data["listings"]),
            evidence=list(form.cleaned_data["sources"]),
            reason=reason,
        )
