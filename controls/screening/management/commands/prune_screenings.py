"""Take away checks whose retention is over."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from controls.screening.services import retention


class Command(BaseCommand):
    help = "Take away checks that are older than SCREENING_RETENTION_DAYS, from the beginning of the chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many would go")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if settings.SCREENING_RETENTION_DAYS is None:
            self.stdout.write("SCREENING_RETENTION_DAYS is not set: every check is kept.")
            return
        before = timezone.now() - timedelta(days=settings.SCREENING_RETENTION_DAYS)
        day = f"{timezone.localtime(before):%Y-%m-%d}"
        if dry_run:
            self.stdout.write(f"{retention.expired(before=before)} checks from before {day} would be taken away.")
            return
        self.stdout.write(f"{retention.prune(before=before)} checks from before {day} were taken away.")
