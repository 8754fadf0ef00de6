"""A copy of the small seed that a test may spoil."""

import csv
import io
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from controls.models import Change
from controls.services import seeding
from controls.services.seeding import checking, reading

# Not the actor of the real seed, on top of which these folders are loaded.
BY = "example seed"
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
SMALL = Path(__file__).resolve().parent.parent / "fixtures" / "seed" / "small"


@dataclass(frozen=True)
class SeedFolder:
    """Twenty tables in a folder of the test's own. Lines are counted as the loader counts them: the heading is 1."""

    path: Path

    @classmethod
    def copied_to(cls, path: Path) -> "SeedFolder":
        shutil.copytree(SMALL, path)
        return cls(path)

    def set(self, file: str, line: int, column: str, cell: str) -> None:
        """Write another value into one cell."""
        rows = list(csv.reader(io.StringIO((self.path / file).read_text(encoding="utf-8"))))
        rows[line - 1][rows[0].index(column)] = cell
        self._write(file, rows)

    def add(self, file: str, *cells: str) -> None:
        """Append a row."""
        rows = list(csv.reader(io.StringIO((self.path / file).read_text(encoding="utf-8"))))
        self._write(file, [*rows, list(cells)])

    def drop(self, file: str, line: int) -> None:
        """Take a row out."""
        rows = list(csv.reader(io.StringIO((self.path / file).read_text(encoding="utf-8"))))
        self._write(file, rows[: line - 1] + rows[line:])

    def replace(self, file: str, old: str, new: str) -> None:
        """Change the bare text of a file, once."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    def problems(self) -> list[str]:
        """What reading and checking say, without a database."""
        tables, problems = reading.read_tables(directory=self.path)
        return [str(problem) for problem in [*problems, *checking.check(tables=tables)]]

    def load(self, *, keep: bool = True) -> seeding.Report:
        """Load the folder as it is now."""
        return seeding.load(directory=self.path, by=BY, at=AT, keep=keep)

    def _write(self, file: str, rows: list[list[str]]) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        (self.path / file).write_text(out.getvalue(), encoding="utf-8")


def changes() -> list[Change]:
    """What loading folders has written to the log, oldest first."""
    return list(Change.objects.filter(actor=BY).order_by("id"))
