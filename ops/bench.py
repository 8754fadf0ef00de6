"""Measures the register on this machine, within a minute: `make bench`, on a seeded database of its own.

What a machine does in a second says more about the machine than about us. So each figure is also shown as a part of
what an empty Django view does on the same server in the same minute, and only that part can fail.
"""

import argparse
import os
import re
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from ops import load
from ops.load import Load, LoadFailed
from ops.places import ROOT, Places
from ops.product import ADDRESS, WEB, environment, start_web, start_workers, wait_until_well
from ops.supervisor import Failed, StopRequested, Supervisor

# What an empty view did on the two cores for which the promises were made.
EMPTY_THEN = 7_600
# A ratio below this part of the promised one is a fault of ours; above it, it may be noise.
FAR = 0.5
MEMORY_PROMISE = 1024  # megabytes, all processes together
SECONDS = 3.0
WARM = 16  # questions before the counting begins
ENDS_AFTER = 60.0  # seconds of measuring; what is left then is not measured
# A bench is one very busy caller, and speaks http whatever the installation does.
OURS = {"API_THROTTLE_ANON": "1000000/s", "HTTPS": "0", "DEBUG": "0", "PUBLIC_READING": "1",
        "ALLOWED_HOSTS": f"{ADDRESS},localhost", "CSRF_TRUSTED_ORIGINS": ""}  # fmt: skip

# Before the first listing began, every first day asks for all of them: a new question each time, the same rows.
FIRST_DAYS = [date(2001, 1, 1) + timedelta(days=number) for number in range(8_000)]
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}
PROGRAM = {"Accept": "application/json", "Accept-Encoding": "gzip"}
PAGE = "/entities/?listed_from="
ROWS = "/api/v1/listings/?page_size=50&listed_from="


@dataclass(frozen=True)
class Figure:
    """One thing to measure. `promise` is in requests a second; `least` bytes tell a whole answer from an empty one."""

    name: str
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    promise: int | None = None
    status: int = 200
    least: int = 0


@dataclass(frozen=True)
class Result:
    figure: Figure
    load: Load
    part: float  # of what the empty view does
    cost: float  # seconds that all processes together computed for one answer; 0 where the system does not say

    @property
    def promised_part(self) -> float | None:
        return self.figure.promise / EMPTY_THEN if self.figure.promise else None

    @property
    def verdict(self) -> str:
        if self.load.refused or self.load.broken:
            return f"FAILED: {self.load.refused} refused, {self.load.broken} broken"
        promised = self.promised_part
        if promised is None or self.figure.promise is None:
            return ""
        if self.load.per_second >= self.figure.promise:
            return "kept"
        if self.part >= promised:
            return "kept as a part"
        return "below" if self.part >= FAR * promised else "FAR BELOW"

    @property
    def failed(self) -> bool:
        return self.verdict.startswith(("FAILED", "FAR"))


def figures() -> list[Figure]:
    """What is measured of the register, in this order."""
    days = [day.isoformat() for day in FIRST_DAYS]
    page, rows = f"{PAGE}{days[0]}", f"{ROWS}{days[0]}"
    return [
        Figure("page of 50 listings, never asked before", [PAGE + day for day in days[1:]], BROWSER, 150, least=5_000),
        Figure("the same page, asked again", [page], BROWSER, 1_000, least=5_000),
        Figure("the same page, unchanged (304)", [page], BROWSER, 1_000, status=304),
        Figure("API, 50 listings, never asked before", [ROWS + day for day in days[1:]], PROGRAM, least=1_000),
        Figure("API, the same question again", [rows], PROGRAM, least=1_000),
        Figure("API, unchanged (304)", [rows], PROGRAM, status=304),
        Figure("one entity, never asked before", _distinct("/entities/subaru-corporation/"), BROWSER, least=2_000),
        Figure("all listings as CSV", ["/api/v1/listings/export.csv"], least=10_000),
    ]


def _distinct(path: str) -> list[str]:
    """The same page on many days: each is a question of its own."""
    return [f"{path}?as_of={date(2026, 2, 24) + timedelta(days=number)}" for number in range(2_000)]


@dataclass(frozen=True)
class Server:
    """Something that answers on a port, and the processes that it is made of at the moment."""

    port: int
    pids: Callable[[], list[int]]


def measure(figure: Figure, server: Server, *, empty: float | None, seconds: float, folder: Path) -> Result:
    """Look at one answer, then count how many come. Without `empty` the figure is the measure of the others."""
    port = server.port
    headers = dict(figure.headers)
    if figure.status == 304:
        headers["If-None-Match"] = ask(port, figure.paths[0], headers)[1]
    status, _etag, size = ask(port, figure.paths[0], headers)
    if status != figure.status or size < figure.least:
        raise LoadFailed(f"{figure.name}: {figure.paths[0]} answers {status} with {size} bytes; nothing to measure.")
    for path in islice(cycle(figure.paths[-WARM:]), WARM):  # every server process gets its templates ready
        ask(port, path, headers)
    before = computed(server.pids())
    counted = load.put(port=port, paths=figure.paths, headers=headers, seconds=seconds, folder=folder)
    cost = (computed(server.pids()) - before) / max(1, counted.requests)
    return Result(figure, counted, counted.per_second / empty if empty else 1.0, cost)


