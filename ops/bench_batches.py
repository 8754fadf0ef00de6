"""Measures a batch with real workers, and kills them: `make bench-batches ARGS="--rows 10000 --kills 20 --forget"`.

A file of made-up names and of names on record is sent as a user sends it. Workers are processes of their own that are
killed at random points of the work, always the same for the same seed; the broker may be emptied besides. At the end
every row must have its one check. Run it on a database of its own: what it writes stays there.
"""

import argparse
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from types import TracebackType

import django
from django.apps import apps
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if not apps.ready:
    django.setup()

import redis
from django.conf import settings

from controls.models import EntityName, User
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batches
from ops.places import ROOT

CELERY = [sys.executable, "-m", "celery", "--app", "config"]
QUIET = ["--loglevel", "ERROR"]
WORKER = [*CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle", *QUIET]
_LOOK_EVERY = 0.05  # seconds
_WORDS = ["Nordic", "Quiet", "Alpine", "Harbour", "Meadow", "Copper", "Silver", "Northern", "Bright", "Falcon"]
_TRADE = ["Trading", "Optics", "Bakery", "Logistics", "Instruments", "Textiles", "Furniture", "Software", "Foods"]
_FORMS = ["GmbH", "Ltd", "Inc.", "S.A.", "Co., Ltd.", "AG", "B.V.", "株式会社", "有限公司"]


@dataclass
class Report:
    """What was seen. `seconds` run from the start of the batch to its last row; `after_kill` from the last death."""

    rows: int
    workers: int
    kills: int = 0
    forgotten: int = 0
    seconds: float = 0.0
    after_kill: float = 0.0
    done: int = 0
    need_help: int = 0
    matches: int = 0
    checks: int = 0
    state: str = ""
    longest_silence: float = 0.0

    @property
    def whole(self) -> bool:
        """Every row is answered, and each by one check of its own."""
        return self.state == Batch.State.DONE and self.done == self.rows == self.checks


@dataclass
class Workers:
    """Worker processes and a clock, each in a process group of its own, so that death takes whole groups."""

    count: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> "Workers":
        self.running = [self._start(WORKER) for _each in range(self.count)]
        schedule = f"/tmp/bench-beat-{os.getpid()}"  # noqa: S108 - gone with this run
        self.beat = self._start([*CELERY, "beat", "--schedule", schedule, *QUIET])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in (*self.running, self.beat):
            self._kill(process)

    def kill(self, place: int) -> None:
        """Kill one with all of its children, and start another in its place."""
        self._kill(self.running[place])
        self.running[place] = self._start(WORKER)

    @staticmethod
    def _start(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def made_file(rows: int, *, seed: int) -> bytes:
    """A CSV file of parties; one in fifty is on record."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    listed = list(EntityName.objects.order_by("pk").values_list("text", flat=True)[:500]) or ["SUBARU Corporation"]
    lines = ["Name;Country;Reference"]
    for number in range(rows):
        made = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {chance.choice(_TRADE)} {chance.choice(_FORMS)}"
        name = chance.choice(listed) if chance.random() < 0.02 else made
        lines.append('"{}";;K-{}'.format(name.replace('"', '""'), number))
    return "\r\n".join(lines).encode()


def begun(rows: int, *, seed: int) -> Batch:
    """A batch, sent and started."""
    by = User.objects.make(email=f"bench-{time.time_ns()}@example.com", password=None, joined_at=timezone.now())
    by.save()
    sent = batches.upload(
        file=io.BytesIO(made_file(rows, seed=seed)),
        file_name="bench.csv",
        threshold=settings.SCREENING_THRESHOLD,
        as_of=timezone.localdate(),
        by=by,
        at=timezone.now(),
    )
    asked = {"columns": sent.columns, "heading": True, "lists": [], "threshold": sent.threshold, "as_of": sent.as_of}
    return batches.start(batch=sent, at=timezone.now(), **asked)


def run(*, rows: int, workers: int, kills: int, forget: bool, seed: int, limit: float) -> Report:
    """Send, kill, wait, count. Gives up after `limit` seconds; the report then says how far it came."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    deaths = sorted(chance.randrange(rows) for _each in range(kills))
    report = Report(rows=rows, workers=workers)
    with Workers(workers) as running:
        batch = begun(rows, seed=seed)
        start = moved = last_death = time.monotonic()
        answered = 0
        while time.monotonic() - start < limit:
            batch.refresh_from_db()
            if batch.answered > answered or not answered:
                report.longest_silence = max(report.longest_silence, time.monotonic() - moved if answered else 0.0)
                answered, moved = batch.answered, time.monotonic()
            if batch.state == Batch.State.DONE:
                break
            while deaths and batch.answered >= deaths[0]:
                deaths.pop(0)
                running.kill(chance.randrange(workers))
                report.kills, last_death = report.kills + 1, time.monotonic()
                report.forgotten += _forgotten(forget)
            time.sleep(_LOOK_EVERY)
        report.seconds, report.after_kill = time.monotonic() - start, time.monotonic() - last_death
    return _counted(report, batch)


def _forgotten(forget: bool) -> int:
    """Empty the broker, bells and all."""
    if forget:
        redis.Redis.from_url(settings.REDIS_URL).flushall()
    return int(forget)


def _counted(report: Report, batch: Batch) -> Report:
    answered = BatchRow.objects.filter(batch=batch, state=BatchRow.State.DONE)
    report.state, report.need_help, report.matches = batch.state, batch.help_count, batch.match_count
    report.done = answered.count()
    report.checks = ScreeningCheck.objects.filter(asked_by=batch.made_by).count()
    return report


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    for name, default in (("--rows", 10_000), ("--workers", 2), ("--kills", 0), ("--seed", 1), ("--limit", 600)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--forget", action="store_true", help="empty the broker at every death")
    given = parser.parse_args(arguments)
    report = run(**vars(given))
    print(json.dumps({**asdict(report), "whole": report.whole}, indent=1))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
