"""Replay the change log and hold it against what is on record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from controls.services import auditing


class Command(BaseCommand):
    help = "Replay the change log to the present rows, and name each row that differs."

    def handle(self, *args: Any, **options: Any) -> None:
        audit = auditing.verify()
        for fault in audit.faults:
            self.stderr.write(self.style.ERROR(str(fault)))
        if audit.faults:
            count = len(audit.faults)
            raise CommandError(f"{count} fault{'' if count == 1 else 's'} in {audit.changes} changes.")
        self.stdout.write(
            f"{audit.changes} changes replay to the {audit.facts} facts on record. "
            f"Revision {audit.newest}, digest {audit.digest or 'none'}."
        )
