"""Import a file as the next version of a list that is screened beside the register."""

from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from controls.screening.models import ImportedList, ListVersion
from controls.screening.services import lists

ACTOR = "command line"  # how a version names the one who imported it
_WIDTH = 40


def _nobody(_bytes: int) -> None:
    """Hears the progress when nobody watches."""


class Command(BaseCommand):
    help = "Import a list that others publish: all or nothing, the same file a second time without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file as it was published, unpacked.")
        parser.add_argument("--list", required=True, metavar="SLUG", help="Key of the list, such as us-csl.")
        parser.add_argument("--format", choices=ImportedList.Form.values, default="", help="Default: that of the list.")
        parser.add_argument("--name", default="", help="Name of a list that is new.")
        parser.add_argument("--dry-run", action="store_true", help="Read and compare everything, keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                found = self._import(stream, options)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        if options["verbosity"]:
            self._sum_up(found, dry_run=options["dry_run"])

    def _import(self, stream: BinaryIO, options: dict[str, Any]) -> lists.Import:
        progress = _Progress(self, stream) if options["verbosity"] and self.stdout.isatty() else None
        try:
            return lists.import_list(
                key=options["list"],
                stream=stream,
                form=options["format"],
                name=options["name"],
                file_name=options["file"].name,
                by=ACTOR,
                at=timezone.now(),
                keep=not options["dry_run"],
                tell=progress.tell if progress else _nobody,
            )
        except lists.ListRefused as refusal:
            told = [f"  line {error.line}: {error.message}" for error in refusal.errors]
            if (more := refusal.error_count - len(told)) > 0:
                told.append(f"  and {more} more")
            raise CommandError("\n".join([str(refusal), *told])) from refusal
        finally:
            if progress:
                progress.end()

    def _sum_up(self, found: lists.Import, *, dry_run: bool) -> None:
        version = found.version
        where = f"{version.imported_list.key} version {version.number}"
        if found.known:
            state = version.get_state_display()
            self.stdout.write(f"This file is {where} already ({state}); nothing was written.")
            return
        for reason, count in sorted(version.skipped.items()):
            self.stdout.write(f"  left out: {count} × {reason}")
        self.stdout.write(
            f"{where}: {version.count} entries, {version.added} added, {version.changed} changed, "
            f"{version.removed} removed" + (" (dry run: nothing was kept)." if dry_run else ".")
        )
        if version.state == ListVersion.State.HELD_BACK:
            self.stdout.write(self.style.WARNING(f"Held back, the earlier version stays in use:\n{version.reason}"))


class _Progress:
    """A bar that fills as the file is read, rewritten in place."""

    def __init__(self, command: BaseCommand, stream: BinaryIO) -> None:
        self._out = command.stdout
        self._size = stream.seek(0, 2) or 1
        self._shown = -1

    def tell(self, read: int) -> None:
        percent = min(100 * read // self._size, 100)
        if percent != self._shown:
            self._shown = percent
            bar = "#" * (_WIDTH * percent // 100)
            self._out.write(f"\r[{bar:.<{_WIDTH}}] {percent:3} %", ending="")
            self._out.flush()

    def end(self) -> None:
        if self._shown >= 0:
            self._out.write("")
