"""What one may ask of entities."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.matching.names import search_key
from controls.models import Entity, EntityList, EntityName, Identifier, Listing


class EntityFilter(PagedQuestion):
    """Entities by name, country, type and list, as far as listed by a notice published on the day."""

    q = TextField(required=False, max_length=200, label=_("Name contains"))
    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    type = KeysField(known=Entity.Type.values, thing=_("type"), label=_("Type"))
    country = KeysField(model=Entity, column="country", thing=_("country"), label=_("Country"))

    def apply(self) -> QuerySet[Entity]:
        """The entities asked for, by name. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        listings = Listing.objects.published(on=self.day).filter(entity=OuterRef("pk"))
        if wanted["list"]:
            listings = listings.filter(entity_list__key__in=wanted["list"])
        entities = Entity.objects.filter(Exists(listings)).select_related("part_of").order_by("name", "pk")
        if wanted["type"]:
            entities = entities.filter(type__in=wanted["type"])
        if wanted["country"]:
            entities = entities.filter(country__in=wanted["country"])
        if text := wanted["q"].strip():
            named = EntityName.objects.filter(search_key__contains=search_key(text)).values("entity")
            numbered = Identifier.objects.filter(value=text).values("entity")
            entities = entities.filter(Q(pk__in=named) | Q(pk__in=numbered) | Q(key=text.lower()))
        return entities
