"""Sources, and articles that they announced, with one line each."""

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from news.models import Article, ArticleName, Source

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
_numbers = count(1)


def make_source(**columns: Any) -> Source:
    number = next(_numbers)
    defaults = {
        "key": f"test_source_{number}",
        "name": f"Test source {number}",
        "tier": Source.Tier.OFFICIAL,
        "parser": "mofcom_announcements",
        "url": f"https://source-{number}.example/index.html",
        "hosts": [f"source-{number}.example"],
        "licence": Source.Licence.FACTS,
        "announces_notices": True,
        "enabled": True,
    }
    return Source.objects.create(**{**defaults, **columns})


def make_article(*, notice: str = "", **columns: Any) -> Article:
    number = next(_numbers)
    published_on = columns.setdefault("published_on", date(2026, 2, 24))
    source = columns.pop("source", None) or make_source()
    defaults = {
        "title": f"Test article {number}",
        "url": f"https://source.example/{number}",
        "arrived_at": NOW,
        "seen_at": NOW,
        "shown_at": NOW,
        "day": published_on or NOW.date(),
        "digest": f"{number:064d}",
    }
    article = Article.objects.create(source=source, **{**defaults, **columns})
    if notice:
        digest = sha256(f"{article.pk} {notice}".encode()).digest()
        ArticleName.objects.create(article=article, kind="notice", value=notice, digest=digest, seen_at=NOW)
    return article
