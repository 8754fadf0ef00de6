"""Every file of the corpus has the outcome that was written down for it, and none breaks a parser.

The part that is our own work is in `tests/fixtures/ingest/`. The rest belongs to others and is read from where
CORPUS_DIR says, if it says so.
"""

import csv
import gzip
import os
import re
import unicodedata
from pathlib import Path

import pytest

from news.ingest.decoding import decode
from news.ingest.normalise import Identity, fold
from news.ingest.parsers import article, cellar, federal_register, feed, gov_uk, json_feed, mofcom, official_lists
from news.ingest.text import lines_of
from news.ingest.types import MOST_ITEMS, Flag, SourceRetired, SourceUnreadable
from tests.news.ingest.pages import FIXTURES, held, item, page, rss

CORPUS = Path(os.environ.get("CORPUS_DIR", "/nonexistent"))
MANIFEST = (CORPUS / "MANIFEST.csv").read_text(encoding="utf-8").splitlines() if CORPUS.is_dir() else []
ROWS = {row["file"]: row["expected_outcome"] for row in csv.DictReader(MANIFEST)}
# Made to test encodings: entries with a title and nothing else. A source whose items have no address is not read.
WITHOUT_ADDRESSES = {"invalid-prolog.xml", "utf8-incorrect-prolog.xml", "utf8.xml"}
PARSERS = (
    article.parse,
    cellar.parse,
    federal_register.parse,
    feed.parse,
    gov_uk.parse,
    json_feed.parse,
    mofcom.parse_announcements,
    mofcom.parse_bureau,
    mofcom.parse_portal,
    official_lists.parse_ofac,
)
# Of our own files: how many items are read, how many articles that makes, and what is told of the whole.
READ = {
    "d01": (4, 1, set()),
    "d02": (5, 1, set()),
    "d03": (1, 1, set()),
    "d04": (1, 1, set()),
    "d05": (2, 1, set()),
    "d07": (3, 3, set()),
    "d08": (2, 2, set()),
    "e01": (1, 1, set()),
    "e02": (1, 1, set()),
    "e03": (1, 1, set()),
    "e04": (1, 1, set()),
    "e05": (1, 1, set()),
    "e06": (1, 1, set()),
    "e07": (1, 1, set()),
    "e08": (1, 1, {Flag.ENCODING_MISMATCH}),
    "e09": (1, 1, {Flag.CUT_OFF}),
    "e10": (1, 1, {Flag.CONTROL_CHARACTERS}),
    "e11": (1, 1, {Flag.ENTITIES}),
    "h01": (9, 9, set()),
    "h02": (1, 1, set()),
    "h03": (4, 4, set()),
    "h04": (3, 3, set()),
    "h05": (2, 2, set()),
    "s05": (0, 0, {Flag.EMPTY}),
    "s10": (1, 1, set()),
    "s11": (1, 1, set()),
    "t01": (16, 16, set()),
}
REFUSED = {
    "d06": "None of 2 items has an address",
    "p01": "a web page, not a feed",
    "p02": "a web page, not a feed",
    "s01": "empty",
    "s02": "a web page, not a feed",
    "s03": "no XML",
    "s04": "has ended",
    "s07": "no encoding",
    "s09": "no XML",
    **dict.fromkeys(("x01", "x02", "x03", "x04", "x05", "x06"), "document type"),
    "x07": "nested too deeply",
}


def test_every_file_of_our_own_has_an_outcome():
    assert sorted(path.name[:3] for path in FIXTURES.iterdir()) == sorted((*READ, *REFUSED))


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_read(name):
    count, articles, flags = READ[name]
    reading = feed.parse(held(name))

    assert len(reading.items) == count
    assert len(fold(reading.items, identity=Identity())) == articles
    assert reading.flags == flags


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused(name):
    with pytest.raises(SourceUnreadable, match=REFUSED[name]) as caught:
        feed.parse(held(name))
    assert len(caught.value.sample) <= 80
    assert isinstance(caught.value, SourceRetired) == (name == "s04")


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name[:3])
@pytest.mark.parametrize("parse", PARSERS)
def test_no_file_breaks_a_parser_that_it_was_not_made_for(parse, path):
    try:
        reading = parse(page(path.read_bytes()))
    except SourceUnreadable as error:
        assert error.why
    else:
        for found in reading.items:
            assert not re.search(r"[\x00-\x1f]", found.title + found.summary)
            assert found.url == "" or found.url.startswith(("http://", "https://"))


def test_five_thousand_items_are_cut_and_told():
    items = (item(f"Item {n}", f"https://news.example/i/{n}", f"<guid>i{n}</guid>") for n in range(5_000))
    reading = feed.parse(page(rss(*items)))

    assert (len(reading.items), reading.flags) == (MOST_ITEMS, {Flag.TOO_MANY})


def test_the_bomb_is_no_feed_before_it_is_unpacked_and_none_after():
    packed = held("s07").body

    assert len(packed) < 20_000
    assert len(gzip.decompress(packed)) > 5_000_000, "the way out refuses it at its limit"


