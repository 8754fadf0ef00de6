"""What one may ask of the catalogue: its items as they stand on a day, and its editions."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from controls import editions
from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.models import CatalogueItem, CatalogueRevision, ItemVersion
from controls.models.catalogue_queries import RevisionQuerySet
from controls.models.catalogue_states import ItemStanding, of_item, whole_catalogue

# What binds stands first, then what may bind; a draft last.
_ORDER = (
    editions.PROHIBITED,
    editions.RESTRICTED,
    editions.SCHEDULED,
    editions.TO_BE_CONFIRMED,
    editions.ENDED,
    editions.NOT_LAW,
)
Standing = tuple[CatalogueItem, ItemStanding]


class CatalogueFilter(PagedQuestion):
    """Items by words, part, state, industry, bearing on rare earths and edition, as far as published on the day.

    The catalogue has a few hundred items, and what one is on a day follows from all its editions: states are computed
    by `controls.editions` for all of them at once, and counted here.
    """

    q = TextField(required=False, max_length=200, label=_("Title, code or control point contains"))
    part = KeysField(known=ItemVersion.Part.values, thing=_("part"), label=_("Part"))
    state = KeysField(known=editions.CODES, thing=_("state"), label=_("State"))
    industry = KeysField(model=ItemVersion, column="industry_en", thing=_("industry"), label=_("Industry"))
    rare_earth = KeysField(known=CatalogueItem.RareEarth.values, thing=_("answer"), label=_("Rare earths"))
    edition = KeysField(model=CatalogueRevision, thing=_("edition"), label=_("Edition"))

    def apply(self) -> list[Standing]:
        """The items asked for with their standing on the day. Call is_valid() first. Six queries."""
        wanted: dict[str, Any] = self.cleaned_data
        items = CatalogueItem.objects.with_versions()
        if wanted["rare_earth"]:
            items = items.filter(rare_earth__in=wanted["rare_earth"])
        if wanted["industry"]:
            items = items.filter(pk__in=ItemVersion.objects.filter(industry_en__in=wanted["industry"]).values("item"))
        if wanted["edition"]:
            items = items.filter(pk__in=ItemVersion.objects.filter(revision__key__in=wanted["edition"]).values("item"))
        if wanted["q"].strip():
            items = items.matching(wanted["q"])
        return sorted(self._standing(items), key=_order)

    def _standing(self, items: Iterable[CatalogueItem]) -> Iterable[Standing]:
        catalogue = whole_catalogue()
        parts, codes = self.cleaned_data["part"], self.cleaned_data["state"]
        for item in items:
            standing = of_item(item, catalogue, on=self.day)
            if standing is None or (parts and standing.part not in parts) or (codes and standing.code not in codes):
                continue
            yield item, standing


class EditionFilter(PagedQuestion):
    """Editions published by the day, drafts among them."""

    kind = KeysField(known=CatalogueRevision.Kind.values, thing=_("kind"), label=_("Kind"))

    def apply(self) -> RevisionQuerySet:
        """The editions asked for, newest first. Call is_valid() first."""
        revisions = CatalogueRevision.objects.published(on=self.day).for_display()
        kinds = self.cleaned_data["kind"]
        return revisions.filter(kind__in=kinds) if kinds else revisions


def _order(found: Standing) -> tuple[int, str, str]:
    item, standing = found
    return _ORDER.index(standing.badge), standing.version_code or "~", item.key
