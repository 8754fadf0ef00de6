"""Worker processes and a clock of their own, for measuring: started as in the product, killed when it is asked for."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import TracebackType

from config.celery import app
from ops.places import ROOT

CELERY = [sys.executable, "-m", "celery", "--app", "config"]
REPLAYED = "ops.replayed"
QUIET = ["--loglevel", "ERROR"]


def worker(place: int) -> list[str]:
    """The command of one; each has a name, by which it answers."""
    name = ["--hostname", f"bench-{place}@%h"]
    return [*CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle", *name, *QUIET]


@dataclass
class Workers:
    """Each in a process group of its own, so that death takes whole groups. Use as a context.

    `beats` is how many clocks there are; `replaying` says that all of them live in a world of sources on loopback.
    """

    count: int
    beats: int = 1
    replaying: bool = False
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> "Workers":
        self.running = [self._start(self._worker(place)) for place in range(self.count)]
        clock = [*CELERY[:-1], REPLAYED] if self.replaying else CELERY
        kept = [f"/tmp/bench-beat-{os.getpid()}-{place}" for place in range(self.beats)]  # noqa: S108 - gone with this run
        self.ticking = [self._start([*clock, "beat", "--pidfile=", "--schedule", path, *QUIET]) for path in kept]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in (*self.running, *self.ticking):
            self._kill(process)

    def wait_until_up(self, *, seconds: float) -> None:
        """Returns when each has answered. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while len(app.control.ping(timeout=0.5)) < self.count:
            if time.monotonic() > until:
                raise TimeoutError(f"Not all of {self.count} workers were up after {seconds:g} seconds.")

    def kill(self, place: int) -> None:
        """Kill one with all of its children, and start another in its place."""
        self._kill(self.running[place])
        self.running[place] = self._start(self._worker(place))

    def _worker(self, place: int) -> list[str]:
        return [*worker(place), *(["--include", REPLAYED] if self.replaying else [])]

    @staticmethod
    def _start(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
