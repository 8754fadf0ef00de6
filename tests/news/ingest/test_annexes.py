"""Drafts of listings: all names of a list or none, by both of its counts."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.annexes import DraftListing, read_annex
from news.ingest.parsers.article import parse
from news.ingest.text import lines_of
from news.ingest.types import SourceUnreadable
from tests.news.ingest.pages import held

SEED = Path(__file__).parent.parent.parent.parent / "controls/seed"
BODY = [
    "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
    "【发布单位】安全与管制局",
    "根据《中华人民共和国出口管制法》和《两用物项出口管制条例》等法律法规有关规定，决定将20家日本实体（见附件）列入关注名单。",
    "一、出口经营者不得申请通用许可或以登记填报信息方式获得出口凭证。",
    "二、申请单项许可时应提交对关注名单实体的风险评估报告。",
    "本公告自公布之日起正式实施。",
    "附件：关注名单",
]


def seed():
    """The listings of each notice as they are on record, in the order of their numbers."""
    notices = defaultdict(list)
    for row in csv.DictReader((SEED / "listings.csv").read_text(encoding="utf-8").splitlines()):
        if row["item_number"].isdigit() and row["name_zh"] and row["name_en"]:
            notices[row["notice"]].append((int(row["item_number"]), row["name_zh"], row["name_en"]))
    return {
        key: [(zh, en) for _, zh, en in sorted(rows)]
        for key, rows in notices.items()
        if [number for number, *_ in sorted(rows)] == list(range(1, len(rows) + 1))
    }


LISTS = seed()
TWENTY = LISTS["mofcom-2026-12"]


def notice(names, form="{n}. {zh}（{en}）", body=BODY):
    return [*body, *(form.format(n=n, zh=zh, en=en) for n, (zh, en) in enumerate(names, start=1))]


def drafted(lines):
    return [(listing.name_zh, listing.name_en) for listing in read_annex(lines).listings]


def test_twenty_of_twenty_are_drafted_with_both_names():
    annex = read_annex(notice(TWENTY))

    assert (len(annex.listings), annex.stated, annex.of) == (20, 20, "日本实体")
    line = "斯巴鲁株式会社（SUBARU Corporation）"
    assert annex.listings[0] == DraftListing(1, "斯巴鲁株式会社", "SUBARU Corporation", (), line)
    assert drafted(notice(TWENTY)) == TWENTY


@pytest.mark.parametrize("missing", range(20))
def test_a_list_with_a_line_removed_is_refused(missing):
    lines = notice(TWENTY)
    del lines[len(BODY) + missing]

    with pytest.raises(SourceUnreadable, match="goes from|states 20 entities, and 19 were read"):
        read_annex(lines)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("21. 多余株式会社（Extra Corporation）", "states 20 entities, and 21 were read"),
        ("22. 多余株式会社（Extra Corporation）", "from 20 to 22"),
        ("20. 多余株式会社（Extra Corporation）", "has 2 lists of entities"),
        ("1. 多余株式会社（Extra Corporation）", "has 2 lists of entities"),
    ],
)
def test_a_list_with_a_line_added_is_refused(line, words):
    with pytest.raises(SourceUnreadable, match=words):
        read_annex([*notice(TWENTY), line])


@pytest.mark.parametrize("key", LISTS)
def test_every_list_on_record_is_drafted_as_it_is_on_record(key):
    assert drafted(notice(LISTS[key], body=["公告"])) == [
        (" ".join(zh.split()), " ".join(en.split())) for zh, en in LISTS[key]
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{n}. {zh}（{en}）",
        "{n}.{zh}({en})",
        "{n}、{zh}（{en}）",
        "{n}） {zh}（{en}）",
        "  {n}．{zh} （{en}）；",
        "{n} {zh}（{en}）。",
        "{n}. {en}（{zh}）",
        "{n}. {zh} {en}",
        "{n}. {en} {zh}",
    ],
)
def test_a_list_is_read_in_every_form(form):
    names = [pair for pair in TWENTY if pair[0].isalpha()][:5]

    assert drafted(notice(names, form=form, body=["公告"])) == names


def test_a_table_is_a_list():
    rows = "".join(f"<tr><td>{n}</td><td>{zh}</td><td>{en}</td></tr>" for n, (zh, en) in enumerate(TWENTY, start=1))
    table = f"<table><tr><th>序号</th><th>中文名称</th><th>英文名称</th></tr>{rows}</table>"

    assert drafted(lines_of(table)) == TWENTY


@pytest.mark.parametrize(
    ("line", "zh", "en", "others"),
    [
        ("三菱（上海）公司（M (Shanghai) Co., Ltd.）", "三菱（上海）公司", "M (Shanghai) Co., Ltd.", ()),
        ("ＳＵＢＡＲＵ株式会社（ＳＵＢＡＲＵ）", "ＳＵＢＡＲＵ株式会社", "ＳＵＢＡＲＵ", ()),
        ("标枪合资公司（Raytheon/Lockheed Joint Venture）", "标枪合资公司", "Raytheon/Lockheed Joint Venture", ()),
        ("ACSL株式会社（ACSL Ltd.）", "ACSL株式会社", "ACSL Ltd.", ()),
        ("赤坂株式会社（Akasaka Corp.）", "赤坂株式会社", "Akasaka Corp.", ()),
        ("甲公司（A Corp.）（又称：B Corp.）", "甲公司", "A Corp.", ("B Corp.",)),
        ("甲公司（A Corp.）（a.k.a. B Corp.; C Corp.）", "甲公司", "A Corp.", ("B Corp.", "C Corp.")),
        ("甲公司（A Corp.；别名：B Corp.）", "甲公司", "A Corp.", ("B Corp.",)),
        ("甲公司（A Corp.）（又称：乙公司）（aka B）", "甲公司", "A Corp.", ("乙公司", "B")),
        ("甲公司（曾用名：乙公司）", "甲公司", "", ("乙公司",)),
        ("甲公司", "甲公司", "", ()),
        ("A Corp. (Japan)", "", "A Corp. (Japan)", ()),
        ("甲公司（总部）", "甲公司（总部）", "", ()),
        ("3M株式会社（3M Japan Limited）", "3M株式会社", "3M Japan Limited", ()),
    ],
)
def test_names_are_taken_apart_as_they_stand(line, zh, en, others):
    lines = ["1. 第一公司（First Corp.）", f"2. {line}", *(f"{n}. 某公司（N{n} Corp.）" for n in range(3, 12))]
    listing = read_annex(lines).listings[1]

    assert (listing.name_zh, listing.name_en, listing.other_names) == (zh, en, others)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "has 0 lists"),
        (BODY, "has 0 lists"),
        (["1. 出口经营者不得出口。", "2. 特此公告。"], "has 0 lists"),
        (["1. First Corp.", "2. Second Corp."], "has 0 lists"),
        (["2. 甲公司（A Corp.）", "3. 乙公司（B Corp.）"], "from 0 to 2"),
        (["将两家…", *notice(TWENTY, body=["20家日本实体，其中14家美国企业"])], "several counts: 14, 20"),
        ([*notice(TWENTY[:9], body=["公告"]), "10. 甲公司（A Corp."], "Line 10 of the list has a bracket too many"),
        ([*notice(TWENTY[:9], body=["公告"]), "10. ———", "11. 甲公司（A Corp.）"], "Line 10 of the list has no name"),
    ],
)
def test_what_is_no_list_of_entities_gives_no_draft(lines, words):
    with pytest.raises(SourceUnreadable, match=words):
        read_annex(lines)


@pytest.mark.parametrize(
    ("words", "count", "of"),
    [
        ("将20家日本实体列入", 20, "日本实体"),
        ("将二十家日本实体列入", 20, "日本实体"),
        ("将10家美国企业列入", 10, "美国企业"),
        ("等10家美国企业采取", 10, "美国企业"),
        ("将8家台湾地区实体列入", 8, "台湾地区实体"),
        ("将7家欧盟实体列入", 7, "欧盟实体"),
        ("将2个组织列入", 2, "组织"),
    ],
)
def test_the_count_that_a_notice_states_is_read(words, count, of):
    annex = read_annex(notice(TWENTY[:count], body=[words]))

    assert (annex.stated, annex.of) == (count, of)


def test_the_number_of_a_notice_is_no_count():
    assert read_annex(notice(TWENTY[:3], body=["商务部公告2026年第12号", "第10家企业"])).stated is None


def test_clauses_with_numbers_are_not_the_list():
    body = ["1. 禁止出口经营者向上述实体出口两用物项。", "2. 应当立即停止相关活动。", "3. 特殊情况应提出申请。"]

    assert len(read_annex(notice(TWENTY, body=body)).listings) == 20


def test_two_of_twenty_names_on_a_page_are_refused():
    (found,) = parse(held("p02", url="https://www.mofcom.gov.example/art_1.html")).items
    lines = lines_of(held("p02").body.decode("gb18030"))

    assert "2026年第12号" in held("p02").body.decode("gb18030")
    assert found.title in lines
    with pytest.raises(SourceUnreadable, match="states 20 entities, and 2 were read"):
        read_annex(lines)


ZH = st.text("斯巴鲁株式会社富士航空三菱重工", min_size=2, max_size=8)
EN = st.text("ABCdefgh", min_size=2, max_size=8).map(lambda word: f"{word} Co., Ltd.")


@given(st.lists(st.tuples(ZH, EN), min_size=1, max_size=30), st.data())
def test_a_list_is_drafted_whole_or_not_at_all(names, data):
    lines = notice(names, body=[f"将{len(names)}家日本实体列入关注名单"])
    assert drafted(lines) == names

    del lines[data.draw(st.integers(1, len(names)))]
    with pytest.raises(SourceUnreadable):
        read_annex(lines)


@given(st.lists(st.text("12.、 甲公司（）(ABC);；家实体", max_size=20), max_size=8))
def test_no_text_breaks_the_reader(lines):
    try:
        annex = read_annex(lines)
    except SourceUnreadable as error:
        assert error.why
    else:
        assert [listing.position for listing in annex.listings] == list(range(1, len(annex.listings) + 1))
