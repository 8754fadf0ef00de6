"""What the tests of ingestion share: a fetched page, and the moment it was fetched."""

from datetime import UTC, datetime
from pathlib import Path

from news.ingest.types import Calendar, Page

FIXTURES = Path(__file__).parent.parent.parent / "fixtures/ingest"
NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SHANGHAI = Calendar(zone="Asia/Shanghai")


def page(body, url="https://news.example/feed", calendar=SHANGHAI, content_type="", fetched_at=NOW):
    body = body.encode() if isinstance(body, str) else body
    return Page(body=body, url=url, fetched_at=fetched_at, content_type=content_type, calendar=calendar)


def held(name, **more):
    """A page of our own making, by the beginning of its file's name."""
    (path,) = FIXTURES.glob(f"{name}*")
    return page(path.read_bytes(), **more)


def rss(*items, head="", encoding="utf-8", attributes=""):
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" {attributes}><channel><title>T</title>'
        f"<link>https://news.example/</link><description>d</description>{head}"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def item(title="Title", link="https://news.example/1", more=""):
    return f"<title>{title}</title><link>{link}</link>{more}"


def atom(*entries, head="", attributes=""):
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><id>tag:x</id><title>F</title>{head}'
        + "".join(f"<entry>{entry}</entry>" for entry in entries)
        + "</feed>"
    )
