"""A message to an address that somebody else chose: to the public internet only, by https, never onward."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from controls.outbound import (
    Malformed,
    Message,
    OutboundError,
    Reason,
    Refused,
    Reply,
    TargetRefused,
    TooSlow,
    Unreachable,
    check_target,
    send,
    wire,
)
from tests.controls import hostile_source as hostile
from tests.controls.hostile_source import running, says
from tests.controls.test_outbound_fetch import SPELLINGS, STRANGE

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AGENT = "RareEarthControlsRegister/0.1"
TLS = Path(__file__).parent.parent / "fixtures/tls"
NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def receiver():
    with running() as server:
        yield server


@pytest.fixture
def inside():
    """A server within the house. Nobody outside may make us call it."""
    with running() as server:
        yield server
        assert server.calls == 0


@pytest.fixture
def dialled(monkeypatch):
    """Every address that a connection is opened to; none gets one."""
    calls = []

    def create_connection(address, timeout):
        calls.append(address)
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(wire.socket, "create_connection", create_connection)
    return calls


def post(receiver, path="/hook", *, body=b'{"a":1}', **more):
    options = {name: more.pop(name) for name in ("resolve", "trust") if name in more}
    message = Message(
        url=receiver.url(path),
        body=body,
        agent=AGENT,
        test_hosts=frozenset({receiver.place}),
        **{"seconds": 5.0, **more},
    )
    return send(message, at=NOON, **options)


def leading_to(*addresses):
    return lambda host, port: list(addresses)


def never(line, asked):
    """Takes all that comes and answers nothing."""
    while line.recv(65_536):
        pass


# ---- What a receiver gets, and how its answer is read


def test_a_message_is_posted_once_with_the_senders_own_headers(receiver):
    receiver.behaviours["/hook?a=b"] = says(204, b"")

    reply = post(receiver, "/hook?a=b", headers={"webhook-id": "msg_1"})

    lines = receiver.asked[0].decode().split("\r\n")
    assert reply == Reply(204)
    assert lines[0] == "POST /hook?a=b HTTP/1.1"
    assert {"webhook-id: msg_1", "Content-Type: application/json", "Content-Length: 7", f"User-Agent: {AGENT}"} <= {
        *lines
    }
    assert f"Host: {receiver.place}" in lines
    assert receiver.calls == 1


def test_a_senders_header_cannot_replace_those_of_every_request(receiver):
    post(receiver, headers={"Host": "elsewhere.example", "User-Agent": "somebody"})

    assert b"elsewhere.example" not in receiver.asked[0]
    assert b"somebody" not in receiver.asked[0]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_only_a_status_from_200_to_299_means_that_it_was_taken(receiver, status):
    receiver.behaviours["/hook"] = says(status, b"")

    assert post(receiver).taken


@pytest.mark.parametrize("status", [300, 305, 400, 401, 404, 410, 429, 500, 503])
def test_every_other_status_is_a_reply_and_was_not_taken(receiver, status):
    receiver.behaviours["/hook"] = says(status, b"no thanks")

    reply = post(receiver)

    assert (reply.taken, reply.status, reply.said) == (False, status, "no thanks")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_reply_that_is_not_followed(receiver, inside, status):
    receiver.behaviours["/hook"] = hostile.redirects(inside.url("/"), status)

    reply = post(receiver)

    assert (reply.redirects, reply.taken, receiver.calls) == (True, False, 1)


@pytest.mark.parametrize(
    ("value", "seconds"), [("90", 90), ("Sat, 21 Nov 2026 12:02:00 GMT", 120), ("whenever", None), ("", None)]
)
def test_a_receiver_that_wants_to_be_left_alone_is_heard(receiver, value, seconds):
    receiver.behaviours["/hook"] = says(503, b"", retry_after=value)

    assert post(receiver).retry_after == (None if seconds is None else timedelta(seconds=seconds))


def test_of_what_a_receiver_says_one_short_line_is_kept_that_can_be_shown(receiver):
    receiver.behaviours["/hook"] = says(400, "no\x00\r\n\x1b[31m\u202eevil\u200b 名前 ".encode() + b"\xff" + b"x" * 900)

    said = post(receiver).said

    assert said.startswith("no [31m evil  名前  xxx")
    assert len(said) == 200
    assert said.isprintable()


@pytest.mark.parametrize(
    "behaviour",
    [
        hostile.drips(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", b""),
        hostile.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\nshort"),
        hostile.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        hostile.floods(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65_536),
    ],
    ids=["drips", "cut off", "bad chunk", "floods"],
)
def test_a_body_that_is_odd_or_endless_has_no_say_after_the_status(receiver, behaviour):
    receiver.behaviours["/hook"] = behaviour

    assert post(receiver, seconds=0.5).taken


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (never, TooSlow),
        (hostile.drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"), TooSlow),
        (hostile.raw(b""), Unreachable),
        (hostile.raw(b"SSH-2.0-OpenSSH_9.2\r\n"), Malformed),
        (lambda line, asked: line.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00"), Unreachable),
    ],
    ids=["silent", "slow headers", "hangs up", "other protocol", "resets"],
)
def test_who_gives_no_status_in_time_gave_no_reply(receiver, behaviour, error):
    receiver.behaviours["/hook"] = behaviour

    with pytest.raises(error):
        post(receiver, seconds=0.5)


def test_time_runs_out_for_the_whole_of_it_and_not_for_each_byte(receiver):
    receiver.behaviours["/hook"] = hostile.drips(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n", gap=0.05)
    began = time.monotonic()

    with pytest.raises(TooSlow, match="within 0.5 seconds"):
        post(receiver, seconds=0.5)
    assert time.monotonic() - began < 3  # each byte by itself would go on for ever


@pytest.mark.parametrize(("certificate", "taken"), [("loopback", True), ("elsewhere", False), ("expired", False)])
def test_the_certificate_must_be_the_receivers(certificate, taken):
    keys = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    keys.load_cert_chain(TLS / f"{certificate}.pem")
    trust = ssl.create_default_context(cafile=TLS / f"{certificate}.pem")
    with running(keys) as server:
        server.behaviours["/hook"] = says(200, b"")
        options = {"agent": AGENT, "test_hosts": frozenset({server.place}), "seconds": 5.0}
        message = Message(url=server.url("/hook", "https"), body=b"", **options)
        if taken:
            assert send(message, at=NOON, trust=trust).taken
        else:
            with pytest.raises(Unreachable, match="No TLS"):
                send(message, at=NOON, trust=trust)


# ---- Where nothing is ever sent


@pytest.mark.parametrize("url", SPELLINGS + STRANGE)
def test_an_address_inside_the_house_or_of_a_strange_kind_is_refused_before_anything_is_dialled(dialled, url):
    secure = url.replace("http://", "https://")

    with pytest.raises(OutboundError) as checked:
        check_target(secure, test_hosts=NOBODY)
    with pytest.raises(OutboundError) as sent:
        send(Message(url=secure, body=b"", agent=AGENT), at=NOON)

    assert isinstance(checked.value, TargetRefused | Unreachable)
    assert isinstance(sent.value, Refused | Unreachable)
    assert dialled == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/", Reason.SCHEME),
        ("ftp://hooks.example/", Reason.SCHEME),
        ("hooks.example", Reason.SCHEME),
        ("", Reason.SCHEME),
        ("https://user@hooks.example/", Reason.USER),
        ("https://user:password@hooks.example/", Reason.USER),
        ("https://hooks.example:8443/", Reason.PORT),
        ("https://hooks.example:80/", Reason.PORT),
        ("https://hooks.example:99999/", Reason.UNREADABLE),
        ("https://hooks.example:0/", Reason.UNREADABLE),
        ("https:///path", Reason.UNREADABLE),
        ("https://[/", Reason.UNREADABLE),
        ("https://hooks.example/a b", Reason.UNREADABLE),
        ("https://hooks.example/\r\nX-A: b", Reason.UNREADABLE),
        ("https://hooks.example/名", Reason.UNREADABLE),
        ("https://hooks.example/" + "a" * 2_100, Reason.UNREADABLE),
        ("https://10.0.0.1/", Reason.PRIVATE),
    ],
)
def test_a_target_that_is_refused_says_for_what_reason(url, reason):
    with pytest.raises(TargetRefused) as refused:
        check_target(url, test_hosts=NOBODY, resolve=leading_to("10.0.0.1"))

    assert refused.value.reason is reason


def test_a_target_on_the_public_internet_is_fine():
    parts = check_target("https://hooks.example/in?a=b", test_hosts=NOBODY, resolve=leading_to("151.101.0.144"))

    assert (parts.hostname, parts.path) == ("hooks.example", "/in")


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["151.101.0.144", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_that_leads_into_the_house_is_no_target(addresses):
    with pytest.raises(TargetRefused) as refused:
        check_target("https://hooks.example/", test_hosts=NOBODY, resolve=leading_to(*addresses))

    assert refused.value.reason is Reason.PRIVATE


def test_a_name_that_leads_nowhere_may_lead_somewhere_later():
    with pytest.raises(Unreachable):
        check_target("https://hooks.example/", test_hosts=NOBODY, resolve=leading_to())


def test_a_name_that_was_public_when_it_was_saved_is_refused_when_it_leads_into_the_house_at_sending(dialled):
    answers = iter([["151.101.0.144"], ["169.254.169.254"]])
    resolve = lambda host, port: next(answers)  # noqa: E731 - two answers in turn

    check_target("https://hooks.example/", test_hosts=NOBODY, resolve=resolve)
    with pytest.raises(Refused, match=r"169\.254\.169\.254, which is not a public address"):
        send(Message(url="https://hooks.example/", body=b"", agent=AGENT), at=NOON, resolve=resolve)
    assert dialled == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_dialled(dialled):
    answers = iter([["151.101.0.144"]])

    with pytest.raises(Unreachable, match="takes no calls"):
        send(
            Message(url="https://hooks.example/", body=b"", agent=AGENT),
            at=NOON,
            resolve=lambda host, port: next(answers),
        )
    assert dialled == [("151.101.0.144", 443)]


def test_nothing_is_sent_by_http_but_to_the_servers_of_tests(receiver, dialled):
    with pytest.raises(TargetRefused) as refused:
        send(Message(url="http://hooks.example/", body=b"", agent=AGENT), at=NOON, resolve=leading_to("151.101.0.144"))

    assert refused.value.reason is Reason.SCHEME
    assert dialled == []
    assert check_target(receiver.url(), test_hosts=frozenset({receiver.place})).port == receiver.port


def test_proxies_of_the_environment_are_not_used(receiver, inside, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, inside.url())
    receiver.behaviours["/hook"] = says(200, b"")

    assert post(receiver).taken
