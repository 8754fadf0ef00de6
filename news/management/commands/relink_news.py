"""Find again which facts the articles mention."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from news.services import mentions

_WIDTH = 40


def _nobody(_done: int, _of: int) -> None:
    """Hears the progress when nobody watches."""


class Command(BaseCommand):
    help = "Find again which facts the articles mention, the newest first. What people decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="YYYY-MM-DD", default="", help="Only articles of this day and later.")
        parser.add_argument(
            "--all", action="store_true", help="Also those that were compared with the register as it is now."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            since = date.fromisoformat(options["since"]) if options["since"] else None
        except ValueError as error:
            raise CommandError(f"--since: “{options['since']}” is no day; write 2026-11-21.") from error
        watched = options["verbosity"] and self.stdout.isatty()
        linked = mentions.relink(
            at=timezone.now(),
            since=since,
            everything=options["all"],
            tell=self._progress if watched else _nobody,
        )
        if options["verbosity"]:
            moved = f"{linked.added} mentions added, {linked.changed} changed, {linked.gone} gone"
            self.stdout.write(f"{linked.articles} articles: {moved}.")

    def _progress(self, done: int, of: int) -> None:
        bar = "#" * (_WIDTH * done // of)
        self.stdout.write(f"\r[{bar:.<{_WIDTH}}] {done} of {of}", ending="" if done < of else "\n")
        self.stdout.flush()
