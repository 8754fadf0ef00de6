"""Articles as rows of a page: one for each story, under the day that it belongs to, with what else tells it."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from controls.filters.questions import Question
from controls.views.addresses import address
from news.models import Article, NewsEvent, Precision
from news.models.articles import ArticleQuerySet
from news.views.article_words import foreign, language_name, licence, odd, outlet, outward, when

# Of a day with a great deal of news no more events than these stand beside it.
MOST_EVENTS = 12
_OF_A_DAY = (Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.DAY, Precision.POSTED)


def for_display(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Everything that a row shows."""
    return articles.select_related("source")


def row(article: Article, question: Question) -> dict[str, Any]:
    """One article as a list shows it. A source's own words only where its licence allows them."""
    source = article.source
    return {
        "number": article.pk,
        "url": address("news:article-detail", question=question, number=article.pk),
        "title": article.title,
        "lang": foreign(article.language),
        "language": language_name(article.language),
        "kind": article.kind,
        "source": source.name,
        "source_url": address("news:source-detail", question=question, key=source.key),
        "tier": source.get_tier_display(),
        "official": source.tier == source.Tier.OFFICIAL,
        "outlet": outlet(article),
        "out_url": outward(article.url),
        "when": when(article),
        "odd": odd(article.flags),
        "own_summary": article.own_summary,
        "summary": article.summary if source.keeps_summary else "",
        "licence": licence(source),
        "versions": article.version_count,
        "also": [],
    }


def days_of(articles: Sequence[Article], question: Question) -> list[dict[str, Any]]:
    """The articles of a page under their days, each with those that tell the same story, and the day's events."""
    also = told_elsewhere(articles, question)
    events = events_of({article.day for article in articles})
    return [
        {
            "on": day,
            "rows": [row(each, question) | {"also": also.get(each.pk, [])} for each in group],
            "events": events.get(day, []),
        }
        for day, group in groupby(articles, key=lambda each: each.day)
    ]


def told_elsewhere(articles: Iterable[Article], question: Question) -> dict[int, list[dict[str, Any]]]:
    """For each article of a story, by its number, the others that tell it. One query, or none."""
    stories = {article.story_id: article.pk for article in articles if article.story_id}
    if not stories:
        return {}
    others = Article.objects.shown().filter(story__in=stories).exclude(pk__in=stories.values())
    found: dict[int, list[dict[str, Any]]] = {}
    for other in for_display(others).order_by("shown_at", "pk"):
        if other.day <= question.day and other.story_id is not None:
            found.setdefault(stories[other.story_id], []).append(row(other, question))
    return found


def events_of(days: set[date]) -> dict[date, list[NewsEvent]]:
    """Events known to belong to one of these very days; those that are beside the subject are left out."""
    if not days:
        return {}
    events = NewsEvent.objects.filter(day__in=days, precision__in=_OF_A_DAY).exclude(scope=NewsEvent.Scope.NOISE)
    found: dict[date, list[NewsEvent]] = {}
    for event in events.order_by("day", "key"):
        if len(found.setdefault(event.day, [])) < MOST_EVENTS:
            found[event.day].append(event)
    return found
