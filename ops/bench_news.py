"""Measures how news are read and stored: `make bench-news`.

Feeds of made-up items are parsed and stored by the product's own services, first into 10,000 articles, then into
500,000: what an item costs must not grow with what is kept. The many are copies of the few, on other days and under
other names. Everything is written in one transaction that is taken back, so that no database keeps it.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

import django
from django.apps import apps
from django.db import connection, transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if not apps.ready:
    django.setup()

from news.ingest.formats import FORMATS
from news.ingest.types import MOST_ITEMS, Calendar, Page
from news.models import Article, Source
from news.services import ingestion
from ops.bench_search import Made, computed_by

PROMISED_RATE = 500.0  # items a second, parsed and stored
PROMISED_RATIO = 1.5
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SPREAD = 70  # days that the articles of the beginning are spread over, and by which each copy of them is older
READING = 100  # items, of which one in two is known
# Copies of all articles, shifted by whole weeks: other days, other names, and pieces that belong to other weeks.
COPIES = """
WITH copies AS (
  SELECT article.*, copy, article.id + copy * %(step)s AS new_id
  FROM news_article AS article, generate_series(%(first)s, %(last)s) AS copy WHERE article.id <= %(highest)s
), kept AS (
  INSERT INTO news_article (id, {columns}, day, shown_at)
  OVERRIDING SYSTEM VALUE SELECT new_id, {columns}, day - copy * %(spread)s,
    shown_at - make_interval(days => copy * %(spread)s)
  FROM copies RETURNING id
), pieces AS (
  INSERT INTO news_articlepiece (key, article_id)
  SELECT piece.key # copy, new_id FROM copies JOIN news_articlepiece AS piece ON piece.article_id = copies.id
  ON CONFLICT DO NOTHING
), versions AS (
  INSERT INTO news_articleversion
    (article_id, number, seen_at, run_id, title, summary, url, published_raw, flags, digest)
  SELECT new_id, number, version.seen_at, run_id, version.title, version.summary, version.url, version.published_raw,
    version.flags, version.digest FROM copies JOIN news_articleversion AS version ON version.article_id = copies.id
)
INSERT INTO news_articlename (article_id, kind, scope, value, seen_at, digest)
SELECT new_id, name.kind, name.scope, name.value, name.seen_at, sha256(name.digest || int4send(copy))
FROM copies JOIN news_articlename AS name ON name.article_id = copies.id
"""
SHIFTED = {"id", "day", "shown_at"}


@dataclass(frozen=True)
class Cost:
    """Seconds of some items: until they were stored, and computed for them by us and by the database."""

    items: int
    waited: float
    computed: float

    def __str__(self) -> str:
        each, ours = self.waited / self.items * 1000, self.computed / self.items * 1000
        rate = self.items / self.waited
        return f"{rate:7,.0f} items/s, {each:.2f} ms an item, {ours:.2f} ms computed"


class Feeds:
    """Feeds of items that never were, the same for the same seed."""

    def __init__(self) -> None:
        self.made = Made(seed=20261122)
        self.items: dict[int, str] = {}

    def item(self, number: int, days: int) -> str:
        """The item of this number, of one of the last days."""
        if number not in self.items:
            self.items[number] = self._item(number, days)
        return self.items[number]

    def _item(self, number: int, days: int) -> str:
        day = NOW - timedelta(days=number % max(days, 1), minutes=number % 600)
        title, words = (self.made.article(number * 2 + part).title for part in (0, 1))
        return (
            f"<item><title>{escape(title)}</title><link>https://bench.example/{number}</link>"
            f"<guid>bench-{number}</guid><pubDate>{day:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<description>&lt;p&gt;{escape(words)} {escape(title)}&lt;/p&gt;</description></item>"
        )

    @staticmethod
    def body(items: Sequence[str]) -> bytes:
        head = "<title>B</title><link>https://bench.example/</link><description>d</description>"
        return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def store(source: Source, body: bytes, at: datetime) -> int:
    """Parse one feed and store it, as a worker does; how many items it held."""
    form = FORMATS[source.parser]
    page = Page(body, source.url, at, "application/rss+xml", Calendar("UTC"))
    reading = form.parse(page)
    stored = ingestion.store(source=source, reading=reading, run=None, at=at)
    settle()
    return stored.added + stored.changed + stored.known


def settle() -> None:
    """Do what a commit does, which never comes here: look whether every row leads where it says."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def measured(bodies: Sequence[bytes], sources: Sequence[Source]) -> Cost:
    """Store feeds in turn, each at the next source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    began, ours, theirs = time.perf_counter(), time.process_time(), computed_by(backend)
    items = sum(
        store(sources[turn % len(sources)], body, NOW + timedelta(minutes=turn)) for turn, body in enumerate(bodies)
    )
    computed = time.process_time() - ours + computed_by(backend) - theirs
    return Cost(items, time.perf_counter() - began, computed)


def multiply(copies: int) -> None:
    """Make so many older copies of every article there is."""
    with connection.cursor() as cursor:
        names = (field.column or "" for field in Article._meta.concrete_fields)
        columns = [name for name in names if name not in SHIFTED]
        highest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
        statement = COPIES.format(columns=", ".join(columns))
        for copy in range(1, copies + 1):
            asked = {"first": copy, "last": copy, "step": highest, "highest": highest, "spread": SPREAD}
            cursor.execute(statement, asked)
            settle()
            print(f"\r{Article.objects.count():8,} articles ", end="", flush=True)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('news_article', 'id'), (SELECT max(id) FROM news_article))"
        )
        cursor.execute("ANALYZE news_article, news_articlename, news_articleversion, news_articlepiece")
    print("\r", end="")


def readings(feeds: Feeds, few: int, count: int) -> Iterator[bytes]:
    """Feeds of a day: half of each is known, half is new and of these days."""
    for turn in range(count):
        fresh = [feeds.item(1_000_000 + turn * READING + place, 3) for place in range(READING // 2)]
        known = [feeds.item(number, SPREAD) for number in range(turn * 50 % few, turn * 50 % few + READING // 2)]
        yield feeds.body([*fresh, *known])


def made_sources() -> list[Source]:
    """Two, so that there are stories of two sources to be found. One may keep summaries, one may not."""
    licences = (Source.Licence.PUBLIC_DOMAIN, Source.Licence.HEADLINES)
    return [
        Source.objects.create(
            key=f"bench-{licence}", name="Bench", tier=Source.Tier.OFFICIAL, parser="feed", licence=licence,
            url="https://bench.example/feed", hosts=["bench.example"], enabled=True,
        )
        for licence in licences
    ]  # fmt: skip


def bench(*, few: int, many: int, turns: int) -> int:
    """Store, measure, multiply, measure again, and take everything back. Returns the exit code."""
    feeds = Feeds()
    with transaction.atomic():
        sources = made_sources()
        bodies = [
            feeds.body([feeds.item(number, SPREAD) for number in range(start, min(start + MOST_ITEMS, few))])
            for start in range(0, few, MOST_ITEMS)
        ]
        bulk = measured(bodies, sources)
        print(f"in bulk, into nothing: {bulk}")
        again = measured(bodies, sources)
        print(f"the same once more:    {again}")
        day = list(readings(feeds, few, turns))
        with transaction.atomic():
            small = measured(day, sources)
            transaction.set_rollback(True)
        print(f"into {few:9,} kept:   {small}")
        multiply(many // few - 1)
        large = measured(day, sources)
        print(f"into {many:9,} kept:   {large}")
        transaction.set_rollback(True)
    return verdict(bulk, small, large)


def verdict(bulk: Cost, small: Cost, large: Cost) -> int:
    """In words, and as an exit code. Others may use this machine: what we computed ourselves counts."""
    ratio = (large.computed / large.items) / (small.computed / small.items)
    rate = bulk.items / bulk.computed
    kept = rate >= PROMISED_RATE and ratio <= PROMISED_RATIO
    print(f"{rate:,.0f} items a second computed (promised {PROMISED_RATE:g}); ratio {ratio:.2f} ({PROMISED_RATIO:g})")
    print("kept" if kept else "BROKEN")
    return 0 if kept else 1


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-news", description=__doc__)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=500_000)
    parser.add_argument("--turns", type=int, default=20)
    return bench(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