# ---- What belongs to others


def rows(pattern):
    return sorted(name for name in ROWS if re.search(pattern, name))


def theirs(name, **more):
    return page((CORPUS / name).read_bytes(), **more)


@pytest.mark.skipif(not ROWS, reason="CORPUS_DIR names no corpus")
def test_the_corpus_at_hand_is_the_one_we_know():
    missing = [name for name in ROWS if not (CORPUS / name).is_file()]

    assert missing == []
    assert {name[10:13] for name in ROWS if name.startswith("synthetic/")} == {*READ, *REFUSED, "s06", "s08"}


@pytest.mark.parametrize("name", rows(r"\.(xml|atom|rss)$") or [None])
def test_feeds_of_others_are_read_as_expected(name):
    if name is None or name.startswith("synthetic/"):
        pytest.skip("of our own, or no corpus")
    expected = ROWS[name]
    try:
        reading = feed.parse(theirs(name))
    except SourceUnreadable as error:
        assert expected.startswith(("REJECT", "0 entries", "parses")), expected
        if expected.startswith("parses with"):
            assert Path(name).name in WITHOUT_ADDRESSES
            assert "None of 1 items has an address" in error.why
        return
    assert not expected.startswith("REJECT")
    dropped = Flag.ITEMS_DROPPED in reading.flags
    count = int(re.search(r"\d+", expected)[0])
    assert len(reading.items) == count - dropped
    assert all(not found.flags & {Flag.SUSPECT_TEXT} for found in reading.items), "mojibake"


@pytest.mark.parametrize("name", rows(r"publishing-api/.*\.json$") or [None])
def test_pages_of_gov_uk_are_read_as_expected(name):
    if name is None:
        pytest.skip("no corpus")
    expected = ROWS[name]
    kind = re.search(r"document_type=([\w]+)", expected)[1]
    if kind in ("gone", "redirect"):
        with pytest.raises(SourceRetired):
            gov_uk.parse(theirs(name))
        return
    (found,) = gov_uk.parse(theirs(name)).items
    assert found.kind == kind
    assert found.url == "https://www.gov.uk" + re.search(r"base_path=(\S+?);", expected)[1]
    assert (Flag.WITHDRAWN in found.flags) == ("withdrawn=True" in expected)
    assert found.details.get("changes", "0") == re.search(r"change_history=(\d+)", expected)[1]


@pytest.mark.parametrize("name", rows(r"finder-frontend/.*\.json$") or [None])
def test_finders_of_gov_uk_break_nothing(name):
    if name is None:
        pytest.skip("no corpus")
    for parse in PARSERS:
        try:
            assert parse(theirs(name)).items
        except SourceUnreadable as error:
            assert error.why


# What each page of others shows. None is an article by our rules: they have no heading, or hardly a word.
SHOWN = {
    **dict.fromkeys(("iso-8859-1", "iso-8859-1-meta-after-1024", "utf8", "utf8-meta-after-1024"), ["Café"]),
    **dict.fromkeys(("iframe", "img"), []),
    "p": [
        "Lorem ipsum dolor sit amet, consectetuer adipiscing ept.",
        "Apquam tincidunt mauris eu risus.",
        "Vestibulum auctor dapibus neque.",
    ],
}


@pytest.mark.parametrize("name", rows(r"^(?!synthetic/).*\.html$") or [None])
def test_pages_of_others_give_the_text_that_they_show_and_no_article(name):
    if name is None:
        pytest.skip("no corpus")
    assert ROWS[name].startswith("article text extracted")
    body = (CORPUS / name).read_bytes()
    assert lines_of(decode(body, content_type="text/html").text) == SHOWN[Path(name).stem]
    with pytest.raises(SourceUnreadable, match="no heading that it shows|next to no text"):
        article.parse(page(body))


@pytest.mark.parametrize("name", rows(r"\.html-result$") or [None])
def test_what_others_take_from_a_page_says_what_we_take(name):
    if name is None:
        pytest.skip("no corpus")
    assert lines_of((CORPUS / name).read_text(encoding="utf-8")) == SHOWN[Path(name).stem]


@pytest.mark.skipif(not ROWS, reason="CORPUS_DIR names no corpus")
def test_every_page_of_others_is_looked_at():
    assert {Path(name).stem for name in rows(r"^(?!synthetic/).*\.html$")} == set(SHOWN)


@pytest.mark.skipif(not ROWS, reason="CORPUS_DIR names no corpus")
def test_a_thousand_documents_of_the_federal_register_are_read():
    reading = federal_register.parse(theirs("mfebrizio__fr-toolbelt/tests/test_documents.json"))

    assert len({found.key for found in reading.items}) == 1_000
    assert sum("Industry and Security Bureau" in found.author for found in reading.items) == 4
    assert all(found.url and found.published.day and found.flags <= {Flag.TEXT_CUT} for found in reading.items)
    assert len(fold(reading.items, identity=Identity())) == 1_000
    assert all(found.title == unicodedata.normalize("NFC", found.title) for found in reading.items)
