"""What an item tells, as columns: of an article, and of a version of it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from news.ingest.dates import sorting_moment
from news.ingest.normalise import version_of
from news.ingest.types import Flag, Item, When
from news.models import Article, ArticleVersion, FetchRun

# Dates that order nothing: words that count from the time of reading, and times that cannot be.
_LOOSE = {Flag.RELATIVE, Flag.FUTURE, Flag.TOO_OLD}


def flags_of(*, item: Item) -> list[str]:
    """Everything that the parser doubted of an item and of its dates."""
    return sorted(item.flags | item.published.flags | item.updated.flags)


def columns(*, item: Item, arrived_at: datetime) -> dict[str, Any]:
    """The columns of an article that say what the item says.

    It is sorted under its own time, and never under one later than its arrival: neither a date ahead nor a later edit
    lifts it above what came after it.
    """
    when = item.published
    shown_at = sorting_moment(when, zone=timezone.get_default_timezone_name(), arrived_at=arrived_at)
    day = timezone.localtime(shown_at, timezone.get_default_timezone()).date()
    return {
        "title": item.title,
        "received_title": item.received_title,
        "url": item.url,
        "language": item.language,
        "kind": item.kind,
        "author": item.author,
        "summary": item.summary,
        "details": item.details,
        "published_raw": when.raw,
        "published_at": when.at,
        "published_on": when.day,
        "precision": str(when.precision),
        "updated_at": item.updated.at,
        "updated_on": item.updated.day,
        "flags": flags_of(item=item),
        "shown_at": shown_at,
        "day": day,
        "digest": version_of(item),
    }


def dates_of(*, article: Article) -> dict[str, Any]:
    """The dates of an article as they stand, for an item whose own count from the time of reading."""
    kept = ("published_raw", "published_at", "published_on", "precision", "shown_at", "day")
    return {name: getattr(article, name) for name in kept}


def version(*, article: Article, number: int, item: Item, run: FetchRun | None, at: datetime) -> ArticleVersion:
    """A version of an article that is yet to be written."""
    return ArticleVersion(
        article=article,
        number=number,
        seen_at=at,
        run=run,
        title=item.title,
        summary=item.summary,
        url=item.url,
        published_raw=item.published.raw,
        flags=flags_of(item=item),
        digest=version_of(item),
    )


def is_older(*, item: Item, article: Article) -> bool:
    """Whether an item is an earlier edition than the article by its own dates; no, where these do not tell.

    Times of editing are held against each other, or times of publishing, but never the one against the other.
    """
    if _LOOSE & (item.published.flags | item.updated.flags) or _LOOSE & set(article.flags):
        return False
    if item.updated.day and article.updated_on:
        return _before(item.updated, article.updated_at, article)
    if not item.updated.day and not article.updated_on:
        return _before(item.published, article.published_at, article)
    return False


def _before(when: When, at: datetime | None, article: Article) -> bool:
    if when.at and at:
        return when.at < at
    day = article.updated_on or article.published_on
    return bool(when.day and day and when.day < day)
