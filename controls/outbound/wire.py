"""One connection with an end: the name is looked up once, the address that was checked is dialled, time runs out.

A time limit of a socket starts anew with every byte, so a source that sends one byte a second is never late. Here each
read gets only what is left of the whole request's time.
"""

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from controls.outbound.addresses import is_public
from controls.outbound.errors import Refused, TooLarge, TooSlow, Unreachable

# host, port → the numeric addresses that the name has now.
Resolver = Callable[[str, int], list[str]]
MOST_ADDRESSES = 3
# What headers, chunk sizes and packing may add to the body on the wire.
OVERHEAD = 500_000


class Deadline:
    """The end of a request, on the clock that is never set. `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises TooSlow when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooSlow(f"No whole answer within {self.seconds:g} seconds.")
        return left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time that goes by in here is not the request's: somebody waits for a turn."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - begun


def look_up(host: str, port: int) -> list[str]:
    """The numeric addresses of a host by the system's resolver. Raises Unreachable when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"No address was found for {host!r}: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(host: str, port: int, *, deadline: Deadline, resolve: Resolver, own: bool) -> list[str]:
    """Looks a host up once and checks every address it has. Raises Refused if a single one is not public.

    The system's resolver knows no time limit; it works in a thread that is left behind when time runs out. `own` says
    that this is a test's server, which is on loopback.
    """
    found: list[list[str] | Unreachable] = []

    def ask() -> None:
        try:
            found.append(resolve(host, port))
        except Unreachable as error:
            found.append(error)

    thread = threading.Thread(target=ask, daemon=True, name=f"look-up {host}")
    thread.start()
    thread.join(deadline.left())
    if not found:
        raise TooSlow(f"The name {host!r} was not found within {deadline.seconds:g} seconds.")
    if isinstance(found[0], Unreachable):
        raise found[0]
    if not found[0]:
        raise Unreachable(f"No address was found for {host!r}.")
    for address in found[0]:
        if not own and not is_public(address):
            raise Refused(f"{host!r} leads to {address}, which is not a public address.")
    return found[0][:MOST_ADDRESSES]


class _Tap(io.RawIOBase):
    """Reads a socket until time or size runs out."""

    def __init__(self, line: "Line") -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stubs want any Buffer
        return self._line.read_into(buffer)


class Line:
    """A connected socket as `http.client` needs it, with a deadline in every read and write and a limit of bytes."""

    def __init__(self, plain: socket.socket, *, deadline: Deadline, limit: int) -> None:
        self._socket = plain
        self._deadline = deadline
        self._left = limit + OVERHEAD

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise TooSlow(f"The question was not taken within {self._deadline.seconds:g} seconds.") from error

    def read_into(self, buffer: memoryview) -> int:
        self._socket.settimeout(self._deadline.left())
        try:
            count = self._socket.recv_into(buffer)
        except TimeoutError as error:
            raise TooSlow(f"No whole answer within {self._deadline.seconds:g} seconds.") from error
        self._left -= count
        if self._left < 0:
            raise TooLarge("The source sent more bytes than an answer may have.")
        return count

    def makefile(self, mode: str = "rb", buffering: int = -1) -> io.BufferedReader:
        return io.BufferedReader(_Tap(self), 16_384)

    def close(self) -> None:
        """`http.client` closes its socket once it has the reader of an answer that ends with the line; we do not."""

    def hang_up(self) -> None:
        self._socket.close()


def dial(
    host: str, port: int, *, addresses: list[str], trust: ssl.SSLContext | None, deadline: Deadline, limit: int
) -> Line:
    """A line to the first of the checked addresses that takes the call. `trust` is for https, None for http.

    The certificate must be the host's, not the address's. Raises Unreachable and TooSlow.
    """
    reason: OSError | None = None
    for tried, address in enumerate(addresses):
        # One address that swallows calls must leave time for the next.
        patience = deadline.left() / (len(addresses) - tried)
        try:
            plain = socket.create_connection((address, port), timeout=patience)
        except OSError as error:
            reason = error
            continue
        kept = _secured(plain, host, trust=trust, deadline=deadline) if trust else plain
        return Line(kept, deadline=deadline, limit=limit)
    if isinstance(reason, TimeoutError):
        raise TooSlow(f"{host!r} did not take the call within {deadline.seconds:g} seconds.") from reason
    raise Unreachable(f"{host!r} takes no calls: {reason}")


def _secured(plain: socket.socket, host: str, *, trust: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
    """The socket with TLS. A handshake has one time limit for all of its reads; Python sees to that."""
    plain.settimeout(deadline.left())
    try:
        return trust.wrap_socket(plain, server_hostname=host)
    except TimeoutError as error:
        plain.close()
        raise TooSlow(f"No TLS with {host!r} within {deadline.seconds:g} seconds.") from error
    except OSError as error:
        plain.close()
        raise Unreachable(f"No TLS with {host!r}: {error}") from error
