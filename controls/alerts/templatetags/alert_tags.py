"""What alerts wrote down, in the reader's language where it is known what it says."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from controls.alerts.told import told as told_of
from controls.models.spoken import Said, speaks_english
from controls.templatetags.controls_tags import han
from controls.templatetags.fact_tags import fact

register = template.Library()


@register.filter
def told(text: object) -> SafeString:
    """A stored English sentence in the reader's language; one that is not known stays, marked as English."""
    said = str(text)
    words = told_of(said) if said else ""
    return fact(said) if words is None else line(words)


@register.filter
def line(words: str) -> SafeString:
    """A line of what is told: a fact's own, marked with its language; else the register's, in the reader's.

    What an English line quotes in other scripts is marked apart; Chinese and Japanese lines are written in them.
    """
    if isinstance(words, Said):
        return fact(words)
    return han(words) if speaks_english() else conditional_escape(words)
