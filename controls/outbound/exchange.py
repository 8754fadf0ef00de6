"""One question and one answer over a connection of its own: the address that was checked is the one that is dialled."""

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult

from controls.outbound.addresses import port_of, target_of
from controls.outbound.errors import Malformed, OutboundError, Unreachable
from controls.outbound.wire import Deadline, Resolver, addresses_of, dial

Reader = Callable[[http.client.HTTPResponse], bytes]


@dataclass(frozen=True)
class Means:
    """How a connection is made: until when, who looks names up, whom we trust, which servers are a test's own.

    `limit` is how many bytes a body may have on the wire.
    """

    deadline: Deadline
    resolve: Resolver
    trust: ssl.SSLContext | None
    test_hosts: frozenset[str]
    limit: int


@dataclass(frozen=True)
class Call:
    """What is said over the line. Without a body nothing is sent but the headers."""

    method: str
    headers: dict[str, str]
    body: bytes | None = field(default=None, repr=False)


def exchange(
    parts: SplitResult, call: Call, *, means: Means, read: Reader
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Status, headers and what `read` took of the body. Raises an OutboundError that says why there is no answer."""
    try:
        return _exchange(parts, call, means=means, read=read)
    except (OSError, http.client.HTTPException) as error:
        raise _named(error, parts) from error


def _exchange(
    parts: SplitResult, call: Call, *, means: Means, read: Reader
) -> tuple[int, http.client.HTTPMessage, bytes]:
    host, port = parts.hostname or "", port_of(parts)
    own = f"{host}:{port}" in means.test_hosts
    addresses = addresses_of(host, port, deadline=means.deadline, resolve=means.resolve, own=own)
    secure = (means.trust or ssl.create_default_context()) if parts.scheme == "https" else None
    line = dial(host, port, addresses=addresses, trust=secure, deadline=means.deadline, limit=means.limit)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = line
    try:
        connection.request(call.method, target_of(parts), body=call.body, headers=call.headers)
        response = connection.getresponse()
        return response.status, response.headers, read(response)
    finally:
        connection.close()
        line.hang_up()


def _named(error: OSError | http.client.HTTPException, parts: SplitResult) -> OutboundError:
    """Our own name for what went wrong below: on the wire or in the protocol."""
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected | OSError):
        return Unreachable(f"{parts.hostname!r} broke off: {error}")
    return Malformed(f"{parts.hostname!r} does not speak HTTP: {type(error).__name__} {str(error)[:80]}")
