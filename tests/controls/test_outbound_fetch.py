"""The one way out against a source that tries everything: it ends in time, in size, and never inside the house."""

import gzip
import resource
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from controls.outbound import Malformed, OutboundError, Question, Refused, TooLarge, TooSlow, Unreachable, fetch, wire
from tests.controls import hostile_source as hostile
from tests.controls.hostile_source import answer, running, says

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AGENT = "rare-earth-controls-register/0.1 (+mailto:desk@register.example)"
FEED = b"<rss><channel><title>T</title></channel></rss>"
TLS = Path(__file__).parent.parent / "fixtures/tls"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"


@pytest.fixture
def source():
    with running() as server:
        yield server


@pytest.fixture
def inside():
    """A server within the house. Nobody outside may make us call it."""
    with running() as server:
        yield server
        assert server.calls == 0


def ask(source, path="/feed", *, hosts=("127.0.0.1",), scheme="http", resolve=wire.look_up, trust=None, **more):
    question = Question(
        url=source.url(path, scheme),
        hosts=frozenset(hosts),
        agent=AGENT,
        test_hosts=frozenset({source.place}),
        **{"seconds": 5.0, **more},
    )
    return fetch(question, at=NOON, resolve=resolve, trust=trust)


# ---- What a healthy source gets and gives


def test_a_feed_comes_back_with_what_the_source_says_about_it(source):
    source.behaviours["/feed"] = says(
        body=FEED, content_type="text/xml; charset=utf-8", etag='W/"a1"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT"
    )

    got = ask(source)

    assert (got.status, got.body, got.unchanged) == (200, FEED, False)
    assert got.url == source.url("/feed")
    assert got.content_type == "text/xml; charset=utf-8"
    assert (got.etag, got.last_modified) == ('W/"a1"', "Sat, 21 Nov 2026 08:00:00 GMT")
    assert (got.redirects, got.moved_to, got.retry_after) == ((), "", None)


def test_the_question_says_who_asks_and_what_is_known(source):
    ask(source, etag='"a1"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT", accept="application/atom+xml")

    lines = source.asked[0].decode().split("\r\n")
    assert lines[0] == "GET /feed HTTP/1.1"
    assert f"User-Agent: {AGENT}" in lines
    assert 'If-None-Match: "a1"' in lines
    assert "If-Modified-Since: Sat, 21 Nov 2026 08:00:00 GMT" in lines
    assert "Accept: application/atom+xml" in lines
    assert "Accept-Encoding: gzip" in lines
    assert f"Host: {source.place}" in lines


def test_a_first_question_names_no_validators(source):
    ask(source)

    assert b"If-None-Match" not in source.asked[0]
    assert b"If-Modified-Since" not in source.asked[0]


def test_an_answer_without_news_has_no_body(source):
    source.behaviours["/feed"] = hostile.raw(b'HTTP/1.1 304 Not Modified\r\nETag: "a1"\r\n\r\n')

    got = ask(source, etag='"a1"')

    assert (got.status, got.unchanged, got.body, got.etag) == (304, True, b"", '"a1"')


def test_a_form_is_posted(source):
    source.behaviours["/list"] = says(body=b"{}")

    assert ask(source, "/list", form=b"pageNumber=1&columnID=1").body == b"{}"
    assert source.asked[0].startswith(b"POST /list HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in source.asked[0]


def test_a_packed_answer_is_unpacked(source):
    source.behaviours["/feed"] = says(body=gzip.compress(FEED), content_encoding="gzip")

    assert ask(source).body == FEED


def test_a_packed_answer_of_several_members_is_unpacked(source):
    source.behaviours["/feed"] = says(body=gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]), content_encoding="x-gzip")

    assert ask(source).body == FEED


def test_an_answer_in_chunks_is_put_together(source):
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n6\r\n</rss>\r\n0\r\n\r\n"
    source.behaviours["/feed"] = hostile.raw(chunks)

    assert ask(source).body == b"<rss></rss>"


