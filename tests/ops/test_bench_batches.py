"""The bench of batches: what it kills, what it counts, and when it says that all is whole."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import nullcontext

import pytest
from django.utils import timezone

from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_work, index
from ops import bench_batches, workers
from ops.bench_batches import Report, made_file
from ops.visitors import Seen
from ops.workers import Workers, worker
from tests.screening.asking import screened, somebody
from tests.screening.sending import run_all

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def at_once(monkeypatch, db):
    """No processes: each look at the batch finds that a worker has done some of it."""
    killed = []

    class Threadless:
        def __init__(self, count):
            self.count = count

        def __enter__(self):
            return self

        def __exit__(self, *_raised):
            return None

        def wait_until_up(self, *, seconds):
            """They are up."""

        def kill(self, place):
            killed.append(place)

    monkeypatch.setattr(bench_batches, "Workers", Threadless)
    monkeypatch.setattr(batch_work, "CHUNK", 3)
    monkeypatch.setattr(
        bench_batches.time, "sleep", lambda _seconds: batch_work.run_chunk(worker="w", at=timezone.now())
    )
    monkeypatch.setattr(bench_batches.tasks, "ring", lambda: None)
    return killed


class TestItsFile:
    def test_has_one_party_in_each_row_under_a_heading(self, db):
        rows = list(csv.reader(io.StringIO(made_file(40, seed=2).decode(), newline=""), delimiter=";"))

        assert rows[0] == ["Name", "Country", "Reference"]
        assert [row[2] for row in rows[1:]] == [f"K-{number}" for number in range(40)]
        assert all(row[0] for row in rows[1:])

    def test_names_with_quotes_stay_whole(self, seeded, monkeypatch):
        class Named:
            def order_by(self, *_fields):
                return self

            def values_list(self, *_fields, flat):
                return ['The "Quoted" Co; Ltd']

        monkeypatch.setattr(bench_batches.EntityName, "objects", Named())
        rows = list(csv.reader(io.StringIO(made_file(400, seed=2).decode(), newline=""), delimiter=";"))

        assert {len(row) for row in rows} == {3}
        assert 'The "Quoted" Co; Ltd' in {row[0] for row in rows}


class TestARun:
    def options(self, **changed):
        return {"rows": 30, "workers": 2, "kills": 0, "forget": False, "seed": 5, "limit": 60, **changed}

    def test_says_whole_when_every_row_has_its_check(self, at_once):
        report = bench_batches.run(**self.options())

        assert (report.done, report.checks, report.state, report.whole) == (30, 30, "done", True)
        assert (report.kills, report.forgotten, at_once) == (0, 0, [])
        assert report.seconds > 0

    def test_kills_as_often_as_asked_and_only_workers_that_there_are(self, at_once):
        report = bench_batches.run(**self.options(kills=3))

        assert (report.kills, len(at_once), report.forgotten) == (3, 3, 0)
        assert set(at_once) <= {0, 1}

    def test_dies_in_the_same_places_for_the_same_seed(self, at_once):
        bench_batches.run(**self.options(kills=4))
        first = list(at_once)
        at_once.clear()
        bench_batches.run(**self.options(kills=4))

        assert len(first) > 1
        assert at_once == first

    def test_gives_up_in_time_and_is_not_whole(self, at_once, monkeypatch):
        monkeypatch.setattr(bench_batches.time, "sleep", lambda _seconds: None)

        report = bench_batches.run(**self.options(limit=0.05))

        assert (report.done, report.state, report.whole) == (0, "waiting", False)

    def test_a_check_too_many_is_seen(self, at_once):
        batch = bench_batches.begun(5, seed=1)
        run_all(at=timezone.now())
        batch.refresh_from_db()
        assert bench_batches._counted(Report(rows=5, workers=1), batch).whole

        screened("One More", by=batch.made_by, at=timezone.now())

        assert not bench_batches._counted(Report(rows=5, workers=1), batch).whole

    def test_a_row_that_was_lost_is_seen(self, at_once):
        batch = bench_batches.begun(5, seed=1)
        run_all(at=timezone.now())
        batch.refresh_from_db()
        BatchRow.objects.filter(batch=batch, number=3).delete()

        report = bench_batches._counted(Report(rows=5, workers=1), batch)

        assert (report.done, report.checks, report.whole) == (4, 5, False)

    def test_batches_of_others_are_not_counted(self, at_once):
        screened("Another's", by=somebody("other@example.com"), at=timezone.now())

        assert bench_batches.run(**self.options(rows=3)).checks == 3


class TestItsWords:
    @pytest.mark.parametrize(("done", "code"), [(10, 0), (9, 1)])
    def test_prints_what_was_seen_and_fails_when_it_is_not_whole(self, monkeypatch, capsys, done, code):
        seen = {}

        def run(**options):
            seen.update(options)
            return Report(rows=10, workers=2, done=done, checks=done, state=Batch.State.DONE)

        monkeypatch.setattr(bench_batches, "run", run)

        assert bench_batches.main(["--rows", "10", "--kills", "2", "--forget"]) == code
        assert json.loads(capsys.readouterr().out)["whole"] is (code == 0)
        usual = {"workers": 2, "seed": 1, "limit": 600, "entities": 0, "visitors": 0}
        assert seen == {**usual, "rows": 10, "kills": 2, "forget": True}

    @pytest.mark.parametrize("arguments", [["--rows", "many"], ["--colour", "red"]])
    def test_what_it_does_not_know_is_refused(self, arguments):
        with pytest.raises(SystemExit) as refusal:
            bench_batches.main(arguments)

        assert refusal.value.code == 2


class TestItsWorkers:
    @pytest.fixture
    def asleep(self, monkeypatch):
        monkeypatch.setattr(workers, "worker", lambda _place: SLEEPER)
        monkeypatch.setattr(workers, "CELERY", SLEEPER)

    def test_one_is_killed_outright_and_another_takes_its_place(self, asleep):
        with Workers(2) as started:
            before = list(started.running)
            started.kill(1)

            assert before[1].returncode == -signal.SIGKILL
            assert [process.poll() for process in started.running] == [None, None]
            assert started.running[0] is before[0]
            assert started.running[1] is not before[1]

    def test_none_is_left_at_the_end_even_when_the_run_breaks(self, asleep):
        with pytest.raises(ZeroDivisionError), Workers(2) as started:
            _broken = 1 / 0

        assert [process.returncode for process in (*started.running, *started.ticking)] == [-signal.SIGKILL] * 3

    def test_each_has_a_group_of_its_own_so_that_its_children_die_with_it(self, asleep):
        with Workers(2) as started:
            groups = {os.getpgid(process.pid) for process in (*started.running, *started.ticking)}

        assert len(groups) == 3
        assert os.getpgid(0) not in groups

    def test_one_that_is_dead_already_is_let_be(self):
        ended = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
        ended.wait()

        Workers._kill(ended)

        assert ended.returncode == 0

    def test_each_has_a_name_by_which_it_answers(self):
        assert worker(0) != worker(1)
        assert worker(0).count("bench-0@%h") == worker(1).count("bench-1@%h") == 1

    def test_are_up_when_each_has_answered(self, monkeypatch):
        answers = iter([[], ["one"], ["one", "another"]])
        monkeypatch.setattr(workers.app.control, "ping", lambda timeout: next(answers))

        Workers(2).wait_until_up(seconds=60)

        assert next(answers, "asked no more") == "asked no more"

    def test_that_do_not_come_up_are_an_error_in_words(self, monkeypatch):
        monkeypatch.setattr(workers.app.control, "ping", lambda timeout: ["one"])

        with pytest.raises(TimeoutError, match="Not all of 2 workers were up"):
            Workers(2).wait_until_up(seconds=0)


class TestForgetting:
    def test_empties_the_broker(self, emptied):
        bench_batches.forget_all()

        assert emptied == [True]

    @pytest.mark.parametrize(("forget", "times"), [(True, 3), (False, 0)])
    def test_is_done_at_every_death_and_only_when_asked(self, at_once, emptied, forget, times):
        options = {"rows": 30, "workers": 2, "kills": 3, "forget": forget, "seed": 5, "limit": 60}

        report = bench_batches.run(**options)

        assert (report.kills, report.forgotten, len(emptied)) == (3, times, times)

    @pytest.fixture
    def emptied(self, monkeypatch):
        flushed = []

        class Broker:
            def flushall(self):
                flushed.append(True)

        monkeypatch.setattr(bench_batches.redis.Redis, "from_url", lambda _address: Broker())
        return flushed


class TestAFullRegister:
    OPTIONS = {"rows": 6, "workers": 1, "kills": 0, "forget": False, "seed": 5, "limit": 60}

    def test_has_as_many_made_parties_as_asked_and_some_batches_find_them(self, at_once):
        report = bench_batches.run(**self.OPTIONS, entities=25)

        assert (report.entities, report.whole) == (25, True)
        assert index.current().day(timezone.localdate()).searched[-1]["entries"] == 25

    def test_says_what_the_machine_did_meanwhile(self, at_once):
        strain = bench_batches.run(**self.OPTIONS).strain

        assert set(strain) == {"seconds", "cores", "ours", "others", "stolen"}
        assert 0 <= strain["seconds"] < self.OPTIONS["limit"]  # rounded: six rows take next to no time

    def test_is_read_by_visitors_before_and_meanwhile(self, at_once, monkeypatch):
        monkeypatch.setattr(bench_batches, "served", lambda _environ, folder: nullcontext(4321))
        monkeypatch.setattr(bench_batches, "Visitors", Readers)
        Readers.came.clear()

        report = bench_batches.run(**self.OPTIONS, visitors=3)

        assert Readers.came == [(4321, 3), (4321, 3)]
        assert (report.pages_alone["answers"], report.pages["answers"]) == (1, 2)

    def test_is_read_by_nobody_unless_asked(self, at_once, monkeypatch):
        monkeypatch.setattr(bench_batches, "Visitors", None)

        assert bench_batches.run(**self.OPTIONS).pages == {}


class Readers:
    """Visitors of whom each group sees one more page than the one before."""

    came = []

    def __init__(self, port, *, number):
        self.came.append((port, number))
        self.seen = Seen(answers=[(0.01, "/")] * len(self.came))

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        return None
