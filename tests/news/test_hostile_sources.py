"""Everything that a source has been seen to do to its readers, from the job to the row that tells of it."""

import gzip
import json
import ssl
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from controls.outbound import fetch, wire
from news.models import Article, FetchJob, FetchRun, KnownAddress, Source
from news.services import visits
from tests.controls.hostile_source import bomb, drips, floods, raw, redirects, running, says, silent
from tests.news.sourced import AT, entry, feed_of, source_of, state_of, visited

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
FEED = feed_of(entry(1))


@pytest.fixture(autouse=True)
def only_ours():
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def inside():
    """A server within the house, that nobody outside may make us call."""
    with running() as server:
        yield server
        assert server.calls == 0


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def healthy(server, settings):
    with running() as other:
        settings.OUTBOUND_TEST_HOSTS = [server.place, other.place]
        other.behaviours["/feed"] = says(200, feed_of(entry("h1"), entry("h2")))
        yield source_of(other.place)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """The limit of time is a parameter of the question; nobody waits for the usual one here."""
    plain = visits.question_of

    def question(**given):
        asked = plain(**given)
        return type(asked)(**{**asked.__dict__, "seconds": 1.0})

    monkeypatch.setattr(visits, "question_of", question)


def body_of(name):
    return (FIXTURES / "ingest" / name).read_bytes()


HOUSE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
    "http://127.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00:ec2::254]/",
]
STRANGE = [
    "http://user:password@127.0.0.1/",
    "http://127.0.0.1\\@source.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "http://127.0.0.1:6379/",
    "javascript:alert(1)",
    "http://①②⑦.⓪.⓪.①/",
]


TOO_MUCH = {
    "ten gigabytes announced": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n<rss>"),
    "no end": floods(OPEN, b"<item>" * 10_000),
    "no end in chunks": floods(CHUNKED, b"8000\r\n" + b"a" * 32_768 + b"\r\n"),
    "a bomb": says(200, bomb(60_000_000), content_encoding="gzip"),
}
TOO_LONG = {
    "never answers": silent,
    "drips headers": drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "drips its body": drips(OPEN, b"a"),
    "drips chunks": drips(CHUNKED, b"1\r\na\r\n"),
}
NOT_FOR_US = {
    "packed twice": (says(200, gzip.compress(gzip.compress(FEED)), content_encoding="gzip"), Outcome.UNREACHABLE),
    "packed as nobody asked": (says(200, b"abc", content_encoding="br"), Outcome.UNREACHABLE),
    "breaks off": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss"), Outcome.UNREACHABLE),
    "a circle": (redirects("/feed"), Outcome.REFUSED),
    "a web page": (says(200, b"<!doctype html><title>News</title>", content_type="text/html"), Outcome.UNREADABLE),
    "a login page": (says(200, b"<html><form>Password <input type=password></form></html>"), Outcome.UNREADABLE),
    "a consent page": (says(200, body_of("s02_html_consent_page.html")), Outcome.UNREADABLE),
    "a PDF": (says(200, b"%PDF-1.7\n%\xe2\xe3", content_type="application/pdf"), Outcome.UNREADABLE),
    "nothing": (says(200, b""), Outcome.UNREADABLE),
    "an error in JSON": (says(200, body_of("s03_json_error.json")), Outcome.UNREADABLE),
    "not modified since never": (says(304, content_length="", content_type=""), Outcome.ANSWERED_NO),
    "laughs": (says(200, body_of("x01_billion_laughs.rss.xml")), Outcome.UNREADABLE),
    "a file of ours": (says(200, body_of("x02_xxe_file.rss.xml")), Outcome.UNREADABLE),
    "a call from within": (says(200, body_of("x03_xxe_ssrf.rss.xml")), Outcome.UNREADABLE),
    "a DTD elsewhere": (says(200, body_of("x04_param_entity_external_dtd.rss.xml")), Outcome.UNREADABLE),
    "a square of text": (says(200, body_of("x05_quadratic_blowup.rss.xml")), Outcome.UNREADABLE),
    "an inclusion": (
        says(
            200,
            b'<rss xmlns:xi="http://www.w3.org/2001/XInclude">'
            b'<xi:include href="file:///etc/passwd" parse="text"/></rss>',
        ),
        Outcome.UNREADABLE,
    ),
    "too deep": (says(200, b"<rss>" + b"<a>" * 200_000), Outcome.UNREADABLE),
    "out of order": (says(503, b"later"), Outcome.ANSWERED_NO),
    "too often": (says(429, b"", retry_after="36000"), Outcome.ANSWERED_NO),
}
CASES = {
    **{f"a redirect to {url}": (redirects(url.encode().decode("latin-1")), Outcome.REFUSED) for url in HOUSE + STRANGE},
    **{f"too much: {name}": (behaviour, Outcome.TOO_LARGE) for name, behaviour in TOO_MUCH.items()},
    **{f"too long: {name}": (behaviour, Outcome.TOO_SLOW) for name, behaviour in TOO_LONG.items()},
    **NOT_FOR_US,
}


