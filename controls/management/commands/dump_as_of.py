"""Write the whole register, as recorded at a revision, with the states of a day."""

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from controls.filters.fields import DayField
from controls.models import Change, recorded
from controls.services import dumping


def _day(text: str) -> date:
    try:
        return cast(date, DayField().clean(text))  # the field is required: there is a day
    except ValidationError as fault:
        raise ArgumentTypeError(" ".join(fault.messages)) from fault


class Command(BaseCommand):
    help = "Write the whole register as JSON lines: the same day and revision give the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=_day, help="Day of the states, such as 2026-02-24. Default: today in Beijing.")
        parser.add_argument("--revision", type=int, help="Revision of the register. Default: the newest.")
        parser.add_argument("--output", type=Path, help="File to write. Default: standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = Change.objects.revision()[0]
        revision = newest if options["revision"] is None else options["revision"]
        lines = dumping.lines(on=options["on"] or timezone.localdate(), revision=revision)
        try:
            first = next(lines)
        except recorded.RevisionUnknown as unknown:
            raise CommandError(f"--revision: revisions run from {unknown.first} to {unknown.newest}.") from unknown
        if options["output"] is None:
            sys.stdout.buffer.writelines([first])
            sys.stdout.buffer.writelines(lines)
            return
        try:
            with options["output"].open("wb") as file:
                file.write(first)
                file.writelines(lines)
        except OSError as fault:
            raise CommandError(f"--output: {fault}") from fault
