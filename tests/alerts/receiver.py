"""A receiver of webhooks on loopback: keeps what it got, and answers as its script says."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.controls.hostile_source import answer

Act = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Got:
    """One message as it arrived. Names of headers are in small letters."""

    headers: dict[str, str]
    body: bytes

    @property
    def number(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


def says(status: int = 200, body: bytes = b"", **headers: str) -> Act:
    whole = answer(status, body, **headers)
    return lambda line: line.sendall(whole)


def resets(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hangs(line: socket.socket) -> None:
    """Answers nothing until the sender hangs up."""
    while line.recv(65_536):
        continue


@dataclass
class Receiver:
    """`acts` are what it does to the next messages, one each; after them it does `otherwise`."""

    otherwise: Act = field(default_factory=says)
    acts: list[Act] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.place = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.place}/hook"
        threading.Thread(target=self._take_calls, daemon=True).start()

    @property
    def numbers(self) -> list[str]:
        return [each.number for each in self.got]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _take_calls(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            asked = b""
            while b"\r\n\r\n" not in asked and (piece := line.recv(65_536)):
                asked += piece
            head, _, body = asked.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")[1:]
            headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
            while len(body) < int(headers.get("content-length", 0)) and (piece := line.recv(65_536)):
                body += piece
            self.got.append(Got(headers, body))
            (self.acts.pop(0) if self.acts else self.otherwise)(line)


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.close()