@pytest.fixture
def source(server):
    """The hostile one; its row allows every host that it could lead us to."""
    hosts = [url.split("//")[-1].split("/")[0].strip("[]") for url in HOUSE]
    return source_of(server.place, hosts=["127.0.0.1", *hosts])


def refused_as(source, outcome):
    """The run of a visit that brings nothing: it and the row of the source say why."""
    run = visited(source)

    assert run.outcome == outcome, run.reason
    assert run.reason == source.trouble != ""
    assert source.failures == 1
    assert run.seconds < 15  # the promise to readers; the limits of these tests are far below
    assert not Article.objects.filter(source=source).exists()
    assert not KnownAddress.objects.filter(source=source).exists()
    return run


@pytest.mark.parametrize("name", CASES)
def test_what_a_hostile_source_does_brings_nothing_and_is_told(source, server, inside, name):
    server.behaviours["/feed"], outcome = CASES[name]

    run = refused_as(source, outcome)

    assert state_of(run.job) == FetchJob.State.FAILED
    assert source.next_at > AT  # asked again, later


@pytest.mark.parametrize("name", ["too long: never answers", "too much: a bomb", "a circle"])
def test_after_a_hostile_source_a_healthy_one_is_read_as_ever(source, server, healthy, name):
    server.behaviours["/feed"], outcome = CASES[name]
    refused_as(source, outcome)

    run = visited(healthy)

    assert (run.outcome, run.added) == (Outcome.READ, 2)


def test_a_redirect_to_a_neighbour_is_refused(source, server, inside):
    server.behaviours["/feed"] = redirects(inside.url("/"))

    assert "Port" in refused_as(source, Outcome.REFUSED).reason


def test_a_source_that_is_gone_for_a_day_is_not_asked_again(source, server):
    server.behaviours["/feed"] = says(410, b"")

    run = refused_as(source, Outcome.ENDED)

    assert state_of(run.job) == FetchJob.State.FAILED
    assert source.ended_at is None, "One answer may be a mistake."
    visited(source, at=AT + timedelta(hours=25))
    assert source.ended_at is not None


def test_who_asks_for_time_gets_it_within_a_tenth(source, server):
    server.behaviours["/feed"] = says(429, b"", retry_after="36000")

    run = refused_as(source, Outcome.ANSWERED_NO)

    assert 0.9 <= (source.next_at - run.started_at).total_seconds() / 36_000 <= 1.1


# ---- Names and certificates


@pytest.fixture
def named(monkeypatch):
    """Gives a name its addresses, look-up after look-up. Notes who was looked up and every public address dialled."""
    looked_up, dialled = [], []

    def answering(*answers):
        def look_up(host, port):
            looked_up.append(host)
            return list(answers[min(len(looked_up), len(answers)) - 1])

        monkeypatch.setattr(visits, "fetch", partial(fetch, resolve=look_up))
        return source_of("source.example"), looked_up, dialled

    def create_connection(address, timeout):
        dialled.append(address[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)
    return answering


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["151.101.0.144", "10.0.0.1"], ["2a04:4e42::144", "64:ff9b::1"]])
def test_a_name_that_leads_into_the_house_with_one_of_its_addresses_is_not_dialled(named, addresses):
    source, _looked_up, dialled = named(addresses)

    run = refused_as(source, Outcome.REFUSED)

    assert "not a public address" in run.reason
    assert dialled == []


