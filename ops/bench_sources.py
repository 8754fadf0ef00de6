"""Replays a day of official sources at speed while things break: `make bench-sources ARGS="--kills 20 --restarts 10"`.

Every source that is asked by default gets a stand-in on loopback which announces made-up notices hour by hour. Real
workers and real clocks ask them; workers are killed, the broker is emptied and the database crashes at points that are
always the same for the same seed. After each hour everything that was announced must be on record and on the desk, and
nothing twice. With `--items 20000` that many items are due at once instead, and `--visitors 2` read pages meanwhile.
Run it on a database of its own: what it writes stays there.
"""

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
from django.apps import apps
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if not apps.ready:
    django.setup()

from django.db.models import Count

from news.models import Article, ArticleVersion, FetchJob, FetchRun, FoundNotice, Source
from ops.bench_batches import strained, visited
from ops.bench_search import Made
from ops.faults import FORGET, KILL, RESTART, Faults, patiently, planned
from ops.made_sources import Office, World, hanging, made_day, serving
from ops.workers import Workers

_LOOK_EVERY = 0.05  # seconds
_AT_ONCE = 1_000  # items of one answer
NUMBER = re.compile(r"(?:第|R)(\d{4,6})")


@dataclass
class Report:
    """What was seen. `late` were not on record when the hour in which they were announced was over."""

    hours: int
    workers: int
    beats: int
    sources: int = 0
    hanging: int = 0
    kills: int = 0
    forgotten: int = 0
    restarts: int = 0
    announced: int = 0
    notices: int = 0
    articles: int = 0
    found: int = 0
    late: int = 0
    lost: int = 0
    lost_from_desk: int = 0
    twice: int = 0
    twice_on_desk: int = 0
    versions_twice: int = 0
    jobs: int = 0
    jobs_failed: int = 0
    jobs_run_twice: int = 0
    broken_off: int = 0
    asked: int = 0
    seconds: float = 0.0
    longest_hour: float = 0.0
    pages_alone: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)
    strain: dict[str, float] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Nothing lost, nothing late, nothing twice, nothing given up."""
        wrong = (self.late, self.lost, self.lost_from_desk, self.twice, self.twice_on_desk, self.versions_twice)
        return not any((*wrong, self.jobs_failed, self.jobs_run_twice)) and self.announced > 0


def seeded_offices() -> list[tuple[str, str]]:
    """Key and format of every source that is asked by default."""
    return list(Source.objects.asked().order_by("rank", "key").values_list("key", "parser"))


def point_at(places: dict[str, str]) -> None:
    """Send the sources to their stand-ins and nobody anywhere else."""
    Source.objects.exclude(key__in=places).update(enabled=False, off_reason="not part of this replay")
    hosts = []
    for source in Source.objects.filter(key__in=places):
        name, port = urlsplit(source.url).hostname or "", places[source.key].rpartition(":")[2]
        hosts.append(f"{name}:{port}")
        source.url = urlunsplit(urlsplit(source.url)._replace(scheme="http", netloc=f"{name}:{port}"))
        source.rhythm, source.jitter, source.gap, source.fewest_items = 60, 0, 0, 0
        source.quiet_from = source.quiet_to = source.quiet_rhythm = None
        source.next_at = timezone.now() + timedelta(days=1)
        source.save()
    os.environ |= {"OUTBOUND_TEST_HOSTS": ",".join(hosts), "FETCHING": "1"}


def one_hour(hour: int, offices: list[Office], world: World, faults: Faults, *, limit: float) -> float:
    """Announce what is new, make all sources due and wait until each was read; the seconds that it took."""
    world.hour, start = hour, time.monotonic()
    began = patiently(timezone.now)
    ours = Source.objects.filter(key__in=[office.key for office in offices])
    patiently(lambda: Source.objects.asked().update(next_at=began))
    while time.monotonic() < start + limit:
        read = patiently(lambda: ours.filter(read_at__gte=began).count())
        faults.strike(hour, read)
        if read == len(offices):
            break
        time.sleep(_LOOK_EVERY)
    return time.monotonic() - start


def numbers_of(titles: Any) -> Counter[int]:
    return Counter(int(match[1]) for title in titles if (match := NUMBER.search(title)))


def on_record() -> Counter[int]:
    return numbers_of(
        patiently(lambda: list(Article.objects.values_list("title", flat=True).filter(title__regex="(第|R)[0-9]{4,6}")))
    )


def on_desk() -> Counter[int]:
    return numbers_of(patiently(lambda: list(FoundNotice.objects.values_list("title", flat=True))))


def wanted(offices: list[Office], hour: int, *, keys: set[str] | None = None) -> set[int]:
    """The numbers that must be there after an hour, of all sources or of some."""
    return set().union(*(office.names(hour) for office in offices if keys is None or office.key in keys))


def replay(*, hours: int, workers: int, beats: int, kills: int, flushes: int, restarts: int, how: str, patient: bool,
           hangers: int, seed: int, limit: float) -> Report:  # fmt: skip
    """Replay the day and count. An hour that is not over after `limit` seconds counts what is missing as late."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    offices = made_day(seeded_offices(), hours=hours, seed=seed)
    report = Report(hours=hours, workers=workers, beats=beats, sources=len(offices), hanging=hangers)
    announcing = set(Source.objects.filter(announces_notices=True).values_list("key", flat=True))
    plan = planned({KILL: kills, FORGET: flushes, RESTART: restarts}, hours=hours, sources=len(offices), chance=chance)
    world = World(timezone.localdate())
    with serving(offices, world, seed=seed), hanging(hangers) as silent:
        for number, place in enumerate(silent):
            add_feed(f"hanging-{number}")
            world.places[f"hanging-{number}"] = place
        point_at(world.places)
        with Workers(workers, beats=beats, replaying=True) as running, strained(report):
            running.wait_until_up(seconds=limit)
            faults, start = Faults(plan, running, chance, how, patient), time.monotonic()
            for hour in range(hours):
                took = one_hour(hour, offices, world, faults, limit=limit)
                report.longest_hour = max(report.longest_hour, took)
                report.late += len(wanted(offices, hour) - set(on_record()))
                report.late += len(wanted(offices, hour, keys=announcing) - set(on_desk()))
            report.seconds = time.monotonic() - start
    report.kills, report.forgotten, report.restarts = (faults.done[kind] for kind in (KILL, FORGET, RESTART))
    return counted(report, offices, announcing)


