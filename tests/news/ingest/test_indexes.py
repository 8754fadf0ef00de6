"""Pages of links: MOFCOM's announcements, its bureau, its portal, and the lists of other authorities."""

import json
from datetime import UTC, date, datetime

import pytest

from news.ingest.parsers import mofcom, official_lists
from news.ingest.parsers.link_index import IndexRule, anchors_of, index_parser
from news.ingest.types import Calendar, Flag, SourceUnreadable
from tests.news.ingest.pages import NOW, page

ART = "0123456789abcdef0123456789abcdef"
MOFCOM = "https://www.mofcom.gov.cn/zcfb/blgg/gg/2026/index.html"
TITLE_12 = "商务部公告2026年第12号 公布将20家日本实体列入关注名单"
TITLE_11 = "商务部公告2026年第11号 公布将20家日本实体列入出口管制管控名单"


def link(title, art=ART, day="2026-02-24", words=None):
    href = f"/zcfb/blgg/gg/2026/art/2026/art_{art}.html"
    return f'<li><a href="{href}" target="_blank" title="{title}">{words or title[:20]}…</a> <span>{day}</span></li>'


def announcements(*links, around=""):
    menu = '<a href="/">首页</a><a href="/zcfb/">政策发布</a><a href="javascript:void(0)">更多</a>'
    return page(f"<html><meta charset=utf-8><body>{menu}<ul>{''.join(links)}</ul>{around}</body></html>", url=MOFCOM)


# ---- Announcements of a year


def test_announcements_are_read_with_number_date_and_why_they_matter():
    other = link("商务部公告2026年第13号 关于原产于某国的进口聚苯醚反倾销调查的公告", art="f" * 32, day="2026-02-25")
    first, second = mofcom.parse_announcements(announcements(link(TITLE_12), other)).items

    assert first.title == TITLE_12
    assert first.url == f"https://www.mofcom.gov.cn/zcfb/blgg/gg/2026/art/2026/art_{ART}.html"
    assert (first.key, first.published.day, first.language) == (ART, date(2026, 2, 24), "zh-Hans")
    assert first.details == {"notice": "mofcom-2026-12", "matters": "列入 关注名单"}
    assert second.details == {"notice": "mofcom-2026-13"}


def test_the_title_is_the_whole_one_not_the_shortened_words():
    assert (
        mofcom.parse_announcements(announcements(link(TITLE_12, words="商务部公告2026年…"))).items[0].title == TITLE_12
    )


def test_two_notices_of_one_day_are_two():
    found = mofcom.parse_announcements(announcements(link(TITLE_11), link(TITLE_12, art="f" * 32))).items

    assert [item.details["notice"] for item in found] == ["mofcom-2026-11", "mofcom-2026-12"]


def test_one_notice_linked_twice_is_one_with_its_longer_title():
    (found,) = mofcom.parse_announcements(announcements(link("更多", words="更多"), link(TITLE_12))).items

    assert found.title == TITLE_12


def test_a_number_later_in_a_title_is_that_of_another_notice():
    title = "关于暂停实施商务部公告2025年第61号、第62号的公告"
    (found,) = mofcom.parse_announcements(announcements(link(title))).items

    assert "notice" not in found.details


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (TITLE_11, ("列入", "出口管制管控名单")),
        ("关于暂停对28家美国实体出口管制管控名单措施的公告", ("暂停", "出口管制管控名单")),
        ("停止不可靠实体清单措施", ("停止", "不可靠实体清单")),
        ("将某公司移出关注名单", ("移出", "关注名单")),
        ("关于对部分中重稀土相关物项实施出口管制措施的公告", ("稀土", "实施", "出口管制")),
        ("公布《中国禁止出口限制出口技术目录》修订", ("禁止出口限制出口技术目录", "修订")),
        ("两用物项出口许可证管理目录", ("两用物项", "许可")),
        ("关于暂停进口某国水产品的公告", ()),
        ("2026年度茧丝绸发展专项资金", ()),
        ("", ()),
    ],
)
def test_a_notice_matters_by_its_words(title, words):
    found = mofcom.why_it_matters(title)

    assert set(words) <= set(found) if words else found == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("<html><body>系统维护中</body></html>", "has 0 links"),
        ('<html><body><a href="/login">登录</a></body></html>', "has 0 links"),
        ("<html><script src=/waf.js></script></html>", "has 0 links"),
        (f'<a href="/zcfb/art_{ART}.aspx">{TITLE_12}</a> 2026-02-24', "has 0 links"),
        (f'<a href="https://evil.example/art/2026/art_{ART}.html">{TITLE_12}</a> 2026-02-24', "has 0 links"),
        (f'<a href="/art/2026/art_{ART}.html">{TITLE_12}</a>', "has a date where"),
        (f'<a href="/art/2026/art_{ART}.html">{TITLE_12}</a> <span>2026-02-30</span>', "has a date where"),
        (f'<a href="/art/2026/art_{ART}.html"><img src=x></a> <span>2026-02-24</span>', "has a title"),
    ],
)
def test_an_index_that_changed_is_never_a_day_without_notices(body, words):
    with pytest.raises(SourceUnreadable, match=words):
        mofcom.parse_announcements(page(body, url=MOFCOM))


