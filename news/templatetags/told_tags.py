"""What the register wrote down about sources, in the reader's language where it is known what it says."""

from django import template
from django.utils.safestring import SafeString

from controls.screening.filters.decisions import CLASSES
from controls.templatetags.controls_tags import han
from controls.templatetags.fact_tags import fact
from news.told import told as told_of

register = template.Library()


@register.filter
def told(text: object) -> SafeString:
    """A stored English sentence in the reader's language; one that is not known stays, marked as English."""
    said = str(text)
    words = told_of(said) if said else ""
    return fact(said) if words is None else han(words)


@register.filter
def likeness(verdict: str) -> str:
    """How alike a name is to one on record; the code itself where it is none of the matcher's."""
    return str(CLASSES.get(verdict, verdict))
