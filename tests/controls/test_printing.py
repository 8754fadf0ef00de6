"""What is read off a page to be printed, and how it is set."""

import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.printing import fonts, pdf_of
from controls.printing.reading import Block, Run, Sheet, read_page
from controls.printing.setting import WIDTH, _widths

PAGE = """<!doctype html><html lang="{language}"><head><title>A title – Register</title><style>p</style></head><body>
<a class="skip" href="#main">Skip</a><header><nav>Menu</nav></header>
<section class="asof"><div class="row"><span><b>In force today</b> (UTC+8)</span><form>Go</form></div></section>
<main>{main}</main><footer>Foot</footer></body></html>"""


def read(main, language="en"):
    return read_page(PAGE.format(main=main, language=language))


def parts(main, **options):
    """Without the bar of the day, which every page has."""
    return read(main, **options).parts[1:]


def text_of(part):
    return "".join(run.text for run in part.runs)


def test_the_day_stands_first_and_what_frames_a_page_is_left_out():
    document = read("<h1>Subaru</h1>")

    assert (document.title, document.language) == ("A title – Register", "en")
    assert [(part.kind, text_of(part)) for part in document.parts] == [
        ("p", "In force today (UTC+8)"),
        ("h1", "Subaru"),
    ]
    assert document.parts[0].runs[0].bold


@pytest.mark.parametrize(
    "left_out",
    [
        '<p class="noprint">no</p>',
        '<span class="vh">no</span>',
        '<form><p>no</p><input name="q"></form>',
        "<nav><a>no</a></nav>",
        '<svg role="img"><text>no</text></svg>',
        "<p hidden>no</p>",
        '<i aria-hidden="true">no</i>',
        "<button>no</button>",
        "<script>no</script>",
    ],
)
def test_what_paper_has_no_use_for_is_left_out(left_out):
    assert [text_of(part) for part in parts(f"{left_out}<p>yes</p>")] == ["yes"]


def test_every_word_keeps_its_language_its_look_and_its_mark():
    (block,) = parts('<p>By <b>MOFCOM</b> <span lang="zh-Hans">商务部</span> <del>old</del> <ins>new</ins></p>')

    assert block.runs == [
        Run("By "),
        Run("MOFCOM", bold=True),
        Run(" "),
        Run("商务部", "zh-Hans"),
        Run(" "),
        Run("old", mark="del"),
        Run(" "),
        Run("new", mark="ins"),
    ]


def test_words_without_a_language_of_their_own_have_that_of_the_page():
    (block,) = parts("<p>公告</p>", language="zh-hans")

    assert block.runs == [Run("公告", "zh-hans")]


def test_addresses_of_others_are_kept_and_those_of_this_register_are_not():
    (block,) = parts('<p><a href="https://www.mofcom.gov.cn/">Source</a> <a href="/entities/">here</a></p>')

    assert [(run.text, run.target) for run in block.runs] == [
        ("Source", "https://www.mofcom.gov.cn/"),
        (" here", ""),
    ]


def test_facts_items_and_headings_stay_what_they_are():
    found = parts("<section><h2>Facts</h2><dl><dt>Key</dt><dd>x-1</dd></dl><ul><li>one</li><li>two</li></ul></section>")

    assert [(part.kind, text_of(part)) for part in found] == [
        ("h2", "Facts"),
        ("dt", "Key"),
        ("dd", "x-1"),
        ("li", "one"),
        ("li", "two"),
    ]


def test_a_table_has_its_head_and_its_cells():
    (sheet,) = parts(
        "<table><thead><tr><th>Name</th><th>Kind</th></tr></thead>"
        '<tbody><tr><th>Subaru<br><span lang="ja">スバル</span></th>'
        "<td><sup>1</sup> <sup>2</sup></td></tr></tbody></table>"
    )

    assert isinstance(sheet, Sheet)
    assert sheet.heads == 1
    assert [["".join(run.text for run in cell) for cell in row] for row in sheet.rows] == [
        ["Name", "Kind"],
        ["Subaru\nスバル", "1 2"],
    ]


def test_boxes_of_words_do_not_run_into_each_other():
    (block,) = parts("<p><span>Extra review</span><span>Watch List</span></p>")

    assert text_of(block) == "Extra review Watch List"


