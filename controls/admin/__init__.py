"""The curators' desk. Importing the modules registers them."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from controls.admin import (
    access,
    account_acts,
    catalogue,
    claims,
    entities,
    goods,
    history,
    listing_events,
    listings,
    lists,
    measures,
    notices,
    proposals,
    sources,
)

__all__ = [
    "access",
    "account_acts",
    "catalogue",
    "claims",
    "entities",
    "goods",
    "history",
    "listing_events",
    "listings",
    "lists",
    "measures",
    "notices",
    "proposals",
    "sources",
]

admin.site.site_header = _("Curators’ desk – Rare Earth Controls Register")
admin.site.site_title = _("Curators’ desk")
admin.site.index_title = _("What is on record")
# Rights hang on the account itself (curator, manager of accounts); a page of groups would promise more.
admin.site.unregister(Group)
# What allauth keeps is changed by its owner under /account/, and by no form that asks no service.
for model in [model for model in admin.site._registry if model.__module__.startswith("allauth.")]:
    admin.site.unregister(model)
