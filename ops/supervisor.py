"""Starts processes, watches them, and stops them in good order: the last one started goes first."""

import json
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ops.account import Account
from ops.leftovers import stop_leftovers
from ops.processes import Argument, end, in_words, last_lines, launch

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
            # Whoever starts us with nohup wants us to outlive the terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True

    def start(
        self,
        name: str,
        command: Sequence[Argument],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 20,
    ) -> None:
        """Start a process that is to run until we stop. It gets `grace` seconds to end by itself."""
        with self._log_file(name).open("ab") as output:
            process = launch(command, env=env, cwd=cwd, output=output, account=account, stop_signal=stop_signal)
        self.children.append(Child(name, " ".join(map(str, command)), process, stop_signal, grace))
        self._write_record()

    def run(
        self,
        name: str,
        command: Sequence[Argument],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        secret: bool = False,
    ) -> str:
        """Run a step to its end and return what it printed; refuse to go on when it failed.

        What it prints goes to a log, unless it is `secret`.
        """
        with tempfile.TemporaryFile() if secret else self._log_file(name).open("w+b") as output:
            step = launch(command, env=env, cwd=cwd, output=output, account=account)
            self._wait_for(step, signal.SIGTERM)
            output.seek(0)
            printed = output.read().decode(errors="replace")
        if step.returncode != 0:
            raise Failed(f"{name} failed ({in_words(step.returncode)}):\n{last_lines(printed)}")
        return printed

    def run_in_front(self, command: Sequence[Argument], *, env: Mapping[str, str], cwd: Path) -> int:
        """Run a command on the user's own terminal, while the others serve it. Returns its exit code."""
        front = subprocess.Popen([str(part) for part in command], env=dict(env), cwd=cwd)
        self._wait_for(front, signal.SIGINT, whole_group=False)
        return front.returncode

    def check(self) -> None:
        """Raise when somebody asked us to stop, or when a process has ended that should run."""
        if self.stop_asked:
            raise StopRequested
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                tail = last_lines(self._log_file(child.name).read_text(errors="replace"))
                raise Failed(f"{child.name} ended ({in_words(code)}). Its last lines:\n{tail}")

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
            end(child.process, child.stop_signal, grace=child.grace)
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def _wait_for(self, process: subprocess.Popen[bytes], number: signal.Signals, *, whole_group: bool = True) -> None:
        try:
            while process.poll() is None:
                self.check()
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                end(process, number, grace=20, whole_group=whole_group)

    def _log_file(self, name: str) -> Path:
        path = self.log / f"{name}.log"
        running = any(child.name == name for child in self.children)
        if not running and path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def _write_record(self) -> None:
        rows = {one.name: [one.process.pid, one.command, one.stop_signal] for one in self.children}
        self.record.write_text(json.dumps(rows), encoding="utf-8")
