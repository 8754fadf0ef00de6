"""What the register wrote down about screening, in the reader's language where it is known what it says."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from controls.models.spoken import Said, list_name
from controls.screening.told import told as told_of
from controls.templatetags.controls_tags import han
from controls.templatetags.fact_tags import fact

register = template.Library()


@register.filter
def list_named(listing: Mapping[str, Any]) -> Said:
    """The name of the list of a listing, or of a searched list: ours in the reader's language, others' as they are."""
    return list_name(listing["list"], en=listing.get("list_name") or listing["name"])


@register.filter
def told(text: object) -> SafeString:
    """A stored English sentence in the reader's language; one that is not known stays, marked as English."""
    said = str(text)
    words = told_of(said) if said else ""
    return fact(said) if words is None else han(words)