def ask(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, str, int]:
    """Status, ETag and size of one answer."""
    asked = urllib.request.Request(f"http://{ADDRESS}:{port}{path}", headers=dict(headers))
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own http address
            return answer.status, answer.headers.get("ETag", ""), len(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, "", 0
    except OSError as error:
        raise LoadFailed(f"{path}: no answer ({error}).") from error


def tree(root: int, *, without: Sequence[int] = ()) -> list[int]:
    """A process and all below it, but for those `without` and what is below them. Empty where there is no /proc."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if said := _read(folder / "stat"):
            parents[int(folder.name)] = int(said.rpartition(")")[2].split()[1])
    found, left = [], [root] if parents else []
    while left:
        pid = left.pop()
        if pid not in without:
            found.append(pid)
            left += [child for child, parent in parents.items() if parent == pid]
    return found


def memory(pids: Sequence[int]) -> float | None:
    """Megabytes of these processes, what they share counted once; None where the system does not say."""
    found = [re.search(r"^Pss:\s+(\d+)", _read(Path(f"/proc/{pid}/smaps_rollup")), re.MULTILINE) for pid in pids]
    return sum(int(match[1]) for match in found if match) / 1024 if any(found) else None


def computed(pids: Sequence[int]) -> float:
    """Seconds that these processes have computed so far."""
    ticks = 0
    for pid in pids:
        if said := _read(Path(f"/proc/{pid}/stat")):
            ticks += sum(int(part) for part in said.rpartition(")")[2].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # ended while we looked


def table(results: Sequence[Result], used: float | None) -> str:
    lines = [
        f"{'':42} {'per second':>10} {'promise':>8} {'of empty':>9} {'promise':>8} {'99 % in':>9} {'computing':>9}"
    ]
    for result in results:
        promised = result.promised_part
        absolute = f"{result.figure.promise:,}" if result.figure.promise else "–"
        relative = f"{promised:.3f}" if promised else "–"
        line = f"{result.figure.name:42} {result.load.per_second:10,.0f} {absolute:>8} {result.part:9.3f} {relative:>8}"
        line += f" {result.load.slowest * 1000:6.0f} ms {result.cost * 1000:6.2f} ms"
        lines.append(f"{line}  {result.verdict}".rstrip())
    if used is None:
        lines.append(f"{'memory of all processes':42} not measured on this system")
    else:
        verdict = "kept" if used < MEMORY_PROMISE else "above"
        lines.append(f"{'memory of all processes':42} {used:7,.0f} MB {'< ' + str(MEMORY_PROMISE):>8}  {verdict}")
    return "\n".join(lines)


def start_empty(supervisor: Supervisor, env: Mapping[str, str], port: int) -> int:
    """The measure of all others, on the same server with the same settings. Returns its process number."""
    listen = ["--host", ADDRESS, "--port", str(port)]
    command = [sys.executable, "-m", "granian", *WEB, *listen, "ops.empty_view:application"]
    supervisor.start("empty", command, env=env, cwd=ROOT)
    supervisor.wait_until(lambda: _answers(port), seconds=30, what="The empty view did not answer")
    return supervisor.children[-1].process.pid


def _answers(port: int) -> bool:
    try:
        return ask(port, "/", {})[0] == 200
    except LoadFailed:
        return False


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind((ADDRESS, 0))
        other.bind((ADDRESS, 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def bench(*, seconds: float, folder: Path) -> int:
    """Start the register beside an empty view, measure both, print the table. Returns the exit code."""
    places = Places(data=folder)
    places.make()
    os.environ.update(OURS)
    env = environment(os.environ, places)
    port, bare = free_ports()
    began = datetime.now(UTC)
    with Supervisor(log=places.log, record=places.processes) as supervisor:
        outside = start_empty(supervisor, env, bare)
        start_web(supervisor, env, port)
        start_workers(supervisor, places, env)
        wait_until_well(supervisor, port, since=began)
        who = f"{load.generator()}, {load.CONNECTIONS} connections"
        print(f"Asked by {who}, {seconds:g} s each, {os.cpu_count()} cores.", flush=True)
        ends = time.monotonic() + ENDS_AFTER
        # The starter above us keeps database and broker, and is there in `make run` too; we are not.
        ours, starter = os.getpid(), os.getppid()
        register = Server(port, lambda: [pid for pid in tree(starter, without=[outside]) if pid != ours])
        floor = Figure("empty Django view", ["/"])
        first = measure(floor, Server(bare, lambda: tree(outside)), empty=None, seconds=seconds, folder=folder)
        results = [first]
        for figure in figures():
            supervisor.check()
            if time.monotonic() + seconds > ends:
                print(f"not measured, the minute is over: {figure.name}")
                continue
            results.append(measure(figure, register, empty=first.load.per_second, seconds=seconds, folder=folder))
        used = memory(register.pids())
    print(table(results, used))
    return 1 if any(result.failed for result in results) else 0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="How long each figure is measured.")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="recr-bench-") as folder:
        try:
            return bench(seconds=given.seconds, folder=Path(folder))
        except StopRequested:
            return 130
        except (Failed, LoadFailed) as error:
            print(f"bench | {error}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
