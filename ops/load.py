"""Asks a local server as often as it answers, for a few seconds: with wrk when it is installed, else by itself.

`python -m ops.load` is the second of the two, in a process of its own; it prints what it counted as JSON.
"""

import argparse
import json
import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path

ADDRESS = "127.0.0.1"  # nothing else is ever asked
CONNECTIONS = 8  # as many as the server has threads
MOST_SECONDS = 10.0
MOST_REQUESTS = 200_000

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)")
# wrk asks for the addresses of a file, one after the other, and reports in a form that a program can read.
SCRIPT = """\
local paths, next_path = {{}}, 0
for line in io.lines("{paths}") do paths[#paths + 1] = line end
request = function()
  next_path = next_path % #paths + 1
  return wrk.format("GET", paths[next_path])
end
done = function(summary, latency)
  local wrong = summary.errors
  local form = '{{"requests": %d, "seconds": %f, "bytes": %d, "refused": %d, "broken": %d, "slowest": %f}}'
  io.write("\\n" .. string.format(form, summary.requests, summary.duration / 1e6, summary.bytes, wrong.status,
    wrong.connect + wrong.read + wrong.write + wrong.timeout, latency:percentile(99) / 1e6) .. "\\n")
end
"""


class LoadFailed(Exception):
    """The generator itself broke, or the server went away. The message is fit for the user."""


@dataclass(frozen=True)
class Load:
    """What one run counted. `refused` are answers of status 400 and more, `slowest` covers 99 of 100 (seconds)."""

    requests: int
    seconds: float
    bytes: int
    refused: int
    broken: int
    slowest: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


def generator() -> str:
    """The program that will be used: `wrk`, or our own client."""
    return "wrk" if shutil.which("wrk") else "built-in client"


def put(
    *, port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float, folder: Path, own: bool = False
) -> Load:
    """Ask for the paths in turn, over and over, from a process of its own."""
    seconds = min(seconds, MOST_SECONDS)
    listed = folder / "paths"
    listed.write_text("\n".join(paths) + "\n", encoding="ascii")
    said = [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    if own or generator() != "wrk":
        command = [sys.executable, "-m", "ops.load", "--port", str(port), "--seconds", str(seconds)]
        command += ["--paths", str(listed), *said]
    else:
        script = folder / "paths.lua"
        script.write_text(SCRIPT.format(paths=listed), encoding="ascii")
        command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
        command += [
            "--duration",
            f"{max(1, round(seconds))}s",
            "--script",
            str(script),
            *said,
            f"http://{ADDRESS}:{port}/",
        ]
    made = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=False)
    report = made.stdout.strip().rpartition("\n")[2]
    if made.returncode != 0 or not report.startswith("{"):
        raise LoadFailed(f"{command[0]} failed:\n{made.stdout}{made.stderr}")
    return Load(**json.loads(report))


@dataclass
class Connection:
    """One connection that is kept open, with the answer it is waiting for."""

    link: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.asked_at = time.perf_counter()
        self.link.sendall(request)


def whole(received: bytes | bytearray) -> int | None:
    """The status of an answer once all of it has arrived; None before."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[: end + 2]).lower()
    status = int(head[9:12])
    if status in (204, 304):
        return status
    if match := LENGTH.search(head):
        return status if len(received) - end - 4 >= int(match[1]) else None
    if b"transfer-encoding: chunked" in head:
        return status if received.endswith(b"\r\n0\r\n\r\n") else None
    raise LoadFailed("An answer says neither how long it is nor that it comes in pieces.")


class Client:
    """Keeps every connection busy until the time or the count is up."""

    def __init__(self, *, port: int, paths: Sequence[str], headers: Sequence[str], seconds: float) -> None:
        tail = "".join(f"{header}\r\n" for header in [f"Host: {ADDRESS}:{port}", *headers])
        self.requests = cycle([f"GET {path} HTTP/1.1\r\n{tail}\r\n".encode("ascii") for path in paths])
        self.port, self.seconds = port, seconds
        self.waits: list[float] = []
        self.bytes = self.refused = 0

    def run(self) -> Load:
        began = time.perf_counter()
        with selectors.DefaultSelector() as selector:
            for _ in range(CONNECTIONS):
                connection = Connection(socket.create_connection((ADDRESS, self.port), timeout=5))
                selector.register(connection.link, selectors.EVENT_READ, connection)
                connection.ask(next(self.requests))
            while time.perf_counter() - began < self.seconds and len(self.waits) < MOST_REQUESTS:
                for key, _events in selector.select(timeout=0.5):
                    self._read(key.data)
            for key in list(selector.get_map().values()):
                key.data.link.close()
        taken = time.perf_counter() - began
        slowest = sorted(self.waits)[int(len(self.waits) * 0.99)] if self.waits else 0.0
        return Load(len(self.waits), taken, self.bytes, self.refused, 0, slowest)

    def _read(self, connection: Connection) -> None:
        piece = connection.link.recv(262_144)
        if not piece:
            raise LoadFailed("The server closed a connection in the middle.")
        connection.received += piece
        status = whole(connection.received)
        if status is None:
            return
        self.waits.append(time.perf_counter() - connection.asked_at)
        self.bytes += len(connection.received)
        self.refused += status >= 400
        connection.ask(next(self.requests))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.load", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--paths", type=Path, required=True, help="A file with one path per line.")
    parser.add_argument("--header", action="append", default=[], help="Name: value")
    given = parser.parse_args(arguments)
    paths = given.paths.read_text(encoding="ascii").split()
    try:
        load = Client(port=given.port, paths=paths, headers=given.header, seconds=given.seconds).run()
    except (LoadFailed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(load)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
