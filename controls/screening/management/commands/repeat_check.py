"""Ask the question of a receipt again, of the register as it stood then."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from controls.models import recorded
from controls.screening.models import ScreeningCheck
from controls.screening.services import index, repeating


class Command(BaseCommand):
    help = "Repeat a check at its own revision, and say whether its scores and its receipt come out the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="S-2026-11-21-000417")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        check = ScreeningCheck.objects.filter(number=number).first()
        if check is None:
            raise CommandError(f"There is no check {number}.")
        try:
            repeated = repeating.repeat(check=check)
        except (repeating.CannotRepeat, index.IndexNotReady) as reason:
            raise CommandError(str(reason), returncode=2) from reason
        except recorded.RevisionUnknown as unknown:
            raise CommandError(f"The log runs from {unknown.first} to {unknown.newest}.", returncode=2) from unknown
        for fault in repeated.faults:
            self.stderr.write(self.style.ERROR(fault))
        for remark in repeated.remarks:
            self.stdout.write(remark)
        if not repeated.same_receipt:
            same = "the scores are the same" if repeated.same_scores else "the scores differ"
            raise CommandError(f"{number} comes out otherwise at revision {check.revision}; {same}.")
        self.stdout.write(f"{number}: the same scores and the same receipt at revision {check.revision}.")
