"""Notices that are on record by another way than under their own number: as measures, suspensions, or by a person."""

import pytest
from django.urls import reverse

from controls.models import Notice
from controls.models import Source as FactSource
from news.filters.recording import way_of
from news.models import AnnexDraft, FoundNotice
from news.services import found, numbered
from news.services.found import FoundRefused
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.factories import make_measure, make_notice
from tests.factories import make_source as make_fact_source
from tests.news.announcing import NOW, make_article, make_source
from tests.news.drafting import SHORT, begin

pytestmark = pytest.mark.usefixtures("seeded")
PAGE = "https://www.mofcom.gov.cn/zcfb/blgg/gg/2025/art/2025/art_0055.html"
MEASURES = [(2024, 33), (2024, 46), (2025, 10), (2025, 18), *((2025, number) for number in (55, 56, 57, 58, 61, 62))]


@pytest.fixture
def ada():
    return make_user(NOW, "ada@example.org")


def announced(**columns):
    article = make_article(**{"title": "中华人民共和国商务部令2026年第3号 公布管理办法", "url": PAGE, **columns})
    found.note(articles=[article], at=NOW)
    return FoundNotice.objects.get(article=article)


def page_of(row):
    return reverse("desk:found-detail", args=[row.pk])


# ---- Under their numbers


@pytest.mark.parametrize(("year", "number"), MEASURES)
def test_law_that_is_on_record_as_a_measure_is_not_called_not_on_record(year, number):
    article = make_article(title=f"商务部 海关总署公告{year}年第{number}号 公布对相关物项实施出口管制的决定")
    assert found.note(articles=[article], at=NOW) == 0
    assert not FoundNotice.objects.exists()


@pytest.mark.parametrize(
    ("key", "reference"),
    [
        ("mofcom-2025-55", "measure:cn-2025-55"),
        ("mofcom-2025-70", "suspension:cn-2025-70"),
        ("mofcom-2025-72", "suspension:cn-2025-72"),
        ("mofcom-2020-38", "catalogue-revision:2020-08-28"),
    ],
)
def test_measures_suspensions_and_editions_are_known_by_the_key_of_their_notice(key, reference):
    assert reference in numbered.on_record()[key]


def test_an_edition_that_is_a_measure_too_is_both_the_measure_first():
    assert numbered.on_record()["mofcom-2023-57"] == ("measure:cn-cat-2023", "catalogue-revision:2023-12-21")


def test_orders_and_decrees_have_numbers_of_their_own():
    known = numbered.on_record()
    assert "mofcom-2008-12" not in known, "Order 2008 No. 12 is not announcement 2008 No. 12."
    assert all(key.startswith(("mofcom-", "uel-")) for key in known)


