"""Feeds as they are, as they break, and as somebody would like us to read them."""

from datetime import UTC, date, datetime

import pytest

from news.ingest.parsers.feed import parse
from news.ingest.types import MOST_ITEMS, Calendar, Flag, Precision, SourceRetired, SourceUnreadable
from tests.news.ingest.pages import atom, held, item, page, rss

PUB = "<pubDate>Tue, 24 Feb 2026 10:23:00 +0800</pubDate>"


def only(body, **more):
    (found,) = parse(page(body, **more)).items
    return found


# ---- Each format


def test_an_item_of_rss_2_has_all_its_parts():
    body = rss(
        item(
            "China lists 20 entities",
            "https://news.example/a/1?utm_source=rss",
            f"<guid>tag:1</guid>{PUB}<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</description>"
            "<author>desk@news.example (Desk)</author><category>Rare earths</category>",
        ),
        head="<language>en-gb</language>",
    )
    found = only(body)

    assert found.title == "China lists 20 entities"
    assert found.url == "https://news.example/a/1?utm_source=rss"
    assert found.key == "tag:1"
    assert found.published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)
    assert found.summary == "First. Second."
    assert (found.author, found.kind, found.language) == ("desk@news.example (Desk)", "Rare earths", "en-gb")
    assert found.flags == frozenset()


def test_an_item_of_rss_1_has_all_its_parts():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://meti.example/"><title>C</title>'
        '<items><rdf:Seq><rdf:li rdf:resource="https://meti.example/1"/></rdf:Seq></items></channel>'
        '<item rdf:about="https://meti.example/1"><title>輸出管理</title><link>https://meti.example/1</link>'
        "<dc:date>2026-02-24T10:23:00+09:00</dc:date><dc:creator>METI</dc:creator><dc:language>ja</dc:language></item></rdf:RDF>"
    )
    found = only(body)

    assert (found.title, found.url, found.key) == ("輸出管理", "https://meti.example/1", "https://meti.example/1")
    assert found.published.at == datetime(2026, 2, 24, 1, 23, tzinfo=UTC)
    assert (found.author, found.language) == ("METI", "ja")


def test_an_item_of_rss_0_9_needs_no_version_and_no_date():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>C</title></channel><item><title>Old</title><link>https://news.example/o</link></item></rdf:RDF>"
    )
    found = only(body)

    assert (found.title, found.url, found.key) == ("Old", "https://news.example/o", "")
    assert (found.published.day, found.published.flags) == (None, frozenset())


def test_an_entry_of_atom_has_all_its_parts():
    body = atom(
        "<id>tag:e</id><title>Notice: NTE 2026/05</title><updated>2026-03-12T09:00:00Z</updated>"
        '<published>2026-02-24T09:00:00Z</published><link rel="self" href="https://gov.example/x.atom"/>'
        '<link rel="enclosure" href="https://gov.example/x.pdf"/><link href="/nte-2026-05"/><summary>s</summary>'
        '<author><name>ECJU</name></author><category term="notice" label="Notice"/>',
        attributes='xml:lang="en-GB" xml:base="https://www.gov.example/"',
    )
    found = only(body, fetched_at=datetime(2026, 3, 13, tzinfo=UTC))

    assert (found.title, found.url, found.key) == (
        "Notice: NTE 2026/05",
        "https://www.gov.example/nte-2026-05",
        "tag:e",
    )
    assert found.published.at == datetime(2026, 2, 24, 9, tzinfo=UTC)
    assert found.updated.at == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert (found.author, found.kind, found.language, found.summary) == ("ECJU", "Notice", "en-GB", "s")


@pytest.mark.parametrize("space", ['xmlns="http://purl.org/atom/ns#"', ""])
def test_older_atom_and_atom_without_a_namespace_are_read(space):
    body = (
        f"<feed {space}><title>F</title><entry><id>1</id><title>Old</title>"
        '<link rel="alternate" type="text/html" href="https://news.example/1"/><issued>2026-02-24</issued>'
        "<modified>2026-02-25</modified></entry></feed>"
    )
    found = only(body)

    assert (found.title, found.url) == ("Old", "https://news.example/1")
    assert (found.published.day, found.updated.day) == (date(2026, 2, 24), date(2026, 2, 25))


def test_text_of_atom_may_be_markup():
    body = atom(
        '<id>1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; claim</title><link href="https://news.example/1"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <i>two</i> three</div></content>'
    )

    assert (only(body).title, only(body).summary) == ("A bold claim", "One two three")


def test_a_page_for_readers_goes_before_other_forms_of_it():
    links = (
        '<link type="application/json" href="https://x.example/j"/><link type="text/html" href="https://x.example/h"/>'
    )

    assert only(atom(f"<id>1</id><title>T</title>{links}")).url == "https://x.example/h"


