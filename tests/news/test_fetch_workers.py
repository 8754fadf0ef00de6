"""Several clocks and workers: in threads that race for rows, and as real processes that are killed in the middle."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.celery import app
from news.models import Article, FetchJob, FetchRun, Host, Source
from news.services import fetching, jobs
from tests.controls.apart import apart, copied, writers
from tests.controls.hostile_source import running, says, silent
from tests.news.sourced import AT, entry, feed_of, source_of

__all__ = ["apart", "copied", "writers"]
ROOT = Path(__file__).resolve().parents[2]
State = FetchJob.State
ENTRIES = 5
LIMIT = 90  # seconds; a slow and busy machine is allowed for
# A room of its own in the broker, so that it can be emptied without harm to anybody.
ROOM = 9


@pytest.fixture
def alone(writers):
    """Nothing is rolled back in the copy: what an earlier test left must not be due."""
    Source.objects.update(enabled=False, off_reason="another test")
    FetchJob.objects.all().delete()


@pytest.fixture
def server(monkeypatch):
    with running() as server:
        monkeypatch.setattr(settings, "OUTBOUND_TEST_HOSTS", [server.place])
        yield server


def slowly(body):
    """Answers after a while, so that somebody can die meanwhile."""

    def behave(line, asked):
        time.sleep(0.2)
        says(200, body)(line, asked)

    return behave


def own_sources(server, count, behaviour=None):
    """Sources with a feed each, at one place under different names of paths."""
    made = []
    for _each in range(count):
        path = f"/{uuid.uuid4().hex}"
        body = feed_of(*(entry(f"{path[1:9]}-{number}") for number in range(ENTRIES)))
        server.behaviours[path] = behaviour or slowly(body)
        made.append(source_of(server.place, key=f"w-{path[1:13]}", url=server.url(path), parser="feed"))
    return made


class TestRaces:
    def test_clocks_that_strike_together_make_each_job_once(self, alone, writers):
        made = [source_of(key=f"race-{uuid.uuid4().hex[:8]}") for _each in range(6)]

        told = writers.together([lambda: jobs.make_due(at=AT)] * 4)

        assert sum(told) == 6
        assert [source.jobs.count() for source in made] == [1] * 6

    def test_people_and_clocks_that_come_together_make_one_open_job(self, alone, writers):
        source = source_of(key=f"race-{uuid.uuid4().hex[:8]}")

        acts = [lambda: jobs.make_due(at=AT), lambda: jobs.ask_now(source=source, by="ada", at=AT)] * 3
        told = writers.together(acts)

        assert not [answer for answer in told if isinstance(answer, Exception)]
        assert source.jobs.filter(state__in=jobs.OPEN).count() == 1

    def test_workers_that_claim_together_get_different_jobs(self, alone, writers):
        for _each in range(jobs.MOST_AT_ONCE):
            jobs.ask_now(source=source_of(key=f"race-{uuid.uuid4().hex[:8]}"), by="", at=AT)

        claims = writers.together([lambda n=n: jobs.claim(worker=f"w{n}", at=AT) for n in range(6)])

        got = [claim.pk for claim in claims if claim is not None]
        assert len(got) == len(set(got)) == jobs.MOST_AT_ONCE

    def test_two_workers_never_ask_one_host_together(self, alone, writers, server):
        together, most = [], []

        def watched(line, asked):
            together.append(1)
            most.append(len(together))
            time.sleep(0.1)
            together.pop()
            says(200, feed_of(entry(uuid.uuid4().hex)))(line, asked)

        own_sources(server, 4, watched)
        at = timezone.now()
        jobs.make_due(at=at)

        def work(name):
            done = 0
            for minute in range(40):
                job = jobs.claim(worker=name, at=at + timedelta(seconds=minute))
                if job is not None:
                    done += fetching.run(job=job, at=at + timedelta(seconds=minute)) is not None
            return done

        told = writers.together([lambda n=n: work(f"w{n}") for n in range(3)])

        assert sum(told) == 4
        assert max(most) == 1


@contextlib.contextmanager
def worker(environment):
    """A real worker with two children, in a group of its own so that it can be killed whole."""
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--concurrency", "2"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, *quiet], cwd=ROOT, env=environment, start_new_session=True, **silence)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def room_of(url):
    """The address of the broker's own room, for Celery."""
    return f"{url}?virtual_host={ROOM}" if url.startswith("redis+socket") else f"{url.rsplit('/', 1)[0]}/{ROOM}"


