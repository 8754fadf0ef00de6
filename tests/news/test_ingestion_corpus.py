"""From bytes to rows: every file of the corpus is stored as was written down for it, and nothing broken is kept.

The part that is our own work is in `tests/fixtures/ingest/`. The rest belongs to others and is read from where
CORPUS_DIR says, if it says so.
"""

import re
import unicodedata

import pytest

from news.ingest.formats import FORMATS
from news.ingest.items import reading_of
from news.ingest.parsers import gov_uk
from news.ingest.parsers.article import article_of
from news.ingest.text import is_suspect
from news.ingest.types import Flag, Precision, SourceUnreadable
from news.models import Article, ArticleName, ArticleVersion
from news.services import ingestion
from tests.news.ingest.pages import FIXTURES, held, page
from tests.news.ingest.test_corpus import CORPUS, READ, REFUSED, ROWS, rows, theirs
from tests.news.kept import NOON, hours, only, press, source, store

pytestmark = pytest.mark.django_db
corpus_only = pytest.mark.skipif(not ROWS, reason="CORPUS_DIR names no corpus")


def take(reading, its_source, hour=0):
    return ingestion.store(source=its_source, reading=reading, run=None, at=hours(hour))


def sound(*, of_others=False):
    """That nothing is kept which no page could show: signs that control, replaced characters, odd addresses, markup.

    Others write about markup: there it is text, and shown as such.
    """
    for table in (Article, ArticleVersion):
        for title, summary, url, flags in table.objects.values_list("title", "summary", "url", "flags"):
            assert not re.search(r"[\x00-\x1f\x7f]", title + summary + url)
            assert of_others or not re.search(r"<\s*/?\s*(script|iframe|img|style)\b", title + summary, re.I)
            assert "\ufffd" not in title + summary or Flag.SUSPECT_TEXT.value in flags
            assert not (is_suspect(title) or is_suspect(summary)) or Flag.SUSPECT_TEXT.value in flags
            assert title == unicodedata.normalize("NFC", title)
            assert url == "" or url.startswith(("http://", "https://"))
    for shown_at, arrived_at in Article.objects.values_list("shown_at", "arrived_at"):
        assert shown_at <= arrived_at


# ---- Our own files


@pytest.mark.parametrize("name", READ)
def test_each_file_of_our_own_is_stored_as_so_many_articles(name):
    _count, articles, _flags = READ[name]
    gazette = source()
    stored = take(FORMATS["feed"].parse(held(name)), gazette)
    again = take(FORMATS["feed"].parse(held(name)), gazette, 1)

    assert (stored.added, Article.objects.count()) == (articles, articles)
    assert (again.added, again.changed, again.known) == (0, 0, articles)
    sound()


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name[:3])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_whatever_a_format_reads_of_any_file_can_be_stored(form, path):
    try:
        reading = FORMATS[form].parse(page(path.read_bytes()))
    except SourceUnreadable:
        return
    assert take(reading, source(parser=form)).added == Article.objects.count() <= len(reading.items)
    sound()


def test_what_is_refused_leaves_nothing_to_store():
    for name in REFUSED:
        with pytest.raises(SourceUnreadable):
            FORMATS["feed"].parse(held(name))


def test_an_edit_in_a_second_reading_is_a_version_of_the_first():
    gazette = source()
    take(FORMATS["feed"].parse(held("d03")), gazette)
    stored = take(FORMATS["feed"].parse(held("d04")), gazette, 1)

    assert (stored.added, stored.changed) == (0, 1)
    assert [version.title for version in only().versions.order_by("number")] == [
        "MOFCOM lists 20 entities",
        "CORRECTED: MOFCOM lists 40 entities",
    ]


def test_a_feed_whose_keys_change_with_every_edit_is_one_article_with_its_versions():
    take(FORMATS["gov_uk_feed"].parse(held("d05")), source(parser="gov_uk_feed"))

    assert only().version_count == 2


