"""One process: how it is launched, ended and spoken about."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from ops.account import Account

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
Argument = str | Path


def launch(
    command: Sequence[Argument],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes],
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process away from the terminal: Ctrl-C reaches us alone, and we end the others in order."""
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: _end_with_parent(stop_signal),  # safe: we have no threads
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def end(process: subprocess.Popen[bytes], first: signal.Signals, *, grace: float, whole_group: bool = True) -> None:
    """Ask politely, wait `grace` seconds, then insist; at last sweep up what it left of its own children."""
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


def in_words(code: int) -> str:
    return f"exit {code}" if code >= 0 else f"by {signal.Signals(-code).name}"


def last_lines(text: str, count: int = 20) -> str:
    return "\n".join("    " + line for line in text.splitlines()[-count:])


def _end_with_parent(stop_signal: signal.Signals) -> None:
    """Ask the system to end this process should ours be killed without a chance to do it."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