def test_an_answer_that_ends_with_the_line_is_whole(source):
    source.behaviours["/feed"] = hostile.raw(OPEN + FEED)

    assert ask(source).body == FEED


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer_for_the_caller_to_judge(source, status):
    source.behaviours["/feed"] = says(status, b"sorry")

    assert (ask(source).status, ask(source).body) == (status, b"sorry")


@pytest.mark.parametrize(
    ("value", "seconds"), [("90", 90), ("Sat, 21 Nov 2026 12:02:00 GMT", 120), ("whenever", None), ("", None)]
)
def test_a_source_that_wants_to_be_left_alone_is_heard(source, value, seconds):
    source.behaviours["/feed"] = says(429, b"", retry_after=value)

    assert ask(source).retry_after == (None if seconds is None else timedelta(seconds=seconds))


def test_a_validator_of_absurd_length_is_forgotten(source):
    source.behaviours["/feed"] = says(body=FEED, etag='"' + "a" * 600 + '"')

    assert ask(source).etag == ""


def test_a_folded_header_cannot_break_the_next_question(source):
    source.behaviours["/feed"] = hostile.raw(b'HTTP/1.1 200 OK\r\nETag: "a\r\n b"\r\nContent-Length: 0\r\n\r\n')
    etag = ask(source).etag

    assert etag == '"a b"'
    assert ask(source, etag=etag).status == 200


# ---- Redirects


def test_a_redirect_is_followed_and_told(source):
    source.behaviours |= {"/feed": hostile.redirects("/new", 302), "/new": says(body=FEED)}

    got = ask(source)

    assert (got.body, got.url, got.redirects) == (FEED, source.url("/new"), (source.url("/feed"),))
    assert got.moved_to == ""


@pytest.mark.parametrize(
    ("first", "second", "moved"), [(301, 308, True), (301, 302, False), (307, 301, False), (303, 303, False)]
)
def test_an_address_has_moved_only_when_every_step_is_for_good(source, first, second, moved):
    source.behaviours |= {
        "/feed": hostile.redirects("/step", first),
        "/step": hostile.redirects(source.url("/new"), second),
        "/new": says(body=FEED),
    }

    assert ask(source).moved_to == (source.url("/new") if moved else "")


def test_three_redirects_are_the_most(source):
    source.behaviours |= {f"/{n}": hostile.redirects(f"/{n + 1}") for n in range(9)}
    source.behaviours["/9"] = says(body=FEED)

    assert ask(source, "/6").body == FEED
    with pytest.raises(Refused, match="more than 3 times"):
        ask(source, "/5")


def test_a_circle_of_redirects_ends(source):
    source.behaviours["/feed"] = hostile.redirects("/feed")

    with pytest.raises(Refused, match="more than 3 times"):
        ask(source)
    assert source.calls == 4


def test_a_redirect_without_an_address_is_an_answer(source):
    source.behaviours["/feed"] = says(302, b"")

    assert ask(source).status == 302


def test_a_redirected_form_is_refused(source):
    source.behaviours["/feed"] = hostile.redirects("/new", 307)

    with pytest.raises(Refused, match="form"):
        ask(source, form=b"a=1")


SPELLINGS = [
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
    "http://127.1/",
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://192.168.0.1/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fd00:ec2::254]/",
    "http://[2001:0:7f00:1::]/",
]
STRANGE = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:6379/",
    "ftp://source.example/",
    "javascript:alert(1)",
    "http://user:password@127.0.0.1/",
    "http://source.example@127.0.0.1/",
    "http://127.0.0.1\\@source.example/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://[::1%25lo]/",
    "http://[",
]


@pytest.mark.parametrize("location", SPELLINGS)
def test_a_redirect_into_the_house_is_refused_even_when_the_host_is_allowed(source, inside, location):
    source.behaviours["/feed"] = hostile.redirects(location)
    host = location.removeprefix("http://").split("/")[0].strip("[]")

    with pytest.raises(OutboundError) as caught:
        ask(source, hosts=("127.0.0.1", host))
    assert isinstance(caught.value, Refused | Unreachable)
    assert "not a public address" in str(caught.value) or "No address was found" in str(caught.value)


