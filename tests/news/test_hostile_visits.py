"""Sources that lie, lead elsewhere, drip and flood: refused whole, with a reason, and our own house is never asked."""

import gzip
import time

import pytest

from news.models import Article, FetchJob, FetchRun, KnownAddress, Source
from news.services import fetching, jobs, visits
from tests.controls.hostile_source import bomb, drips, floods, raw, redirects, running, says, silent
from tests.news.sourced import AT, claimed, entry, feed_of, source_of

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
RSS = b'<rss version="2.0"><channel>%s</channel></rss>'
LEADS = {
    "the metadata service": "http://169.254.169.254/latest/meta-data/",
    "the metadata service over https": "https://169.254.169.254/",
    "loopback": "http://127.0.0.1:{inside}/",
    "loopback by name": "http://localhost:{inside}/",
    "loopback mapped into IPv6": "http://[::ffff:127.0.0.1]:{inside}/",
    "loopback compatible with IPv4": "http://[::127.0.0.1]:{inside}/",
    "loopback behind NAT64": "http://[64:ff9b::7f00:1]:{inside}/",
    "loopback in 6to4": "http://[2002:7f00:1::]:{inside}/",
    "loopback of IPv6": "http://[::1]:{inside}/",
    "loopback in decimal": "http://2130706433:{inside}/",
    "loopback in octal": "http://0177.0.0.1:{inside}/",
    "loopback in hexadecimal": "http://0x7f.1:{inside}/",
    "loopback in short": "http://127.1:{inside}/",
    "nowhere in particular": "http://0.0.0.0:{inside}/",
    "a private network": "http://10.0.0.1/",
    "a user name before the host": "http://{place}@127.0.0.1:{inside}/",
    "a host that was not named": "http://news.example/",
    "a file": "file:///etc/passwd",
    "another protocol": "gopher://127.0.0.1:{inside}/_x",
    "an address that cannot be read": "http://[/",
    "a host with a dot more": "http://127.0.0.1.:{inside}/",
    "letters that look like digits": "http://127.0.0.①:{inside}/",
    "no scheme, another host": "//127.0.0.1:{inside}/",
}
ANSWERS = {
    "a body that drips": (drips(OK + b"\r\n", b"<"), Outcome.TOO_SLOW),
    "headers that drip": (drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), None),
    "a status that never ends": (drips(b"HTTP/1.1 2", b"0"), None),
    "no answer at all": (silent, Outcome.TOO_SLOW),
    "a flood": (floods(OK + b"\r\n", b"x" * 65_536), Outcome.TOO_LARGE),
    "a gzip bomb": (says(200, bomb(50_000_000), content_encoding="gzip"), Outcome.TOO_LARGE),
    "a bomb packed twice": (says(200, gzip.compress(bomb(9_000_000)), content_encoding="gzip"), Outcome.UNREACHABLE),
    "a packing that was not asked for": (says(200, b"x", content_encoding="br"), Outcome.UNREACHABLE),
    "an announced size beyond all": (raw(OK + b"Content-Length: 99999999999\r\n\r\n"), Outcome.TOO_LARGE),
    "a body that breaks off": (raw(OK + b"Content-Length: 500\r\n\r\n<rss>"), Outcome.UNREACHABLE),
    "a loop": (redirects("/feed"), Outcome.REFUSED),
    "an image": (says(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, content_type="image/png"), Outcome.UNREADABLE),
    "a PDF": (says(200, b"%PDF-1.7 \xe2\xe3", content_type="application/pdf"), Outcome.UNREADABLE),
    "entities that multiply": (
        says(
            200,
            b'<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>',
        ),
        Outcome.UNREADABLE,
    ),
    "an entity from our disk": (
        says(
            200,
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>&x;</channel></rss>',
        ),
        Outcome.UNREADABLE,
    ),
    "a consent page": (says(200, b"<!doctype html><title>Before you continue</title>"), Outcome.UNREADABLE),
    "JSON in a feed's place": (says(200, b'{"error": "maintenance"}'), Outcome.UNREADABLE),
    "a body of blanks": (says(200, b" \n " * 99), Outcome.UNREADABLE),
}


@pytest.fixture(autouse=True)
def only_ours(monkeypatch):
    """Time runs as in earnest, only shorter."""
    Source.objects.update(enabled=False, off_reason="another test")
    plain = visits.question_of
    monkeypatch.setattr(
        visits, "question_of", lambda **given: type(plain(**given))(**{**plain(**given).__dict__, "seconds": 0.8})
    )


