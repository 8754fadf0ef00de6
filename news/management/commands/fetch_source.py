"""Ask one source by hand: look at what it says, or have it read now."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from news.ingest.formats import FORMATS
from news.ingest.types import Item
from news.models import FetchRun, Source
from news.services import fetching, jobs
from news.services.visits import Visit

BUSY = "Its host is being asked by a worker at this moment, or wants to rest. Try again in a while."
HEADINGS = ("date", "precision", "flags", "title", "address")
WIDTHS = (16, 9, 24, 60)


class Command(BaseCommand):
    help = "Ask one source now, with all manners, and read it. Fails when it gave nothing that can be read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The key of the source, such as fr-bis.")
        parser.add_argument("--dry-run", action="store_true", help="Print what would be stored, keep nothing of it.")

    def handle(self, *args: Any, slug: str, dry_run: bool, **options: Any) -> None:
        source = Source.objects.filter(key=slug).first()
        if source is None:
            known = ", ".join(Source.objects.order_by("key").values_list("key", flat=True))
            raise CommandError(f"There is no source {slug!r}. Known: {known or 'none; load_news_seed loads them'}.")
        if source.parser not in FORMATS:
            raise CommandError(f"{slug} cannot be read: no parser reads {source.parser!r}.")
        if dry_run:
            self._look(source)
        else:
            self._fetch(source)

    def _look(self, source: Source) -> None:
        self.stderr.write(f"Asking {source.hosts[0]} …")
        made = fetching.look(source=source, at=timezone.now())
        if made is None:
            raise CommandError(BUSY)
        self._table(made.items)
        self.stdout.write("")
        self.stdout.write(_summed(made))
        if made.moved_to:
            self.stdout.write(self.style.WARNING(f"It says that it has moved for good to {made.moved_to}"))
        if made.outcome not in FetchRun.GOOD:
            raise CommandError(f"{FetchRun.Outcome(made.outcome).label}: {made.reason}")
        if made.reason:
            self.stdout.write(made.reason)
        self.stdout.write("Nothing was kept (dry run).")

    def _fetch(self, source: Source) -> None:
        if not source.enabled or source.ended_at:
            why = source.off_reason or source.trouble
            raise CommandError(f"{source.key} is not asked: {why} With --dry-run you may look at what it says.")
        at, worker = timezone.now(), uuid.uuid4().hex
        asked = jobs.ask_now(source=source, by="fetch_source", at=at)
        job = jobs.claim(worker=worker, at=at, only=asked) if asked else None
        if job is None:
            raise CommandError("A job for this source waits or is under way already; a worker does it.")
        self.stderr.write(f"Asking {source.hosts[0]} …")
        run = fetching.run(job=job, at=timezone.now())
        if run is None:
            raise CommandError(BUSY + " The job waits; a worker does it then.")
        self.stdout.write(
            f"Run {run.number}: {run.get_outcome_display()}, {run.items} items, {run.added} new, "
            f"{run.changed} changed, {run.notices} notices for the desk, {run.size} bytes in {run.seconds:.1f} s."
        )
        if run.outcome not in FetchRun.GOOD:
            raise CommandError(run.reason)

    def _table(self, items: Iterable[Item]) -> None:
        for row in (HEADINGS, *map(_row, items)):
            *columns, last = [_printable(cell) for cell in row]
            padded = [cell[:width].ljust(width) for cell, width in zip(columns, WIDTHS, strict=True)]
            self.stdout.write("  ".join([*padded, last]))


def _row(item: Item) -> tuple[str, ...]:
    when = item.published
    exact = f"{when.at:%Y-%m-%d %H:%M}" if when.at else f"{when.day:%Y-%m-%d}" if when.day else when.raw or "unknown"
    flags = ", ".join(sorted(item.flags | when.flags))
    return exact, str(when.precision), flags or "-", item.title or "(no title)", item.url or "(no address)"


def _summed(made: Visit) -> str:
    flags = f"; {', '.join(sorted(made.flags))}" if made.flags else ""
    status = f"status {made.status}, " if made.status else ""
    return f"{len(made.items)} items; {status}{made.size} bytes{flags}."


def _printable(text: str) -> str:
    """Words of a stranger on a terminal: nothing that would steer it."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
