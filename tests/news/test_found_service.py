"""Notices that sources announced: onto the desk once, off it when they are on record or set aside."""

from datetime import date

import pytest

from controls.models import Change, Notice
from news.models import FoundNotice
from news.services import found
from news.services.found import FoundRefused
from tests.controls.desk import make_user
from tests.factories import make_notice
from tests.news.announcing import NOW, make_article, make_source

TITLE_91 = "商务部公告2026年第91号 公布将20家日本实体列入关注名单"

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def curator():
    return make_user(NOW, "curator@example.org")


def note(*articles):
    return found.note(articles=articles, at=NOW)


def waiting():
    return list(FoundNotice.objects.waiting().by_weight())


def test_a_notice_that_is_not_on_record_comes_before_the_curators_with_all_that_its_source_said():
    article = make_article(notice="mofcom-2026-91", title=TITLE_91, language="zh-Hans", published_on=date(2026, 10, 2))

    assert note(article) == 1
    (row,) = waiting()
    assert (row.key, row.number, row.title, row.language) == (
        "mofcom-2026-91", "MOFCOM 2026 No. 91", TITLE_91, "zh-Hans"
    )  # fmt: skip
    assert row.authority.key == "mofcom"
    assert (row.article, row.source, row.url) == (article, article.source, article.url)
    assert (row.published_on, row.found_at, row.why) == (date(2026, 10, 2), NOW, ["列入", "关注名单"])


def test_a_notice_that_is_on_record_is_no_news_for_the_desk():
    assert Notice.objects.filter(key="mofcom-2026-12").exists()
    assert note(make_article(notice="mofcom-2026-12")) == 0
    assert not waiting()


def test_sources_that_announce_no_notices_put_nothing_on_the_desk():
    press = make_source(announces_notices=False)
    assert note(make_article(source=press, notice="mofcom-2026-91", title=TITLE_91)) == 0


def test_the_same_articles_once_more_change_nothing_also_after_a_decision(curator):
    article = make_article(notice="mofcom-2026-91", title=TITLE_91)
    note(article)
    assert note(article, article) == 0
    found.dismiss(found=waiting()[0], reason="No list of ours.", by=curator, at=NOW)
    assert note(article) == 0
    assert FoundNotice.objects.get().state == FoundNotice.State.DISMISSED


def test_a_number_is_read_from_the_title_where_the_source_gives_none():
    note(make_article(title="不可靠实体清单工作机制公告2026年第93号 关于将某公司列入不可靠实体清单的公告"))
    (row,) = waiting()
    assert (row.key, row.number, row.authority.key) == ("uel-2026-93", "UEL 2026 No. 93", "uel-mechanism")


def test_a_number_later_in_a_title_is_that_of_another_notice():
    article = make_article(title="商务部新闻发言人就商务部公告2026年第91号答记者问")
    note(article)
    assert [(row.key, row.number) for row in waiting()] == [(f"article-{article.pk}", "")]


def test_a_document_without_a_number_has_the_authority_of_its_source():
    source = make_source(authority=make_notice().authority)
    note(make_article(source=source, title="Additions to the Entity List", language="en"))
    (row,) = waiting()
    assert (row.authority, row.number) == (source.authority, "")
    assert row.why == ["Additions", "Entity List"]


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Additions and Revisions of Entities on the Entity List", ["Additions", "Revisions", "Entity List"]),
        ("Export Controls on Rare Earths; Correction", ["Export Controls", "Rare Earths", "Correction"]),
        ("外国ユーザーリストを改正しました", ["外国ユーザーリスト", "改正"]),
        ("輸出貿易管理令の一部を改正する政令", ["輸出貿易管理令", "一部を改正"]),
        ("NTE 2026/12: Notice to exporters about dual-use licensing", ["Notice to exporters", "dual-use"]),
        ("关于暂停实施稀土出口管制的公告", ["暂停", "实施", "稀土", "出口管制"]),
        ("Ｅｎｔｉｔｙ　Ｌｉｓｔ", ["Entity List"]),
        ("Public meeting on steel tariffs; revision", []),
        ("关于原产于某国的进口聚苯醚反倾销调查的公告", []),
        ("Identity listing of the agency", []),
    ],
)
def test_words_say_why_a_title_matters_and_a_verb_alone_does_not(title, why):
    note(make_article(title=title))
    assert waiting()[0].why == why


def test_those_that_matter_come_first_then_the_newest():
    plain = make_article(title="关于反倾销调查的公告", published_on=date(2026, 11, 20))
    older = make_article(title="稀土一", published_on=date(2026, 11, 1))
    newer = make_article(title="稀土二", published_on=date(2026, 11, 2))
    note(plain, older, newer)
    assert [row.article for row in waiting()] == [newer, older, plain]


def test_a_notice_that_somebody_records_leaves_the_desk_by_itself_and_is_marked_at_the_next_reading():
    note(make_article(notice="mofcom-2026-91", title=TITLE_91))
    notice = make_notice(key="mofcom-2026-91", authority=waiting()[0].authority, year=2026, number=91)
    assert not waiting(), "The page looks at the record, not at a mark that comes later."
    note(make_article(source=make_source()))
    row = FoundNotice.objects.get(key="mofcom-2026-91")
    assert (row.state, row.notice, row.decided_at) == (FoundNotice.State.RECORDED, notice, NOW)


def test_nothing_that_a_source_announces_becomes_a_fact_by_itself():
    before = Change.objects.count()
    note(make_article(notice="mofcom-2026-91", title=TITLE_91))
    assert Change.objects.count() == before
    assert not Notice.objects.filter(key="mofcom-2026-91").exists()


def test_setting_aside_wants_a_reason_and_says_who_did(curator):
    note(make_article(title=TITLE_91))
    (row,) = waiting()
    with pytest.raises(FoundRefused, match="Say why"):
        found.dismiss(found=row, reason="  ", by=curator, at=NOW)
    found.dismiss(found=row, reason="Anti-dumping.", by=curator, at=NOW)
    assert not waiting()
    row.refresh_from_db()
    assert (row.reason, row.decided_by, row.decided_at) == ("Anti-dumping.", "curator@example.org", NOW)
    with pytest.raises(FoundRefused, match="set aside already, by curator@example.org"):
        found.dismiss(found=row, reason="Again.", by=curator, at=NOW)


def test_what_was_set_aside_can_be_put_back(curator):
    note(make_article(title=TITLE_91))
    row = found.dismiss(found=waiting()[0], reason="A slip.", by=curator, at=NOW)
    assert found.reopen(found=row) in waiting()
    with pytest.raises(FoundRefused, match="was not set aside"):
        found.reopen(found=row)


def test_a_notice_on_record_cannot_be_set_aside_any_more(curator):
    note(make_article(notice="mofcom-2026-91", title=TITLE_91))
    (row,) = waiting()
    make_notice(key="mofcom-2026-91", authority=row.authority, year=2026, number=91)
    with pytest.raises(FoundRefused, match="on record meanwhile"):
        found.dismiss(found=row, reason="Late.", by=curator, at=NOW)


def test_a_thousand_articles_cost_as_many_statements_as_one(django_assert_max_num_queries):
    source = make_source()
    articles = [make_article(source=source, title=f"商务部公告2026年第{1000 + number}号 稀土") for number in range(200)]
    with django_assert_max_num_queries(10):
        assert note(*articles) == 200
    assert len(waiting()) == 200
