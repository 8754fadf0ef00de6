"""Measures a batch with real workers, and kills them: `make bench-batches ARGS="--rows 10000 --kills 20 --forget"`.

A file of made-up names and of names on record is sent as a user sends it. Workers are processes of their own that are
killed at random points of the work, always the same for the same seed; the broker may be emptied besides. At the end
every row must have its one check. With `--entities 30000 --visitors 2` a list of that size is imported before, and
visitors read pages of a web server meanwhile. Run it on a database of its own: what it writes stays there.
"""

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import django
from django.apps import apps
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if not apps.ready:
    django.setup()

import redis
from django.conf import settings

from controls.models import EntityName, User
from controls.screening import tasks
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batches, index
from ops import made_list
from ops.bench import computed, tree
from ops.machine import Strain, so_far
from ops.visitors import Visitors, served
from ops.workers import Workers

_LOOK_EVERY = 0.05  # seconds
_ALONE = 8.0  # seconds of pages without a batch
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
    entities: int = 0
    pages_alone: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)
    strain: dict[str, float] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Every row is answered, and each by one check of its own."""
        return self.state == Batch.State.DONE and self.done == self.rows == self.checks


class Measured(Protocol):
    """A report with room for what visitors saw and what the machine did."""

    pages_alone: dict[str, Any]
    pages: dict[str, Any]
    strain: dict[str, float]


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


def sender() -> User:
    """Somebody new who sends batches."""
    by = User.objects.make(email=f"bench-{time.time_ns()}@example.com", password=None, joined_at=timezone.now())
    by.role = User.Role.SCREENER
    by.save()
    return by


def begun(rows: int, *, seed: int, by: User | None = None) -> Batch:
    """A batch, sent and started."""
    sent = batches.upload(
        file=io.BytesIO(made_file(rows, seed=seed)),
        file_name="bench.csv",
        threshold=settings.SCREENING_THRESHOLD,
        as_of=timezone.localdate(),
        by=by or sender(),
        at=timezone.now(),
    )
    asked = {"columns": sent.columns, "heading": True, "lists": [], "threshold": sent.threshold, "as_of": sent.as_of}
    return batches.start(batch=sent, at=timezone.now(), **asked)


def run(
    *,
    rows: int,
    workers: int,
    kills: int,
    forget: bool,
    seed: int,
    limit: float,
    entities: int = 0,
    visitors: int = 0,
) -> Report:
    """Send, kill, wait, count. Gives up after `limit` seconds; the report then says how far it came."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    deaths = sorted(chance.randrange(rows) for _each in range(kills))
    report = Report(rows=rows, workers=workers, entities=entities)
    if entities:
        made_list.imported(entities, at=timezone.now())
        index.current()  # and keeps it, so that whoever starts now finds it ready
    with Workers(workers) as running:
        running.wait_until_up(seconds=limit)
        with visited(report, number=visitors), strained(report):
            batch = begun(rows, seed=seed)
            tasks.ring()
            _followed(report, batch, until=time.monotonic() + limit, die=_Deaths(deaths, running, chance, forget))
    return _counted(report, batch)


@dataclass
class _Deaths:
    """Which workers die, when so many rows are answered, and whether the broker forgets everything then."""

    at: list[int]
    running: Workers
    chance: random.Random
    forget: bool

    def due(self, answered: int) -> int:
        """Kill as many as are due; how many they were."""
        due = [each for each in self.at if each <= answered]
        for _each in due:
            self.at.pop(0)
            self.running.kill(self.chance.randrange(self.running.count))
            if self.forget:
                forget_all()
        return len(due)


def _followed(report: Report, batch: Batch, *, until: float, die: _Deaths) -> None:
    """Look at a batch until it is done."""
    start = moved = last_death = time.monotonic()
    answered = 0
    while time.monotonic() < until:
        batch.refresh_from_db()
        if batch.answered > answered or not answered:
            report.longest_silence = max(report.longest_silence, time.monotonic() - moved if answered else 0.0)
            answered, moved = batch.answered, time.monotonic()
        if batch.state == Batch.State.DONE:
            break
        if died := die.due(batch.answered):
            report.kills, last_death = report.kills + died, time.monotonic()
            report.forgotten += died if die.forget else 0
        time.sleep(_LOOK_EVERY)
    report.seconds, report.after_kill = time.monotonic() - start, time.monotonic() - last_death


@contextmanager
def visited(report: Measured, *, number: int) -> Iterator[None]:
    """Some visitors read pages meanwhile; before, they read them while nothing else is done, to compare."""
    if not number:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="recr-bench-") as folder, served(os.environ, Path(folder)) as port:
        with Visitors(port, number=number) as alone:
            time.sleep(_ALONE)
        report.pages_alone = alone.seen.as_json()
        with Visitors(port, number=number) as meanwhile:
            yield
        report.pages = meanwhile.seen.as_json()


@contextmanager
def strained(report: Measured) -> Iterator[None]:
    """Notes what the machine did meanwhile. Ours is all below the one who started us: servers, workers, ourselves."""
    starter, began = os.getppid(), time.monotonic()
    ours, everybody = computed(tree(starter)), so_far()
    yield
    ours, everybody = computed(tree(starter)) - ours, so_far() - everybody
    strain = Strain.of(seconds=time.monotonic() - began, ours=ours, all_of_it=everybody)
    report.strain = strain.as_json()


def forget_all() -> None:
    """Empty the broker, bells and all."""
    redis.Redis.from_url(settings.REDIS_URL).flushall()


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
    parser.add_argument("--entities", type=int, default=0, help="import a made-up list of that size before")
    parser.add_argument("--visitors", type=int, default=0, help="so many read pages of a web server meanwhile")
    given = parser.parse_args(arguments)
    report = run(**vars(given))
    print(json.dumps({**asdict(report), "whole": report.whole}, indent=1))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
