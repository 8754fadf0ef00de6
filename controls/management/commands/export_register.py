"""Write the whole register in one of the forms that the API offers, in the same bytes."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from controls.models import Change, recorded
from controls.services import exporting


class Command(BaseCommand):
    help = "Write the whole register as a file: the same revision gives the same bytes, here and over the API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=exporting.FORMS, required=True, help="In which form.")
        parser.add_argument("--revision", type=int, help="Revision of the register. Default: the newest.")
        parser.add_argument("--output", type=Path, help="File to write. Default: standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = Change.objects.revision()[0]
        revision = newest if options["revision"] is None else options["revision"]
        try:
            with recorded.at(revision):
                made = exporting.made(form=options["format"])
        except recorded.RevisionUnknown as unknown:
            raise CommandError(f"--revision: revisions run from {unknown.first} to {unknown.newest}.") from unknown
        if options["output"] is None:
            sys.stdout.buffer.write(made.content)
            return
        try:
            options["output"].write_bytes(made.content)
        except OSError as fault:
            raise CommandError(f"--output: {fault}") from fault
        self.stderr.write(f"Revision {made.revision}, {len(made.content)} bytes, SHA-256 {made.sha256.hex()}.")
