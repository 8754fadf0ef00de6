"""Sources as tests need them: rows that ask a server on loopback, and what such a server says."""

import itertools
from datetime import UTC, datetime

from news.models import FetchJob, Source
from news.services import fetching, jobs

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_NUMBERS = itertools.count(1)


def source_of(place="news.example", **columns):
    """An official source whose feed is at a place; `columns` change its row."""
    number = next(_NUMBERS)
    given = {
        "key": f"test-{number}",
        "name": f"Test source {number}",
        "tier": Source.Tier.OFFICIAL,
        "parser": "feed",
        "url": f"http://{place}/feed",
        "hosts": [place.partition(":")[0]],
        "enabled": True,
        "rhythm": 60,
        "jitter": 0,
        "licence": Source.Licence.OGL3,
        "next_at": AT,
    }
    return Source.objects.create(**{**given, **columns})


def entry(number, title=None, day="2026-11-21"):
    return (
        f"<item><title>{title or f'Notice {number}'}</title><link>https://news.example/{number}</link>"
        f"<guid>n-{number}</guid><pubDate>{datetime.fromisoformat(day):%d %b %Y} 08:00:00 GMT</pubDate></item>"
    )


def feed_of(*entries):
    """An RSS feed that holds these entries."""
    return f"<rss version='2.0'><channel><title>T</title>{''.join(entries)}</channel></rss>".encode()


def claimed(source, at=AT, worker="w1"):
    """The job of a source, made now and claimed."""
    jobs.ask_now(source=source, by="test", at=at)
    job = jobs.claim(worker=worker, at=at)
    assert job is not None
    assert job.source_id == source.pk
    return job


def visited(source, at=AT):
    """The run of one visit to a source."""
    run = fetching.run(job=claimed(source, at=at), at=at)
    source.refresh_from_db()
    return run


def state_of(job):
    return FetchJob.objects.values_list("state", flat=True).get(pk=job.pk)
