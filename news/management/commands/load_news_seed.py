"""Load the reviewed tables of the news: the sources that are asked, and the events that were reported."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from news.services import events, sources
from news.services.seeding import SeedRefused


def _nobody(_line: str) -> None:
    """Hears the progress when nobody wants to."""


class Command(BaseCommand):
    help = "Load the tables of the news: all or nothing, and a second time without effect. Needs load_seed before it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dir",
            type=Path,
            default=Path(apps.get_app_config("news").path) / "seed",
            help="Folder with the tables. Default: those that come with the register.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check and compare everything, keep nothing.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        folder, dry_run = options["dir"], options["dry_run"]
        tell = self._progress if options["verbosity"] else _nobody
        try:
            asked = sources.load(table=folder / "sources.csv", at=timezone.now())
            told = events.load(directory=folder, tell=tell)
        except SeedRefused as refusal:
            raise CommandError(f"sources.csv was refused, nothing was loaded:\n{refusal}") from refusal
        except events.EventsRefused as refusal:
            raise CommandError(
                f"events.csv was refused, nothing was loaded; problems: {len(refusal.problems)}\n{refusal}"
            ) from refusal
        if dry_run:
            transaction.set_rollback(True)
        if options["verbosity"]:
            words = (len(asked.added), len(asked.changed), asked.unchanged)
            self._sum_up("sources", words, asked.kept, dry_run=dry_run)
            words = (told.counts["added"], told.counts["changed"], told.counts["unchanged"])
            self._sum_up("events", words, told.kept, dry_run=dry_run)

    def _progress(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _sum_up(self, name: str, counts: tuple[int, int, int], kept: list[str], *, dry_run: bool) -> None:
        self.stdout.write(
            "  {}: {} added, {} changed, {} unchanged".format(f"{name}.csv", *counts)
            + (" (dry run: nothing was kept)" if dry_run else "")
        )
        if kept:
            said = f"  {name}.csv: changed by hand, left alone: {', '.join(sorted(kept))}"
            self.stdout.write(self.style.WARNING(said))
