"""Load the reviewed seed tables into the register."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from controls.services import seeding

ACTOR = "seed"  # how the change log names the one who loads


def _nobody(_line: str) -> None:
    """Hears the progress when nobody wants to."""


class Command(BaseCommand):
    help = "Load the reviewed seed tables: all or nothing, and a second time without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dir",
            type=Path,
            default=Path(apps.get_app_config("controls").path) / "seed",
            help="Folder with the tables. Default: the seed that comes with the register.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check and compare everything, keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = seeding.load(
                directory=options["dir"],
                by=ACTOR,
                at=timezone.now(),
                keep=not options["dry_run"],
                tell=self._progress if options["verbosity"] else _nobody,
            )
        except seeding.SeedRefused as refusal:
            count = len(refusal.problems)
            raise CommandError(
                f"The seed in {options['dir']} was refused, nothing was loaded; "
                f"{count} problem{'' if count == 1 else 's'}:\n{refusal}"
            ) from refusal
        if options["verbosity"]:
            self._sum_up(report, dry_run=options["dry_run"])

    def _progress(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _sum_up(self, report: seeding.Report, *, dry_run: bool) -> None:
        for noun, keys in report.corrected.items():
            self.stdout.write(f"  {noun}: corrected {', '.join(keys)}")
        for noun, keys in report.kept.items():
            self.stdout.write(
                self.style.WARNING(
                    f"  {noun}: differs from the file but was changed by hand, left alone: {', '.join(keys)}"
                )
            )
        kept = sum(len(keys) for keys in report.kept.values())
        corrected = report.writes - report.added.total()
        self.stdout.write(
            f"Seed: {report.added.total()} added, {corrected} corrected, {report.unchanged.total()} unchanged"
            + (f", {kept} left as changed by hand" if kept else "")
            + (" (dry run: nothing was kept)." if dry_run else ".")
        )
