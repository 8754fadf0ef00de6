"""Sending a message to an address that somebody else chose: to the public internet only, by https, to that one place.

The address is looked up once and the address that was checked is dialled. Redirects are not followed: whoever answers
with one would choose our next address. Of the answer the status counts; of its body a little is kept to show.
"""

import http.client
import re
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from controls.outbound.addresses import HOST, LONGEST, PORTS, UNSAFE, checked_url, port_of
from controls.outbound.errors import OutboundError, Refused
from controls.outbound.exchange import Call, Means, exchange
from controls.outbound.manners import retry_after
from controls.outbound.wire import Deadline, Resolver, addresses_of, look_up

# The Standard Webhooks specification wants 15 to 30 seconds.
SECONDS = 15.0
# So much of an answer's body is read; whether it goes on does not matter.
READ = 1_000
SHOWN = 200
# What no page, log or letter needs: control characters, and signs that turn the direction of writing.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]+")


class Reason(StrEnum):
    """Why an address is no target."""

    UNREADABLE = "unreadable"
    SCHEME = "scheme"
    USER = "user"
    PORT = "port"
    PRIVATE = "private"


class TargetRefused(Refused):
    """Nothing is sent to this address. `reason` for those who put it into their own words."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """What is sent, where, and by whom. `headers` are the sender's own, besides those of every request.

    `test_hosts` are the "host:port" pairs of servers that tests run on loopback; only those are sent to by http.
    """

    url: str
    body: bytes = field(repr=False)
    agent: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    content_type: str = "application/json"
    test_hosts: frozenset[str] = frozenset()
    seconds: float = SECONDS


@dataclass(frozen=True)
class Reply:
    """How the receiver answered. Any status is a reply; `said` is the beginning of its body, in one line."""

    status: int
    said: str = ""
    retry_after: timedelta | None = None

    @property
    def taken(self) -> bool:
        """2xx alone means that the message was taken."""
        return 200 <= self.status < 300

    @property
    def redirects(self) -> bool:
        return 300 <= self.status < 400


def check_target(
    url: str, *, test_hosts: frozenset[str], resolve: Resolver = look_up, seconds: float = 5.0
) -> SplitResult:
    """The parts of an address that messages may be sent to. Raises TargetRefused for one that never may be.

    The name is looked up, so that one which leads into the house is refused before anything is promised; an
    Unreachable or TooSlow says that it leads nowhere now.
    """
    parts = _readable(url)
    host, port = parts.hostname or "", port_of(parts)
    deadline = Deadline(seconds)
    own = f"{host}:{port}" in test_hosts
    if parts.scheme != "https" and not own:
        raise TargetRefused(Reason.SCHEME, "Messages are sent by https only.")
    if parts.port not in (None, PORTS[parts.scheme]) and not own:
        raise TargetRefused(Reason.PORT, f"Messages are sent to port {PORTS['https']} only, not to {parts.port}.")
    try:
        addresses_of(host, port, deadline=deadline, resolve=resolve, own=own)
    except Refused as error:
        raise TargetRefused(Reason.PRIVATE, str(error)) from error
    return parts


def _readable(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise TargetRefused(Reason.UNREADABLE, f"The address cannot be read: {url[:80]!r}") from error
    if parts.scheme not in PORTS:
        raise TargetRefused(Reason.SCHEME, "Messages are sent by https only.")
    if "@" in parts.netloc:
        raise TargetRefused(Reason.USER, "An address with a user name in it is not taken.")
    if len(url) > LONGEST or UNSAFE.search(url) or not HOST.fullmatch(host) or port == 0:
        raise TargetRefused(Reason.UNREADABLE, f"The address cannot be read: {url[:80]!r}")
    return parts


def send(message: Message, *, at: datetime, resolve: Resolver = look_up, trust: ssl.SSLContext | None = None) -> Reply:
    """Posts a message once and gives the reply. Raises an OutboundError that says why there is none.

    `at` is the present moment; a Retry-After that names a date is counted from it. `trust` replaces the system's
    certificates, for tests.
    """
    host = frozenset({_readable(message.url).hostname or ""})
    parts = checked_url(message.url, hosts=host, test_hosts=message.test_hosts)
    if parts.scheme != "https" and f"{parts.hostname}:{port_of(parts)}" not in message.test_hosts:
        raise TargetRefused(Reason.SCHEME, "Messages are sent by https only.")
    means = Means(
        deadline=Deadline(message.seconds), resolve=resolve, trust=trust, test_hosts=message.test_hosts, limit=READ
    )
    call = Call(method="POST", headers=_headers(message, parts), body=message.body)
    status, headers, body = exchange(parts, call, means=means, read=_beginning)
    asked = " ".join((headers.get("Retry-After") or "").split())[:100]
    return Reply(status=status, said=_shown(body), retry_after=retry_after(asked, at=at))


def _headers(message: Message, parts: SplitResult) -> dict[str, str]:
    return {
        **message.headers,
        "Host": parts.netloc,
        "User-Agent": message.agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Content-Type": message.content_type,
        "Connection": "close",
    }


def _beginning(response: http.client.HTTPResponse) -> bytes:
    """The first bytes of a body. One that breaks off or drips has no say: the status was already given."""
    try:
        return response.read1(READ)
    except (OutboundError, OSError, http.client.HTTPException, ValueError):
        return b""


def _shown(body: bytes) -> str:
    return UNSEEN.sub(" ", body.decode("utf-8", "replace")).strip()[:SHOWN]
