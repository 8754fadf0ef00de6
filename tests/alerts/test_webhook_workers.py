"""Several workers at once, and workers that are killed: nothing lost, nothing out of order, numbers stay the same."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import deliveries, webhooks
from tests.alerts import hooked
from tests.alerts.hooked import NOON, deliver, endpoint_at, following, messages, numbers_of
from tests.alerts.receiver import hangs, receiving
from tests.controls.apart import apart, copied, writers

__all__ = ["apart", "copied", "writers"]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("webhook workers")]
ROOT = Path(__file__).resolve().parents[2]
LATE = NOON + deliveries.LEASE + timedelta(seconds=1)


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def endpoint(receiver, apart):
    """Of an owner of its own, for what a test commits in the copy stays there; nothing of other tests is due."""
    WebhookEndpoint.objects.all().delete()
    return endpoint_at(receiver.url, by=hooked.owner(uuid.uuid4().hex))


@pytest.fixture
def work(receiver, copied, monkeypatch):
    """Starts a worker as a process of its own, on the copy."""
    given = urlsplit(os.environ["DATABASE_URL"])
    monkeypatch.setenv("DATABASE_URL", urlunsplit(given._replace(path=f"/{copied}")))
    monkeypatch.setenv("OUTBOUND_TEST_HOSTS", receiver.place)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    running = []

    def start():
        command = [sys.executable, "-m", "tests.alerts.one_worker", NOON.isoformat()]
        running.append(subprocess.Popen(command, cwd=ROOT))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait(20)


def wait_for(what, *, seconds=30):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.01)


def test_workers_at_once_send_each_message_once_and_in_order(receiver, endpoint, writers):
    rows = messages(following(endpoint), 40)

    def worker():
        while Delivery.objects.filter(state="waiting").exists():
            webhooks.deliver_due(name=str(uuid.uuid4()), at=NOON)

    assert writers.together([worker] * 4) == [None] * 4
    assert receiver.numbers == numbers_of(rows)
    assert set(Delivery.objects.values_list("attempts", "state")) == {(1, "sent")}


def test_an_endpoint_has_one_message_under_way_however_many_workers_there_are(receiver, endpoint, writers):
    busy, most = threading.Semaphore(0), []

    def slowly(line):
        busy.release()
        most.append(busy._value)
        time.sleep(0.02)
        busy.acquire()
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    receiver.otherwise = slowly
    messages(following(endpoint), 10)

    def worker():
        while Delivery.objects.filter(state="waiting").exists():
            webhooks.deliver_due(name=str(uuid.uuid4()), at=NOON)

    writers.together([worker] * 4)

    assert most == [1] * 10


def test_a_worker_that_is_killed_while_the_receiver_has_the_message_sends_it_again_under_its_number(
    receiver, endpoint, work
):
    rows = messages(following(endpoint), 5)
    receiver.acts = [*[receiver.otherwise] * 2, hangs]
    worker = work()
    wait_for(lambda: len(receiver.got) == 3)

    worker.send_signal(signal.SIGKILL)
    worker.wait(20)

    assert deliver(NOON + timedelta(seconds=60)) == 0  # the dead hold their lease
    assert deliver(LATE) == 3
    assert receiver.numbers == numbers_of([rows[0], rows[1], rows[2], rows[2], rows[3], rows[4]])
    assert receiver.got[2].body == receiver.got[3].body
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_workers_that_are_killed_again_and_again_lose_nothing_and_keep_the_order(receiver, endpoint, work):
    rows = messages(following(endpoint), 12)
    for kill in range(2):
        seen = len(receiver.got)
        receiver.acts = [*[receiver.otherwise] * (kill + 1), hangs]
        worker = work()
        wait_for(lambda seen=seen, kill=kill: len(receiver.got) == seen + kill + 2)
        worker.send_signal(signal.SIGKILL)
        worker.wait(20)
        Delivery.objects.update(leased_until=None)  # as if the lease had run out

    deliver(LATE)

    assert list(dict.fromkeys(receiver.numbers)) == numbers_of(rows)
    assert len(receiver.numbers) == len(rows) + 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
