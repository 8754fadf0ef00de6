"""Lines, JSON and XML read in pieces: the same as read whole, and never more in memory than one piece."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.screening.formats import elements, strict_json
from controls.screening.formats.elements import only
from controls.screening.formats.lines import cells, headings, lines
from controls.screening.formats.rows import LARGEST_ROW, Broken, Unreadable

PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=10,
)


class Drops(io.BytesIO):
    """A file that gives at most a few bytes at a time, whatever is asked for."""

    def __init__(self, content, size):
        super().__init__(content)
        self.size = size

    def read(self, _size=-1):
        return super().read(self.size)


def test_lines_are_counted_from_one_whatever_ends_them():
    assert list(lines(io.BytesIO(b"a\nb\r\n\nc"))) == [(1, "a\n"), (2, "b\r\n"), (3, "\n"), (4, "c")]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_nothing_has_no_line_with_anything_in_it(content):
    assert [line for _number, line in lines(io.BytesIO(content)) if line] == []


def test_a_byte_order_mark_counts_only_at_the_beginning():
    assert list(lines(io.BytesIO("\ufeffa\n\ufeffb".encode()))) == [(1, "a\n"), (2, "\ufeffb")]


@pytest.mark.parametrize(("size", "fits"), [(LARGEST_ROW, True), (LARGEST_ROW + 1, False)])
def test_the_longest_line_is_a_mebibyte(size, fits):
    stream = io.BytesIO(b"x" * size)

    if fits:
        assert len(next(lines(stream))[1]) == size
    else:
        with pytest.raises(Broken, match="The line is longer than 1,048,576 bytes"):
            next(lines(stream))


@pytest.mark.parametrize(
    ("content", "encoding", "line", "told"),
    [
        (b"a\n\xff", "utf-8", 2, r"Byte 1 \(0xFF\) is no UTF-8"),
        (b"ab\xe3\x81", "utf-8", 1, r"Byte 3 \(0xE3\) is no UTF-8"),
        (b"a\nb\nc\x00", "utf-8", 3, r"the sign U\+0000"),
        (b"\x81", "cp932", 1, "is no CP932"),
    ],
)
def test_a_line_in_another_encoding_is_named_with_its_byte(content, encoding, line, told):
    with pytest.raises(Broken, match=told) as broken:
        list(lines(io.BytesIO(content), encoding))
    assert broken.value.line == line


@given(st.lists(st.lists(PLAIN, min_size=1, max_size=4), max_size=6))
def test_cells_come_back_as_they_were_written(table):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(table)
    read = [row for _line, row in cells(lines(io.BytesIO(written.getvalue().encode())))]

    assert read == table


@given(st.lists(st.sampled_from(["a,b", '"a\nb",c', '"x\n\n\ny",z', "p,q"]), min_size=1, max_size=6))
def test_a_row_is_numbered_by_the_line_in_which_it_begins(rows):
    content = "\n".join(rows)
    begins = [1 + sum(row.count("\n") + 1 for row in rows[:place]) for place in range(len(rows))]

    assert [line for line, _row in cells(lines(io.BytesIO(content.encode())))] == begins


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (["a"], "the heading “b” is missing"),
        (["a", "b", "z"], "the heading “z” is unknown"),
        (["a", "b", "b"], "the heading “b” is there twice"),
        ([], "the heading “a” is missing; the heading “b” is missing"),
        (["A", "b"], "the heading “a” is missing; the heading “A” is unknown"),
    ],
)
def test_headings_are_known_needed_and_there_once(found, told):
    with pytest.raises(Broken, match=told):
        headings(3, found, ("a", "b"), ("a", "b", "c"))


@pytest.mark.parametrize("found", [["a", "b"], ["b", "a", "c"], [" a ", "b"]])
def test_headings_may_stand_in_any_order(found):
    assert headings(1, found, ("a", "b"), ("a", "b", "c")) == [name.strip() for name in found]


@given(JSON)
def test_json_is_read_as_it_was_written(value):
    assert strict_json.parsed(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "nul", "NaN", "-Infinity", "[1,]", "{'a': 1}", '{"a": 1, "a": 2}', '{"a": {"b": 1, "b": 1}}'),
        *("[1] 2", "\ufeff{}", '"\n"', "9" * 5_000, "[" * 100_000, '{"a":' * 100_000),
    ],
)
def test_what_is_no_strict_json_is_refused(text):
    with pytest.raises(Unreadable):
        strict_json.parsed(text)


@given(st.lists(JSON, max_size=6), st.dictionaries(PLAIN.filter(lambda key: key != "results"), JSON, max_size=3))
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [1, 4_096])
@settings(max_examples=30)
def test_items_are_those_of_the_whole_file_whatever_the_pieces(indent, size, entries, members):
    content = json.dumps({**members, "results": entries, "z" * 20: 1}, ensure_ascii=False, indent=indent).encode()

    assert [value for _line, value in strict_json.items(Drops(content, size), "results")] == entries


def test_items_are_numbered_by_the_line_in_which_they_begin():
    content = b'{\n"results": [\n1,\n\n {"a":\n2},\n3]}'

    assert list(strict_json.items(io.BytesIO(content), "results")) == [(3, 1), (5, {"a": 2}), (7, 3)]


def test_a_number_that_a_piece_cuts_is_read_whole():
    assert [value for _line, value in strict_json.items(Drops(b'{"results": [1234567, 89]}', 15), "results")] == [
        1_234_567,
        89,
    ]


def test_a_sign_that_a_piece_cuts_is_read_whole():
    for size in range(1, 12):
        content = '{"results": ["三菱", "👩‍🔬"]}'.encode()
        assert [value for _line, value in strict_json.items(Drops(content, size), "results")] == ["三菱", "👩‍🔬"]


def test_items_are_given_before_the_file_is_read_to_its_end():
    stream = io.BytesIO(b'{"results": [' + b",".join(b'{"name": "x"}' for _each in range(100_000)) + b"]}")
    found = strict_json.items(stream, "results")
    next(found)

    assert stream.tell() <= 2 * 65_536


TAGS = st.sampled_from(["a", "b", "name"])
XML = st.recursive(
    st.builds(lambda tag, text: (tag, text, []), TAGS, PLAIN),
    lambda inner: st.builds(lambda tag, children: (tag, "", children), TAGS, st.lists(inner, max_size=3)),
    max_leaves=8,
)


def written(tree):
    tag, text, children = tree
    element = ElementTree.Element(tag, {"x": text})
    element.text = text
    element.extend(written(child) for child in children)
    return element


def same(found, element):
    assert (found.tag, found.attributes) == (element.tag, dict(element.attrib))
    assert found.text.strip() == (element.text or "").strip()
    assert len(found.children) == len(element)
    for child, other in zip(found.children, element, strict=True):
        same(child, other)


@given(st.lists(XML, max_size=4))
@pytest.mark.parametrize("size", [1, 65_536])
@settings(max_examples=30)
def test_elements_are_those_of_the_whole_file_whatever_the_pieces(size, trees):
    root = ElementTree.Element("list")
    for tree in trees:
        entry = ElementTree.SubElement(root, "entry")
        entry.append(written(tree))
        ElementTree.SubElement(root, "other").append(written(tree))
    found = list(elements.elements(Drops(ElementTree.tostring(root), size), "list", "entry"))

    assert len(found) == len(trees)
    for each, element in zip(found, root.findall("entry"), strict=True):
        same(each, element)


def test_an_element_knows_its_line_and_what_lies_on_a_path():
    content = b"<list>\n<entry>\n<names><name>A</name><name>B</name></names>\n<k/></entry></list>"
    (entry,) = elements.elements(io.BytesIO(content), "list", "entry")

    assert entry.line == 2
    assert [each.text for each in entry.all("names", "name")] == ["A", "B"]
    assert [each.line for each in entry.all("names", "name")] == [3, 3]
    assert (entry.first("k"), entry.first("nothing")) == ("", "")
    assert entry.all("names", "nothing") == []


def test_namespaces_make_no_other_names():
    content = b'<l:list xmlns:l="urn:x" xmlns="urn:y"><l:entry><name>A</name></l:entry></l:list>'
    (entry,) = elements.elements(io.BytesIO(content), "list", "entry")

    assert entry.first("name") == "A"


def test_what_is_not_known_in_an_element_is_named():
    (entry,) = elements.elements(io.BytesIO(b"<list><entry><a/>\n<z/></entry></list>"), "list", "entry")

    only(entry, frozenset("az"))
    with pytest.raises(Unreadable, match="<z> in line 2: the element is unknown"):
        only(entry, frozenset("a"))


@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY x "y">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;',
        "<!ELEMENT entry ANY>",
        "",
    ],
)
def test_no_document_type_is_read_whatever_stands_in_it(inside):
    content = f"<!DOCTYPE list [{inside}]><list><entry>&x;</entry></list>".encode()

    with pytest.raises(Broken, match="A document type"):
        list(elements.elements(io.BytesIO(content), "list", "entry"))


def test_comments_and_instructions_say_nothing():
    content = b"<?xml version='1.0'?><!-- a --><list><?php x ?><entry>A<!-- b -->B<![CDATA[<C>]]></entry></list>"
    (entry,) = elements.elements(io.BytesIO(content), "list", "entry")

    assert entry.text == "AB<C>"
