"""A source on loopback that does to its readers what sources do: slowly, endlessly, elsewhere, packed twice."""

import contextlib
import gzip
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket, bytes], None]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer; `headers` in Python's spelling: content_type, retry_after …"""
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Odd')}"]
    fields = {"content_length": str(len(body)), "content_type": "application/rss+xml", **headers}
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in fields.items() if value]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def says(*args: object, **headers: object) -> Behaviour:
    """A source that gives this answer and hangs up."""
    whole = answer(*args, **headers)  # type: ignore[arg-type]  # passed on as it came
    return lambda line, asked: line.sendall(whole)


def redirects(location: str, status: int = 302) -> Behaviour:
    return says(status, b"", location=location)


def raw(data: bytes) -> Behaviour:
    return lambda line, asked: line.sendall(data)


def drips(head: bytes, drop: bytes, gap: float = 0.02) -> Behaviour:
    """Sends a beginning and then, for ever, a little at a time."""

    def behave(line: socket.socket, asked: bytes) -> None:
        line.sendall(head)
        while True:
            time.sleep(gap)
            line.sendall(drop)

    return behave


def floods(head: bytes, piece: bytes) -> Behaviour:
    def behave(line: socket.socket, asked: bytes) -> None:
        line.sendall(head)
        while True:
            line.sendall(piece)

    return behave


def silent(line: socket.socket, asked: bytes) -> None:
    """Takes the question and never answers; ends when the asker hangs up."""
    line.recv(1)


def bomb(size: int) -> bytes:
    """Zeros of this size, packed."""
    return gzip.compress(b"\0" * size, 9)


class Source:
    """A server on a port of loopback. `behaviours` maps paths to what it does there; `asked` keeps every question."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        self.behaviours: dict[str, Behaviour] = {}
        self.asked: list[bytes] = []
        self.calls = 0
        self._trust = trust
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._take_calls, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://{self.place}{path}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _take_calls(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._server.accept()
                self.calls += 1
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            if not self._trust:
                return self._reply(line)
            with self._trust.wrap_socket(line, server_side=True) as secured:
                self._reply(secured)

    def _reply(self, line: socket.socket) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked and (piece := line.recv(65_536)):
            asked += piece
        self.asked.append(asked)
        path = asked.split(b" ", 2)[1].decode() if b" " in asked else ""
        self.behaviours.get(path, says(404, b"none"))(line, asked)


@contextlib.contextmanager
def running(trust: ssl.SSLContext | None = None) -> Iterator[Source]:
    source = Source(trust)
    try:
        yield source
    finally:
        source.close()