@pytest.mark.parametrize("location", SPELLINGS + STRANGE)
def test_a_redirect_to_a_host_that_nobody_allowed_is_refused(source, inside, location):
    source.behaviours["/feed"] = hostile.redirects(location.encode().decode("latin-1"))

    with pytest.raises(Refused):
        ask(source)
    assert source.calls == 1


def test_a_redirect_to_a_neighbour_on_another_port_is_refused(source, inside):
    source.behaviours["/feed"] = hostile.redirects(inside.url("/"))

    with pytest.raises(Refused, match="Port"):
        ask(source)


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080])
def test_a_redirect_to_a_port_of_something_else_is_refused(source, port):
    source.behaviours["/feed"] = hostile.redirects(f"http://127.0.0.1:{port}/")

    with pytest.raises(Refused, match=f"Port {port}"):
        ask(source)


# ---- Names


def resolver(*answers):
    """A resolver that gives these answers in turn, and the list of what it was asked."""
    asked = []

    def look_up(host, port):
        asked.append(host)
        return list(answers[min(len(asked), len(answers)) - 1])

    return look_up, asked


@pytest.fixture
def dialled(monkeypatch):
    """Every address that a connection is opened to; none gets one."""
    calls = []

    def create_connection(address, timeout):
        calls.append(address[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)
    return calls


def named(resolve, **more):
    question = Question(url="http://source.example/feed", hosts=frozenset({"source.example"}), agent=AGENT, **more)
    return fetch(question, at=NOON, resolve=resolve)


def test_a_name_is_looked_up_once_and_the_checked_address_is_dialled(dialled):
    resolve, asked = resolver(["151.101.0.144"], ["127.0.0.1"])

    with pytest.raises(Unreachable, match="takes no calls"):
        named(resolve)
    assert asked == ["source.example"]
    assert dialled == ["151.101.0.144"]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["151.101.0.144", "10.0.0.1"],
        ["10.0.0.1", "151.101.0.144"],
        ["151.101.0.144", "2002:7f00:1::"],
        ["2a04:4e42::144", "::ffff:127.0.0.1"],
        ["151.101.0.144", "151.101.0.145", "151.101.0.146", "151.101.0.147", "169.254.169.254"],
        ["fe80::1%eth0"],
    ],
)
def test_a_name_with_one_address_inside_is_refused_whole(dialled, addresses):
    resolve, _ = resolver(addresses)

    with pytest.raises(Refused, match="not a public address"):
        named(resolve)
    assert dialled == []


def test_addresses_are_tried_in_turn_and_not_without_end(dialled):
    resolve, _ = resolver([f"151.101.0.{n}" for n in range(10)])

    with pytest.raises(Unreachable):
        named(resolve)
    assert dialled == ["151.101.0.0", "151.101.0.1", "151.101.0.2"]


def test_an_address_that_swallows_calls_leaves_time_for_the_next(source, monkeypatch):
    real, patience = wire.socket.create_connection, []

    def create_connection(address, timeout):
        patience.append(timeout)
        if address[0] == "127.0.0.2":
            raise TimeoutError("swallowed")
        return real(address, timeout=timeout)

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)
    source.behaviours["/feed"] = says(body=FEED)

    assert ask(source, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"], seconds=4.0).body == FEED
    assert patience[0] <= 2.0 < patience[1]


def test_a_source_that_swallows_every_call_is_too_slow(monkeypatch):
    def create_connection(address, timeout):
        raise TimeoutError("swallowed")

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)

    with pytest.raises(TooSlow, match="did not take the call"):
        named(resolver(["151.101.0.144"])[0])


def test_a_name_without_an_address_is_unreachable():
    with pytest.raises(Unreachable, match="No address was found"):
        named(resolver([])[0])


def test_a_name_that_does_not_exist_is_unreachable():
    question = Question(url="http://nowhere.invalid/", hosts=frozenset({"nowhere.invalid"}), agent=AGENT)

    with pytest.raises(Unreachable, match="No address was found"):
        fetch(question, at=NOON)