@pytest.fixture
def places(settings):
    """A hostile server, a healthy one, and a listener inside the house that nobody may reach."""
    with running() as hostile, running() as healthy, running() as inside:
        settings.OUTBOUND_TEST_HOSTS = [hostile.place, healthy.place]
        healthy.behaviours["/feed"] = says(200, feed_of(entry(1)))
        inside.behaviours["/"] = says(200, feed_of(entry("secret")))
        yield hostile, healthy, inside


def both_visited(hostile, healthy):
    """The runs of a hostile and a healthy source that were due together."""
    bad, good = source_of(hostile.place), source_of(healthy.place)
    jobs.make_due(at=AT)
    for worker in ("one", "two"):
        fetching.run(job=jobs.claim(worker=worker, at=AT), at=AT)
    return bad.runs.get(), good.runs.get()


@pytest.mark.parametrize("name", LEADS)
def test_a_source_that_leads_into_our_house_is_refused_and_a_healthy_one_read(places, name):
    hostile, healthy, inside = places
    lead = LEADS[name].format(inside=inside.port, place=hostile.place)
    hostile.behaviours["/feed"] = raw(f"HTTP/1.1 302 Found\r\nLocation: {lead}\r\n\r\n".encode())

    bad, good = both_visited(hostile, healthy)

    assert bad.outcome == Outcome.REFUSED, bad.reason
    assert bad.reason
    assert inside.calls == 0
    assert (good.outcome, good.added) == (Outcome.READ, 1)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none_leaves_nothing_and_harms_nobody(places, name):
    hostile, healthy, inside = places
    hostile.behaviours["/feed"], outcome = ANSWERS[name]

    bad, good = both_visited(hostile, healthy)

    assert bad.outcome not in FetchRun.GOOD
    assert outcome in (None, bad.outcome), bad.reason
    assert not Article.objects.filter(source=bad.source).exists()
    assert not KnownAddress.objects.filter(source=bad.source).exists()
    assert Source.objects.get(pk=bad.source_id).failures == 1
    assert (good.outcome, good.added, inside.calls) == (Outcome.READ, 1, 0)


@pytest.mark.parametrize("name", ["the metadata service", "loopback mapped into IPv6", "a user name before the host"])
def test_a_row_that_names_such_an_address_itself_is_refused_too(places, name):
    hostile, _healthy, inside = places
    url = LEADS[name].format(inside=inside.port, place=hostile.place)
    source = source_of(hostile.place, url=url)

    run = fetching.run(job=claimed(source), at=AT)

    assert (run.outcome, inside.calls) == (Outcome.REFUSED, 0)


def test_a_name_that_leads_inside_is_refused_although_its_row_allows_it(places, settings, monkeypatch):
    _hostile, _healthy, inside = places
    fetch = visits.fetch
    monkeypatch.setattr(visits, "fetch", lambda *a, **k: fetch(*a, **k, resolve=lambda h, p: ["8.8.8.8", "127.0.0.1"]))
    source = source_of("news.example", url="http://news.example/feed")

    run = fetching.run(job=claimed(source), at=AT)

    assert (run.outcome, inside.calls) == (Outcome.REFUSED, 0)
    assert "127.0.0.1" in run.reason


def test_robots_txt_that_leads_into_our_house_is_refused_as_well(places):
    hostile, _healthy, inside = places
    hostile.behaviours["/robots.txt"] = redirects(f"http://127.0.0.1:{inside.port}/")
    hostile.behaviours["/feed"] = says(200, feed_of(entry(1)))

    run = fetching.run(job=claimed(source_of(hostile.place)), at=AT)

    assert (run.outcome, inside.calls) == (Outcome.REFUSED, 0)
    assert run.reason.startswith("robots.txt: ")


def test_a_source_that_sends_one_byte_at_a_time_is_left_before_its_lease_is_over(places):
    hostile, _healthy, _inside = places
    hostile.behaviours["/feed"] = drips(OK + b"\r\n", b"<")
    begun = time.monotonic()

    run = fetching.run(job=claimed(source_of(hostile.place)), at=AT)

    assert run.outcome == Outcome.TOO_SLOW
    assert run.seconds <= time.monotonic() - begun < jobs.LEASE.total_seconds()
    assert run.job.state == FetchJob.State.FAILED
