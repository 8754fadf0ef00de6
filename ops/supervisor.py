"""Starts processes, watches them, and stops them in good order: the last one started goes first."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ops.account import Account
from ops.leftovers import stop_leftovers

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start


class StopRequested(Exception):
    """Ctrl-C, or a signal to end."""


class Failed(Exception):
    """A process ended that should not have, or with an error. The message is fit for the user."""


@dataclass
class Child:
    name: str
    command: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    grace: float


class Supervisor:
    """The processes of one start. Use as a context: leaving it stops all of them."""

    def __init__(self, *, log: Path, record: Path) -> None:
        self.log = log
        self.record = record
        self.children: list[Child] = []
        self.stop_asked = False

    def __enter__(self) -> "Supervisor":
        stop_leftovers(self.record)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 20,
    ) -> None:
        """Start a process that is to run until we stop. It gets `grace` seconds to end by itself."""
        argv = [str(part) for part in command]
        with self._log_file(name).open("ab") as output:
            process = subprocess.Popen(
                argv,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop the others in order
                preexec_fn=lambda: _end_with_parent(stop_signal),  # safe: we have no threads
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        self.children.append(Child(name, " ".join(argv), process, stop_signal, grace))
        self._write_record()

    def run(
        self, name: str, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path, secret: bool = False
    ) -> str:
        """Run a step to its end and return what it printed; refuse to go on when it failed.

        What it prints goes to a log, unless it is `secret`.
        """
        with tempfile.TemporaryFile() if secret else self._log_file(name).open("w+b") as output:
            step = subprocess.Popen(
                [str(part) for part in command],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: _end_with_parent(signal.SIGTERM),  # safe: we have no threads
            )
            try:
                while step.poll() is None:
                    self.check()
                    time.sleep(0.05)
            finally:
                if step.poll() is None:
                    _end(step, signal.SIGTERM, grace=10)
            output.seek(0)
            printed = output.read().decode(errors="replace")
        if step.returncode != 0:
            raise Failed(f"{name} failed ({_in_words(step.returncode)}):\n{_last_lines(printed)}")
        return printed

    def run_in_front(self, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
        """Run a command on the user's own terminal, while the others serve it. Returns its exit code."""
        front = subprocess.Popen([str(part) for part in command], env=dict(env), cwd=cwd)
        try:
            while front.poll() is None:
                self.check()
                time.sleep(0.05)
        finally:
            if front.poll() is None:
                _end(front, signal.SIGINT, grace=20, whole_group=False)
        return front.returncode

    def check(self) -> None:
        """Raise when somebody asked us to stop, or when a process has ended that should run."""
        if self.stop_asked:
            raise StopRequested
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                tail = _last_lines(self._log_file(child.name).read_text(errors="replace"))
                raise Failed(f"{child.name} ended ({_in_words(code)}). Its last lines:\n{tail}")

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        ends = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > ends:
                raise Failed(f"{what} after {seconds:.0f} seconds; the logs are in {self.log}.")
            time.sleep(0.1)

    def watch(self) -> None:
        """Stay until something ends."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        for child in reversed(self.children):
            _end(child.process, child.stop_signal, grace=child.grace)
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def _log_file(self, name: str) -> Path:
        path = self.log / f"{name}.log"
        running = any(child.name == name for child in self.children)
        if not running and path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def _write_record(self) -> None:
        rows = {child.name: [child.process.pid, child.command, child.stop_signal] for child in self.children}
        self.record.write_text(json.dumps(rows), encoding="utf-8")


def _end_with_parent(stop_signal: signal.Signals) -> None:
    """Ask the system to end this process should ours be killed without a chance to do it."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)


def _end(process: subprocess.Popen[bytes], first: signal.Signals, *, grace: float, whole_group: bool = True) -> None:
    """Ask politely, wait, then insist; at last sweep up what the process left of its own children."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(first)
    try:
        process.wait(timeout=grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if whole_group:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _in_words(code: int) -> str:
    return f"exit {code}" if code >= 0 else f"by {signal.Signals(-code).name}"


def _last_lines(text: str, count: int = 20) -> str:
    return "\n".join("    " + line for line in text.splitlines()[-count:])