def test_a_resolver_that_never_answers_is_not_waited_for():
    def never(host, port):
        time.sleep(3)
        return ["151.101.0.144"]

    with pytest.raises(TooSlow, match="was not found within 0.2 seconds"):
        named(never, seconds=0.2)


# ---- Time


@pytest.mark.parametrize(
    "behaviour",
    [
        hostile.silent,
        hostile.drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        hostile.drips(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n", gap=0.05),
        hostile.drips(b"HTTP/1.1 ", b"2"),
        hostile.drips(OPEN, b"a"),
        hostile.drips(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n", b"a"),
        hostile.drips(CHUNKED, b"1\r\na\r\n"),
        hostile.drips(CHUNKED, b"1"),
        hostile.drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        hostile.drips(OPEN[:-2] + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(FEED)[:12], b"\0"),
    ],
    ids=["silent", "header", "headers", "status", "open", "length", "chunks", "chunk size", "continue", "packed"],
)
def test_a_source_that_drips_ends_in_its_time(source, behaviour):
    source.behaviours["/feed"] = behaviour

    with pytest.raises((TooSlow, Malformed)):
        ask(source, seconds=0.5)


def test_the_time_of_all_redirects_is_one(source):
    def slow(line, asked):
        time.sleep(0.25)
        line.sendall(answer(302, location="/feed"))

    source.behaviours["/feed"] = slow

    with pytest.raises(TooSlow):
        ask(source, seconds=0.6)


# ---- Size


@pytest.mark.parametrize(
    "behaviour",
    [
        hostile.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n<rss>"),
        hostile.floods(OPEN, b"<item>" * 10_000),
        hostile.floods(CHUNKED, b"8000\r\n" + b"a" * 32_768 + b"\r\n"),
        hostile.floods(CHUNKED, b"1;" + b"a" * 60_000 + b"\r\na\r\n"),
        hostile.floods(b"", b"HTTP/1.1 100 Continue\r\nX-A: " + b"a" * 60_000 + b"\r\n\r\n"),
        says(body=hostile.bomb(60_000_000), content_encoding="gzip"),
        says(body=gzip.compress(b"a") * 20 + hostile.bomb(6_000_000), content_encoding="gzip"),
        says(body=b"a" * 5_000_001),
    ],
    ids=["announced", "endless", "chunks", "extensions", "continue", "bomb", "members", "one more"],
)
def test_a_source_without_end_is_cut_at_the_limit(source, behaviour):
    source.behaviours["/feed"] = behaviour
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(TooLarge):
        ask(source, seconds=15.0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_an_answer_of_exactly_the_limit_is_read(source):
    source.behaviours |= {
        "/plain": says(body=b"a" * 5000),
        "/packed": says(body=gzip.compress(b"a" * 5000), content_encoding="gzip"),
        "/more": says(body=gzip.compress(b"a" * 5001), content_encoding="gzip"),
    }

    assert len(ask(source, "/plain", limit=5000).body) == 5000
    assert len(ask(source, "/packed", limit=5000).body) == 5000
    with pytest.raises(TooLarge):
        ask(source, "/more", limit=5000)


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (hostile.raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 200 + b"\r\n"), "does not speak HTTP"),
        (hostile.raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n"), "does not speak HTTP"),
        (hostile.raw(b"+PONG\r\n+PONG\r\n\r\n"), "does not speak HTTP"),
        (hostile.raw(b"HTTP/1.1 abc OK\r\n\r\n"), "does not speak HTTP"),
        (hostile.raw(CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n"), "impossible size"),
        (says(body=b"abc", content_encoding="br"), "not asked for"),
        (says(body=b"abc", content_encoding="gzip, gzip"), "not asked for"),
        (says(body=b"abc", content_encoding="deflate"), "not asked for"),
        (says(body=b"no gzip", content_encoding="gzip"), "is none"),
        (says(body=gzip.compress(FEED) + b"rubbish", content_encoding="gzip"), "is none"),
        (says(body=gzip.compress(gzip.compress(FEED)), content_encoding="gzip"), "packed twice"),
    ],
)
def test_an_answer_that_is_packed_or_said_wrongly_is_malformed(source, behaviour, words):
    source.behaviours["/feed"] = behaviour

    with pytest.raises(Malformed, match=words):
        ask(source)


@pytest.mark.parametrize(
    "behaviour",
    [
        hostile.raw(b""),
        hostile.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>"),
        hostile.raw(CHUNKED + b"5\r\n<rs"),
        hostile.raw(CHUNKED + b"zz\r\n<rss>\r\n"),
        hostile.raw(CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n"),
        says(body=gzip.compress(FEED)[:-9], content_encoding="gzip"),
        says(body=b"", content_encoding="gzip"),
    ],
    ids=["nothing", "length", "chunk", "no size", "less than nothing", "packed", "packed nothing"],
)
def test_an_answer_that_breaks_off_is_no_answer(source, behaviour):
    source.behaviours["/feed"] = behaviour

    with pytest.raises(Unreachable):
        ask(source)


def test_a_redirect_with_an_endless_body_is_followed_without_reading_it(source):
    source.behaviours |= {
        "/feed": hostile.floods(b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n", b"a" * 10_000),
        "/new": says(body=FEED),
    }

    assert ask(source).body == FEED


def test_nobody_at_home_is_unreachable(source):
    source.close()

    with pytest.raises(Unreachable, match="takes no calls"):
        ask(source)


# ---- TLS


def trusting(name):
    return ssl.create_default_context(cafile=TLS / f"{name}.pem")


@pytest.fixture
def secured():
    """Starts a source with one of the certificates."""
    running_now = []

    def start(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / f"{name}.pem")
        server = running(context)
        running_now.append(server)
        return server.__enter__()

    yield start
    for server in running_now:
        server.__exit__(None, None, None)


def test_a_source_with_a_good_certificate_answers(secured):
    source = secured("loopback")
    source.behaviours["/feed"] = says(body=FEED)

    assert ask(source, scheme="https", trust=trusting("loopback")).body == FEED


@pytest.mark.parametrize(
    ("name", "trust", "words"),
    [
        ("loopback", None, "self-signed"),
        ("expired", "expired", "expired"),
        ("elsewhere", "elsewhere", "IP address mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_is_refused(secured, name, trust, words):
    source = secured(name)

    with pytest.raises(Unreachable, match=words):
        ask(source, scheme="https", trust=trusting(trust) if trust else None)
    assert source.asked == []


def test_a_source_that_speaks_no_tls_is_unreachable(source, monkeypatch):
    def no_tls(line):
        with line:
            line.sendall(answer(400))

    monkeypatch.setattr(source, "_serve", no_tls)

    with pytest.raises(Unreachable, match="No TLS"):
        ask(source, scheme="https")


def test_a_handshake_that_never_ends_is_too_slow(source, monkeypatch):
    def no_word(line):
        with line:
            line.recv(1)
            time.sleep(1)

    monkeypatch.setattr(source, "_serve", no_word)

    with pytest.raises(TooSlow):
        ask(source, scheme="https", seconds=0.4)


def test_a_secured_source_that_drips_ends_in_its_time(secured):
    source = secured("loopback")
    source.behaviours["/feed"] = hostile.drips(OPEN, b"a")

    with pytest.raises(TooSlow):
        ask(source, scheme="https", trust=trusting("loopback"), seconds=0.5)


def test_a_redirect_from_https_to_http_is_refused(secured, source):
    first = secured("loopback")
    first.behaviours["/feed"] = hostile.redirects(source.url("/"))
    question = Question(
        url=first.url("/feed", "https"),
        hosts=frozenset({"127.0.0.1"}),
        agent=AGENT,
        test_hosts=frozenset({first.place, source.place}),
    )

    with pytest.raises(Refused, match="less than that"):
        fetch(question, at=NOON, trust=trusting("loopback"))
    assert source.calls == 0


def test_a_source_after_a_hostile_one_answers_as_ever(source):
    source.behaviours |= {"/bad": hostile.drips(OPEN, b"a"), "/feed": says(body=FEED)}

    with pytest.raises(TooSlow):
        ask(source, "/bad", seconds=0.3)
    assert ask(source).body == FEED
