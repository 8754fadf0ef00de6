"""What an earlier start left running when it was killed itself: found by its record, stopped before we begin."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

GRACE = 15  # seconds between asking and insisting


def command_of(pid: int) -> str:
    """The command line of a running process; empty when there is none with that number, or it has ended."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return listed.stdout.strip()


def stop_leftovers(record: Path) -> None:
    """Stop what the record names, if those numbers still belong to the same commands."""
    if not record.exists():
        return
    try:
        rows = json.loads(record.read_text(encoding="utf-8"))
    except ValueError:
        rows = {}  # killed in the middle of writing it
    left = [(pid, number) for pid, command, number in rows.values() if command_of(pid) == command]
    if left:
        print(f"Stopping {len(left)} processes that an earlier start left behind …", flush=True)
    for pid, number in reversed(left):  # the database was started first and goes last
        _stop(pid, number)
    record.unlink()


def drop_stale_postmaster(data: Path) -> None:
    """Remove the lock file of a PostgreSQL that was killed: its number may by now be somebody else's."""
    path = data / "postmaster.pid"
    if not path.exists():
        return
    first = path.read_text(errors="replace").split("\n", 1)[0].strip()
    command = command_of(int(first)) if first.isdigit() else []
    if "postgres" in command and str(data) in command:
        _stop(int(first), signal.SIGINT)
    path.unlink(missing_ok=True)


def _stop(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    ends = time.monotonic() + GRACE
    while command_of(pid) and time.monotonic() < ends:
        time.sleep(0.1)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
