"""The lines of a notice: the same from its page and from what a person copied, in whatever encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.notice_texts import LONGEST, lines_in
from news.ingest.types import SourceUnreadable

LINES = ("商务部公告2026年第12号", "1. 斯巴鲁株式会社（SUBARU Corporation）", "2. 引能仕株式会社（ENEOS Corporation）")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n  "])
def test_copied_text_reads_the_same_in_every_encoding(encoding, end):
    assert lines_in(end.join(LINES).encode(encoding)) == LINES


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>{}</p><p>{}</p><p>{}</p></body></html>",
        "<div>{}<br>{}<br/>{}</div>",
        "<table><tr><td>{}</td></tr><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
        "<!DOCTYPE html><head><title></title><script>var a='<p>x</p>'</script></head><ul><li>{}<li>{}<li>{}</ul>",
        "<p><span>{}</span></p><!-- <p>9. x</p> --><h2>{}</h2><p>{}",
    ],
)
def test_a_page_reads_like_what_one_copies_out_of_it(page):
    assert lines_in(page.format(*LINES).encode(), content_type="text/html") == LINES


def test_the_header_of_the_answer_says_the_encoding():
    body = "<p>引能仕</p>".encode("gb18030")
    assert lines_in(body, content_type="text/html; charset=gb2312") == ("引能仕",)


def test_signs_in_a_copied_text_are_no_markup():
    assert lines_in(b"1. A & B <Holdings> Ltd.") == ("1. A & B <Holdings> Ltd.",)


def test_marks_that_nobody_sees_are_taken_out():
    assert lines_in("斯\u200b巴\u202e鲁\x00\x07 ＡＣＳＬ".encode()) == ("斯巴鲁 ＡＣＳＬ",)


@pytest.mark.parametrize("body", [b"", b" \n\t\r\n", b"\x00\x00", "\u200b\n\u200b".encode(), b"<p> </p>"])
def test_nothing_is_no_text(body):
    with pytest.raises(SourceUnreadable):
        lines_in(body)


def test_a_text_that_breaks_off_is_refused():
    with pytest.raises(SourceUnreadable, match="breaks off"):
        lines_in("\n".join(LINES).encode()[:-1])


def test_a_text_beyond_all_measure_is_refused():
    with pytest.raises(SourceUnreadable, match="at most 1000000"):
        lines_in(b"x" * (LONGEST + 1))


@given(st.binary(max_size=400))
def test_any_bytes_are_lines_or_refused(body):
    try:
        found = lines_in(body)
    except SourceUnreadable:
        return
    assert found
    assert all(line and line == " ".join(line.split()) for line in found)


@given(st.lists(st.text(alphabet="斯巴鲁ABC（）. 123", min_size=1, max_size=30), min_size=1, max_size=8))
def test_whatever_is_copied_comes_back_line_by_line(lines):
    wanted = tuple(folded for line in lines if (folded := " ".join(line.split())))
    if wanted:
        assert lines_in("\n".join(lines).encode()) == wanted
