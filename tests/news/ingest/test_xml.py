"""XML without its dangers: refused before they cost anything, and nothing is fetched."""

import builtins
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.types import Flag, SourceUnreadable
from news.ingest.xml import DEEPEST, Element, read_xml
from tests.news.ingest.pages import FIXTURES


def test_a_document_is_read_with_its_names_and_texts():
    document = read_xml('<a:r xmlns:a="urn:a" x="1"><a:b>one<c>two</c>three</a:b><b xmlns="urn:b"/></a:r>')

    assert (document.root.name, document.root.space, document.root.attributes) == ("r", "urn:a", {"x": "1"})
    assert [(child.name, child.space) for child in document.root.children()] == [("b", "urn:a"), ("b", "urn:b")]
    assert document.root.all("b", "urn:a")[0].text() == "onetwothree"
    assert len(document.root.all("b")) == 2
    assert document.flags == frozenset()


def test_the_first_child_with_text_speaks():
    root = read_xml("<r><t/><t> </t><t> said </t><t>late</t></r>").root

    assert root.of("t") == "said"
    assert root.of("t", "urn:other") == ""
    assert root.of("nothing") == ""


def test_items_are_taken_out_of_their_document():
    document = read_xml("<r><head/><item>1</item><deep><entry>2</entry></deep><item>3<item>inner</item></item></r>")

    assert [item.text() for item in document.items] == ["1", "2", "3inner"]
    assert [child.name for child in document.root.children()] == ["head", "deep"]


@pytest.mark.parametrize("name", ["x01", "x02", "x03", "x04", "x05", "x06", "x07"])
def test_dangerous_documents_are_refused_before_anything_is_opened(name, monkeypatch):
    (path,) = FIXTURES.glob(f"{name}*")
    text = path.read_text(encoding="utf-8")

    def never(*args, **kwargs):
        raise AssertionError("something was opened")

    monkeypatch.setattr(builtins, "open", never)
    monkeypatch.setattr(socket, "socket", never)
    with pytest.raises(SourceUnreadable) as caught:
        read_xml(text)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE r>",
        '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE r PUBLIC "-//x//y" "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE r [<!ENTITY a "b">]>',
        '<!DOCTYPE r [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
        "<!DOCTYPE r [<!ATTLIST r x CDATA 'y'>]>",
    ],
)
def test_every_document_type_is_refused(doctype):
    with pytest.raises(SourceUnreadable, match="document type"):
        read_xml(f'<?xml version="1.0"?>{doctype}<r><item>1</item></r>')


def test_an_inclusion_stays_an_element():
    text = '<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></r>'

    assert read_xml(text).root.text() == ""


def test_nesting_has_a_limit():
    assert read_xml("<a>" * DEEPEST + "x" + "</a>" * DEEPEST).root.text() == "x"
    with pytest.raises(SourceUnreadable, match="nested too deeply"):
        read_xml("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1))


def test_the_number_of_elements_has_a_limit():
    with pytest.raises(SourceUnreadable, match="too many elements"):
        read_xml("<r>" + "<a/>" * 100_001 + "</r>")


def test_what_follows_the_last_item_that_is_kept_is_not_read():
    document = read_xml("<r>" + "<item/>" * 1_001 + "<unread></wrong>")

    assert len(document.items) == 1_001
    assert document.flags == frozenset()


def test_what_was_whole_before_the_end_is_kept_and_marked():
    for text in (
        "<r><item>1</item><item>2</item><item>hal",
        "<r><item>1</item><item>2</item><ite",
        "<r><item>1</item><item>2</item>",
        "<r><item>1</item><item>2</item><item><![CDATA[ha",
        "<r><item>1</item><item>2</item><item>a &am",
    ):
        document = read_xml(text)
        assert [item.text() for item in document.items] == ["1", "2"], text
        assert document.flags == {Flag.CUT_OFF}


@pytest.mark.parametrize(
    "text",
    [
        "<r><item>half",
        "<r",
        "<r><item>1</item></wrong>",
        "<r><item>1</item><b></item></r>",
        "<r><item>1</item></r><more/>",
        "<r><item a=1>1</item></r>",
        "<r><item>1</item>&unknown;</r>",
        "<r><item>1</item>&#0;</r>",
        "<r><item>1</item>&#xD800;</r>",
        '<r><item x="1" x="2">1</item></r>',
        "<r><a:item>1</a:item></r>",
    ],
)
def test_what_is_no_xml_is_not_readable(text):
    with pytest.raises(SourceUnreadable, match="no whole XML"):
        read_xml(text)


@pytest.mark.parametrize("text", ["", "  ", "{}", "plain words", "%PDF-1.7", "&lt;rss>"])
def test_what_does_not_begin_like_xml_is_not_readable(text):
    with pytest.raises(SourceUnreadable, match="no XML"):
        read_xml(text)


def test_names_of_html_mean_what_they_mean_there():
    document = read_xml("<r><item>Rare&nbsp;earths &mdash; A&amp;B &lt;x&gt; &hellip;</item></r>")

    assert document.items[0].text() == "Rare\xa0earths — A&B <x> …"
    assert document.flags == {Flag.ENTITIES}


def test_control_characters_are_taken_out_and_marked():
    document = read_xml("<r><item>a\x00b\x0bc\x1f</item></r>")

    assert document.items[0].text() == "abc"
    assert document.flags == {Flag.CONTROL_CHARACTERS}


def test_the_declaration_says_nothing_about_a_text_that_is_decoded():
    assert read_xml('\ufeff<?xml version="1.0" encoding="gb2312"?><r>商务部𠮷</r>').root.text() == "商务部𠮷"


@given(st.text("<>/ar=\"'&; ![]-?x", max_size=80))
def test_no_text_breaks_the_reader(text):
    try:
        document = read_xml("<" + text)
    except SourceUnreadable as error:
        assert len(error.sample) <= 80
    else:
        assert isinstance(document.root, Element)
