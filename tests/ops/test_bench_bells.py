"""The bench of forgotten bells: it says whole only when they were there, were lost, and nothing else was."""

import json

import pytest
from django.utils import timezone

from controls.screening.models import BatchRow
from controls.screening.services import batch_work
from ops import bench_bells
from ops.bench_bells import Report
from tests.screening.asking import screened


class Broker:
    """Keeps as many bells as were rung, until it forgets them."""

    def __init__(self):
        self.bells = 0
        self.forgets = True

    def ring(self):
        self.bells += 1

    def llen(self, _queue):
        return self.bells

    def flushall(self):
        self.bells = self.bells if not self.forgets else 0


@pytest.fixture
def broker(monkeypatch, db):
    """No processes: each look at the batches finds that a worker has done some of them."""
    broker = Broker()

    class Threadless:
        def __init__(self, count):
            assert broker.bells == 0 or not broker.forgets, "workers start when the bells are gone"

        def __enter__(self):
            return self

        def __exit__(self, *_raised):
            return None

    monkeypatch.setattr(bench_bells, "Workers", Threadless)
    monkeypatch.setattr(bench_bells.tasks, "ring", broker.ring)
    monkeypatch.setattr(bench_bells.redis.Redis, "from_url", lambda _address: broker)
    monkeypatch.setattr(bench_bells.time, "sleep", lambda _seconds: batch_work.run_chunk(worker="w", at=timezone.now()))
    return broker


OPTIONS = {"batches": 4, "rows": 3, "workers": 2, "seed": 1, "limit": 60}


def test_every_batch_is_done_though_every_bell_was_lost(broker):
    report = bench_bells.run(**OPTIONS)

    assert (report.bells, report.bells_left) == (4, 0)
    assert (report.batches_done, report.rows_done, report.checks, report.whole) == (4, 12, 12, True)


def test_bells_of_earlier_runs_are_not_counted(broker):
    broker.bells = 7

    assert bench_bells.run(**OPTIONS).bells == 4


def test_a_broker_that_forgets_nothing_proves_nothing(broker):
    broker.forgets = False

    assert not bench_bells.run(**OPTIONS).whole


def test_a_lost_row_and_a_check_too_many_are_seen(broker):
    report = bench_bells.run(**OPTIONS)
    row = BatchRow.objects.select_related("batch__made_by").exclude(screening_check=None).last()
    by = row.batch.made_by

    screened("One More", by=by, at=timezone.now())
    assert not bench_bells._counted(report, by).whole

    again = bench_bells.run(**OPTIONS)
    last = BatchRow.objects.filter(state=BatchRow.State.DONE).select_related("batch__made_by").last()
    last.delete()
    assert not bench_bells._counted(again, last.batch.made_by).whole


def test_gives_up_in_time(broker, monkeypatch):
    monkeypatch.setattr(bench_bells.time, "sleep", lambda _seconds: None)

    report = bench_bells.run(**{**OPTIONS, "limit": 0.05})

    assert (report.batches_done, report.whole) == (0, False)


@pytest.mark.parametrize(("done", "code"), [(20, 0), (19, 1)])
def test_prints_what_was_seen_and_fails_when_it_is_not_whole(monkeypatch, capsys, done, code):
    def run(**options):
        assert options == {"batches": 4, "rows": 5, "workers": 2, "seed": 1, "limit": 600}
        return Report(4, 20, 2, bells=4, batches_done=4, rows_done=done, checks=done)

    monkeypatch.setattr(bench_bells, "run", run)

    assert bench_bells.main(["--batches", "4"]) == code
    assert json.loads(capsys.readouterr().out)["whole"] is (code == 0)
