"""Load the tables of the news: the sources that are asked, and the events that were reported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from news.services import events, sources
from news.services.seeding import Loaded, SeedRefused

# Table by table, in this order; each is loaded by load(*, table=Path, at=datetime) -> Loaded.
LOADERS: dict[str, Callable[..., Loaded]] = {
    "sources.csv": sources.load,
    "events.csv": events.load,
}


class Command(BaseCommand):
    help = "Load the tables of the news: all or nothing, and a second time without effect. Needs load_seed before it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dir",
            type=Path,
            default=Path(apps.get_app_config("news").path) / "seed",
            help="Folder with the tables. Default: those that come with the register.",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        for name, load in LOADERS.items():
            try:
                loaded = load(table=options["dir"] / name, at=at)
            except SeedRefused as refusal:
                raise CommandError(f"{name} was refused, nothing was loaded:\n{refusal}") from refusal
            if options["verbosity"]:
                self._sum_up(name, loaded)

    def _sum_up(self, name: str, loaded: Loaded) -> None:
        self.stdout.write(
            f"  {name}: {len(loaded.added)} added, {len(loaded.changed)} changed, {loaded.unchanged} unchanged"
        )
        if loaded.kept:
            self.stdout.write(
                self.style.WARNING(f"  {name}: changed by hand, left alone: {', '.join(sorted(loaded.kept))}")
            )