def test_a_page_that_says_nothing_is_still_a_sheet():
    assert parts("") == []
    assert pdf_of(PAGE.format(main="", language="en"), address="x").startswith(b"%PDF-")


def test_latin_is_embedded_and_others_are_drawn_in_the_form_of_their_language():
    assert fonts.runs("Subaru 斯巴鲁", language="zh-Hans", bold=False) == [
        ("Vera", "Subaru "),
        ("STSong-Light", "斯巴鲁"),
    ]
    assert fonts.runs("直", language="ja", bold=False) == [("HeiseiKakuGo-W5", "直")]
    assert fonts.runs("直", language="zh-Hant", bold=False) == [("MSung-Light", "直")]
    assert fonts.runs("삼성", language="en", bold=True) == [("HYGothic-Medium", "삼성")]
    assert fonts.runs("Fact", language="en", bold=True) == [("VeraBd", "Fact")]


def test_what_nothing_can_draw_stands_as_its_number():
    ((name, text),) = fonts.runs("\U0002070e", language="ja", bold=False)

    assert (name, text) == ("Vera", "(U+2070E)")
    assert fonts.runs("a ↔ b", language="en", bold=False)[1] == ("HeiseiKakuGo-W5", "⇔")


@given(st.text(max_size=80))
def test_no_sign_gets_lost_on_its_way_to_a_font(text):
    drawn = "".join(words for _name, words in fonts.runs(text, language="ja", bold=False))

    for sign in text:
        shown = sign if ord(sign) < 0x10000 else f"(U+{ord(sign):X})"
        assert shown in drawn or sign in "↔⟨⟩\N{NO-BREAK SPACE}"


@given(st.lists(st.lists(st.text(max_size=90), min_size=1, max_size=7), min_size=1, max_size=5))
def test_a_table_fills_the_sheet_and_no_column_is_too_narrow(rows):
    sheet = Sheet([[[Run(text)] for text in row] for row in rows], 1)
    columns = max(len(row) for row in rows)

    widths = _widths(sheet, columns)

    assert sum(widths) == pytest.approx(WIDTH)
    assert min(widths) > 20


@given(st.lists(st.text(max_size=200), max_size=6))
def test_any_words_can_be_printed(texts):
    page = PAGE.format(main="".join(f"<p>{_escaped(text)}</p>" for text in texts), language="en")

    assert pdf_of(page, address="https://register.example.org/").rstrip().endswith(b"%%EOF")


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_the_same_page_gives_the_same_bytes_and_another_one_others():
    one = PAGE.format(main="<h1>Subaru</h1><p>斯巴鲁</p>", language="en")

    assert pdf_of(one, address="a") == pdf_of(one, address="a")
    assert pdf_of(one, address="a") != pdf_of(one.replace("Subaru", "Skydio"), address="a")
    assert pdf_of(one, address="a") != pdf_of(one, address="b")


def test_a_long_table_goes_on_on_the_next_sheet_with_its_head():
    rows = "".join(f"<tr><th>Party {number}</th><td>{'word ' * 40}</td></tr>" for number in range(60))
    page = PAGE.format(main=f"<table><thead><tr><th>N</th><th>W</th></tr></thead>{rows}</table>", language="en")

    assert len(re.findall(rb"/Type /Page\b", pdf_of(page, address="x"))) >= 4


def test_a_cell_longer_than_a_sheet_is_no_fault():
    page = PAGE.format(main=f"<table><tr><td>{'long words of a notice ' * 1500}</td></tr></table>", language="en")

    assert len(re.findall(rb"/Type /Page\b", pdf_of(page, address="x"))) >= 3


def test_the_title_and_the_language_are_told_to_those_who_cannot_see():
    raw = pdf_of(PAGE.format(main="<p>公告</p>", language="zh-hans"), address="x")

    assert b"/Lang (zh-hans)" in raw
    assert b"/Title" in raw
    assert zlib.crc32(raw) == zlib.crc32(pdf_of(PAGE.format(main="<p>公告</p>", language="zh-hans"), address="x"))


def test_marks_are_told_apart_without_colour():
    plain = pdf_of(PAGE.format(main="<p>old</p>", language="en"), address="x")
    taken_out = pdf_of(PAGE.format(main="<p><del>old</del></p>", language="en"), address="x")

    assert plain != taken_out
    assert parts("<p><del>old</del></p>") == [Block("p", [Run("old", mark="del")])]
