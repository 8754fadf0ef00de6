"""Charts of news, for any page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from controls.charts.columns import columns
from news.models.months import by_month

register = template.Library()

# Sizes in units of the drawing; the page scales it to its width.
WIDTH, LEFT, TOP, HEIGHT, FOOT = 840, 34, 26, 100, 30
MONTHS = 36


@register.inclusion_tag("news/_by_month.html", takes_context=True)
def news_by_month(context: Context, months: int = MONTHS) -> dict[str, Any]:
    """Events and articles of each of the last months up to the day of the page, as two drawings and one table."""
    found = by_month(on=context["as_of"], months=months)
    return {
        "rows": found,
        "empty": not any(each.events or each.articles for each in found),
        "width": WIDTH,
        "left": LEFT,
        "right": WIDTH - 6,
        "drawings": [
            _drawn(_("Events"), [(each.month, each.events) for each in found]),
            _drawn(_("Articles"), [(each.month, each.articles) for each in found]),
        ],
    }


def _drawn(label: str, counts: Sequence[tuple[date, int]]) -> dict[str, Any]:
    """One series with a scale of its own: a few events beside thousands of articles would not be seen."""
    picture = columns(counts, left=LEFT, width=WIDTH - LEFT - 6, top=TOP, height=HEIGHT)
    return {
        "label": label,
        "height": picture.foot + FOOT,
        "foot": picture.foot,
        "levels": picture.levels,
        "columns": picture.columns,
    }
