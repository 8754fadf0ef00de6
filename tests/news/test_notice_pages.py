"""The page of a found notice, fetched while a person waits: politely, within its time, and nothing else than that."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from controls.models import Listing, Notice
from news.models import AnnexDraft, FoundNotice, Host, Source
from news.services import drafts, found, hosts, notice_pages, turns, visits
from news.services.notice_pages import LARGEST, NotFetched, fetch_page, why_not
from tests.controls.desk import make_user
from tests.controls.hostile_source import bomb, floods, raw, redirects, running, says
from tests.controls.proposing import signed_in
from tests.news.announcing import make_article, make_source
from tests.news.drafting import NOW, PAGE, TITLE, empty_register, without_line

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


def announced(url, **columns):
    place = {"hosts": ["127.0.0.1"], "url": "https://www.mofcom.gov.cn/", **columns}
    article = make_article(
        notice="mofcom-2026-91", title=TITLE, language="zh-Hans", url=url, source=make_source(**place)
    )
    found.note(articles=[article], at=NOW)
    return FoundNotice.objects.select_related("source").get(article=article)


def refused(notice, at=NOW, **more):
    """Why a page was not fetched."""
    with pytest.raises(NotFetched) as reason:
        fetch_page(found=notice, at=at, **more)
    return str(reason.value)


def paths(server):
    return [question.split(b" ")[1].decode() for question in server.asked]


def press(client):
    return client.post(NEW, {"fetch": "1"})


def said(answer):
    assert answer.status_code == 400
    assert not AnnexDraft.objects.exists()
    return answer.content.decode()


# ---- The page


def test_a_page_comes_with_its_address_its_digest_and_the_moment(notice):
    page = fetch_page(found=notice, at=NOW)
    assert (page.url, page.digest, page.content_type) == (notice.url, DIGEST, HTML)
    assert page.body == PAGE
    assert NOW <= page.seen_at < NOW + timedelta(seconds=notice_pages.MOST_SECONDS)


def test_robots_are_asked_first_and_kept_for_the_next_page(notice, server):
    fetch_page(found=notice, at=NOW)
    fetch_page(found=notice, at=NOW + timedelta(minutes=1))
    assert paths(server) == ["/robots.txt", "/art_12.html", "/art_12.html"]


def test_what_robots_close_is_not_asked_for(notice, server):
    server.behaviours["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /art", content_type="text/plain")
    assert "robots.txt of" in refused(notice)
    assert paths(server) == ["/robots.txt"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_does_not_tell_its_rules_is_not_asked_for_more(notice, server, status):
    server.behaviours["/robots.txt"] = says(status)
    assert "robots.txt of" in refused(notice)
    assert paths(server) == ["/robots.txt"]


def test_a_redirect_into_what_robots_close_is_no_page(notice, server):
    server.behaviours["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /closed", content_type="text/plain")
    server.behaviours["/closed"] = says(200, PAGE)
    server.behaviours["/art_12.html"] = redirects("/closed")
    assert "It redirects to" in refused(notice)
    assert paths(server) == ["/robots.txt", "/art_12.html"]


def test_the_address_that_answered_is_kept_when_the_page_has_moved(notice, server):
    server.behaviours["/art_12.html"] = redirects("/moved.html", 301)
    server.behaviours["/moved.html"] = says(200, PAGE, content_type=HTML)
    assert fetch_page(found=notice, at=NOW).url.endswith("/moved.html")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (says(404), "status 404"),
        (says(403), "status 403"),
        (says(410), "gone for good"),
        (says(500), "status 500"),
        (says(304), "not modified"),
        (redirects("http://169.254.169.254/latest/meta-data/"), "not among those"),
        (redirects("http://127.0.0.1:1/"), "Port 1"),
        (redirects("file:///etc/passwd"), "Only http and https"),
        (redirects("/art_12.html"), "more than 3 times"),
        (says(200, bomb(20_000_000), content_encoding="gzip"), "more than 2000000 bytes"),
        (floods(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536), "more than 2000000 bytes"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n1."), "cut off"),
        (raw(b"no http at all\r\n\r\n"), "does not speak HTTP"),
    ],
)
def test_what_is_no_page_is_refused_in_words_and_the_host_is_free_again(notice, server, behaviour, words):
    server.behaviours["/art_12.html"] = behaviour
    assert words in refused(notice)
    host = Host.objects.get(name=server.place)
    assert (host.busy_until, host.busy_with) == (None, "")


def test_nobody_who_listens_is_said_so(server, settings):
    settings.OUTBOUND_TEST_HOSTS = ["127.0.0.1:9"]
    assert "127.0.0.1" in refused(announced("http://127.0.0.1:9/art_12.html"))


def test_a_host_that_wants_rest_gets_it(notice, server):
    server.behaviours["/art_12.html"] = says(503, b"", retry_after="600")
    refused(notice)
    assert "paste the text" in refused(notice, at=NOW + timedelta(seconds=300))
    assert len(server.asked) == 2, "While it rests nobody asks."


# ---- Manners


def test_while_somebody_asks_the_host_the_button_says_when_to_try_again(notice, server):
    Host.objects.create(name=server.place)
    assert hosts.occupy(name=server.place, worker="another", at=NOW) is None
    words = refused(notice, at=NOW + timedelta(seconds=1))
    assert "Try again in 3 seconds" in words
    assert server.asked == []
    assert Host.objects.get(name=server.place).busy_with == "another", "The other one is not disturbed."


def test_a_gap_is_waited_for(notice, server, monkeypatch):
    slept = []
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    Source.objects.filter(pk=notice.source_id).update(gap=20)
    notice.source.refresh_from_db()

    assert fetch_page(found=notice, at=NOW).digest == DIGEST

    assert sum(slept) == 20
    assert "Try again in" in refused(notice, at=NOW + timedelta(seconds=5)), "Nor is the next visitor let in before."
    assert paths(server) == ["/robots.txt", "/art_12.html"]


def test_a_page_is_no_larger_than_a_file_that_is_handed_in(notice, monkeypatch):
    given = []
    fetch = visits.fetch
    monkeypatch.setattr(visits, "fetch", lambda asked, **more: (given.append(asked.limit), fetch(asked, **more))[1])
    fetch_page(found=notice, at=NOW)
    assert given[-1] == LARGEST


def test_when_the_time_is_over_nothing_more_is_asked(notice, server):
    steps = iter([*[0.0] * 3, *[100.0] * 50])
    assert "time for this page is over" in refused(notice, watch=lambda: next(steps))
    assert server.asked == []


def test_no_transaction_is_open_while_a_host_takes_its_time(notice, client_of_ada, monkeypatch):
    depths = []
    outside = len(connection.savepoint_ids)
    fetch = visits.fetch
    monkeypatch.setattr(
        visits, "fetch", lambda *a, **k: (depths.append(len(connection.savepoint_ids) - outside), fetch(*a, **k))[1]
    )
    assert press(client_of_ada).status_code in (302, 400)
    assert depths == [0, 0]


# ---- What is never asked


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[/",
        "https://elsewhere.example/art.html",
        "http://127.0.0.1:22/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1.nip.example/",
        "http://127.0.0.1\\@elsewhere.example/",
        "http://２130706433/",
        "//127.0.0.1/",
        "http://127.0.0.1/\r\nHost: inside",
        "http://127.0.0.1/" + "x" * 1_950,
    ],
)
def test_an_address_that_a_stranger_wrote_leads_nowhere_else(server, url):
    notice = announced(url)
    assert refused(notice)
    assert server.asked == []
    assert set(Host.objects.values_list("name", flat=True)) <= {"127.0.0.1"}, "No host of a stranger gets a row."


def test_our_own_house_is_not_asked_even_when_a_source_names_it():
    notice = announced("http://127.0.0.1/admin/")
    assert why_not(found=notice) == ""
    assert "127.0.0.1" in refused(notice)


def test_a_source_that_is_switched_off_is_not_asked_by_the_button_either(server):
    notice = announced(f"http://{server.place}/art_12.html", enabled=False, off_reason="its terms forbid it")
    assert "its terms forbid it" in refused(notice)
    assert server.asked == []


def test_another_spelling_of_a_host_is_held_by_the_same_lease(monkeypatch):
    asked = []
    monkeypatch.setattr(visits, "page", lambda **given: asked.append(given["url"]) or pytest.fail("asked"))
    for url in ("https://WWW.Mofcom.gov.cn/a#top", "https://www.mofcom.gov.cn:443/a"):
        FoundNotice.objects.all().delete()
        notice = announced(url, hosts=["www.mofcom.gov.cn"])
        Host.objects.get_or_create(name="www.mofcom.gov.cn", busy_with="another", busy_until=NOW + timedelta(seconds=9))
        assert "Try again" in refused(notice)
    assert Host.objects.filter(name__icontains="mofcom").count() == 1
    assert asked == []


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
    text = said(press(client_of_ada))
    assert "The page was not fetched." in text
    assert 'name="text"' in text
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
    assert press(client).status_code == 302, "A visitor is led to the sign-in."
    client.force_login(make_user(NOW, "approver@example.org", role="approver"))
    assert press(client).status_code == 403
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
