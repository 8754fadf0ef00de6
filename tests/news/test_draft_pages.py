"""Drafts on their pages: handed in, corrected, ticked, sent; what is wrong is said beside what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from controls.models import Entity, EntityList, Listing, Proposal
from controls.services import proposals
from news.models import AnnexDraft
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.drafting import (
    NOW,
    PAGE,
    SHORT,
    begin,
    empty_register,
    form_of,
    record_notice,
    tick,
    ticks,
    without_line,
)

__all__ = ["empty_register"]
pytestmark = pytest.mark.django_db
NEW = "/desk/drafts/new/?notice=mofcom-2026-12"


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


@pytest.fixture
def client_of_ada(ada):
    return signed_in(ada)


def address_of(draft):
    return f"/desk/drafts/{draft.pk}/"


def said(answer):
    """What the page says is wrong."""
    assert answer.status_code == 400
    return answer.content.decode()


# ---- Handing in


def test_the_page_of_the_notice_is_handed_in_as_a_file(seeded, client_of_ada):
    file = SimpleUploadedFile("art_12.html", PAGE, content_type="text/html")
    answer = client_of_ada.post(NEW, {"file": file})
    draft = AnnexDraft.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address_of(draft))
    assert (draft.origin, draft.notice_key, draft.lines.count()) == ("file", "mofcom-2026-12", 20)


def test_from_a_copy_with_a_line_removed_the_page_refuses_by_count_in_words(seeded, client_of_ada):
    text = said(client_of_ada.post(NEW, {"text": without_line(20).decode()}))
    assert "There is no draft." in text
    assert "states 20 entities, and 19 were read" in text
    assert "斯巴鲁株式会社" in text, "What was handed in is still there."
    assert not AnnexDraft.objects.exists()
    assert "The list goes from 9 to 11" in said(client_of_ada.post(NEW, {"text": without_line(10).decode()}))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "one of the two"),
        ({"text": "  \n "}, "one of the two"),
        ({"text": "x", "file": SimpleUploadedFile("a.txt", b"y")}, "one of the two"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "is empty"),
        ({"file": SimpleUploadedFile("a.bin", bytes(range(256)) * 9)}, "There is no draft"),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 2_000_001)}, "larger than 2 MB"),
        ({"text": "Nothing numbered."}, "has 0 lists of entities"),
        ({"text": "1. 某公司（A Ltd.）\x00"}, "Null characters"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(seeded, client_of_ada, sent, words):
    assert words in said(client_of_ada.post(NEW, sent))


def test_the_names_of_control_signs_in_a_file_do_no_harm(seeded, client_of_ada):
    body = PAGE.replace("斯巴鲁".encode(), "斯\x00巴\u200b鲁\x07".encode())
    assert client_of_ada.post(NEW, {"file": SimpleUploadedFile("a.html", body)}).status_code == 302
    assert AnnexDraft.objects.get().lines.get(position=1).name_zh == "斯巴鲁株式会社"


def test_a_list_that_is_too_long_for_one_form_is_refused(seeded, client_of_ada):
    lines = "\n".join(f"{n}. 某{n}公司（A{n} Ltd.）" for n in range(1, 102))
    assert "more than 100 names" in said(client_of_ada.post(NEW, {"text": lines}))


@pytest.mark.parametrize("key", ["", "mofcom-2026-9999", "%00", "x" * 300])
def test_a_draft_is_of_a_notice_that_is_known(seeded, client_of_ada, key):
    assert client_of_ada.get(f"/desk/drafts/new/?notice={key}").status_code in (400, 404)


def test_a_second_draft_of_one_notice_is_refused(seeded, client_of_ada, ada):
    begin(ada)
    assert "a draft of" in said(client_of_ada.post(NEW, {"text": PAGE.decode()}))


# ---- Checking


def test_what_is_typed_and_ticked_is_saved_line_by_line(seeded, client_of_ada, ada):
    draft = begin(ada)
    _page, form = form_of(client_of_ada, address_of(draft))
    typed = {
        "1-name_en": "Subaru Corp.",
        "1-others": "スバル； SUBARU; ",
        "1-country": "jp",
        "1-whom": "subaru-corporation",
        "1-checked": "on",
        "2-whom": "new",
        "3-other": "eneos-corporation",
    }
    assert client_of_ada.post(address_of(draft), form | typed | {"save": "1"}).status_code == 302
    first, second, third = draft.lines.filter(position__lte=3).order_by("position")
    assert (first.name_en, first.other_names, first.country) == ("Subaru Corp.", ["スバル", "SUBARU"], "JP")
    assert (first.decision, first.entity.key, first.checked_by) == ("same", "subaru-corporation", "ada@example.org")
    assert (second.decision, second.entity, second.checked) == ("new", None, False)
    assert third.entity.key == "eneos-corporation"
    text = client_of_ada.get(address_of(draft)).content.decode()
    assert "1 of 20 lines ticked." in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"4-country": "Japan"}, "at most 2 characters"),
        ({"4-country": "J1"}, "Two letters"),
        ({"4-name_en": "A\u202eB"}, "hidden character U+202E"),
        ({"4-name_zh": "x" * 301}, "at most 300 characters"),
        ({"4-type": "charity"}, "charity is not one of the available choices"),
        ({"4-other": "nobody"}, "no entity “nobody” on record"),
        ({"4-whom": "nobody"}, "no entity “nobody” on record"),
        ({"4-checked": "on"}, "whether it is one on record or new"),
        ({"4-checked": "on", "4-whom": "new", "4-name_en": "", "4-name_zh": ""}, "It has no name"),
        ({"edition": "x"}, "correct the fields"),
        ({"entity_list": "no-such-list"}, "correct the fields"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_and_nothing_is_saved(seeded, client_of_ada, ada, typed, words):
    draft = begin(ada)
    _page, form = form_of(client_of_ada, address_of(draft))
    answer = client_of_ada.post(address_of(draft), form | {"1-name_en": "Typed"} | typed | {"save": "1"})
    assert words in said(answer)
    assert 'value="Typed"' in answer.content.decode(), "What was typed is still there."
    assert draft.lines.get(position=1).name_en == "SUBARU Corporation"


def test_who_saves_after_somebody_else_is_told(seeded, client_of_ada, ada):
    draft = begin(ada)
    _page, form = form_of(client_of_ada, address_of(draft))
    tick(draft, make_user(NOW, "grace@example.org"))
    answer = client_of_ada.post(address_of(draft), form | {"save": "1"})
    assert "grace@example.org saved this draft meanwhile" in said(answer)


def test_a_form_without_its_lines_is_no_error_of_ours(seeded, client_of_ada, ada):
    draft = begin(ada)
    answer = client_of_ada.post(address_of(draft), {"edition": "1"})
    assert answer.status_code in (302, 400)


# ---- Sending


@override_settings(FOUR_EYES="0")
def test_all_is_saved_and_sent_at_once(empty_register, client_of_ada, ada):
    notice = record_notice(authority=EntityList.objects.get().authority, stated_count=3)
    draft = begin(ada, SHORT)
    page, form = form_of(client_of_ada, address_of(draft))
    assert client_of_ada.post(address_of(draft), form | ticks(page) | {"send": "1"}).status_code == 302
    assert Listing.objects.filter(notice=notice).count() == 3
    text = client_of_ada.get(address_of(draft)).content.decode()
    assert "On record." in text
    assert "/entities/?notice=mofcom-2026-12" in text


def test_what_is_missing_is_said_and_what_was_typed_is_saved(empty_register, client_of_ada, ada):
    draft = begin(ada, SHORT)
    page, form = form_of(client_of_ada, address_of(draft))
    form |= ticks(page) | {"send": "1"}
    del form["2-checked"]
    text = said(client_of_ada.post(address_of(draft), form))
    assert "Saved, but not sent." in text
    assert "Not ticked yet: 2." in text
    assert "not on record yet" in text
    assert draft.lines.filter(checked=True).count() == 2


def test_a_count_is_asked_for_where_the_notice_states_none(empty_register, client_of_ada, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=None)
    draft = begin(ada, SHORT.replace("3家".encode(), "若干".encode()))
    page, form = form_of(client_of_ada, address_of(draft))
    assert "Names that you counted" in page.content.decode()
    form |= ticks(page) | {"send": "1"}
    assert "the count is 21" in said(client_of_ada.post(address_of(draft), form | {"counted": "21"}))
    assert Listing.objects.count() == 0
    _page, form = form_of(client_of_ada, address_of(draft))
    form |= ticks(page) | {"send": "1", "counted": "3"}
    assert client_of_ada.post(address_of(draft), form).status_code == 302
    assert Listing.objects.count() == 3


@override_settings(FOUR_EYES="1")
def test_a_draft_that_waits_shows_its_lines_and_no_form(empty_register, client_of_ada, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=3)
    draft = begin(ada, SHORT)
    page, form = form_of(client_of_ada, address_of(draft))
    client_of_ada.post(address_of(draft), form | ticks(page) | {"send": "1"})
    text = client_of_ada.get(address_of(draft)).content.decode()
    assert "it waits for a second person" in text
    assert "1-name_zh" not in text
    assert "waits for a second person" in said(client_of_ada.post(address_of(draft), form | {"save": "1"}))

    proposal = Proposal.objects.get()
    proposals.reject(proposal=proposal, reason="Line 3.", by=make_user(NOW, "grace@example.org"), at=NOW)
    text = client_of_ada.get(address_of(draft)).content.decode()
    assert "came to nothing (sent back). Line 3." in text
    assert "1-name_zh" in text


def test_a_draft_is_dropped_without_a_trace_on_the_record(seeded, client_of_ada, ada):
    draft, before = begin(ada), Entity.objects.count()
    assert client_of_ada.post(address_of(draft), {"drop": "1"})["Location"] == "/desk/drafts/"
    assert "Dropped." in client_of_ada.get(address_of(draft)).content.decode()
    assert Entity.objects.count() == before
    assert "no longer being checked" in said(client_of_ada.post(address_of(draft), {"drop": "1"}))
    assert "dropped" in client_of_ada.get("/desk/drafts/").content.decode()


def test_a_draft_asks_as_often_for_many_lines_as_for_few(seeded, client_of_ada, ada, django_assert_num_queries):
    small = begin(ada, SHORT, notice_key="mofcom-2026-914")
    large = begin(ada)
    client_of_ada.get(address_of(large))
    with django_assert_num_queries(9):
        client_of_ada.get(address_of(small))
    with django_assert_num_queries(9):
        client_of_ada.get(address_of(large))