def counted(report: Report, offices: list[Office], announcing: set[str]) -> Report:
    """What is on record in the end, against what was announced."""
    last, articles, desk = report.hours - 1, on_record(), on_desk()
    announced, notices = wanted(offices, last), wanted(offices, last, keys=announcing)
    report.announced, report.notices = len(announced), len(notices)
    report.articles, report.found = sum(articles[one] for one in announced), sum(desk[one] for one in notices)
    report.lost, report.lost_from_desk = len(announced - set(articles)), len(notices - set(desk))
    report.twice = sum(articles[one] - 1 for one in announced if articles[one])
    report.twice_on_desk = sum(desk[one] - 1 for one in notices if desk[one])
    report.versions_twice = (
        ArticleVersion.objects.values("article", "digest").annotate(times=Count("pk")).filter(times__gt=1).count()
    )
    report.asked = sum(office.asked for office in offices)
    ours = FetchJob.objects.filter(source__key__in=[office.key for office in offices])
    report.jobs, report.jobs_failed = ours.count(), ours.exclude(state=FetchJob.State.DONE).count()
    report.broken_off = ours.filter(attempts__gt=1).count()
    runs = FetchRun.objects.filter(job__in=ours).values("job").annotate(times=Count("pk"))
    report.jobs_run_twice = runs.filter(times__gt=1).count()
    return report


def flood(*, items: int, workers: int, beats: int, visitors: int, seed: int, limit: float) -> Report:
    """So many items due at once, from as many sources as it takes; how long until the last one is on record."""
    keys = [f"flood-{number}" for number in range(-(-items // _AT_ONCE))]
    made, each = Made(seed=seed), min(items, _AT_ONCE)

    def titled(_parser: str, number: int) -> str:
        return f"{made.article(number).title} (R{number})"

    offices = made_day([(key, "feed") for key in keys], hours=1, seed=seed, at_first=each, titled=titled)
    report = Report(hours=1, workers=workers, beats=beats, sources=len(offices))
    world = World(timezone.localdate())
    with serving(offices, world, seed=seed):
        for key in keys:
            add_feed(key)
        point_at(world.places)
        with Workers(workers, beats=beats, replaying=True) as running:
            running.wait_until_up(seconds=limit)
            with visited(report, number=visitors), strained(report):
                faults = Faults({}, running, random.Random(seed), "", True)  # noqa: S311 - nothing secret
                report.seconds = report.longest_hour = one_hour(0, offices, world, faults, limit=limit)
    return counted(report, offices, set())


def add_feed(key: str) -> None:
    """A source of its own that is read like any other feed."""
    columns: dict[str, object] = {
        "name": key,
        "tier": Source.Tier.OFFICIAL,
        "parser": "feed",
        "url": f"https://{key}.example.org/feed",
    }
    columns |= {"hosts": [f"{key}.example.org"], "enabled": True, "publishes": True, "licence": Source.Licence.OGL3}
    Source.objects.update_or_create(key=key, defaults=columns)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    counts = [
        ("hours", 24),
        ("workers", 2),
        ("beats", 2),
        ("kills", 0),
        ("flushes", 0),
        ("restarts", 0),
        ("hangers", 0),
    ]
    for name, default in [*counts, ("seed", 1), ("limit", 180), ("items", 0), ("visitors", 0)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--how", default="crash", help="how the database restarts: crash, cut, or a command of yours")
    parser.add_argument("--patient", action="store_true", help="wait for leases as long as they last")
    given = vars(parser.parse_args(arguments))
    items, visitors = given.pop("items"), given.pop("visitors")
    if items:
        few = {name: given[name] for name in ("workers", "beats", "seed", "limit")}
        report = flood(items=items, visitors=visitors, **few)
    else:
        report = replay(**given)
    print(json.dumps({**asdict(report), "whole": report.whole}, indent=1))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
