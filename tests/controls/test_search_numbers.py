"""Notices in every spelling, codes without what people vary, and codes above and below each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.numbers import are_one_line, codes_in, compact, notice_numbers, parents_of

TWELVE = [
    # English
    "MOFCOM 2026 No. 12",
    "MOFCOM 2026 No.12",
    "mofcom 2026 no 12",
    "MOFCOM (2026) No. 12",
    "2026 No. 12",
    "2026, No. 12",
    "2026 number 12",
    "2026 #12",
    "Announcement No. 12 of 2026",
    "Announcement No.12 of 2026",
    "Announcement number 12 of 2026",
    "MOFCOM Announcement No. 12 (2026)",
    "MOFCOM Announcement No. 12, 2026",
    "No. 12/2026",
    "No.12/2026",
    "No 12 in 2026",
    "Announcement No. 12 [2026]",
    # Chinese and Japanese, of any form and width
    "商务部公告2026年第12号",
    "商务部公告 2026年 第12号",
    "商務部公告2026年第12號",
    "商务部公告２０２６年第１２号",
    "2026年第12号",
    "2026年第 12 号公告",
    "2026 第12号",
    "第12号（2026年）",
    "公告第12号 2026年",
    "公告〔2026〕第12号",
    "公告［2026］12号",
    "公告(2026)第12号",
    "中国商務部公告2026年第12号（関注名単）",
    # Short
    "2026-12",
    "2026/12",
    "12/2026",
    "mofcom-2026-12",
    "cn-2026-12",
    "MOFCOM 2026-12",
    "公告2026-12",
]
OTHERS = {
    "UEL 2025 No. 7": ["2025/7"],
    "2025 No. 070": [],
    "MOFCOM and GACC 2025 No. 58": ["2025/58"],
    "国务院令第785号": [],
    "商务部 海关总署公告2025年第58号": ["2025/58"],
    "MOFCOM 2026 No. 12 and UEL 2025 No. 7": ["2026/12", "2025/7"],
    "Nos. 55 of 2025": ["2025/55"],
    "2023-57": ["2023/57"],
    "2025-2": ["2025/2"],
    "1999 No. 3": ["1999/3"],
    "cn-2025-61-c": ["2025/61"],
}
ALONE = {
    "No. 12": "/12",
    "no 12": "/12",
    "第12号": "/12",
    "第１２号": "/12",
    "Announcement No. 12": "/12",
    "#12": "/12",
}
NONE = [
    "",
    "Subaru",
    "2026",
    "12",
    "2026-02-24",
    "2026/02/24",
    "24/02/2026",
    "24.02.2026",
    "1C902",
    "083201J",
    "5011101019196",
    "2805301910",
    "2026 12",
    "12 of 26",
    "No. 0 of 2026",
    "1800 No. 5",
    "99.5-2000 ppm",
    "3/4",
    "1/2/2026",
    "dysprosium 2026",
    "No smoking since 2026",
    "第一章",
]


@pytest.mark.parametrize("text", TWELVE)
def test_number_twelve_of_2026_is_read_in_every_spelling(text):
    assert notice_numbers(text) == ["2026/12"]


@pytest.mark.parametrize(("text", "numbers"), OTHERS.items())
def test_other_numbers_are_read_as_they_stand(text, numbers):
    assert notice_numbers(text) == numbers


@pytest.mark.parametrize(("text", "number"), ALONE.items())
def test_a_number_alone_is_one_without_its_year(text, number):
    assert notice_numbers(text) == [number]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_of_a_notice_is_not_read_as_one(text):
    assert notice_numbers(text) == []


@given(st.integers(1990, 2099), st.integers(1, 999))
def test_what_this_register_prints_is_read_back(year, number):
    printed = [f"MOFCOM {year} No. {number}", f"mofcom-{year}-{number}", f"商务部公告{year}年第{number}号"]

    assert [notice_numbers(text) for text in printed] == [[f"{year}/{number}"]] * 3


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text):
    assert all(number.count("/") == 1 for number in notice_numbers(text))


@pytest.mark.parametrize("filler", ["1/", "2026-", "No. ", "2026 ", "第", "[2026", "no.2026no.", " "])
def test_a_long_text_of_half_numbers_is_read_in_time(filler):
    assert len(notice_numbers(filler * 400)) <= 1


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("083201J", "083201j"),
        ("083201 J", "083201j"),
        ("083201-j", "083201j"),
        ("０８３２０１Ｊ", "083201j"),
        ("1C902.a.4", "1c902a4"),
        ("1C902 a 4", "1c902a4"),
        ("2805.30.19.10", "2805301910"),
        ("2805 30 19 10", "2805301910"),
        ("AEVEX 航天公司", "aevex航天公司"),
        ("AEVEX航天公司", "aevex航天公司"),
        ("Aero Vironment", "aerovironment"),
        ("サムスン・電子", "サムスン・电子"),
        ("", ""),
        (" . - ", ""),
    ],
)
def test_what_is_left_when_spaces_and_dots_go(text, left):
    assert compact(text) == left


def test_compacting_keeps_every_letter_and_digit():
    assert compact("083201J") != compact("083201X")
    assert compact("1C902.a") != compact("1C902.b")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1C902", ["1c902"]),
        ("is 1C902.a.4 controlled?", ["1c902.a.4"]),
        ("083201J and 083201X", ["083201j", "083201x"]),
        ("HS 8505.11", ["8505.11"]),
        ("12", []),
        ("a1", []),
        ("dysprosium", []),
        ("", []),
    ],
)
def test_codes_are_words_with_a_digit_and_four_signs(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("code", "parents"),
    [
        ("1c902.a.4", ["1c902.a.4", "1c902.a", "1c902"]),
        ("1c902", ["1c902"]),
        ("8505.11", ["8505.11", "8505"]),
    ],
)
def test_a_code_and_those_above_it(code, parents):
    assert parents_of(code) == parents


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("1C902", "1C902.a", True),
        ("1C902.a", "1c902", True),
        ("1C902.a", "1C902.a", True),
        ("850511", "8505", True),
        ("8505", "850511", True),
        ("2805301910", "28053019", True),
        ("083201J", "083201X", False),
        ("1C902", "1C903", False),
        ("1C902", "1C9021", False),
        ("1C902.a", "1C902.b", False),
        ("083201", "083201J", False),
        ("2805301910", "2805301990", False),
    ],
)
def test_codes_above_and_below_belong_together(one, other, together):
    assert are_one_line(one, other) is together
    assert are_one_line(other, one) is together
