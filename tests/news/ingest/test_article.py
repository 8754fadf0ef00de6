"""One article on its page: its own title, date and text, and nothing of what stands around it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.ingest.dates import read_date
from news.ingest.parsers.article import article_of, parse
from news.ingest.types import NEVER, Flag, Precision, SourceUnreadable
from tests.news.ingest.pages import NOW, SHANGHAI, held, page

BODY = "China's Ministry of Commerce put twenty Japanese entities on its watch list on Tuesday."


def html(body, head=""):
    return page(f'<html lang="en"><head><title>Head</title>{head}</head><body>{body}</body></html>')


def only(body, head=""):
    (found,) = parse(html(body, head)).items
    return found


def test_an_article_of_2023_does_not_become_one_of_2026_by_its_related_news():
    reading = parse(held("p01", url="https://news.example/newscontent/102079383"))
    (found,) = reading.items

    assert found.title == "Export restrictions likely to be enhanced"
    assert found.summary == "Of the items in the draft catalogue 32 would be deleted, 36 modified and 7 added."
    assert found.published.at == datetime(2023, 2, 1, 6, 33, tzinfo=UTC)
    assert (found.published.precision, found.published.flags) == (Precision.MINUTE, {Flag.ZONE_ASSUMED})
    assert found.url == "https://news.example/newscontent/102079383/china-likely-to-enhance"
    assert found.language == "en"


@pytest.mark.parametrize(
    "heading",
    [
        "Related News",
        "RELATED ARTICLES",
        "What to read next",
        "Read next:",
        "Recommended",
        "More stories",
        "You may also like",
        "Data Source Statement: for reference only.",
        "相关新闻",
        "推荐阅读：",
        "延伸阅读",
        "関連記事",
    ],
)
def test_what_stands_after_such_a_heading_is_not_the_article(heading):
    found = only(f"<h1>T</h1><p>{BODY}</p><h2>{heading}</h2><p>Another story of another day.</p><p>9 hours ago</p>")

    assert found.summary == BODY
    assert found.published is NEVER or found.published == NEVER


def test_a_sentence_that_begins_like_such_a_heading_belongs_to_the_article():
    sentence = "Related news from Tokyo followed within the hour."

    assert only(f"<h1>T</h1><p>{BODY}</p><p>{sentence}</p>").summary == f"{BODY} {sentence}"


def test_a_headline_that_is_repeated_is_said_once():
    found = only(f"<h1>T one</h1><h3>T one</h3><div>T one</div><p>{BODY}</p><b>T one</b>")

    assert (found.title, found.summary) == ("T one", BODY)


def test_the_title_of_a_drawing_is_not_that_of_the_page():
    (found,) = parse(
        page(f"<title>T one</title><body><div>T one</div><svg><title>Menu</title></svg><p>{BODY}</p>")
    ).items

    assert found.title == "T one"


def test_what_stands_before_the_headline_is_not_the_article():
    found = only(f"<nav>Home News</nav><div>Published: Jan 1, 2020</div><h1>T</h1><p>{BODY}</p>")

    assert found.summary == BODY
    assert found.published == NEVER


@pytest.mark.parametrize(
    "line",
    [
        "Published: Feb 24, 2026 10:23",
        "Published on: 2026-02-24 10:23",
        "Posted: 24 Feb 2026 10:23",
        "发布时间：2026年2月24日 10:23",
        "发布时间: 2026-02-24 10:23",
    ],
)
def test_the_line_that_says_when_is_read(line):
    found = only(f"<h1>T</h1><p>{line}</p><p>{BODY}</p><p>Published: Jan 1, 2020 00:00</p>")

    assert found.published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)
    assert line not in found.summary


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2026-02-24T10:23:00+08:00">',
        '<meta itemprop="datePublished" content="2026-02-24T10:23:00+08:00">',
        '<meta name="PubDate" content="2026-02-24 10:23:00"/>',
    ],
)
def test_the_head_says_when_if_the_page_does_not(meta):
    assert only(f"<h1>T</h1><p>{BODY}</p>", meta).published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)
    shown = only(f"<h1>T</h1><p>Published: Feb 20, 2026 10:23</p><p>{BODY}</p>", meta)
    assert shown.published.day.day == 20


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("/a", "https://news.example/a"),
        ("https://evil.example/a", "https://news.example/feed"),
        ("javascript:1", "https://news.example/feed"),
        ("", "https://news.example/feed"),
    ],
)
def test_a_page_may_name_its_address_at_its_own_host_only(address, url):
    assert only(f"<h1>T</h1><p>{BODY}</p>", f'<link rel="canonical" href="{address}">').url == url


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "no heading"),
        ("<p>" + BODY + "</p>", "no heading"),
        ("<h1> </h1><p>" + BODY + "</p>", "no heading"),
        ("<h1>Sign in</h1><form><input name=user></form>", "next to no text"),
        ("<h1>Before you continue</h1><button>Accept all</button>", "next to no text"),
        ("<h1>T</h1><h2>Related News</h2><p>" + BODY + "</p>", "next to no text"),
        ("<script>document.write('<h1>T</h1>')</script>", "no heading"),
    ],
)
def test_a_page_without_an_article_is_not_readable(body, words):
    with pytest.raises(SourceUnreadable, match=words):
        parse(html(body))


def test_a_notice_in_gbk_is_read_whole():
    found = parse(held("p02", url="https://www.mofcom.gov.example/art_1.html")).items[0]

    assert found.title == "公布将20家日本实体列入关注名单"
    assert "斯巴鲁株式会社（SUBARU Corporation）" in found.summary
    assert "富士航空航天技术株式会社（FUJI Aerospace Technology Co., Ltd.）" in found.summary


# ---- The two articles with which this began, where the corpus is at hand


CORPUS = Path(os.environ.get("CORPUS_DIR", "/nonexistent"))
corpus_only = pytest.mark.skipif(not CORPUS.is_dir(), reason="CORPUS_DIR names no corpus")


def founding(name):
    lines = [line.strip() for line in (CORPUS / "articles" / name).read_text(encoding="utf-8").splitlines()]
    return article_of([line for line in lines if line], page=page("", url="https://news.example/x"))


@corpus_only
def test_the_first_founding_article_is_one_article():
    draft = founding("smm-2023-02-01.txt")

    assert draft.title == "China Likely to Enhance Export Restrictions on Rare Earth Products and Technologies"
    assert draft.published == read_date("Feb 1, 2023 14:33", calendar=SHANGHAI, fetched_at=NOW)
    assert draft.published.precision is Precision.MINUTE
    assert draft.summary.startswith("The Catalogue will be revised with 32 items being deleted")
    assert draft.summary.endswith("on rare earth products and technologies in China.")
    for word in ("Malaysia", "Iran", "hours ago", "Japanese", "Read More", "Data Source"):
        assert word not in draft.summary


@corpus_only
def test_the_second_founding_article_is_one_article_without_a_date():
    draft = founding("fastmarkets-2023-12-21.txt")

    assert draft.title.startswith("China adds technology, machinery for rare earth magnet production")
    assert draft.published == NEVER
    assert "Chinese export" not in draft.summary
    for word in ("chrome", "reciprocal", "lithium-ion", "ferro-alloys"):
        assert word not in draft.summary