def test_one_question_tells_all_of_them(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(numbered.on_record()) > 15


def test_rows_that_wait_for_what_is_on_record_are_settled_with_the_next_reading():
    row = FoundNotice.objects.create(
        key="mofcom-2025-70", article=(article := make_article()), source=article.source, title="x", url=PAGE,
        found_at=NOW,
    )  # fmt: skip
    assert row not in found.waiting()
    assert found.settle(at=NOW) == 1
    row.refresh_from_db()
    assert (row.state, row.facts, row.notice, row.decided_by) == ("recorded", ["suspension:cn-2025-70"], None, "")
    assert found.settle(at=NOW) == 0


def test_a_measure_that_is_recorded_later_takes_its_notice_off_the_desk_at_once():
    row = announced(title="商务部公告2026年第97号 公布对某物项实施出口管制")
    assert row in found.waiting()
    make_measure(key="cn-2026-97", number="MOFCOM 2026 No. 97", number_zh="商务部公告2026年第97号")
    assert row not in found.waiting()
    with pytest.raises(FoundRefused, match="on record meanwhile"):
        found.dismiss(found=row, reason="Late.", by=make_user(NOW), at=NOW)


def test_the_notice_itself_goes_before_what_was_read_of_it():
    make_measure(key="cn-2026-97", number="MOFCOM 2026 No. 97")
    row = FoundNotice.objects.create(
        key="mofcom-2026-97", article=(article := make_article()), source=article.source, title="x", url=PAGE,
        found_at=NOW,
    )  # fmt: skip
    notice = make_notice(
        key="mofcom-2026-97", year=2026, number=97, authority=Notice.objects.get(key="mofcom-2026-12").authority
    )
    found.settle(at=NOW)
    row.refresh_from_db()
    assert (row.notice, row.facts) == (notice, [])


def test_the_words_of_rows_that_wait_are_read_anew():
    row = announced(title="公布暂停实施商务部、海关总署公告2025年第55号的决定")
    FoundNotice.objects.filter(pk=row.pk).update(why=[])
    found.note(articles=[make_article(source=make_source())], at=NOW)
    row.refresh_from_db()
    assert row.why == ["暂停", "实施", "2025年第55号"]
    assert row.state == "open"


def test_its_page_says_as_what_it_is_on_record_and_does_not_ask_to_record_it(ada):
    row = FoundNotice.objects.create(
        key="mofcom-2025-55", article=(article := make_article()), source=article.source, title="公布", url=PAGE,
        found_at=NOW,
    )  # fmt: skip
    text = signed_in(ada).get(page_of(row)).content.decode()
    assert "On record." in text
    assert 'href="/measures/cn-2025-55/"' in text
    assert "Not on record." not in text
    assert "Set it aside" not in text


# ---- By a person's word


def test_a_person_says_as_what_a_notice_without_a_number_is_on_record(ada):
    row = announced()
    assert row.key == f"article-{row.article_id}"
    notice = Notice.objects.get(key="mofcom-2026-12")
    found.put_on_record(found=row, reference=" mofcom-2026-12 ", by=ada, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.notice, row.facts, row.decided_by) == ("recorded", notice, [], "ada@example.org")
    way = way_of(row)
    assert (way.notice, way.listings, way.is_on_record) == (notice, 20, True)


@pytest.mark.parametrize("reference", ["measure:cn-2025-55", "suspension:cn-2025-70", "catalogue-revision:2020-08-28"])
def test_it_may_be_on_record_as_another_fact(ada, reference):
    row = found.put_on_record(found=announced(), reference=reference, by=ada, at=NOW)
    assert (row.notice, row.facts) == (None, [reference])
    assert way_of(row).facts == (reference,)


@pytest.mark.parametrize(
    "reference", ["", "nothing", "measure:none", "entity:subaru-corporation", "notice:", "measure:"]
)
def test_what_is_not_on_record_is_refused_and_nothing_is_written(ada, reference):
    row = announced()
    with pytest.raises(FoundRefused, match="Nothing is on record as"):
        found.put_on_record(found=row, reference=reference, by=ada, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("open", "")


def test_a_draft_of_its_listings_goes_with_it_and_comes_back_when_the_word_is_taken_back(ada):
    row = announced()
    draft = begin(ada, SHORT, notice_key=row.key, found=row, at=NOW)
    found.put_on_record(found=row, reference="mofcom-2026-12", by=ada, at=NOW)
    draft.refresh_from_db()
    row.refresh_from_db()
    assert draft.notice_key == "mofcom-2026-12"
    assert way_of(row).draft == draft
    found.reopen(found=row)
    draft.refresh_from_db()
    row.refresh_from_db()
    assert (draft.notice_key, row.state, row.notice, row.decided_by) == (row.key, "open", None, "")


def test_two_drafts_of_one_notice_are_not_made_by_a_word(ada):
    row = announced()
    begin(ada, SHORT, notice_key=row.key, found=row, at=NOW)
    begin(ada, SHORT, notice_key="mofcom-2026-12", at=NOW)
    with pytest.raises(FoundRefused, match="another draft"):
        found.put_on_record(found=row, reference="mofcom-2026-12", by=ada, at=NOW)
    assert AnnexDraft.objects.filter(notice_key=row.key).exists()


def test_what_its_number_told_cannot_be_put_back():
    row = announced(title="商务部公告2026年第97号 公布")
    make_measure(key="cn-2026-97", number="MOFCOM 2026 No. 97")
    found.settle(at=NOW)
    with pytest.raises(FoundRefused, match="under its own number"):
        found.reopen(found=row)


def test_the_page_takes_the_word_offers_the_draft_and_takes_it_back(ada):
    client, row = signed_in(ada), announced()
    wrong = client.post(page_of(row), {"recorded": "1", "reference": "nothing"})
    assert wrong.status_code == 400
    assert "Nothing is on record as “nothing”." in wrong.content.decode()
    empty = client.post(page_of(row), {"recorded": "1", "reference": " "})
    assert empty.status_code == 400
    assert "Give the key of the notice on record." in empty.content.decode()
    assert client.post(page_of(row), {"recorded": "1", "reference": "mofcom-2026-12"}).status_code == 302
    text = client.get(page_of(row)).content.decode()
    assert "Said by ada@example.org" in text
    assert 'href="/notices/mofcom-2026-12/"' in text
    assert client.post(page_of(row), {"reopen": "1"}).status_code == 302
    assert "Not on record." in client.get(page_of(row)).content.decode()


def test_a_draft_that_begins_afterwards_bears_the_key_on_record_and_knows_the_page(ada):
    client, row = signed_in(ada), announced()
    found.put_on_record(found=row, reference="mofcom-2026-12", by=ada, at=NOW)
    for key in (row.key, "mofcom-2026-12"):
        AnnexDraft.objects.all().delete()
        answer = client.post(f"/desk/drafts/new/?notice={key}", {"text": SHORT.decode()})
        assert answer.status_code == 302, answer.content.decode()
        draft = AnnexDraft.objects.get()
        assert (draft.notice_key, draft.found) == ("mofcom-2026-12", row)


def test_a_notice_with_the_same_official_address_is_suggested(ada):
    page = make_fact_source(key="decree-page", kind="official", url=PAGE)
    authority = Notice.objects.get(key="mofcom-2026-12").authority
    make_notice(key="mofcom-2026-98", year=2026, number=98, authority=authority, copies=[page])
    row = announced()
    assert FactSource.objects.filter(url=PAGE).count() == 1
    assert 'value="mofcom-2026-98"' in signed_in(ada).get(page_of(row)).content.decode()
    assert row.state == "open", "A suggestion decides nothing."
