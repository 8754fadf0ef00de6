"""Real workers, a real broker, a real database: killed in the middle, and every row has its one check."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from controls.models import EntityName
from controls.screening import tasks
from controls.screening.models import Batch
from controls.screening.services import batch_work
from ops import bench_batches
from ops.bench_batches import Report, made_file
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, sent, started

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.whole
@pytest.mark.xdist_group("whole")
def test_killed_workers_and_an_emptied_broker_lose_and_repeat_nothing():
    asked = ["--rows", "240", "--workers", "2", "--kills", "3", "--forget", "--seed", "7", "--limit", "240"]
    own = [sys.executable, "-m", "ops", "with-services", "--seeded", sys.executable, "-m", "ops.bench_batches"]

    ended = subprocess.run([*own, *asked], cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)

    seen = json.loads(ended.stdout[ended.stdout.index("{\n") :])
    assert ended.returncode == 0, ended.stderr[-2_000:]
    assert (seen["kills"], seen["forgotten"], seen["state"]) == (3, 3, "done")
    assert (seen["done"], seen["checks"], seen["whole"]) == (240, 240, True)


class TestBells:
    @pytest.fixture
    def rung(self, monkeypatch):
        rung = []
        monkeypatch.setattr(tasks.run_waiting_batches, "apply_async", lambda **options: rung.append(options))
        return rung

    @pytest.fixture
    def waiting(self, db):
        rows = csv_of(*(f"Quiet Example {n},DE" for n in range(120)))
        return started(sent(rows, by=somebody(), at=timezone.now()), at=timezone.now())

    def test_one_bell_screens_all_that_is_waiting(self, waiting, rung):
        said = tasks.run_waiting_batches()

        waiting.refresh_from_db()
        assert (said, waiting.state) == ("120 rows", Batch.State.DONE)

    def test_while_more_is_left_one_more_worker_is_called_and_only_one(
        self, waiting, rung, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.run_waiting_batches()

        assert rung == [{"expires": tasks.BELL_EXPIRES}]

    def test_a_bell_for_nothing_does_nothing(self, db, rung):
        assert tasks.run_waiting_batches(sent_by="a newer release") == "0 rows"
        assert rung == []

    def test_a_worker_goes_home_after_a_while(self, waiting, rung, monkeypatch):
        hours = iter(range(0, 10**6, 5))
        monkeypatch.setattr(tasks.time, "monotonic", lambda: next(hours))

        tasks.run_waiting_batches()

        waiting.refresh_from_db()
        assert waiting.done_count == batch_work.CHUNK

    def test_a_bell_is_rung_only_when_what_is_waiting_is_committed(self, db, rung, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=False) as callbacks:
            tasks.ring()

        assert (len(callbacks), rung) == (1, [])

    def test_a_broker_that_is_gone_harms_nobody(self, db, monkeypatch, django_capture_on_commit_callbacks, caplog):
        def gone(**_options):
            raise ConnectionRefusedError("no broker")

        monkeypatch.setattr(tasks.run_waiting_batches, "apply_async", gone)

        with django_capture_on_commit_callbacks(execute=True):
            tasks.ring()

        assert "no broker" in caplog.text


class TestTheBench:
    def test_its_files_are_the_same_for_the_same_seed(self, seeded):
        assert made_file(50, seed=1) == made_file(50, seed=1)
        assert made_file(50, seed=1) != made_file(50, seed=2)

    def test_some_of_its_names_are_on_record(self, seeded):
        listed = set(EntityName.objects.values_list("text", flat=True))

        names = [line.split('"')[1] for line in made_file(500, seed=1).decode().splitlines()[1:]]
        assert 1 <= len([name for name in names if name in listed]) <= 50

    def test_its_batch_is_started_with_the_columns_that_were_guessed(self, seeded):
        batch = bench_batches.begun(10, seed=1)

        assert (batch.state, batch.row_count, batch.columns["name"]) == (Batch.State.WAITING, 10, 0)

    @pytest.mark.parametrize(
        ("counts", "whole"),
        [((10, 10, "done"), True), ((10, 11, "done"), False), ((9, 9, "done"), False), ((10, 10, "running"), False)],
    )
    def test_it_says_whole_only_when_every_row_has_its_one_check(self, counts, whole):
        done, checks, state = counts

        assert Report(rows=10, workers=2, done=done, checks=checks, state=state).whole is whole

    def test_deaths_come_at_the_same_points_for_the_same_seed(self):
        one, other = (sorted(random.Random(3).randrange(100) for _each in range(5)) for _again in range(2))

        assert one == other
