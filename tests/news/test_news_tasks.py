"""The clock of the news: it makes rows and rings; a bell makes one worker ask for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import tasks
from news.models import FetchJob, FetchRun, Source
from news.services import jobs
from tests.controls.hostile_source import running, says
from tests.news.sourced import entry, feed_of, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.FETCHING = True
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def rung(monkeypatch):
    """The bells that were rung; nobody hears them."""
    rung = []
    monkeypatch.setattr(tasks.fetch_waiting, "apply_async", lambda **options: rung.append(options))
    return rung


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.behaviours["/feed"] = says(200, feed_of(entry(1)))
        yield server


class TestTheClock:
    def test_it_makes_what_is_due_and_rings_for_it(self, rung):
        source_of()

        assert tasks.fetch_due_sources() == "1 due, 1 waiting, 0 given up"
        assert rung == [{"expires": tasks.BELL_EXPIRES}]

    def test_it_rings_again_for_what_nobody_did(self, rung):
        source_of()
        tasks.fetch_due_sources()

        assert tasks.fetch_due_sources() == "0 due, 1 waiting, 0 given up"
        assert len(rung) == 2

    def test_it_calls_no_more_workers_than_a_house_has(self, rung):
        for _each in range(9):
            source_of()

        tasks.fetch_due_sources(sent_by="a newer release")
        assert len(rung) == 2

    def test_it_is_silent_when_there_is_nothing_to_do(self, rung):
        assert tasks.fetch_due_sources() == "0 due, 0 waiting, 0 given up"
        assert rung == []

    def test_an_installation_that_fetches_nothing_makes_no_rows(self, settings, rung):
        settings.FETCHING = False
        source_of()

        assert tasks.fetch_due_sources() == tasks.fetch_waiting() == tasks.OFF
        assert not FetchJob.objects.exists()

    def test_old_runs_are_pruned_by_the_setting(self, settings):
        settings.FETCH_RETENTION_DAYS = 10
        source, now = source_of(), timezone.now()
        for days in (9, 11):
            FetchRun.objects.create(
                number=f"n{days}", source=source, started_at=now - timedelta(days=days), seconds=1,
                outcome="read", url=source.url,
            )  # fmt: skip

        assert tasks.prune_runs() == "1 runs, 0 pages"


class TestABell:
    def test_a_worker_asks_all_that_waits(self, server, rung):
        for number in range(3):
            source_of(server.place, url=server.url(f"/{number}"))
            server.behaviours[f"/{number}"] = says(200, feed_of(entry(number)))
        jobs.make_due(at=timezone.now())

        assert tasks.fetch_waiting() == "3 visits"
        assert set(FetchJob.objects.values_list("state", flat=True)) == {FetchJob.State.DONE}

    def test_before_it_asks_it_calls_another_worker_for_the_rest_and_only_one(
        self, server, rung, django_capture_on_commit_callbacks
    ):
        for _each in range(3):
            source_of(server.place)
        jobs.make_due(at=timezone.now())

        with django_capture_on_commit_callbacks(execute=True):
            tasks.fetch_waiting()

        assert rung == [{"expires": tasks.BELL_EXPIRES}]

    def test_nobody_is_called_for_a_single_source(self, server, rung, django_capture_on_commit_callbacks):
        source_of(server.place)
        jobs.make_due(at=timezone.now())

        with django_capture_on_commit_callbacks(execute=True):
            tasks.fetch_waiting()

        assert rung == []

    def test_a_worker_goes_home_after_a_while(self, server, rung, monkeypatch):
        for _each in range(5):
            source_of(server.place)
        jobs.make_due(at=timezone.now())
        hours = iter(range(0, 10**6, 5))
        monkeypatch.setattr(tasks.time, "monotonic", lambda: next(hours))

        assert tasks.fetch_waiting() == "1 visits"

    def test_who_goes_home_while_work_is_left_calls_another(
        self, server, rung, monkeypatch, django_capture_on_commit_callbacks
    ):
        for _each in range(3):
            source_of(server.place)
        jobs.make_due(at=timezone.now())
        hours = iter(range(0, 10**6, 5))
        monkeypatch.setattr(tasks.time, "monotonic", lambda: next(hours))

        with django_capture_on_commit_callbacks(execute=True):
            tasks.fetch_waiting()

        assert len(rung) == 2

    def test_a_broker_that_is_gone_harms_nobody(self, monkeypatch, django_capture_on_commit_callbacks, caplog):
        def gone(**_options):
            raise ConnectionRefusedError("no broker")

        monkeypatch.setattr(tasks.fetch_waiting, "apply_async", gone)

        with django_capture_on_commit_callbacks(execute=True):
            tasks.ring()

        assert "no broker" in caplog.text

    def test_a_bell_for_nothing_does_nothing(self):
        assert tasks.fetch_waiting(sent_by="a newer release") == "0 visits"
