"""What the tests of stored news share: sources, items, and storing them."""

from datetime import UTC, datetime, timedelta

from news.ingest.dates import read_date
from news.ingest.types import NEVER, Calendar, Item, Reading
from news.models import Article, ArticleVersion, Source
from news.services import ingestion

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # in Beijing


def hours(count):
    return NOON + timedelta(hours=count)


def source(key="gazette", **more):
    given = {
        "name": key.title(),
        "tier": Source.Tier.OFFICIAL,
        "parser": "feed",
        "url": f"https://{key}.example/feed",
        "hosts": [f"{key}.example"],
        "licence": Source.Licence.PUBLIC_DOMAIN,
        "zone": "Asia/Shanghai",
        "publishes": True,
        "enabled": True,
    }
    return Source.objects.create(key=key, **given | more)


def press(key="daily", **more):
    given = {"tier": Source.Tier.TRADE_PRESS, "licence": Source.Licence.HEADLINES, "publishes": False}
    return source(key, **given | more)


def on(raw, at=NOON):
    return read_date(raw, calendar=Calendar(zone="Asia/Shanghai"), fetched_at=at) if raw else NEVER


def item(title="Notice A", url="https://gazette.example/a", key="a", day="2026-02-24", updated="", at=NOON, **more):
    return Item(title, url, key, published=on(day, at), updated=on(updated, at), **more)


def store(source, *items, at=NOON, run=None, flags=frozenset()):
    return ingestion.store(source=source, reading=Reading(tuple(items), flags), run=run, at=at)


def only(**which):
    return Article.objects.get(**which)


def versions(article):
    return list(ArticleVersion.objects.filter(article=article).order_by("number").values_list("number", "title"))