def test_an_index_in_gbk_is_read():
    body = f'<meta charset="gb2312"><a href="/art/2026/art_{ART}.html">{TITLE_12}</a> 2026-02-24'.encode("gb18030")

    assert mofcom.parse_announcements(page(body, url=MOFCOM)).items[0].title == TITLE_12


# ---- The bureau: JSON around HTML


def bureau(markup):
    return page(json.dumps({"data": {"html": markup}}), url="https://aqygzj.mofcom.gov.cn/api-gateway/unit")


def test_the_list_of_the_bureau_is_read():
    title = "不可靠实体清单工作机制公告〔2025〕10号 关于将反无人机技术公司等外国实体列入不可靠实体清单的公告"
    markup = (
        f'<ul><li><a title="{title}" href="/flzc/gzjgfxwj/art/2025/art_{ART}.html">x</a><span>2025-10-09</span></ul>'
    )
    (found,) = mofcom.parse_bureau(bureau(markup)).items

    assert found.url == f"https://aqygzj.mofcom.gov.cn/flzc/gzjgfxwj/art/2025/art_{ART}.html"
    assert found.details["notice"] == "uel-2025-10"
    assert found.published.day == date(2025, 10, 9)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"data": {"list": ""}}', "no field 'data.html'"),
        ('{"data": null}', "no field 'data.html'"),
        ('{"data": {"html": ""}}', "has 0 links"),
        ('{"success": false}', "no field 'data.html'"),
        ("<html>shell</html>", "no JSON"),
    ],
)
def test_a_bureau_that_changed_is_not_read(body, words):
    with pytest.raises(SourceUnreadable, match=words):
        mofcom.parse_bureau(page(body))


# ---- The portal


ROW = {
    "id": 7,
    "title": "商务部新闻发言人就日方有关问题答记者问",
    "url": "/article/gndt/202602/1207.html",
    "publishTimeStr": "2026-02-24 10:23:00",
    "source": "商务部",
}


def portal(*rows):
    return page(json.dumps({"pageInfo": {"rows": list(rows)}}, ensure_ascii=False))


def test_a_column_of_the_portal_is_read():
    (found,) = mofcom.parse_portal(portal(ROW)).items

    assert found.url == "http://exportcontrol.mofcom.gov.cn/article/gndt/202602/1207.html"
    assert (found.key, found.author) == ("1207", "商务部")
    assert found.published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)


def test_the_portal_in_gbk_is_read():
    body = json.dumps({"pageInfo": {"rows": [ROW]}}, ensure_ascii=False).encode("gbk")
    reading = mofcom.parse_portal(page(body))

    assert reading.items[0].title == ROW["title"]
    assert reading.flags == frozenset()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"pageInfo": {"list": []}}, "no field 'pageInfo.rows'"),
        ({"rows": [ROW]}, "no field 'pageInfo'"),
        ({"pageInfo": {"rows": [ROW | {"url": "/p/1207"}]}}, "address '/p/1207', which is of a new form"),
        ({"pageInfo": {"rows": [ROW | {"publishTimeStr": "昨"}]}}, "the date '昨'"),
        ({"pageInfo": {"rows": [{k: v for k, v in ROW.items() if k != "title"}]}}, "no field 'title'"),
    ],
)
def test_a_portal_that_changed_is_not_read(body, words):
    with pytest.raises(SourceUnreadable, match=words):
        mofcom.parse_portal(page(json.dumps(body, ensure_ascii=False)))


def test_an_empty_column_says_so():
    assert mofcom.parse_portal(portal()).flags == {Flag.EMPTY}


# ---- Lists of other authorities


