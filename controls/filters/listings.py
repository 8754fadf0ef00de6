"""What one may ask of listings."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.filters.fields import DayField, KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.models import Effect, Entity, EntityList, Listing, Notice
from controls.models.listing_queries import FACETS, ListingQuerySet

# What a reader sees on a badge: the effect while in force, the state otherwise.
BADGES = [*Effect.values, *(code for code in states.CODES if code != states.IN_FORCE)]
SORTS = {
    "item_number": ["position"],
    "name": ["entity__name", "pk"],
    "country": ["entity__country", "entity__name", "pk"],
    "listed": ["effective_from", "notice_id", "position"],
}
# Numbers of items mean something within their notice only: the notices stay newest first, whichever way they run.
NOTICES_FIRST = ["-notice__published_on", "-notice_id"]

# The fields below are named as the parameters are; these names keep `list` meaning what it means in Python.
Chosen = dict[str, list[str]]
Order = list[str]


class ListingFilter(PagedQuestion):
    """Listings by list, notice, effect or state, country, first day and name, as of a day."""

    q = TextField(required=False, max_length=200, label=_("Name contains"))
    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    notice = KeysField(model=Notice, thing=_("notice"), label=_("Notice"))
    entity = KeysField(model=Entity, thing=_("entity"), label=_("Entity"))
    effect = KeysField(known=BADGES, thing=_("effect or state"), label=_("Effect"))
    state = KeysField(known=states.CODES, thing=_("state"), label=_("State"))
    country = KeysField(model=Entity, column="country", thing=_("country"), label=_("Country"))
    listed_from = DayField(required=False, label=_("Listed from"))
    listed_to = DayField(required=False, label=_("Listed to"))
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
        error_messages={"invalid_choice": _("“%(value)s” is not a known order.")},
        label=_("Order"),
    )

    def clean(self) -> dict[str, Any]:
        wanted = super().clean()
        first, last = wanted.get("listed_from"), wanted.get("listed_to")
        if first and last and first > last:
            self.add_error("listed_to", _("The last day lies before the first."))
        return wanted

    def chosen(self) -> Chosen:
        """The ticked values of each facet."""
        return {name: self.cleaned_data[name] for name in FACETS if self.cleaned_data.get(name)}

    def narrow(self, listings: ListingQuerySet, *, stated: bool = True) -> ListingQuerySet:
        """Apply everything but the facets: what the facets count. Rows without `stated` carry no state or badge,
        unless the question needs them: a caller who explains states by itself saves the database the work."""
        wanted = self.cleaned_data
        listings = listings.published(on=self.day)
        if stated or wanted["state"] or wanted["effect"]:
            listings = listings.with_badge(on=self.day)
        if wanted["q"]:
            listings = listings.matching(wanted["q"])
        if wanted["entity"]:
            listings = listings.filter(entity__key__in=wanted["entity"])
        if wanted["state"]:
            listings = listings.filter(state_code__in=wanted["state"])
        bounds: dict[str, date | None] = {
            "effective_from__gte": wanted["listed_from"],
            "effective_from__lte": wanted["listed_to"],
        }
        return listings.filter(**{name: day for name, day in bounds.items() if day})

    def apply(self, listings: ListingQuerySet | None = None, *, stated: bool = True) -> ListingQuerySet:
        """The listings asked for, in the order asked for. Call is_valid() first."""
        listings = self.narrow(Listing.objects.all() if listings is None else listings, stated=stated)
        return listings.choose(self.chosen()).order_by(*self._order())

    def _order(self) -> Order:
        sort = self.cleaned_data["sort"] or "item_number"
        name = sort.removeprefix("-")
        columns = [f"-{column}" for column in SORTS[name]] if sort != name else SORTS[name]
        return [*NOTICES_FIRST, *columns] if name == "item_number" else columns
