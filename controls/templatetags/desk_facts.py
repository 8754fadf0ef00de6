"""Facts on the pages of Django's admin: cells and read-only fields that hold what is on record, not words of the desk.

Django draws them without saying which language they are in. Which columns hold facts follows from the model: texts
without choices, and other rows. A desk may name further ones in `fact_columns`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from controls.models.spoken import speaks_english

register = template.Library()

_FACTS = (models.CharField, models.TextField, models.JSONField, models.ForeignKey, models.ManyToManyField, ArrayField)
# What names its field or shows a whole row's name, and the places inside of it where Django writes the value.
_PLACE = re.compile(
    r'<(?P<tag>td|th|div|span)(?= class="(?:[^"]*\bfield-(?P<name>\w+)|original"|inline_label"))'
    r'|<(?P<value>div(?= class="readonly")|p(?=>))'
)
# Words that Django writes in English, whatever the language.
_ALTS = {"True": "Yes", "False": "No", "None": "Unknown", "Search": "Search"}
_ALT = re.compile(rf'alt="({"|".join(_ALTS)})"')


class _Marked(template.Node):
    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> SafeString:
        drawn = _ALT.sub(lambda found: f'alt="{gettext(_ALTS[found[1]])}"', self.nodes.render(context))
        return SafeString(drawn if speaks_english() else _marked(drawn, _columns(context)))


@register.tag
def facts_marked(parser: Parser, token: Token) -> _Marked:
    """What is drawn inside, with ` lang=""` on every cell that holds a fact, where the page is not in English."""
    nodes = parser.parse(("endfacts_marked",))
    parser.delete_first_token()
    return _Marked(nodes)


@register.filter
def offers_facts(spec: Any) -> bool:
    """Whether a filter of a list offers facts: other rows by their names, or texts as they are on record."""
    return _is_fact(getattr(spec, "field", None))


def _marked(drawn: str, columns: set[str]) -> str:
    holds = False

    def mark(found: re.Match[str]) -> str:
        nonlocal holds
        if found["tag"]:
            holds = found["name"] is None or found["name"] in columns
            return f'{found[0]} lang=""' if holds and found["tag"] != "div" else found[0]
        return f'{found[0]} lang=""' if holds else found[0]

    return _PLACE.sub(mark, drawn)


def _columns(context: Context) -> set[str]:
    """The fields with facts of everything that the page shows: its own model, and the rows below it."""
    if "cl" in context:
        return _of(context["cl"].model_admin)
    desks = [each.opts for each in context.get("inline_admin_formsets") or ()]
    form = context.get("adminform")
    return set().union(*map(_of, [form.model_admin, *desks] if form else desks))


def _of(desk: Any) -> set[str]:
    own: Iterable[str] = getattr(desk, "fact_columns", ())
    return {"__str__", *own} | {field.name for field in desk.model._meta.get_fields() if _is_fact(field)}


def _is_fact(field: Any) -> bool:
    return isinstance(field, _FACTS) and not getattr(field, "choices", None)