def test_the_full_text_serves_where_there_is_no_summary():
    body = rss(
        item(more="<content:encoded><![CDATA[<p>full</p>]]></content:encoded>"),
        attributes='xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )

    assert only(body).summary == "full"


def test_relative_addresses_count_from_the_feed():
    assert only(rss(item(link="/a/1")), url="https://www.gov.example/feeds/x.rss").url == "https://www.gov.example/a/1"


@pytest.mark.parametrize(
    ("guid", "link", "url"),
    [
        (
            '<guid isPermaLink="false">http://not-a-link.example/guid</guid>',
            "<link>https://n.example/p</link>",
            "https://n.example/p",
        ),
        ("<guid>https://n.example/q</guid>", "", "https://n.example/q"),
        ('<guid isPermaLink="false">https://n.example/q</guid>', "", ""),
        ('<guid isPermaLink="true">urn:uuid:1</guid>', "", ""),
        ("", '<a:link xmlns:a="http://www.w3.org/2005/Atom" href="https://n.example/a"/>', "https://n.example/a"),
    ],
)
def test_a_name_is_an_address_only_when_it_says_so(guid, link, url):
    body = rss(f"<title>T</title>{guid}{link}", item())
    found = parse(page(body)).items[0]

    assert found.url == url
    assert (Flag.NO_LINK in found.flags) == (not url)


# ---- What is no feed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        ("<!doctype html><html><title>Before you continue</title><form>", "a web page, not a feed"),
        ("<!-- x --> <HTML><body>Sign in", "a web page, not a feed"),
        ("<script>location='/waf'</script>", "a web page, not a feed"),
        ('{"code": 404}', "no XML"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3", "no encoding"),
        (b"%PDF-1.7", "no XML"),
        ("Service unavailable", "no XML"),
        ("<note><to>you</to></note>", "no feed; it begins with 'note'"),
        ("<rss version='2.0'></rss>", "no feed; it begins with 'rss'"),
        ("<opml><body/></opml>", "no feed; it begins with 'opml'"),
        (rss(head="<story><title>x</title></story>"), "no items but holds 'story'"),
        (atom(head="<article><title>x</title></article>"), "no items but holds 'article'"),
        (rss("<headline>x</headline><link>https://news.example/1</link>"), "None of 1 items has a title"),
        (rss("<title>x</title><url>https://news.example/1</url>"), "None of 1 items has an address"),
        (atom("<id>1</id><title>x</title><href>https://news.example/1</href>"), "None of 1 items has an address"),
    ],
)
def test_what_is_no_feed_is_never_no_news(body, words):
    with pytest.raises(SourceUnreadable, match=words):
        parse(page(body))


def test_a_refusal_quotes_the_first_eighty_characters():
    with pytest.raises(SourceUnreadable) as caught:
        parse(page("<!doctype html>\n<html>  <title>Before you continue</title>" + "x" * 500))
    assert caught.value.sample == "<!doctype html> <html> <title>Before you continue</title>" + "x" * 23
    assert len(caught.value.sample) == 80
    assert caught.value.why == "The answer is a web page, not a feed"


@pytest.mark.parametrize(
    "entry",
    [
        '<id>tag:x/feed-ended</id><title>Gone</title><link href="https://www.gov.example/search/new"/>',
        '<id>1</id><title>This feed has ended</title><link href="/search/new"/>',
        '<id>1</id><title>This feed has ended.</title><link href="/search/new"/>',
    ],
)
def test_a_feed_that_has_ended_names_its_successor(entry):
    with pytest.raises(SourceRetired) as caught:
        parse(page(atom(entry), url="https://www.gov.example/old.atom"))
    assert caught.value.successor == "https://www.gov.example/search/new"


def test_news_about_an_ended_feed_does_not_end_the_feed():
    assert len(parse(page(rss(item("This feed has ended"), item("Other", "https://news.example/2")))).items) == 2


def test_a_feed_without_items_says_that_it_is_empty():
    reading = parse(page(rss(head="<ttl>60</ttl><image><url>x</url></image><x:y xmlns:x='urn:x'/>")))

    assert (reading.items, reading.flags) == ((), {Flag.EMPTY})


def test_items_without_title_and_address_are_left_out_and_told():
    reading = parse(page(rss(item(), "<description>nothing else</description>")))

    assert len(reading.items) == 1
    assert reading.flags == {Flag.ITEMS_DROPPED}


# ---- What is wrong with single items


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1]/", "https://u:p@news.example/a"],
)
def test_an_address_that_is_none_for_readers_is_left_out_and_told(link):
    found = only(rss(item(link=link)))

    assert (found.url, found.flags) == ("", {Flag.LINK_REFUSED})


def test_scripts_in_titles_are_not_kept():
    found = only(rss(item("&lt;script&gt;alert(1)&lt;/script&gt; Rare earths &lt;img src=x onerror=alert(1)&gt;")))

    assert found.title == "Rare earths"