def environment_of(*servers):
    """What a real worker needs to work on the copy of the database and to ask these servers."""
    params = connection.get_connection_params()
    place = f"?host={quote(params['host'], safe='')}" if str(params["host"]).startswith("/") else ""
    host = "" if place else f"{params['host']}:{params.get('port', 5432)}"
    secret = f":{quote(params['password'], safe='')}" if params.get("password") else ""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"postgres://{params['user']}{secret}@{host}/{params['dbname']}{place}",
        "REDIS_URL": room_of(settings.CELERY_BROKER_URL),
        "OUTBOUND_TEST_HOSTS": ",".join(server.place for server in servers),
        "FETCHING": "1",
    }


def until(seen):
    end = time.monotonic() + LIMIT
    while not seen():
        assert time.monotonic() < end, list(FetchJob.objects.values("source__key", "state", "attempts", "last_error"))
        time.sleep(0.1)


@pytest.mark.whole
@pytest.mark.xdist_group("whole")
def test_a_killed_worker_and_an_emptied_broker_lose_and_repeat_nothing_and_who_hangs_holds_up_nobody(alone, server):
    with running() as other, running() as third:
        healthy = [*own_sources(server, 5), *own_sources(third, 4)]
        (hanging,) = own_sources(other, 1, silent)
        environment = environment_of(server, other, third)
        clock = Celery(broker=environment["REDIS_URL"])
        ours = FetchRun.objects.filter(source__in=healthy)

        with worker(environment) as first:
            for _two_clocks in range(2):
                clock.send_task("news.tasks.fetch_due_sources")
            until(lambda: ours.count() >= 3)
            os.killpg(first.pid, signal.SIGKILL)
        redis.Redis.from_url(settings.REDIS_URL, db=ROOM).flushdb()
        # The time of the leases goes by.
        past = timezone.now() - timedelta(seconds=1)
        FetchJob.objects.filter(state=State.CLAIMED).update(claimed_until=past)
        Host.objects.exclude(busy_until=None).update(busy_until=past)
        with worker(environment):
            for _two_clocks in range(2):
                clock.send_task("news.tasks.fetch_due_sources")
            until(lambda: ours.count() >= len(healthy))
            hung = hanging.runs.first()
        clock.close()

    # Either it hangs still, or it hung until the machine, which was slow, had asked most of the others meanwhile.
    given_up = hung and hung.started_at + timedelta(seconds=hung.seconds)
    assert sum(1 for run in ours if given_up is None or run.started_at < given_up) > len(healthy) / 2
    for source in healthy:
        assert list(source.jobs.values_list("state", flat=True)) == [State.DONE]
        assert list(source.runs.values_list("outcome", "added")) == [("read", ENTRIES)]
        assert Article.objects.filter(source=source).count() == ENTRIES


@pytest.mark.whole
@pytest.mark.xdist_group("whole")
def test_a_job_whose_worker_is_killed_while_it_asks_is_done_a_minute_after_a_worker_is_back(alone, server):
    """No lease is cut short here: the time is that of earnest, and the clock strikes as the timetable says."""
    asked, strike = [], app.conf.beat_schedule["fetch due sources"]["schedule"]

    def hangs_once(line, question):
        asked.append(question)
        if len(asked) == 1:
            time.sleep(5)  # the worker dies meanwhile
        says(200, feed_of(*(entry(number) for number in range(ENTRIES))))(line, question)

    (source,) = own_sources(server, 1, hangs_once)
    environment = environment_of(server)
    clock = Celery(broker=environment["REDIS_URL"])
    with worker(environment) as first:
        clock.send_task("news.tasks.fetch_due_sources")
        until(lambda: asked)
        os.killpg(first.pid, signal.SIGKILL)
    killed = struck = time.monotonic()
    with worker(environment):
        clock.send_task("news.tasks.fetch_due_sources")
        while not source.runs.exists() and time.monotonic() < killed + LIMIT:
            if time.monotonic() > struck + strike:
                clock.send_task("news.tasks.fetch_due_sources")
                struck = time.monotonic()
            time.sleep(0.1)
    took = time.monotonic() - killed
    clock.close()

    assert list(source.runs.values_list("outcome", "added")) == [("read", ENTRIES)]
    assert (source.jobs.get().state, source.jobs.get().attempts) == (State.DONE, 2)
    assert Article.objects.filter(source=source).count() == ENTRIES
    assert took <= 60, f"{took:.1f} seconds"
