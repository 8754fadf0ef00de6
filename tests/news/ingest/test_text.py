"""Plain text out of markup: nothing of it runs, nothing that was said is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.text import cut, folded, is_suspect, lines_of, plain, visible


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("  two\n lines\t", "two lines"),
        ("<b>China</b> lists <i>20</i> entities", "China lists 20 entities"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br>Two<br/>Three", "One Two Three"),
        ("<ul><li>A<li>B</ul>", "A B"),
        ("Rare&nbsp;earths &amp; magnets &#8211; &#x7a00;土", "Rare earths & magnets – 稀土"),
        ("P &lt; 0.05 and a < b", "P < 0.05 and a < b"),
        ("<script>alert(1)</script> Rare earths", "Rare earths"),
        ("a<style>@import url(//evil)</style>b", "ab"),
        ("<iframe src=//evil>inside</iframe>kept", "kept"),
        ("<img src=x onerror=alert(1)><svg/onload=alert(2)><p>kept</p>", "kept"),
        ('<a href="javascript:1">x</a>', "x"),
        ("<template><b>no</b></template>yes", "yes"),
        ("<head><title>t</title></head><body>seen", "seen"),
        ("<head><title>never ended<body>seen", "seen"),
        ("</p>stray</div>", "stray"),
        ("<!-- hidden -->seen", "seen"),
        ("<![CDATA[odd]]>seen", "seen"),
        ("&lt;b&gt;not a tag", "<b>not a tag"),
        ("", ""),
    ],
)
def test_what_a_reader_sees_is_the_text(markup, text):
    assert plain(markup) == text


def test_lines_are_those_of_a_browser():
    table = "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"
    markup = f"<h1>Title</h1><div>One <span>more</span></div>\n<p>Two\nhalves</p>{table}"

    assert lines_of(markup) == ["Title", "One more", "Two", "halves", "a", "b"]


def test_control_characters_are_gone():
    assert folded("a\x00b\x0bc\x1fd\x7fe\x85f\x9fg\ufffeh") == "abcde fgh"


@pytest.mark.parametrize("mark", list("\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u061c"))
def test_marks_that_nobody_sees_are_taken_out(mark):
    assert visible(f"Sub{mark}aru") == "Subaru"


def test_composed_and_other_forms_of_a_letter_become_one():
    assert visible("e\u0301") == "é"
    assert visible("ＳＵＢＡＲＵ 株式会社") == "ＳＵＢＡＲＵ 株式会社"


@pytest.mark.parametrize(
    ("text", "limit", "kept"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab d", 4, "ab d"), ("a bcd", 3, "a…")]
)
def test_a_text_that_is_too_long_says_so(text, limit, kept):
    assert cut(text, limit) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Chinaโ€™s Rare Earth Crackdown",
        "â€œwatch listâ€ expands",
        "å•†åŠ¡éƒ¨å…¬å‘Š",
        "caf\ufffd",
        "FrÃ©dÃ©ric Ã©tÃ©",
        "ï»¿News",
    ],
)
def test_text_that_was_broken_at_the_source_is_known(text):
    assert is_suspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "China’s “watch list” — 20 entities …",
        "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
        "経済産業省 レアアース ㈱ ①",
        "Frédéric à l’été, naïve façade, Øresund, Škoda",
        "แร่หายากของจีน",
        "희토류 수출 통제",
        "€ 5 → 6 µg ± 10 °C",
        "",
    ],
)
def test_text_that_is_whole_is_left_alone(text):
    assert not is_suspect(text)


@given(st.text())
def test_no_text_keeps_a_control_character_or_a_line_break(text):
    assert not re.search(r"[\x00-\x1f\x7f]", plain(text))


@given(st.text("<>/abp&;= \"'!-script", max_size=60))
def test_no_markup_breaks_the_reader(markup):
    assert isinstance(plain(markup), str)


def test_markup_without_end_is_read_in_part():
    assert len(plain("<p>a</p>" * 200_000)) == 249_999
