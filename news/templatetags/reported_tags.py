"""What was reported last, for the overview: the newest stories that could be read on the day of the page."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.template import Context

from news.filters.articles import folded
from news.models import Article

register = template.Library()

SHOWN = 6
# Nobody calls what is older "reported": the box says instead that nothing came.
DAYS = 30


@register.inclusion_tag("news/_reported.html", takes_context=True)
def what_was_reported(context: Context) -> dict[str, Any]:
    """The last stories of the thirty days up to the page's own day."""
    day: date = context["as_of"]
    articles = Article.objects.shown().between(day - timedelta(days=DAYS - 1), day)
    newest = folded(articles).select_related("source").order_by("-day", "-shown_at", "-pk")[:SHOWN]
    return {"articles": newest, "days": DAYS, "as_of": day, "today": context["today"]}