def test_a_name_that_changes_its_mind_is_dialled_where_it_was_checked(named):
    source, looked_up, dialled = named(["151.101.0.144"], ["127.0.0.1"])

    refused_as(source, Outcome.UNREACHABLE)

    assert (looked_up, dialled) == (["source.example"], ["151.101.0.144"])


def test_a_name_that_nobody_knows_is_no_answer(named):
    source, _looked_up, dialled = named([])

    refused_as(source, Outcome.UNREACHABLE)

    assert dialled == []


@pytest.mark.parametrize(("certificate", "words"), [("expired", "expired"), ("elsewhere", "mismatch")])
def test_a_certificate_that_proves_nothing_is_no_answer(settings, monkeypatch, certificate, words):
    path = FIXTURES / f"tls/{certificate}.pem"
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(path)
    monkeypatch.setattr(visits, "fetch", partial(fetch, trust=ssl.create_default_context(cafile=path)))
    with running(ours) as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]

        run = refused_as(source_of(server.place, url=server.url("/feed", "https")), Outcome.UNREACHABLE)

        assert words in run.reason
        assert server.asked == []


# ---- Memory

ASK_AND_READ = """
import json, sys
from datetime import UTC, datetime
from controls.outbound import OutboundError, Question, fetch
from news.ingest.formats import FORMATS
from news.ingest.types import Page, SourceUnreadable

def most():
    # Of this process alone; what getrusage() gives begins with what the parent had.
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1])

place, path, known_as = sys.argv[1:]
at = datetime.now(UTC)
for path in ["/warm", path]:
    before = most()
    question = Question(
        url=f"http://{place}{path}", hosts=frozenset({"127.0.0.1"}), agent="a", test_hosts=frozenset({place})
    )
    try:
        answer = fetch(question, at=at)
        url = "https://www.source.example/index.html"
        FORMATS[known_as].parse(Page(answer.body, url, at, "", FORMATS[known_as].calendar("UTC")))
    except (OutboundError, SourceUnreadable) as error:
        kind = type(error).__name__
    else:
        kind = "read"
    told = [kind, most() - before]
print(json.dumps(told))
"""
FULL = 4_900_000  # bytes; a little below what is refused by its size


def full(head, piece, tail):
    return says(200, head + piece * ((FULL - len(head)) // len(piece)) + tail)


# What it sends, which format reads it, and what comes of that.
HEAVY = {
    "ten gigabytes announced": (TOO_MUCH["ten gigabytes announced"], "feed", "TooLarge"),
    "no end": (TOO_MUCH["no end"], "feed", "TooLarge"),
    "a bomb": (TOO_MUCH["a bomb"], "feed", "TooLarge"),
    "laughs": (NOT_FOR_US["laughs"][0], "feed", "SourceUnreadable"),
    "XML of elements": (full(b"<rss><channel>", b"<a/>", b"</channel></rss>"), "feed", "SourceUnreadable"),
    "many items": (says(200, feed_of(*(entry(number) for number in range(25_000)))), "feed", "read"),
    "JSON of objects": (full(b'{"count":1,"results":[', b"{},", b"{}]}"), "federal_register", "SourceUnreadable"),
    "JSON of lists": (full(b'{"count":1,"a":[', b"[],", b"[]]}"), "federal_register", "SourceUnreadable"),
    "rows": (full(b"Type,QID,Name\n", b"a,b,c\n", b""), "opensanctions", "SourceUnreadable"),
    "links": (full(b"<html>", b'<a href="/1.pdf">x</a>2026/01/01', b""), "cistec", "read"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
@pytest.mark.parametrize("name", HEAVY)
def test_nothing_that_a_source_sends_costs_more_than_60_megabytes(server, name):
    server.behaviours["/heavy"], known_as, outcome = HEAVY[name]
    server.behaviours["/warm"] = says(200, FEED)

    command = [sys.executable, "-c", ASK_AND_READ, server.place, "/heavy", known_as]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)

    kind, grown = json.loads(ended.stdout)
    assert kind == outcome
    assert grown < 60_000
