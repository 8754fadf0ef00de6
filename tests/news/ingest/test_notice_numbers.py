"""Numbers of notices in three languages: none missed, none taken for another authority's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.notice_numbers import notice_mentions, own_number, without_own_number


def keys(text):
    return [mention.key for mention in notice_mentions(text)]


@pytest.mark.parametrize(
    "text",
    [
        "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
        "根据商务部公告2026年第12号，",
        "商务部公告 2026年 第 12 号",
        "商务部公告〔2026〕第12号",
        "商务部公告[2026]12号",
        "商务部公告２０２６年第１２号",
        "商务部公告二〇二六年第十二号",
        "商務部公告2026年第12號",
        "中国商務省公告2026年第12号",
        "商务部 海关总署公告2026年第12号",
        "商务部、海关总署公告2026年第12号",
        "商务部 工业和信息化部 海关总署 国家密码局公告2026年第12号",
        "MOFCOM Announcement No. 12 of 2026",
        "MOFCOM Announcement No.12 of 2026",
        "MOFCOM Announcement No. 12 (2026)",
        "MOFCOM Announcement No. 12, 2026",
        "MOFCOM Announcement No. 12 [2026]",
        "MOFCOM Announcement 2026 No. 12",
        "MOFCOM Announcement [2026] No. 12",
        "MOFCOM 2026 No. 12",
        "MOFCOM Notice No. 12 of 2026",
        "Announcement No. 12 of 2026 of the Ministry of Commerce",
        "the Ministry of Commerce's Announcement No. 12 of 2026",
        "China's Commerce Ministry said in Announcement No. 12 of 2026",
        "announcement\nno. 12 of 2026 by MOFCOM",
    ],
)
def test_one_notice_is_known_in_every_wording(text):
    (mention,) = notice_mentions(text)

    assert (mention.key, mention.certain) == ("mofcom-2026-12", True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不可靠实体清单工作机制公告〔2025〕10号", ["uel-2025-10"]),
        ("不可靠实体清单工作机制公告2025年第3号", ["uel-2025-3"]),
        ("UEL 2025 No. 10", ["uel-2025-10"]),
        ("Unreliable Entity List Announcement No. 3 of 2025", ["uel-2025-3"]),
        ("Unreliable Entity List Mechanism Announcement [2025] No. 3", ["uel-2025-3"]),
        ("商务部公告2025年第61号、第62号", ["mofcom-2025-61", "mofcom-2025-62"]),
        ("商务部公告2025年第55号、第56号和第57号", ["mofcom-2025-55", "mofcom-2025-56", "mofcom-2025-57"]),
        ("MOFCOM Announcements Nos. 55, 56, 57 and 58 of 2025", [f"mofcom-2025-{n}" for n in (55, 56, 57, 58)]),
        ("MOFCOM Announcements No. 61 and No. 62 of 2025", ["mofcom-2025-61", "mofcom-2025-62"]),
        ("MOFCOM 2026 Nos. 11 and 12", ["mofcom-2026-11", "mofcom-2026-12"]),
        ("商务部公告2025年第21号与商务部公告2025年第22号", ["mofcom-2025-21", "mofcom-2025-22"]),
    ],
)
def test_several_notices_are_each_named(text, found):
    assert keys(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "海关总署公告2025年第18号",
        "工业和信息化部公告2025年第18号",
        "商务部令2023年第4号",
        "商务部公告",
        "商务部公告2026年",
        "商务部公告26年第12号",
        "商务部公告2026年第0号",
        "GACC Announcement No. 12 of 2026",
        "General Administration of Customs Announcement No. 12 of 2026",
        "Ministry of Finance Announcement No. 12 of 2026",
        "Notice No. 12 of 2026 to Exporters",
        "Announcement of 2026",
        "12 of 2026",
        "",
    ],
)
def test_what_is_another_number_is_not_taken(text):
    assert keys(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Announcement No. 5 of 2026 takes effect today",
        "MOFCOM and the General Administration of Customs, Announcement No. 5 of 2026",
    ],
)
def test_a_number_without_a_plain_authority_is_a_suggestion(text):
    (mention,) = notice_mentions(text)

    assert (mention.key, mention.certain) == ("mofcom-2026-5", False)


def test_a_doubtful_mention_yields_to_a_certain_one():
    text = (
        "MOFCOM Announcement No. 5 of 2026 was published. "
        + "x " * 60
        + "Under Announcement No. 5 of 2026 exporters must wait."
    )
    (mention,) = notice_mentions(text)

    assert mention.certain
    assert mention.words == "Announcement No. 5 of 2026"


def test_the_words_are_those_of_the_text():
    (mention,) = notice_mentions("据商务部公告2026年第12号，即日起实施。")

    assert mention.words == "商务部公告2026年第12号"


def test_a_notice_named_often_is_one_mention():
    assert keys("商务部公告2026年第12号。" * 50) == ["mofcom-2026-12"]


NUMBERS = st.integers(1, 9999)
YEARS = st.integers(1990, 2099)


@given(YEARS, NUMBERS)
def test_every_number_is_read_back(year, number):
    key = f"mofcom-{year}-{number}"

    assert keys(f"商务部公告{year}年第{number}号") == [key]
    assert keys(f"MOFCOM Announcement No. {number} of {year}") == [key]


@given(st.text("商务部公告年第号0123456789、和 〔〕海关总署", max_size=60))
def test_no_text_takes_long_or_breaks_the_reader(text):
    assert all(mention.key.startswith(("mofcom-", "uel-")) for mention in notice_mentions(text))


def test_a_long_text_without_a_number_is_read_at_once():
    assert keys("商务部、海关总署和" * 5_000) == []
    assert keys("Announcement No. 1, 2, 3, " * 5_000) == []


# ---- The number of the notice itself


@pytest.mark.parametrize(
    ("title", "key", "rest"),
    [
        ("商务部公告2026年第12号 公布名单", "mofcom-2026-12", " 公布名单"),
        ("中华人民共和国商务部公告2026年第12号 公布名单", "mofcom-2026-12", " 公布名单"),
        ("【商务部公告2026年第12号】公布名单", "mofcom-2026-12", "】公布名单"),
        ("【公告】商务部公告2026年第12号", "mofcom-2026-12", ""),
        ("《中华人民共和国商务部公告2026年第12号》公布名单", "mofcom-2026-12", "》公布名单"),
        ("中华人民共和国商务部 中华人民共和国海关总署公告2025年第70号", "mofcom-2025-70", ""),
        ("商务部　海关总署公告2025年第70号 暂停第55号", "mofcom-2025-70", " 暂停第55号"),
        ("不可靠实体清单工作机制公告2026年第93号 关于列入", "uel-2026-93", " 关于列入"),
        ("中華人民共和国商務部公告2026年第12号", "mofcom-2026-12", ""),
        ("Announcement No.  12 of 2026 of MOFCOM: a list", "mofcom-2026-12", " of MOFCOM: a list"),
    ],
)
def test_a_title_begins_with_its_own_number_also_behind_a_label_or_the_name_of_the_state(title, key, rest):
    assert own_number(title) == key
    assert without_own_number(title) == rest


@pytest.mark.parametrize(
    "title",
    [
        "公布暂停实施商务部、海关总署公告2025年第55号的决定",
        "【解读】关于商务部公告2026年第12号",
        "【2026】海关总署公告2026年第12号",
        "中华人民共和国海关总署公告2026年第12号",
        "中华人民共和国商务部令2026年第3号",
        "【",
        "",
    ],
)
def test_a_number_further_on_or_of_another_authority_is_not_its_own(title):
    assert own_number(title) == ""
    assert without_own_number(title) == title


@given(st.text(max_size=120))
def test_any_title_has_at_most_one_number_of_its_own(title):
    key = own_number(title)
    assert key == "" or key in keys(title)
