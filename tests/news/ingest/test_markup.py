"""HTML as tokens: what a browser would make of it, and never more work than the text is long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.markup import End, Start, is_web_page, tokens_of, unescaped
from news.ingest.notice_numbers import notice_mentions
from news.ingest.text import plain


def tokens(markup):
    return list(tokens_of(markup))


def test_texts_and_tags_come_in_order():
    assert tokens('a<p class="x">b</p>c<br/>') == ["a", Start("p", {"class": "x"}), "b", End("p"), "c", Start("br", {})]


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<a href=/x>", {"href": "/x"}),
        ("<a href='/x y'>", {"href": "/x y"}),
        ('<A HREF = "/x">', {"href": "/x"}),
        ('<a href="/x" title="5 > 4 & 3 &lt; 4">', {"href": "/x", "title": "5 > 4 & 3 < 4"}),
        ('<a href="it\'s" title=\'say "x"\'>', {"href": "it's", "title": 'say "x"'}),
        ("<a href=/x href=/y>", {"href": "/x"}),
        ("<a hidden href=/x>", {"hidden": "", "href": "/x"}),
        ("<a title=it's href=/x>", {"title": "it's", "href": "/x"}),
        ("<a\nhref='/x'\n>", {"href": "/x"}),
        ('<a href="/x"title="y">', {"href": "/x", "title": "y"}),
        ("<a href=>", {"href": ""}),
        ("<a/href=/x>", {"href": "/x"}),
        ("<a>", {}),
    ],
)
def test_attributes_are_those_of_a_browser(tag, attributes):
    assert tokens(tag) == [Start("a", attributes)]


@pytest.mark.parametrize(
    "markup",
    ["1 < 2", "a <", "<", "<>", "< b>", "<1>", "</>", "</ b>", "a << b", "&", "&#", "&;", "x &unknown; y"],
)
def test_signs_that_are_no_tags_are_text(markup):
    assert "".join(tokens(markup)) == markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<!-- <b>no</b> -->c", "ac"),
        ("a<!-- never ended <b>x</b>", "a"),
        ("a<!-->b<!-- x -->c", "abc"),
        ("a<!doctype html>c", "ac"),
        ("a<!doctype", "a"),
        ("a<?xml version='1.0'?>c", "ac"),
        ("a<![CDATA[x]]>c", "ac"),
        ("a<script>if (1 < 2) { '</p>' }</script>c", "ac"),
        ("a<SCRIPT>x</Script >c", "ac"),
        ("a<script>never ended", "a"),
        ("a<style>p > b {}</style>c", "ac"),
        ("a<b title='never ended>c</b>", "a"),
        ("a<b never ended", "a"),
    ],
)
def test_what_a_browser_does_not_show_is_not_given(markup, text):
    assert "".join(token for token in tokens(markup) if isinstance(token, str)) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("&lt;b&gt; &amp; &nbsp;&hellip;", "<b> & \xa0…"),
        ("&#31232;&#x571f;", "稀土"),
        ("&#0;&#xD800;&#1114112;", "\ufffd\ufffd\ufffd"),
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
        ("&#x" + "f" * 5_000 + ";", "\ufffd"),
        ("no reference", "no reference"),
    ],
)
def test_character_references_are_resolved(text, meant):
    assert unescaped(text) == meant


# Each of these takes a reader that looks twice minutes or years.
HOSTILE = [
    "<a ",
    "<!--",
    "<!",
    "<?",
    "</",
    '<a x="',
    "<a x='",
    "<a x=y ",
    "<script>",
    "</script",
    "<![CDATA[",
    "&",
    "&#",
    "&#x",
    "<",
    "<a<",
    "<a =",
    "<a>",
    "<!---->",
    '= "',
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_costs_more_than_its_length(piece):
    markup = piece * (400_000 // len(piece))

    assert isinstance(plain(markup), str)
    assert isinstance(plain("<p>" + markup), str)
    assert is_web_page(markup) in (True, False)


def test_a_tag_without_end_of_attributes_is_cut():
    (tag,) = tokens("<a " + "x " * 100_000 + ">")

    assert len(tag.attributes) == 1


@pytest.mark.parametrize(
    "text", ["商务部" + "部" * 400, "商务部" * 400, "商务部海关总署" * 400, "Announcement No. 1" + ", 1" * 4_000]
)
def test_no_text_of_ministries_costs_more_than_its_length(text):
    assert notice_mentions(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<html>",
        "  <!doctype html>",
        "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        "<!-- x --><!-- y -->\n<HEAD>",
        "<script src=x>",
        "<title>Sign in</title>",
        "<div id=root>",
    ],
)
def test_a_web_page_is_known_by_its_beginning(text):
    assert is_web_page(text)


@pytest.mark.parametrize(
    "text", ["", "<rss>", "<?xml version='1.0'?><rss>", "<!doctype rss>", "<!-- never ended <html>", "html", "{}"]
)
def test_what_is_no_web_page_is_known(text):
    assert not is_web_page(text)


@given(st.text("<>/ab =\"'!-&;#x1", max_size=60))
def test_no_text_breaks_the_reader(markup):
    for token in tokens_of(markup):
        assert isinstance(token, str | Start | End)
        assert token != ""


@given(st.text(st.characters(exclude_characters="<&", exclude_categories=["Cs"]), max_size=40))
def test_text_without_markup_is_itself(text):
    assert "".join(tokens(text)) == text
