"""Words for which a title is worth a person's time, in four languages; a verb alone is none."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.matters import why_it_matters


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("商务部公告2026年第12号 公布将20家日本实体列入关注名单", ("列入", "关注名单")),
        ("关于将某公司移出出口管制管控名单的决定", ("移出", "出口管制管控名单")),
        ("公布对稀土相关技术实施出口管制的决定", ("稀土", "实施", "出口管制")),
        ("关于暂停两用物项对美国出口管制措施的公告", ("暂停", "两用物项", "出口管制")),
        ("不可靠实体清单工作机制关于停止措施的公告", ("不可靠实体清单", "停止")),
        ("关于对某公司采取反制措施的决定", ("反制措施",)),
        ("关于镓、锗、锑有关物项", ("镓", "锗", "锑")),
        ("调整《中国禁止出口限制出口技术目录》", ("调整", "禁止出口限制出口技术目录")),
        ("補完的輸出規制の見直し（キャッチオール規制）", ("見直し", "キャッチオール")),
        ("外国ユーザーリストの改正について", ("外国ユーザーリスト", "改正")),
        ("レアアースの安定供給", ("レアアース",)),
        ("Additions of Entities to the Entity List", ("Additions", "Entity List")),
        ("Expansion of End-User Controls; Military End Users", ("Expansion", "Military End Users")),
        ("Suspension of Export Controls on rare-earth items", ("Suspension", "Export Controls", "rare-earth")),
        ("Notice to exporters 2026/14: strategic export licensing", ("Notice to exporters", "strategic export")),
        ("NTE: dual use and export licences", ("dual use", "export licences")),
        ("Critical Raw Materials: permanent magnets", ("Critical Raw Materials", "permanent magnets")),
    ],
)
def test_the_words_stand_in_the_order_of_the_title(title, words):
    assert why_it_matters(title) == words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "商务部 海关总署公告2025年第70号 公布暂停实施商务部、海关总署公告2025年第55号、56号、57号、58号及商务部公告"
            "2025年第61号、62号的决定",
            ("暂停", "实施", "2025年第55号", "2025年第61号"),
        ),
        ("公布暂停实施商务部、海关总署公告2025年第55号的决定", ("暂停", "实施", "2025年第55号")),
        ("停止2025年第21号公告有关措施", ("停止", "2025年第21号")),
        ("中华人民共和国商务部公告2026年第9号 恢复执行第12号公告", ("恢复", "第12号")),
        ("Suspension of MOFCOM Announcement No. 55 of 2025", ("Suspension", "Announcement No. 55 of 2025")),
    ],
)
def test_an_act_on_another_notice_matters_though_the_title_names_no_list_and_no_goods(title, words):
    assert why_it_matters(title) == words


@pytest.mark.parametrize(
    "title",
    [
        "商务部公告2026年第91号 关于反倾销调查的公告",
        "【商务部公告2026年第91号】关于延长许可期限的公告",
        "就商务部公告2026年第91号答记者问",
        "商务部公告2026年第91号",
    ],
)
def test_its_own_number_makes_no_notice_matter_nor_does_a_number_without_an_act(title):
    assert why_it_matters(title) == ()


@pytest.mark.parametrize(
    "title",
    [
        "",
        "关于暂停进口某国水产品的公告",
        "关于反倾销调查的公告",
        "2026年度茧丝绸发展专项资金",
        "石油価格の調査",
        "Meeting of the steel advisory committee",
        "Suspension of the ferry service",
        "Correction of a previous notice",
        "The identity listing",
        "Exporting controlled temperatures",
        "Graphitemark Ltd. annual report",
        "Rarely earthed equipment",
    ],
)
def test_what_does_not_concern_us_gives_nothing(title):
    assert why_it_matters(title) == ()


def test_the_width_and_case_of_letters_do_not_matter():
    assert why_it_matters("ＲＡＲＥ　ＥＡＲＴＨ") == why_it_matters("RARE EARTH") == ("RARE EARTH",)


def test_a_word_inside_a_longer_one_is_not_said_twice():
    assert why_it_matters("出口管制管控名单") == ("出口管制管控名单",)
    assert why_it_matters("稀土 稀土 列入 列入") == ("稀土", "列入")


@given(st.text(max_size=200))
def test_any_text_gives_words_that_stand_in_it_each_once(title):
    plain = unicodedata.normalize("NFKC", title)
    words = why_it_matters(title)
    assert all(word in plain for word in words)
    assert len(set(words)) == len(words)


@given(st.text(alphabet="列入移出暂停停止恢复公告年0123456789 ", max_size=60))
def test_verbs_alone_are_never_enough(title):
    assert why_it_matters(title) == ()


@given(st.sampled_from(["暂停", "停止", "恢复", "取消"]), st.integers(1, 999), st.integers(2000, 2099))
def test_a_verb_with_the_number_of_another_notice_is(verb, number, year):
    named = f"{year}年第{number}号"
    assert why_it_matters(f"{verb}{named}公告有关措施") == (verb, named)
    assert why_it_matters(f"商务部公告{named} {verb}措施") == (), "That is the number of the notice itself."
