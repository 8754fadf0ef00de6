"""The desk: for curators only, everything that waits with the way to its act, and words where nothing does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from controls.models import Proposal
from controls.services import access
from news.models import AnnexDraft, HeldReading, Mention, Source, StoryPair
from news.services import drafts, found
from tests.controls.desk import PASSWORD, make_user
from tests.controls.proposing import new_source, propose, signed_in
from tests.factories import make_measure
from tests.news.announcing import make_article, make_source
from tests.news.drafting import TITLE, begin

pytestmark = [pytest.mark.usefixtures("seeded", "today")]
DESK = "/desk/"
QUERIES = 21
PAGES = ["/desk/", "/desk/notices/", "/desk/drafts/", "/desk/drafts/new/?notice=mofcom-2026-12"]


@pytest.fixture
def ada(now):
    return make_user(now, "ada@example.org")


@pytest.fixture
def everything(now, ada):
    """One of every kind of work, by the name of its block."""
    article = make_article(title=TITLE, notice="mofcom-2026-91", language="zh-Hans", state="pending")
    other = make_article(title="Another report", state="pending", source=article.source)
    found.note(articles=[article], at=now)
    begin(ada, notice_key="mofcom-2026-91", at=now)
    propose(new_source(), ada)
    StoryPair.objects.create(earlier=article, later=other, likeness=0.9, reason="title", made_at=now)
    Mention.objects.create(
        article=other, reference="entity:subaru-corporation", words="Subaru", method="name", standing="suggested"
    )
    Source.objects.filter(pk=article.source.pk).update(trouble="The answer has 0 links", failures=3, trouble_since=now)
    HeldReading.objects.create(
        source=article.source, reason="shrunk", words="It has shrunk from 40 items to 3.", before=40, now=3,
        digest="0" * 64, held_at=now,
    )  # fmt: skip
    return article.source


def blocks(page):
    return {block.key: block for block in page.context["blocks"]}


# ---- Who may


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_is_led_to_the_sign_in_and_back(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=/desk/")


@pytest.mark.parametrize("address", [*PAGES, "/desk/notices/1/", "/desk/drafts/1/", "/desk/held/1/"])
def test_a_reader_is_told_in_words_that_the_desk_is_for_curators(client, now, address):
    client.force_login(access.create_user(email="reader@example.org", password=PASSWORD, at=now))
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (403, 405)
    text = client.get(address).content.decode()
    assert "This needs the role “editor”" in text
    assert "the role “reader”" in text
    assert "reader@example.org" in text


@pytest.mark.parametrize("address", ["/desk/notices/999999/", "/desk/drafts/999999/", "/desk/held/999999/"])
def test_what_is_not_there_is_said_in_words_and_kept_by_nobody(ada, address):
    answer = signed_in(ada).get(address)
    assert answer.status_code == 404
    assert "There is no" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", PAGES)
def test_nobody_keeps_a_page_of_the_desk(ada, address):
    assert signed_in(ada).get(address)["Cache-Control"] == "private, no-store"


def test_every_page_leads_to_the_desk(client):
    assert 'href="/desk/"' in client.get("/").content.decode()


# ---- What it shows


def test_an_empty_desk_says_so_for_every_kind_of_work(ada, monkeypatch):
    page = signed_in(ada).get(DESK)
    empty = {key: block for key, block in blocks(page).items() if not block.count}
    assert {
        "found",
        "held",
        "sources",
        "still",
        "drafts",
        "proposals",
        "articles",
        "pairs",
        "mentions",
        "errors",
    } == empty.keys()
    text = page.content.decode()
    for words in ("No proposal waits.", "No draft is under way.", "Every source that is asked was read."):
        assert words in text


def test_one_of_everything_is_shown_with_the_way_to_its_act(ada, everything):
    page = signed_in(ada).get(DESK)
    found_blocks = blocks(page)
    assert {key: block.count for key, block in found_blocks.items() if key not in ("clocks", "claims")} == {
        "found": 1, "held": 1, "sources": 1, "drafts": 1, "proposals": 1, "articles": 2, "pairs": 1, "mentions": 1,
        "errors": 0, "still": 0,
    }  # fmt: skip
    notice, held, draft = (found_blocks[key].lines[0] for key in ("found", "held", "drafts"))
    for line in (notice, held, draft, found_blocks["proposals"].lines[0]):
        assert signed_in(ada).get(line.url).status_code == 200
    assert notice.said == (
        "MOFCOM 2026 No. 91",
        "24 Feb 2026",
        everything.name,
        '<span lang="zh-Hans">列入 · 关注名单</span>',
    )
    assert draft.said[0] == "0 of 20 lines ticked"
    assert held.said[0] == "It has shrunk from 40 items to 3."
    assert found_blocks["sources"].lines[0].said[:2] == ("The answer has 0 links", "3 failures in a row")


def test_suspensions_that_end_soon_or_have_ended_without_a_notice_stand_on_the_desk(ada):
    lines = {line.label: line for line in blocks(signed_in(ada).get(DESK))["clocks"].lines}
    near, over = lines["MOFCOM 2025 No. 72"], lines["MOFCOM and GACC 2025 No. 70"]
    assert near.said == ("27 Nov 2026", "6 days left")
    assert "nothing on record since" in over.said[1]


def test_a_suspension_that_ends_in_two_months_does_not(ada, monkeypatch):
    early = timezone.now() - timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: early)
    labels = [line.label for line in blocks(signed_in(ada).get(DESK))["clocks"].lines]
    assert "MOFCOM 2025 No. 72" not in labels


def test_a_source_that_has_been_silent_for_a_day_is_in_trouble_whatever_it_answered_last(ada, now):
    at = timezone.now()
    make_source(name="Silent", read_at=at - timedelta(hours=27), rhythm=24 * 60)
    make_source(name="Fresh", read_at=at - timedelta(hours=25), rhythm=24 * 60)
    make_source(name="Off", enabled=False, off_reason="Terms.", read_at=at - timedelta(days=9), failures=2)
    block = blocks(signed_in(ada).get(DESK))["sources"]
    assert [line.label for line in block.lines] == ["Silent"]
    assert block.lines[0].said == (
        "It was not read for longer than 1\xa0day, 2\xa0hours: the worker may stand still.",
        "last read 1\xa0day, 3\xa0hours ago",
    )


def test_a_source_that_has_ended_stays_on_the_desk_until_somebody_switches_it_off(ada):
    make_source(name="Gone", read_at=timezone.now(), ended_at=timezone.now(), failures=3, trouble="410")
    block = blocks(signed_in(ada).get(DESK))["sources"]
    assert [line.label for line in block.lines] == ["Gone"]
    assert block.lines[0].said[0] == "ended: it is not asked any more"


def test_a_source_that_is_read_and_had_nothing_new_for_long_is_told_apart_from_trouble(ada):
    at = timezone.now()
    make_source(name="Frozen", read_at=at, new_at=at - timedelta(days=61))
    make_source(name="Quiet", read_at=at, new_at=at - timedelta(days=59))
    make_source(name="Rare", read_at=at, new_at=at - timedelta(days=61), still_days=90)
    found_blocks = blocks(signed_in(ada).get(DESK))
    assert [line.label for line in found_blocks["still"].lines] == ["Frozen"]
    assert found_blocks["still"].lines[0].said[0].startswith("nothing new since ")
    assert not found_blocks["sources"].lines


def test_only_claims_that_better_evidence_could_change_are_to_be_checked(ada):
    block = blocks(signed_in(ada).get(DESK))["claims"]
    assert block.count >= 1
    assert not {line.said[0] for line in block.lines} & {"wrong", "corrected by its publisher"}


def test_notices_that_do_not_say_why_are_counted_and_one_click_away(ada, now):
    articles = [make_article(title=f"关于反倾销调查的公告 {number}") for number in range(3)]
    found.note(articles=articles, at=now)
    page = signed_in(ada).get(DESK)
    block = blocks(page)["found"]
    assert (block.count, block.note_url) == (0, "/desk/notices/?show=other")
    assert block.note.startswith("3 more notices whose titles do not say")


def test_what_is_decided_leaves_the_desk(ada, everything, now):
    grace = make_user(now, "grace@example.org")
    draft = AnnexDraft.objects.get()
    drafts.drop(draft=draft, by=grace, at=now)
    Proposal.objects.all().delete()
    found.dismiss(found=found.FoundNotice.objects.get(), reason="A test.", by=ada, at=now)
    shown = blocks(signed_in(ada).get(DESK))
    assert (shown["drafts"].count, shown["proposals"].count, shown["found"].count) == (0, 0, 0)


def test_of_much_work_the_first_ten_are_shown_and_all_are_counted(ada, now):
    source = make_source()
    articles = [make_article(source=source, title=f"商务部公告2026年第{900 + n}号 稀土") for n in range(25)]
    found.note(articles=articles, at=now)
    block = blocks(signed_in(ada).get(DESK))["found"]
    assert (block.count, len(block.lines)) == (25, 10)
    assert block.more_url == "/desk/notices/"


def test_the_desk_asks_as_often_for_much_work_as_for_little(ada, everything, now, django_assert_num_queries):
    client = signed_in(ada)
    client.get(DESK)
    with django_assert_num_queries(QUERIES):
        client.get(DESK)
    source = make_source(name="Another", trouble="x", failures=1)
    found.note(articles=[make_article(source=source, title=f"稀土 {n}", state="pending") for n in range(30)], at=now)
    make_measure()
    client.get(DESK)
    with django_assert_num_queries(QUERIES):
        client.get(DESK)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(ada, method):
    assert getattr(signed_in(ada), method)(DESK).status_code == 405


def test_the_desk_only_reads(ada):
    assert signed_in(ada).post(DESK).status_code == 405


def test_the_desk_of_admin_leads_here(ada):
    text = signed_in(ada).get(reverse("admin:index")).content.decode()
    assert 'href="/desk/"' in text
