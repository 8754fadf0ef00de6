"""Related news, for the page of any fact."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context

from news.filters.articles import folded, references
from news.models import Article, NewsEvent
from news.models.articles import ArticleQuerySet

register = template.Library()

SHOWN = 5  # articles, and as many events
_FILTERS = ("entity", "element", "measure")  # by which the list of news can be asked for the rest


@register.inclusion_tag("news/_related.html", takes_context=True)
def related_news(context: Context, noun: str, *keys: str) -> dict[str, Any]:
    """The newest reports and events about one fact, or about several of a kind, up to the day of the page.

    Two queries. News are not read back: at an earlier revision it is still what is on record now.
    """
    return _related(context, references(noun, list(keys)), _query(noun, keys))


@register.inclusion_tag("news/_related.html", takes_context=True)
def news_of_code(context: Context, tariff: Iterable[Mapping[str, Any]], items: Iterable[Mapping[str, Any]]) -> Any:
    """The same about the customs numbers and controlled items that the page of a code shows."""
    about = [
        *references("tariff-code", [row["number"] for row in tariff]),
        *references("controlled-item", [row["key"] for row in items]),
    ]
    return _related(context, about, "")


def _related(context: Context, about: list[str], query: str) -> dict[str, Any]:
    day: date = context["as_of"]
    return {
        "articles": list(_articles(about, day)),
        "events": list(NewsEvent.objects.on(*about).filter(day__lte=day).order_by("-day", "key")[:SHOWN]),
        "query": query,
        "read_back": bool(context.get("newest_revision")),
        "as_of": day,
        "today": context["today"],
    }


def _articles(about: list[str], day: date) -> ArticleQuerySet:
    """Of each story one report."""
    found = folded(Article.objects.shown().on(*about).between(None, day))
    return found.select_related("source").order_by("-day", "-shown_at", "-pk")[:SHOWN]


def _query(noun: str, keys: tuple[str, ...]) -> str:
    return f"{noun}={keys[0]}" if noun in _FILTERS and len(keys) == 1 else ""
