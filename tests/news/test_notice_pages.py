"""The button that has the page of a notice fetched: a wish, a page that says how it goes, and a draft of what came."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from controls.models import Listing, Notice
from news import tasks
from news.models import AnnexDraft, PageFetch
from news.services import drafts
from tests.controls.desk import make_user
from tests.controls.hostile_source import running, says
from tests.controls.proposing import signed_in
from tests.news.drafting import NOW, PAGE, TITLE, empty_register, without_line
from tests.news.test_page_work import announced

__all__ = ["empty_register"]
pytestmark = pytest.mark.django_db
HTML = "text/html; charset=utf-8"
NEW = "/desk/drafts/new/?notice=mofcom-2026-91"
DIGEST = hashlib.sha256(PAGE).hexdigest()


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.behaviours["/robots.txt"] = says(404)
        server.behaviours["/art_12.html"] = says(200, PAGE, content_type=HTML)
        yield server


@pytest.fixture
def notice(server):
    return announced(f"http://{server.place}/art_12.html")


@pytest.fixture
def client_of_ada(db):
    return signed_in(make_user(NOW, "ada@example.org"))


def press(client):
    """Ask for the page, let a worker fetch it, and begin a draft with it where it came."""
    asked = client.post(NEW, {"fetch": "1"})
    if asked.status_code != 302:
        return asked
    tasks.fetch_pages()
    fetch = PageFetch.objects.latest("pk")
    shown = client.get(asked["Location"])
    return client.post(NEW, {"page": fetch.pk}) if fetch.state == "done" else shown


def said(answer, status=400):
    assert answer.status_code == status
    assert not AnnexDraft.objects.exists()
    return answer.content.decode()


# ---- Waiting


def test_a_press_asks_nobody_and_leads_to_a_page_that_waits(notice, server, client_of_ada):
    answer = client_of_ada.post(NEW, {"fetch": "1"})
    fetch = PageFetch.objects.get()

    assert (answer.status_code, answer["Location"]) == (302, f"/desk/pages/{fetch.pk}/")
    assert (fetch.state, fetch.asked_by, server.asked) == ("waiting", "ada@example.org", [])
    page = client_of_ada.get(answer["Location"])
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<a href="/desk/pages/{fetch.pk}/">Refresh</a>' in text, "Without scripts a link shows how it goes."
    assert 'hx-trigger="every 2s"' in text
    assert 'name="page"' not in text


def test_with_scripts_the_part_is_asked_for_again_until_it_is_there(notice, client_of_ada):
    place = client_of_ada.post(NEW, {"fetch": "1"})["Location"]
    waiting = client_of_ada.get(place, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in waiting
    assert b"<html" not in waiting.content

    tasks.fetch_pages()

    assert client_of_ada.get(place, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_came_is_shown_with_where_and_when_before_it_is_read(notice, client_of_ada):
    place = client_of_ada.post(NEW, {"fetch": "1"})["Location"]
    tasks.fetch_pages()
    text = client_of_ada.get(place).content.decode()
    assert DIGEST in text
    assert notice.url in text
    assert 'name="page"' in text
    assert "hx-trigger" not in text.partition('id="page"')[2]
    assert not AnnexDraft.objects.exists(), "Looking at it begins nothing."


def test_the_clock_calls_a_worker_for_what_nobody_rang_for(notice, client_of_ada, monkeypatch, settings):
    settings.FETCHING = False
    rung = []
    monkeypatch.setattr(tasks.fetch_pages, "apply_async", lambda **options: rung.append(options))
    tasks.fetch_due_sources()
    assert rung == []
    client_of_ada.post(NEW, {"fetch": "1"})

    assert tasks.fetch_due_sources() == tasks.OFF, "A person asked: that no clock asks makes no difference."
    assert rung == [{"expires": tasks.BELL_EXPIRES}]


@pytest.mark.parametrize("number", ["0", "x", "", "9" * 30, "-1"])
def test_a_page_that_is_not_there_is_not_found(notice, client_of_ada, number):
    assert client_of_ada.post(NEW, {"page": number}).status_code == 404
    assert client_of_ada.get("/desk/pages/0/").status_code == 404


def test_the_page_of_another_notice_makes_no_draft_of_this_one(notice, client_of_ada, seeded):
    place = client_of_ada.post(NEW, {"fetch": "1"})["Location"]
    tasks.fetch_pages()
    number = place.split("/")[-2]
    assert client_of_ada.post("/desk/drafts/new/?notice=mofcom-2026-12", {"page": number}).status_code == 404
    assert not AnnexDraft.objects.exists()


def test_the_page_costs_the_same_whatever_it_holds(notice, client_of_ada, django_assert_num_queries):
    place = client_of_ada.post(NEW, {"fetch": "1"})["Location"]
    client_of_ada.get(place)
    with django_assert_num_queries(4):
        client_of_ada.get(place)
    tasks.fetch_pages()
    with django_assert_num_queries(4):
        client_of_ada.get(place)


# ---- The button


def test_one_press_makes_a_draft_of_the_page_and_keeps_where_and_when(empty_register, notice, client_of_ada):
    answer = press(client_of_ada)
    draft = AnnexDraft.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/drafts/{draft.pk}/")
    assert (draft.origin, draft.digest, draft.address) == ("fetched", DIGEST, notice.url)
    assert draft.seen_at is not None
    assert (draft.found, draft.lines.count()) == (notice, 20)
    assert "斯巴鲁" in draft.text
    page = client_of_ada.get(answer["Location"]).content.decode()
    assert DIGEST in page
    assert notice.url in page


def test_a_page_changes_no_fact_and_ticks_no_line(empty_register, notice, client_of_ada):
    press(client_of_ada)
    assert not Listing.objects.exists()
    assert not Notice.objects.filter(key="mofcom-2026-91").exists()
    assert not AnnexDraft.objects.get().lines.filter(checked=True).exists()


def test_a_page_with_a_line_missing_is_refused_by_count_and_its_text_is_there_to_be_looked_at(
    empty_register, notice, server, client_of_ada
):
    server.behaviours["/art_12.html"] = says(200, without_line(20), content_type=HTML)
    text = said(press(client_of_ada))
    assert "states 20 entities, and 19 were read" in text
    assert "富士航空航天技术" in text, "The text that was fetched is in the form."
    assert "It was fetched on" in text


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n" + bytes(60), b"%PDF-1.7 \xe2\xe3", b"", b"<p>Nothing numbered</p>"]
)
def test_a_page_that_is_no_list_makes_no_draft(empty_register, notice, server, client_of_ada, body):
    server.behaviours["/art_12.html"] = says(200, body, content_type=HTML)
    assert "There is no draft." in said(press(client_of_ada))


def test_what_a_page_says_is_never_markup(empty_register, notice, server, client_of_ada):
    body = "1. 某公司（A Ltd.）\n3. </textarea><script>alert(1)</script>某（B Ltd.）".encode()
    server.behaviours["/art_12.html"] = says(200, body, content_type="text/plain; charset=utf-8")
    assert "<script>alert" not in said(press(client_of_ada))


def test_a_page_that_was_not_had_is_said_in_words_and_pasting_works_at_once(
    empty_register, notice, server, client_of_ada
):
    server.behaviours["/art_12.html"] = says(503)
    text = said(press(client_of_ada), 200)
    assert "The page was not fetched." in text
    assert "status 503" in text
    assert f'href="{NEW}"' in text
    assert client_of_ada.post(NEW, {"text": PAGE.decode()}).status_code == 302
    assert AnnexDraft.objects.get().origin == "pasted"


def test_a_second_press_asks_nobody_while_a_draft_is_under_way(empty_register, notice, server, client_of_ada):
    press(client_of_ada)
    before = len(server.asked)
    again = press(client_of_ada)
    assert again.status_code == 400
    assert "a draft of" in again.content.decode()
    assert len(server.asked) == before
    assert AnnexDraft.objects.count() == 1


def test_a_notice_that_no_source_announced_has_no_page_to_fetch(seeded, client_of_ada):
    answer = client_of_ada.post("/desk/drafts/new/?notice=mofcom-2026-12", {"fetch": "1"})
    assert "Paste it" in said(answer)


def test_looking_at_the_form_fetches_nothing_and_nobody_else_may_press(notice, server, client, client_of_ada):
    assert b'name="fetch"' in client_of_ada.get(NEW).content
    assert client_of_ada.get(f"{NEW}&fetch=1").status_code == 200
    assert client.post(NEW, {"fetch": "1"}).status_code == 302, "A visitor is led to the sign-in."
    client.force_login(make_user(NOW, "approver@example.org", role="approver"))
    assert press(client).status_code == 403
    assert not PageFetch.objects.exists()
    assert server.asked == []


def test_where_nothing_can_be_fetched_the_form_says_why_and_has_no_button(client_of_ada):
    announced("https://elsewhere.example/art.html")
    page = client_of_ada.get(NEW).content.decode()
    assert "It cannot be fetched:" in page
    assert 'name="fetch"' not in page
    assert 'name="text"' in page


def test_a_draft_that_says_it_was_fetched_says_where_and_when(empty_register, notice):
    draft = drafts.begin(
        notice_key="mofcom-2026-91", title=TITLE, body=PAGE, content_type=HTML, origin="pasted", found=notice,
        on=NOW.date(), by=make_user(NOW, "b@example.org"), at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnexDraft.objects.filter(pk=draft.pk).update(origin="fetched")