def test_invisible_characters_are_taken_out_and_the_title_kept_as_it_came():
    found = only(rss(item("Subaru\u200b \u202eten.rotinom\u202c")))

    assert found.title == "Subaru ten.rotinom"
    assert found.received_title == "Subaru\u200b \u202eten.rotinom\u202c"
    assert found.flags == {Flag.INVISIBLE}
    assert only(rss(item("Subaru"))).received_title == ""


def test_texts_without_end_are_cut_and_told():
    found = only(rss(item("长" * 100_000, more=f"<description>{'x' * 100_000}</description><guid>{'g' * 9000}</guid>")))

    assert (len(found.title), len(found.summary), len(found.key)) == (500, 5000, 500)
    assert found.title.endswith("…")
    assert found.flags == {Flag.TEXT_CUT}


def test_items_without_end_are_cut_and_told():
    reading = parse(page(rss(*(item(f"T{n}", f"https://news.example/{n}") for n in range(MOST_ITEMS + 5)))))

    assert len(reading.items) == MOST_ITEMS
    assert reading.flags == {Flag.TOO_MANY}
    assert reading.items[0].title == "T0"


def test_broken_text_is_kept_as_it_came_and_told():
    found = only(rss(item("Chinaโ€™s crackdown")))

    assert (found.title, found.flags) == ("Chinaโ€™s crackdown", {Flag.SUSPECT_TEXT})


def test_a_document_that_breaks_off_gives_what_was_whole():
    reading = parse(page(rss(item("One"), item("Two", "https://news.example/2"))[:-40]))

    assert [found.title for found in reading.items] == ["One"]
    assert reading.flags == {Flag.CUT_OFF}


def test_zones_are_those_of_the_source():
    body = rss(item(more="<pubDate>Tue, 24 Feb 2026 10:23:00 CST</pubDate>"))

    assert only(body).published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)
    assert only(body, calendar=Calendar("America/Chicago")).published.at == datetime(2026, 2, 24, 16, 23, tzinfo=UTC)
    assert only(body, calendar=Calendar("Europe/London")).published.flags == {Flag.ZONE_UNKNOWN}


# ---- The corpus of our own making


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("d01", 4),
        ("d02", 5),
        ("d05", 2),
        ("d07", 3),
        ("d08", 2),
        ("h01", 9),
        ("h03", 4),
        ("h04", 3),
        ("h05", 2),
        ("t01", 16),
    ],
)
def test_every_item_of_the_corpus_is_read(name, count):
    assert len(parse(held(name)).items) == count


def test_of_nine_addresses_two_are_for_readers():
    kept = {found.key: found.url for found in parse(held("h01")).items if found.url}

    assert kept == {"g5": "https://evil.example/x", "g9": "https://news.example/ok"}


def test_nothing_of_the_script_survives():
    (found,) = parse(held("h02")).items

    assert (found.title, found.summary) == ("Rare earths", "x kept")


def test_broken_texts_of_the_corpus_are_all_told():
    assert [found.flags for found in parse(held("h04")).items] == [{Flag.SUSPECT_TEXT}] * 3


def test_the_sixteen_dates_of_the_corpus():
    days = [(found.published.day, found.published.precision) for found in parse(held("t01")).items]

    assert days == [
        (date(2026, 3, 1), Precision.HOUR),
        (date(2026, 3, 1), Precision.HOUR),
        (date(2026, 2, 28), Precision.MINUTE),
        (date(2026, 2, 24), Precision.DAY),
        (date(2026, 2, 24), Precision.DAY),
        (date(2026, 2, 28), Precision.MINUTE),
        (None, Precision.UNKNOWN),
        (None, Precision.UNKNOWN),
        (None, Precision.UNKNOWN),
        (date(2017, 10, 16), Precision.SECOND),
        (date(2026, 2, 24), Precision.SECOND),
        (date(2026, 2, 24), Precision.SECOND),
        (date(2026, 2, 24), Precision.SECOND),
        (date(9999, 12, 31), Precision.SECOND),
        (None, Precision.UNKNOWN),
        (None, Precision.UNKNOWN),
    ]


def test_the_ended_feed_of_the_corpus_names_its_successor():
    with pytest.raises(SourceRetired) as caught:
        parse(held("s04"))
    assert caught.value.successor == "https://www.gov.example/search/news-and-communications"


@pytest.mark.parametrize(
    ("title", "summary", "flags"),
    [
        ("x" * 500, "y" * 5_000, set()),
        ("x" * 501, "", {Flag.TEXT_CUT}),
        ("x", "y" * 5_001, {Flag.TEXT_CUT}),
    ],
)
def test_a_text_of_exactly_the_limit_is_whole(title, summary, flags):
    found = only(rss(item(title, more=f"<description>{summary}</description>")))

    assert found.flags == flags
    assert len(found.title) <= 500
    assert len(found.summary) <= 5_000