def test_recent_actions_have_their_date_in_the_address():
    body = (
        '<a href="/recent-actions">all</a><a href="/recent-actions/20260224">Designations</a>'
        '<a href="/recent-actions/20260224_33">Counter</a>'
    )
    first, second = official_lists.parse_ofac(page(body, url="https://ofac.example/recent-actions")).items

    assert (first.key, first.title, first.published.day) == ("20260224", "Designations", date(2026, 2, 24))
    assert second.key == "20260224_33"


def test_decisions_of_the_foreign_ministry_are_at_least_ten():
    def body(count):
        return "".join(
            f'<a href="./202602/t202602{n:02}_{n}.shtml">关于对某公司采取反制措施的决定</a>'
            for n in range(1, count + 1)
        )

    url = "https://www.mfa.example/web/fzcqdcs/"

    assert len(official_lists.parse_mfa(page(body(10), url=url)).items) == 10
    with pytest.raises(SourceUnreadable, match="has 9 links of its kind; 10 is the fewest"):
        official_lists.parse_mfa(page(body(9), url=url))


def test_the_list_on_taiwan_links_each_name_twice_in_gb18030():
    body = (
        '<meta charset="gb2312"><a href="/zccs/202602/t20260224_123.htm">“台独”顽固分子清单</a>'
        '<a href="/zccs/202602/t20260224_123.htm">更多</a>'
    ).encode("gb18030")
    (found,) = official_lists.parse_taiwan_affairs(page(body, url="http://www.gwytb.example/zccs/")).items

    assert (found.title, found.key, found.published.day) == ("“台独”顽固分子清单", "123", date(2026, 2, 24))


def test_a_date_may_stand_before_its_link():
    rows = "<tr><td>26/02/20<td><a href=/a.pdf>一</a><tr><td>26/02/24<td><a href=/b.html>二</a>"
    body = f"<table class=tableWhatNew>{rows}</table>"
    calendar = Calendar("Asia/Tokyo", short_years=True)
    first, second = official_lists.parse_cistec(page(body, url="https://cistec.example/", calendar=calendar)).items

    assert (first.published.day, second.published.day) == (date(2026, 2, 20), date(2026, 2, 24))


def test_the_policy_library_is_read():
    body = (
        '<h4><a href="/zhengce/content/202602/content_7001.htm">国务院令</a></h4><span class="date">2026-02-24</span>'
    )
    (found,) = official_lists.parse_state_council(page(body, url="https://www.gov.example/zhengce/zuixin.htm")).items

    assert (found.key, found.published.day) == ("7001", date(2026, 2, 24))


# ---- Any page of links


PARSE = index_parser(IndexRule(path=r"/n/(?P<key>\d+)"))


@pytest.mark.parametrize(
    ("around", "day"),
    [
        ("<a href=/n/1>T</a> 2026-02-24 2026-01-01", date(2026, 2, 24)),
        ("<a href=/n/1>T</a> (2026年2月24日)", date(2026, 2, 24)),
        ("<a href=/n/1>T 2026.02.24</a>", date(2026, 2, 24)),
        ("<a href=/n/1>T</a> 令和8年2月24日", date(2026, 2, 24)),
        ("<a href=/n/1>T</a> No. 12026-02-245 and 2026/02/24 10:23", date(2026, 2, 24)),
        ("2026-01-01 <a href=/n/1>T</a><b>2026-02-24</b><a href=/n/2>U</a> 2026-01-02", date(2026, 2, 24)),
    ],
)
def test_the_date_of_a_link_is_the_first_after_it(around, day):
    assert PARSE(page(around)).items[0].published.day == day


def test_links_count_from_the_base_that_a_page_names():
    body = '<base href="https://news.example/deep/"><a href="../n/1">T</a> 2026-02-24'

    assert PARSE(page(body, url="https://news.example/x/y")).items[0].url == "https://news.example/n/1"


def test_a_base_at_another_host_takes_all_links_away():
    with pytest.raises(SourceUnreadable, match="has 0 links"):
        PARSE(page('<base href="https://evil.example/"><a href="n/1">T</a> 2026-02-24'))


def test_the_words_around_a_link_are_bounded():
    anchors, _ = anchors_of("<a href=/n/1>T</a>" + "x" * 100 + "<b></b>" + "y" * 10_000 + "<a href=/n/2>U</a>")

    assert len(anchors[0].after) < 11_000
    assert len(anchors[1].before) == 500


def test_a_relative_date_beside_a_link_is_no_date():
    assert NOW
    with pytest.raises(SourceUnreadable, match="has a date where"):
        PARSE(page("<a href=/n/1>T</a> 9 hours ago"))
