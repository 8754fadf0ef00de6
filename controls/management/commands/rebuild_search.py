"""Draws up anew what the search looks through."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from controls.services import searching


def _nobody(_line: str) -> None:
    """Hears the progress when nobody wants to."""


class Command(BaseCommand):
    help = "Throw away what the search looks through and draw it up from the facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-needed", action="store_true", help="Only when there is none yet, or another release wrote it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_needed"] and searching.is_current():
            return
        count = searching.rebuild(tell=self._progress if options["verbosity"] > 1 else _nobody)
        self.stdout.write(f"Search: {count} facts can be found.")

    def _progress(self, line: str) -> None:
        self.stdout.write(f"  {line}")
