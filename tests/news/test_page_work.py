"""The page of a found notice, fetched by a worker: politely, within its time, and nothing else than that."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from controls.models import User
from news.models import FoundNotice, Host, PageFetch, Source
from news.services import found, hosts, notice_pages, page_work, turns, visits
from news.services.notice_pages import LARGEST, NotFetched, page_of, why_not
from tests.controls.desk import make_user
from tests.controls.hostile_source import bomb, floods, raw, redirects, running, says
from tests.news.announcing import make_article, make_source
from tests.news.drafting import NOW, PAGE, TITLE

pytestmark = pytest.mark.django_db
HTML = "text/html; charset=utf-8"
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


def announced(url, **columns):
    place = {"hosts": ["127.0.0.1"], "url": "https://www.mofcom.gov.cn/", **columns}
    article = make_article(
        notice="mofcom-2026-91", title=TITLE, language="zh-Hans", url=url, source=make_source(**place)
    )
    found.note(articles=[article], at=NOW)
    return FoundNotice.objects.select_related("source").get(article=article)


def worked(notice, at=NOW, **more):
    """The wish for a page after a worker has seen to it."""
    asked = notice_pages.ask(found=notice, by=asker(), at=at)
    fetch = page_work.claim(worker="w1", at=at)
    assert fetch == asked
    page_work.run(fetch=fetch, at=at, **more)
    return PageFetch.objects.get(pk=asked.pk)


def asker():
    return User.objects.filter(email="asker@example.org").first() or make_user(NOW, "asker@example.org")


def fetch_page(*, found, at, **more):
    return page_of(fetch=worked(found, at, **more))


def refused(notice, at=NOW, **more):
    """Why a page was not fetched."""
    try:
        fetch = worked(notice, at, **more)
    except NotFetched as reason:
        return str(reason)
    assert (fetch.state, page_of(fetch=fetch)) == ("failed", None)
    return fetch.reason


def paths(server):
    return [question.split(b" ")[1].decode() for question in server.asked]


# ---- The page


def test_a_page_comes_with_its_address_its_digest_and_the_moment(notice):
    page = fetch_page(found=notice, at=NOW)
    assert (page.url, page.digest, page.content_type) == (notice.url, DIGEST, HTML)
    assert page.body == PAGE
    assert NOW <= page.seen_at < NOW + timedelta(seconds=page_work.MOST_SECONDS)


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


def test_a_host_that_wants_rest_for_long_gets_it(notice, server):
    server.behaviours["/art_12.html"] = says(503, b"", retry_after="7200")
    refused(notice)
    assert "wants to rest" in refused(notice, at=NOW + timedelta(seconds=300))
    assert len(server.asked) == 2, "While it rests nobody asks."


# ---- Manners


def test_while_somebody_asks_the_host_the_wish_waits_and_is_granted_afterwards(notice, server):
    Host.objects.create(name=server.place)
    assert hosts.occupy(name=server.place, worker="another", at=NOW) is None
    waits = worked(notice, at=NOW + timedelta(seconds=1))
    assert (waits.state, waits.attempts, server.asked) == ("waiting", 0, [])
    assert NOW < waits.due_at <= NOW + timedelta(seconds=1) + 2 * hosts.SOON
    assert Host.objects.get(name=server.place).busy_with == "another", "The other one is not disturbed."

    assert page_work.claim(worker="w1", at=NOW + timedelta(seconds=2)) is None
    hosts.leave(name=server.place, worker="another", at=NOW + timedelta(seconds=2), gap=0)
    later = NOW + timedelta(seconds=30)
    assert page_work.run(fetch=page_work.claim(worker="w1", at=later), at=later)
    assert PageFetch.objects.get().digest == DIGEST


def test_a_worker_that_dies_is_followed_by_another(notice, server):
    notice_pages.ask(found=notice, by=asker(), at=NOW)
    dead = page_work.claim(worker="dead", at=NOW)
    hosts.occupy(name=server.place, worker="dead", at=NOW)
    after = NOW + page_work.LEASE + timedelta(seconds=1)

    assert page_work.claim(worker="w2", at=NOW + page_work.LEASE) is None
    assert page_work.run(fetch=page_work.claim(worker="w2", at=after), at=after)
    assert page_work.run(fetch=dead, at=after + timedelta(minutes=1)) is False, "Who comes back late keeps nothing."
    assert PageFetch.objects.get().state == "done"


def test_a_page_that_kills_its_workers_is_given_up(notice):
    notice_pages.ask(found=notice, by=asker(), at=NOW)
    at = NOW
    for _each in range(page_work.MOST_ATTEMPTS):
        assert page_work.claim(worker="dies", at=at) is not None
        at += page_work.LEASE + timedelta(seconds=1)

    assert page_work.claim(worker="w", at=at) is None
    fetch = PageFetch.objects.get()
    assert (fetch.state, fetch.reason[:34]) == ("failed", "Fetching this page broke off 3 tim")
    assert not page_work.any_waiting(at=at)


def test_two_who_ask_for_one_page_get_one(notice):
    first = notice_pages.ask(found=notice, by=asker(), at=NOW)

    assert notice_pages.ask(found=notice, by=make_user(NOW, "b@example.org"), at=NOW) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        PageFetch.objects.create(found=notice, asked_by="c", asked_at=NOW, due_at=NOW)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "claimed"},
        {"state": "done"},
        {"state": "done", "body": b"x", "seen_at": NOW},
        {"state": "failed", "body": b"x"},
    ],
)
def test_the_database_keeps_what_a_wish_may_be(notice, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        PageFetch.objects.create(found=notice, asked_by="c", asked_at=NOW, due_at=NOW, **columns)


def test_what_ended_long_ago_is_taken_away_and_what_waits_is_not(notice, server):
    worked(notice)
    notice_pages.ask(found=notice, by=asker(), at=NOW)

    assert page_work.prune(before=NOW + timedelta(days=90)) == 1
    assert PageFetch.objects.get().state == "waiting"


def test_a_gap_is_waited_for(notice, server, monkeypatch):
    slept = []
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    Source.objects.filter(pk=notice.source_id).update(gap=20)
    notice.source.refresh_from_db()

    assert fetch_page(found=notice, at=NOW).digest == DIGEST

    assert sum(slept) == 20
    assert worked(notice, at=NOW + timedelta(seconds=5)).state == "waiting", "Nor is the next one let in before."
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


def test_no_transaction_is_open_while_a_host_takes_its_time(notice, monkeypatch):
    depths = []
    outside = len(connection.savepoint_ids)
    fetch = visits.fetch
    monkeypatch.setattr(
        visits, "fetch", lambda *a, **k: (depths.append(len(connection.savepoint_ids) - outside), fetch(*a, **k))[1]
    )
    worked(notice)
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
        assert worked(notice).state == "waiting"
    assert Host.objects.filter(name__icontains="mofcom").count() == 1
    assert asked == []
