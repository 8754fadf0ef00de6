"""Sources and articles as ingestion would leave them, for the tests of what is shown."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from news.models import (
    Article,
    ArticleName,
    ArticleVersion,
    FetchRun,
    Mention,
    NewsEvent,
    Source,
    Standing,
    Story,
)

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # noon in Beijing
_numbers = count(1)


def make_source_of_news(**columns: Any) -> Source:
    number = next(_numbers)
    given = {
        "key": f"source-{number}",
        "rank": 100,
        "name": f"Source {number}",
        "tier": Source.Tier.OFFICIAL,
        "parser": "feed",
        "url": f"https://source-{number}.example/feed.xml",
        "hosts": [f"source-{number}.example"],
        "languages": ["en"],
        "licence": Source.Licence.PUBLIC_DOMAIN,
        "enabled": True,
        "publishes": True,
        **columns,
    }
    if not given["enabled"] and "off_reason" not in columns:
        given["off_reason"] = "Its terms ask for a contract."
    return Source.objects.create(**given)


def make_article(title: str = "Dysprosium exports resume", **columns: Any) -> Article:
    """A published article of noon on 20 November 2026, unless told otherwise, with its first version."""
    at = columns.pop("at", NOON)
    number = next(_numbers)
    given = {
        "source": columns.get("source") or make_source_of_news(),
        "state": Article.State.PUBLISHED,
        "title": title,
        "url": f"https://paper.example/{number}",
        "language": "en",
        "published_raw": at.isoformat(),
        "published_at": at,
        "published_on": at.date(),
        "precision": "minute",
        "arrived_at": at + timedelta(minutes=30),
        "seen_at": at + timedelta(hours=1),
        "shown_at": at,
        "day": at.date(),
        "digest": sha256(title.encode()).hexdigest(),
        **columns,
    }
    article = Article.objects.create(**given)
    make_version(article, number=1, seen_at=article.arrived_at)
    return article


def make_version(article: Article, *, number: int, **columns: Any) -> ArticleVersion:
    said = {"title": article.title, "summary": article.summary, "url": article.url}
    given = {**said, "published_raw": article.published_raw, "digest": article.digest, "seen_at": NOON, **columns}
    return ArticleVersion.objects.create(article=article, number=number, **given)


def make_name(article: Article, value: str, kind: str = "address") -> ArticleName:
    digest = sha256(f"{kind} {value}".encode()).digest()
    return ArticleName.objects.create(article=article, kind=kind, value=value, digest=digest, seen_at=NOON)


def make_story(*articles: Article) -> Story:
    story = Story.objects.create(made_at=NOON, made_by="curator@register.example")
    for article in articles:
        article.story = story
        article.save()
    return story


def make_mention(article: Article, reference: str, **columns: Any) -> Mention:
    """A mention, repeated in the article's own column as the service that links does."""
    given = {"words": "as it stands", "method": "name", "standing": Standing.CERTAIN, **columns}
    mention = Mention.objects.create(article=article, reference=reference, **given)
    if mention.standing in (Standing.CERTAIN, Standing.CONFIRMED):
        article.about = sorted({*article.about, reference})
        article.save()
    return mention


def make_run(source: Source, **columns: Any) -> FetchRun:
    number = next(_numbers)
    given = {
        "number": f"run-{number}",
        "started_at": NOON,
        "seconds": 1.25,
        "outcome": FetchRun.Outcome.READ,
        "url": source.url,
        "status": 200,
        "size": 12_345,
        "items": 20,
        "added": 3,
        "changed": 1,
        **columns,
    }
    return FetchRun.objects.create(source=source, **given)


def make_news_event(headline: str = "Licences are granted", **columns: Any) -> NewsEvent:
    number = next(_numbers)
    given = {
        "key": f"E-{number}",
        "date_text": "2026-11-20",
        "day": NOON.date(),
        "precision": "day",
        "headline": headline,
        "outlet": "Paper",
        "url": "https://paper.example/event",
        "event_type": "licence",
        "jurisdictions": ["CN"],
        "confidence": NewsEvent.Confidence.TWO_REPORTS,
        "scope": NewsEvent.Scope.CORE,
        **columns,
    }
    return NewsEvent.objects.create(**given)
