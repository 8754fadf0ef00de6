"""The one way out of the house: nothing else opens a connection to the world.

A request goes by http or https to a host that its caller names, at a public address that was looked up once and is the
one that is dialled; each redirect is checked in the same way. It ends within its time, has at most so many bytes after
unpacking, and says who is asking. Proxies of the environment are not used: they would look names up by themselves.
"""

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urljoin

from controls.outbound.addresses import ascii_url, checked_url
from controls.outbound.bodies import read_body
from controls.outbound.errors import Malformed, OutboundError, Refused, TooLarge, TooSlow, Unreachable
from controls.outbound.exchange import Call, Means, Reader, exchange
from controls.outbound.manners import retry_after
from controls.outbound.sending import Message, Reason, Reply, TargetRefused, check_target, send
from controls.outbound.wire import Deadline, Resolver, look_up

__all__ = [
    "Answer",
    "Malformed",
    "Message",
    "OutboundError",
    "Question",
    "Reason",
    "Refused",
    "Reply",
    "TargetRefused",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "check_target",
    "fetch",
    "send",
]

MOST_REDIRECTS = 3
PERMANENT = {301, 308}
REDIRECTS = PERMANENT | {302, 303, 307}
HEADER_VALUE = 500


@dataclass(frozen=True)
class Question:
    """What is asked, where, and by whom.

    `agent` names the product and a contact. `etag` and `last_modified` are those of the last answer, as they were
    sent. `form` is the body of a POST; without it the request is a GET. `hosts` are the names that may be asked,
    `test_hosts` the "host:port" pairs of servers that tests run on loopback.
    """

    url: str
    hosts: frozenset[str]
    agent: str
    etag: str = ""
    last_modified: str = ""
    accept: str = "*/*"
    form: bytes | None = None
    form_type: str = "application/x-www-form-urlencoded"
    test_hosts: frozenset[str] = frozenset()
    seconds: float = 15.0
    limit: int = 5_000_000


@dataclass(frozen=True)
class Answer:
    """What came back. Any status is an answer; the caller decides what 304, 410, 429 or 503 mean for the source.

    `url` is the address that answered. `moved_to` is the new address when every redirect on the way was permanent,
    else empty. `retry_after` is how long the source wants to be left alone, None when it does not say.
    """

    status: int
    url: str
    body: bytes = field(repr=False)
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: timedelta | None = None
    moved_to: str = ""
    redirects: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """The source says that nothing is new since the validators that were sent."""
        return self.status == http.client.NOT_MODIFIED


def straight_on(_url: str) -> None:
    """Follow a redirect without asking anybody."""


def fetch(
    question: Question,
    *,
    at: datetime,
    onto: Callable[[str], None] = straight_on,
    resolve: Resolver = look_up,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Asks and gives the answer. Raises an OutboundError that says why there is none.

    `onto` is called with the address of a redirect, after that was checked and before anything is asked there: it may
    take its time, which does not count, and raise what it likes. `at` is the present moment; a Retry-After that names
    a date is counted from it. `trust` replaces the system's certificates, for tests.
    """
    means = Means(
        deadline=Deadline(question.seconds),
        resolve=resolve,
        trust=trust,
        test_hosts=question.test_hosts,
        limit=question.limit,
    )
    seen: list[str] = []
    url, permanent, secure = question.url, True, False
    while True:
        parts = checked_url(url, hosts=question.hosts, test_hosts=question.test_hosts)
        if secure and parts.scheme != "https":
            raise Refused("The source redirects from https to less than that.")
        if seen:
            with means.deadline.paused():
                onto(url)
        status, headers, body = exchange(parts, _call(question, parts), means=means, read=_reader(question))
        if status not in REDIRECTS or "Location" not in headers:
            return _answer(status, url, headers, body, at=at, redirects=tuple(seen), moved=bool(seen) and permanent)
        if len(seen) == MOST_REDIRECTS:
            raise Refused(f"The source redirects more than {MOST_REDIRECTS} times.")
        if question.form is not None:
            raise Refused("The source redirects a form; forms are sent to one address only.")
        seen.append(url)
        url, secure = _onward(url, headers["Location"]), parts.scheme == "https"
        permanent = permanent and status in PERMANENT


def _call(question: Question, parts: SplitResult) -> Call:
    method = "GET" if question.form is None else "POST"
    return Call(method=method, headers=_headers(question, parts), body=question.form)


def _onward(url: str, location: str) -> str:
    try:
        return urljoin(url, ascii_url(location))
    except ValueError as error:
        raise Refused(f"The redirect's address cannot be read: {location[:80]!r}") from error


def _reader(question: Question) -> Reader:
    """Takes the whole body; the body of a redirect is nobody's business."""

    def read(response: http.client.HTTPResponse) -> bytes:
        return b"" if response.status in REDIRECTS else read_body(response, limit=question.limit)

    return read


def _headers(question: Question, parts: SplitResult) -> dict[str, str]:
    headers = {
        "Host": parts.netloc,
        "User-Agent": question.agent,
        "Accept": question.accept,
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if question.etag:
        headers["If-None-Match"] = question.etag
    if question.last_modified:
        headers["If-Modified-Since"] = question.last_modified
    if question.form is not None:
        headers["Content-Type"] = question.form_type
    return headers


def _answer(
    status: int,
    url: str,
    headers: http.client.HTTPMessage,
    body: bytes,
    *,
    at: datetime,
    redirects: tuple[str, ...],
    moved: bool,
) -> Answer:
    def text(name: str) -> str:
        value = " ".join((headers.get(name) or "").split())
        return value if len(value) <= HEADER_VALUE else ""

    return Answer(
        status=status,
        url=url,
        body=body,
        content_type=text("Content-Type"),
        etag=text("ETag"),
        last_modified=text("Last-Modified"),
        retry_after=retry_after(text("Retry-After"), at=at),
        moved_to=url if moved else "",
        redirects=redirects,
    )
