"""Answers that are valid and yet too much, or no feed at all: stored as text, cut with a mark, or quoted shortly."""

import re

import pytest

from news.ingest.text import TITLE_LIMIT
from news.ingest.types import MOST_ITEMS, SAMPLE, Flag
from news.models import Article, FetchRun
from tests.controls.hostile_source import running, says
from tests.news.sourced import AT, feed_of, source_of, visited

pytestmark = pytest.mark.django_db
Outcome = FetchRun.Outcome
DAY = "<pubDate>21 Nov 2026 08:00:00 GMT</pubDate>"


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


def read(server, body):
    server.behaviours["/feed"] = says(200, body)
    return visited(source_of(server.place), at=AT)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><title>Before you continue</title>" + b"<p>cookies</p>" * 500,
        b"<html>\n\n   " * 100 + b"<script>x</script>",
        b"%PDF-1.7\n" + b"endobj " * 500,
        b'{"error": "' + b"maintenance " * 500 + b'"}',
    ],
)
def test_what_is_no_feed_is_quoted_with_its_first_80_characters(server, body):
    run = read(server, body)

    sample = re.search(r": (['\"])(.*)\1$", run.reason)
    assert (run.outcome, run.source.trouble) == (Outcome.UNREADABLE, run.reason)
    assert SAMPLE == 80
    assert sample is not None
    assert 0 < len(sample[2]) <= SAMPLE
    assert body.decode().split()[0][:20] in sample[2]


def test_a_title_of_a_megabyte_is_cut_with_a_mark(server):
    title = "Notice " + "x" * 1_000_000
    run = read(server, feed_of(f"<item><title>{title}</title><link>https://news.example/1</link>{DAY}</item>"))

    article = Article.objects.get(source=run.source)
    assert (run.outcome, len(article.title)) == (Outcome.READ, TITLE_LIMIT)
    assert Flag.TEXT_CUT in article.flags


def test_of_fifty_thousand_items_the_first_are_kept_and_the_run_says_that_there_were_more(server, monkeypatch):
    entries = [f"<item><title>N {n}</title><link>https://a.example/{n}</link></item>" for n in range(50_000)]
    kept = []
    monkeypatch.setattr(
        "news.services.fetching.ingestion.store",
        lambda *, reading, **_more: kept.append(len(reading.items)) or _Stored(),
    )

    run = read(server, feed_of(*entries))

    assert (run.items, kept, Flag.TOO_MANY in run.flags) == (MOST_ITEMS, [MOST_ITEMS], True)


class _Stored:
    added = changed = notices = 0


def test_markup_scripts_and_pixels_are_text_and_a_link_that_runs_is_none(server):
    body = feed_of(
        "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Notice &lt;b&gt;7&lt;/b&gt;</title>"
        "<link>https://news.example/7</link>"
        "<description>&lt;img src='https://track.example/p.gif' width='1'&gt;Words.</description></item>",
        "<item><title>Notice 8</title><link>javascript:alert(1)</link></item>",
    )
    run = read(server, body)

    one, two = Article.objects.filter(source=run.source).order_by("title")
    assert (one.title, "track.example" in one.summary, "<" in one.summary) == ("Notice 7", False, False)
    assert (two.title, two.url, Flag.LINK_REFUSED in two.flags) == ("Notice 8", "", True)
