"""Propose names of entities from Japan's EDINET code list."""

from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from controls import roles
from controls.models import User
from controls.screening.services import edinet
from controls.screening.services.edinet import EdinetRefused, Report

_MOST_ERRORS = 100


class Command(BaseCommand):
    help = "Propose Japanese, kana and English names and corporate numbers from EdinetcodeDlInfo.csv, with evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="EdinetcodeDlInfo.csv, unpacked, as EDINET gives it (CP932).")
        parser.add_argument("--by", default="", metavar="EMAIL", help="The curator in whose name it is proposed.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be proposed, write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        curator = User.objects.filter(
            email__iexact=options["by"], is_active=True, role__in=roles.from_on("editor")
        ).first()
        if curator is None:
            raise CommandError("Give --by with the e-mail address of a curator of this installation.")
        try:
            with options["file"].open("rb") as stream:
                report = self._import(stream, curator, keep=not options["dry_run"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except EdinetRefused as refusal:
            told = [f"  line {error.line}: {error.message}" for error in refusal.errors[:_MOST_ERRORS]]
            if (more := len(refusal.errors) - len(told)) > 0:
                told.append(f"  and {more} more")
            raise CommandError("\n".join([str(refusal), *told])) from refusal
        if options["verbosity"]:
            self._sum_up(report, dry_run=options["dry_run"])

    def _import(self, stream: BinaryIO, curator: User, *, keep: bool) -> Report:
        return edinet.import_names(
            stream=stream,
            by=curator,
            at=timezone.now(),
            seen_on=timezone.localdate(),
            setting=settings.FOUR_EYES,
            keep=keep,
        )

    def _sum_up(self, report: Report, *, dry_run: bool) -> None:
        for each in report.additions:
            texts = [text for text, _language, _kind, _note in each.names] + ([each.number] if each.number else [])
            how = "number" if each.by_number else "name"
            self.stdout.write(f"  {each.entity.key} = {each.filer.code} by {how}: {'; '.join(texts)}")
        for key, why in report.doubts:
            self.stdout.write(self.style.WARNING(f"  {key}: {why}"))
        self.stdout.write(
            f"EDINET code list of {report.drawn_up_on}: {len(report.additions)} entities with something new, "
            f"{report.known} with nothing new; "
            + (
                "dry run: nothing was written."
                if dry_run
                else f"{report.proposed} proposed, {report.recorded} recorded."
            )
        )
        if report.waits:
            self.stdout.write(self.style.WARNING(report.waits))