def test_the_same_text_at_two_hosts_stays_two_articles():
    take(FORMATS["feed"].parse(held("d08")), source())

    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (r"T \ud800 x", "T \ufffd x"),
        (r"T \uDC00\uD800", "T \ufffd\ufffd"),
        (r"T \ud83d\ude00 x", "T \U0001f600 x"),
        (r"T \\ud800 x", r"T \ud800 x"),
    ],
    ids=["half", "halves in the wrong order", "a whole sign", "words about it"],
)
def test_half_a_sign_breaks_neither_reading_nor_storing(written, kept):
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1 %s", '
        '"url": "https://a.example/%s", "title": "%s", "content_text": "%s", "date_published": "%s"}]}'
    ) % ((written,) * 5)
    take(FORMATS["json_feed"].parse(page(body)), source(parser="json_feed"))

    assert only().title == kept
    assert (Flag.SUSPECT_TEXT.value in only().flags) == ("\ufffd" in kept)


@pytest.mark.parametrize("sign", [r"\u0000", r"\u0007", r"\u200b", r"\u202e", r"\uffff"])
def test_signs_that_no_table_holds_break_nothing_wherever_they_stand(sign):
    fields = {
        "id": "1",
        "url": "https://a.example/1",
        "title": "T",
        "content_text": "c",
        "date_published": "2026-02-24",
    }
    told = ", ".join(f'"{name}": "{value}{sign}"' for name, value in fields.items())
    body = (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{{{told}, '
        f'"authors": [{{"name": "A{sign}"}}], "language": "en{sign}"}}]}}'
    )
    take(FORMATS["json_feed"].parse(page(body)), source(parser="json_feed"))

    assert only().title == "T"
    sound()


# ---- The two articles with which this began: pages of our own that are made like theirs

HEADLINE = "Ministry likely to tighten export rules on magnets"
RELATED = "<h2>Related News</h2>{}"
ONE_OF_THEM = (
    "<a>Quarry renews its licence for ten years</a><span>9 hours ago</span>"
    "<a>Quarry renews its licence for ten years</a>"
    "<b>Read More</b><div>Quarry renews its licence for ten years</div><p>The quarry may go on, the ministry said.</p>"
    "<span>Feb 28, 2026 19:31</span>"
)
BODY = "The list will be revised: 32 items are to be deleted, 36 changed and 7 added, the ministry said on Monday."
FIRST = (
    f"<html lang='en'><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1><h3>{HEADLINE}</h3>"
    f"<div>{HEADLINE}</div><b>{HEADLINE}</b><div>Published: Feb 1, 2023 14:33</div><p>{BODY}</p>"
    "<p>Data Source Statement: made up for tests.</p><p>Write to news@metal.example.</p>"
    f"{RELATED.format(ONE_OF_THEM * 3)}</body></html>"
)
SECOND = (
    f"<html lang='en'><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1><p>{BODY}</p>"
    "<h2>What to read next</h2><ul><li>Chrome prices fall as smelters restart</li>"
    "<li>Lithium buyers wait for autumn</li></ul><p>9 hours ago</p></body></html>"
)
ADDRESSES = (
    "https://news.metal.example/newscontent/102079383/ministry-likely-to-tighten",
    "https://www.metal.example/newscontent/102079383-Ministry-likely-%5bto%5d-tighten",
    "https://news.metal.example/newscontent/102079383/",
)


def metal():
    return press("metal", parser="smm_article", hosts=["news.metal.example", "www.metal.example"])


def test_the_first_article_is_one_with_its_own_text_and_date():
    take(FORMATS["smm_article"].parse(page(FIRST, url=ADDRESSES[0])), source(parser="smm_article"))
    article = only()

    assert (article.title, article.summary) == (HEADLINE, BODY)
    assert (article.precision, article.published_raw) == (Precision.MINUTE, "Feb 1, 2023 14:33")
    assert str(article.published_at) == "2023-02-01 06:33:00+00:00"
    assert str(article.day) == "2023-02-01"
    assert "Quarry" not in article.title + article.summary


def test_of_the_press_the_same_article_keeps_headline_link_and_date_only():
    take(FORMATS["smm_article"].parse(page(FIRST, url=ADDRESSES[0])), metal())

    assert (only().title, only().summary, str(only().day)) == (HEADLINE, "", "2023-02-01")
    assert only().state == Article.State.PENDING


def test_the_same_article_under_its_three_addresses_is_one():
    its_source = metal()
    answers = [
        take(FORMATS["smm_article"].parse(page(FIRST, url=address)), its_source, hour)
        for hour, address in enumerate(ADDRESSES)
    ]

    assert [(answer.added, answer.changed) for answer in answers] == [(1, 0), (0, 0), (0, 0)]
    kept = set(ArticleName.objects.filter(kind="received").values_list("value", flat=True))
    assert len(kept) == 3
    assert {"https://news.metal.example/newscontent/102079383/"} < kept


def test_the_second_article_is_one_without_a_date_and_stands_under_its_arrival():
    take(FORMATS["article"].parse(page(SECOND, url="https://fast.example/insights/x")), source(parser="article"))
    article = only()

    assert (article.title, article.summary) == (HEADLINE, BODY)
    assert (article.published_on, article.precision, article.shown_at) == (None, Precision.UNKNOWN, NOON)
    for word in ("Chrome", "Lithium", "hours ago"):
        assert word not in article.summary


def test_a_headline_of_hours_ago_is_dated_once():
    text = SECOND.replace("<p>The list", "<div>Published: 9 hours ago</div><p>The list")
    its_source = source(parser="article")
    for hour in (0, 3):
        at = {"url": "https://fast.example/insights/x", "fetched_at": hours(hour)}
        take(FORMATS["article"].parse(page(text, **at)), its_source, hour)

    assert (only().published_at, only().precision, only().version_count) == (hours(-9), Precision.HOUR, 1)
    assert only().flags == [Flag.RELATIVE.value]


# ---- What belongs to others


@corpus_only
@pytest.mark.parametrize(
    ("name", "precision", "absent"),
    [
        ("smm-2023-02-01.txt", Precision.MINUTE, ("Malaysia", "Iran", "hours ago", "Data Source")),
        ("fastmarkets-2023-12-21.txt", Precision.UNKNOWN, ("chrome", "reciprocal", "lithium-ion")),
    ],
)
def test_the_founding_articles_are_one_article_each(name, precision, absent):
    lines = [line.strip() for line in (CORPUS / "articles" / name).read_text(encoding="utf-8").splitlines()]
    scraped = page("", url="https://news.metal.example/newscontent/1/x")
    draft = article_of([line for line in lines if line], page=scraped)
    its_source = source(parser="smm_article")
    for hour in (0, 1):
        take(reading_of([draft], page=scraped, encoding="utf-8"), its_source, hour)

    assert (only().precision, only().version_count) == (precision, 1)
    assert not [word for word in absent if word in only().summary + only().title]
    sound()


@corpus_only
def test_all_feeds_of_others_are_stored_without_a_crash_and_nothing_broken():
    gazette, stored, refused = source(), 0, 0
    for hour, name in enumerate(rows(r"\.(xml|atom|rss)$")):
        try:
            reading = FORMATS["feed"].parse(theirs(name))
        except SourceUnreadable:
            refused += 1
            continue
        before = Article.objects.count()
        answer = take(reading, gazette, hour)
        stored += 1
        assert Article.objects.count() == before + answer.added
        assert answer.added + answer.changed + answer.known <= len(reading.items)

    assert stored > refused > 0
    sound(of_others=True)


@corpus_only
def test_all_pages_of_gov_uk_are_stored_once_each():
    gazette = source(parser="gov_uk_page")
    readable = {}
    for name in rows(r"publishing-api/.*\.json$"):
        try:
            reading = gov_uk.parse(theirs(name))
        except SourceUnreadable:
            continue
        readable[reading.items[0].key or reading.items[0].url] = reading
    for hour in range(2):
        for reading in readable.values():
            take(reading, gazette, hour)

    assert Article.objects.count() == len(readable) > 40
    sound()


@corpus_only
def test_a_thousand_documents_of_the_federal_register_are_a_thousand_articles():
    gazette = source(parser="federal_register")
    reading = FORMATS["federal_register"].parse(theirs("mfebrizio__fr-toolbelt/tests/test_documents.json"))

    assert take(reading, gazette).added == 1_000
    assert take(reading, gazette, 1).known == 1_000
    sound()


def test_the_tests_of_our_own_files_do_not_pass_for_want_of_files():
    assert len(list(FIXTURES.iterdir())) == len(READ) + len(REFUSED)
    assert store(source()).added == 0
