"""Listings: who is on a list by which notice, and what authorities did with it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from controls.admin import submitting
from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.admin.listing_acts import ActDesk
from controls.admin.searching import containing
from controls.models import Listing, Notice, Proposal
from controls.models.labels import BADGE_LABELS, ListingState, badge_of
from controls.services import listings
from controls.services.acts import Act


class ListingForm(DeskForm):
    """First day, hour, place and effect are the notice's and the list's unless typed."""

    defaulted = ("position", "effective_from", "effect")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("position") == 0:
            self.add_error("position", _("Places in the annex are counted from 1."))
        if not cleaned.get("name_en") and not cleaned.get("name_zh") and "name_zh" in cleaned:
            self.add_error("name_zh", _("Quote the name in the notice's own words, in English or in Chinese."))
        if self.instance.pk:
            for name in self.defaulted:
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _("This cannot be empty once the listing is on record."))
        return cleaned


class StateFilter(SimpleListFilter):
    title = _("state today")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return list(ListingState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state_code=self.value()) if self.value() in ListingState.values else queryset


@admin.register(Listing)
class ListingAdmin(FactAdmin):
    """A suspension or an end is an act of the authority: it is recorded by the action, never by editing a listing."""

    form = ListingForm
    fixed = ("key", "entity_list", "notice")
    fields = [
        "key", "entity", "entity_list", "notice", "item_number", "position", "name_en", "name_zh", "address",
        "effect", "effective_from", "effective_time", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["entity", "entity_list", "notice", "sources"]
    list_display = ["name", "chinese", "state", "entity_list", "notice", "item_number", "effective_from"]
    list_filter = [StateFilter, "entity_list", "evidence_grade", "effect", "notice"]
    list_select_related = ["entity", "entity_list", "notice"]
    ordering = ["-notice__published_on", "-notice", "position"]
    actions = ["act"]
    fact_columns = ["name", "chinese"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the state of today, a Beijing calendar day."""
        return Listing.objects.with_badge(on=timezone.localdate()).order_by(*self.ordering)

    def search(self, queryset: QuerySet, text: str) -> QuerySet:
        """By any spelling of the entity, by the notice's own wording, by notice, or by key."""
        wording = containing(Listing.objects.all(), text, columns=("name_en", "name_zh", "key", "notice__label"))
        named = Listing.objects.matching(text)
        return queryset.filter(Q(pk__in=named.values("pk")) | Q(pk__in=wording.values("pk")))

    @admin.display(description=_("name"), ordering="name_en")
    def name(self, listing: Listing) -> str:
        return listing.name_en or listing.entity.name

    @admin.display(description=_("in Chinese"), ordering="name_zh")
    def chinese(self, listing: Listing) -> str:
        return listing.name_zh

    @admin.display(description=_("today"), ordering="state_code")
    def state(self, listing: Any) -> str:
        return str(BADGE_LABELS[badge_of(state_code=listing.state_code, effect=listing.effect_code)])

    @admin.action(description=_("Suspend, stop, resume or end …"))
    def act(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return ActDesk(self).open(request, queryset)

    def get_urls(self) -> list[URLPattern]:
        here = path("act/", self.admin_site.admin_view(self.act_view), name="controls_listing_act")
        return [here, *super().get_urls()]

    def act_view(self, request: HttpRequest) -> HttpResponse:
        return ActDesk(self).answer(request)

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        columns = form.columns()
        columns["position"] = columns["position"] or _place_after_those_that_wait(columns["notice"], form.replaces)
        return Act.of(listings.add, **columns, evidence=list(form.cleaned_data["sources"]))

    def correct_fact(self, *, fact: Listing, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(
            listings.correct,
            listing=fact,
            fields=form.columns(),
            evidence=list(form.cleaned_data["sources"]),
            reason=reason,
        )


def _place_after_those_that_wait(notice: Notice, replaces: int | None) -> int | None:
    """A place that no proposal holds, or None where nothing waits: the service then takes the next one on record.

    Names of one annex are proposed one by one; without this each of them would be proposed for the same place, or for
    another one than it gets when they are published in another order.
    """
    adding = Proposal.objects.waiting().filter(act="listings.add", arguments__notice__fact=f"notice:{notice.key}")
    held = {proposal.pk: change["after"]["position"] for proposal in adding for change in proposal.changes}
    if replaces in held:
        return held[replaces]
    if not held and not submitting.waits():
        return None
    on_record = Listing.objects.filter(notice=notice).aggregate(last=Max("position"))["last"] or 0
    return max([on_record, *held.values()]) + 1
