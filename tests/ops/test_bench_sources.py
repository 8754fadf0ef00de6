"""The bench of sources: whom it sends where, what it starts and breaks, and when it says that all is whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError

from news.models import FetchJob, Host, Source
from news.services import jobs
from ops import bench_sources, faults, workers
from ops.bench_sources import Report, point_at
from ops.faults import patiently
from ops.workers import Workers
from tests.news.sourced import AT, source_of

ROOT = Path(__file__).resolve().parents[2]


class TestItsWorld:
    @pytest.fixture(autouse=True)
    def own_environment(self, monkeypatch):
        for name in ("OUTBOUND_TEST_HOSTS", "FETCHING"):
            monkeypatch.setenv(name, "0")  # and put back afterwards

    def test_sources_keep_their_names_and_paths_and_get_the_ports_of_their_stand_ins(self, db):
        source = source_of("www.mofcom.gov.cn", url="https://www.mofcom.gov.cn/gg/{year}/index.html?a=1", gap=10)

        point_at({source.key: "127.0.0.1:4711"})

        source.refresh_from_db()
        assert source.url == "http://www.mofcom.gov.cn:4711/gg/{year}/index.html?a=1"
        assert (source.hosts, source.gap, source.jitter) == (["www.mofcom.gov.cn"], 0, 0)
        assert os.environ["OUTBOUND_TEST_HOSTS"] == "www.mofcom.gov.cn:4711"
        assert os.environ["FETCHING"] == "1"

    def test_nobody_is_asked_who_has_no_stand_in(self, db):
        here, there = source_of(), source_of("elsewhere.example")

        point_at({here.key: "127.0.0.1:4711"})

        assert list(Source.objects.asked()) == [here]
        there.refresh_from_db()
        assert there.off_reason

    def test_the_names_of_stand_ins_lead_here_and_the_clock_is_quick(self):
        code = (
            "import json, os, socket; from ops.replayed import app\n"
            "told = [socket.getaddrinfo('www.mofcom.gov.cn', 80)[0][4][0]]\n"
            "try: socket.getaddrinfo('other.invalid', 80)\n"
            "except OSError: told.append('unknown')\n"
            "print(json.dumps([*told, app.conf.beat_schedule['fetch due sources']['schedule']]))"
        )
        given = {"OUTBOUND_TEST_HOSTS": "www.mofcom.gov.cn:4711", "DJANGO_SETTINGS_MODULE": "config.settings"}

        ended = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=True,
        )

        assert json.loads(ended.stdout) == ["127.0.0.1", "unknown", 1.0]


class TestItsWorkers:
    @pytest.fixture
    def started(self, monkeypatch):
        commands = []
        monkeypatch.setattr(Workers, "_start", staticmethod(lambda command: commands.append(command)))
        monkeypatch.setattr(Workers, "_kill", staticmethod(lambda process: None))
        return commands

    def test_clocks_keep_their_time_apart(self, started):
        with Workers(1, beats=2):
            kept = [command[command.index("--schedule") + 1] for command in started if "beat" in command]

        assert len(set(kept)) == 2

    @pytest.mark.parametrize(("replaying", "times"), [(True, 3), (False, 0)])
    def test_all_of_them_live_in_the_same_world(self, started, replaying, times):
        with Workers(1, beats=1, replaying=replaying) as running:
            running.kill(0)

        assert sum(workers.REPLAYED in command for command in started) == times


class TestBreaking:
    @pytest.mark.parametrize("error", [OperationalError, InterfaceError])
    def test_what_fails_while_the_database_is_away_is_done_when_it_is_back(self, monkeypatch, error):
        monkeypatch.setattr(faults.connection, "close", lambda: None)
        monkeypatch.setattr(faults.time, "sleep", lambda _seconds: None)
        answers = [error("away"), error("away"), 7]

        def act():
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        assert patiently(act) == 7

    def test_a_database_that_stays_away_is_not_waited_for_without_end(self, monkeypatch):
        monkeypatch.setattr(faults.connection, "close", lambda: None)
        monkeypatch.setattr(faults, "_PATIENCE", -1.0)

        def act():
            raise OperationalError("away")

        with pytest.raises(OperationalError):
            patiently(act)

    def test_when_leases_run_out_jobs_and_hosts_are_free_for_others(self, db):
        Source.objects.update(enabled=False, off_reason="another test")
        job = jobs.ask_now(source=source_of(), by="", at=AT)
        FetchJob.objects.filter(pk=job.pk).update(state="claimed", worker="dead", claimed_until="2999-01-01T00:00Z")
        Host.objects.create(name="news.example", busy_with="dead", busy_until="2999-01-01T00:00Z")

        faults.leases_run_out()

        assert jobs.claim(worker="w2", at=faults.timezone.now()).pk == job.pk

    def test_a_command_of_ones_own_restarts_the_database(self, db, tmp_path):
        faults.restart(f"touch {tmp_path / 'restarted'}")

        assert (tmp_path / "restarted").exists()

    def test_a_command_that_fails_is_no_restart(self, db):
        with pytest.raises(subprocess.CalledProcessError):
            faults.restart("false")


class TestTheCommand:
    @pytest.mark.parametrize(("lost", "code"), [(0, 0), (1, 1)])
    def test_it_says_what_it_saw_and_fails_when_something_is_wrong(self, monkeypatch, capsys, lost, code):
        given = {}

        def replay(**options):
            given.update(options)
            return Report(hours=24, workers=2, beats=2, announced=9, lost=lost)

        monkeypatch.setattr(bench_sources, "replay", replay)

        assert bench_sources.main(["--kills", "20", "--restarts", "10"]) == code
        assert (given["kills"], given["restarts"], given["beats"], given["hours"]) == (20, 10, 2, 24)
        assert json.loads(capsys.readouterr().out)["whole"] is (code == 0)

    def test_many_items_at_once_are_another_measure(self, monkeypatch, capsys):
        given = {}

        def flood(**options):
            given.update(options)
            return Report(hours=1, workers=2, beats=2, announced=20_000, seconds=98.0)

        monkeypatch.setattr(bench_sources, "flood", flood)

        assert bench_sources.main(["--items", "20000", "--visitors", "2"]) == 0
        assert (given["items"], given["visitors"]) == (20_000, 2)
        assert json.loads(capsys.readouterr().out)["seconds"] == 98.0
