"""Load the reviewed tables of the news."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from news.services import events

# In this order: what a table names is loaded before it.
LOADERS: dict[str, Callable[..., events.Loaded]] = {"events": events.load}


def _nobody(_line: str) -> None:
    """Hears the progress when nobody wants to."""


class Command(BaseCommand):
    help = "Load the reviewed tables of the news: each all or nothing, and a second time without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dir",
            type=Path,
            default=Path(apps.get_app_config("news").path) / "seed",
            help="Folder with the tables. Default: those that come with the register.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check and compare everything, keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        tell = self._progress if options["verbosity"] else _nobody
        for name, load in LOADERS.items():
            try:
                report = load(directory=options["dir"], keep=not options["dry_run"], tell=tell)
            except events.EventsRefused as refusal:
                raise CommandError(
                    f"The {name} in {options['dir']} were refused, none was loaded; problems: "
                    f"{len(refusal.problems)}\n{refusal}"
                ) from refusal
            if options["verbosity"]:
                self._sum_up(name, report, dry_run=options["dry_run"])

    def _progress(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _sum_up(self, name: str, report: events.Loaded, *, dry_run: bool) -> None:
        if report.kept:
            said = f"  {name}: differ from the file but were changed by hand, left alone: {', '.join(report.kept)}"
            self.stdout.write(self.style.WARNING(said))
        counts = ", ".join(f"{report.counts[word]} {word}" for word in ("added", "changed", "unchanged"))
        self.stdout.write(
            f"News, {name}: {counts}, {report.joined} joined to articles"
            + (" (dry run: nothing was kept)." if dry_run else ".")
        )
