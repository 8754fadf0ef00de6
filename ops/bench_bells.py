"""Many small batches whose bells are forgotten: `make bench-bells`, with `ARGS="--batches 40"` for fewer.

They are sent and started while no worker runs, so that their bells wait in the broker. The broker is emptied, and only
then workers and the clock start: all batches must be done, every row by one check of its own. Run it on a database and
a broker of its own: what it writes stays in the one, and the other is emptied.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass

# First of ours, because it makes Django ready.
from ops.bench_batches import begun, forget_all, sender  # isort: skip

import redis
from django.conf import settings

from controls.models import User
from controls.screening import tasks
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from ops.workers import Workers

QUEUE = "celery"
_LOOK_EVERY = 0.2  # seconds


@dataclass
class Report:
    """What was seen. `bells` waited in the broker before it was emptied; `seconds` run from the workers' start."""

    batches: int
    rows: int
    workers: int
    bells: int = 0
    bells_left: int = 0
    seconds: float = 0.0
    batches_done: int = 0
    rows_done: int = 0
    checks: int = 0

    @property
    def whole(self) -> bool:
        """The bells were there and were lost; every batch is done all the same, each row by one check of its own."""
        lost = self.bells >= self.batches and not self.bells_left
        return lost and self.batches_done == self.batches and self.rows_done == self.rows == self.checks


def run(*, batches: int, rows: int, workers: int, seed: int, limit: float) -> Report:
    """Send, forget, start, wait, count. Gives up after `limit` seconds; the report then says how far it came."""
    report, by = Report(batches=batches, rows=batches * rows, workers=workers), sender()
    forget_all()
    for number in range(batches):
        begun(rows, seed=seed + number, by=by)
        tasks.ring()
    report.bells = _waiting()
    forget_all()
    report.bells_left = _waiting()
    began = time.monotonic()
    with Workers(workers):
        while Batch.objects.filter(made_by=by).at_work().exists() and time.monotonic() - began < limit:
            time.sleep(_LOOK_EVERY)
        report.seconds = time.monotonic() - began
    return _counted(report, by)


def _waiting() -> int:
    """Bells in the broker."""
    return int(redis.Redis.from_url(settings.REDIS_URL).llen(QUEUE))


def _counted(report: Report, by: User) -> Report:
    rows = BatchRow.objects.filter(batch__made_by=by, state=BatchRow.State.DONE)
    report.batches_done = Batch.objects.filter(made_by=by, state=Batch.State.DONE).count()
    report.rows_done = rows.values("screening_check").distinct().count()
    report.checks = ScreeningCheck.objects.filter(asked_by=by).count()
    return report


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-bells", description=(__doc__ or "").split(":")[0])
    for name, default in (("--batches", 500), ("--rows", 5), ("--workers", 2), ("--seed", 1), ("--limit", 600)):
        parser.add_argument(name, type=int, default=default)
    report = run(**vars(parser.parse_args(arguments)))
    print(json.dumps({**asdict(report), "whole": report.whole}, indent=1))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
