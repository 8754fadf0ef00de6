"""The seed: reviewed tables of facts, loaded through the services, all or nothing, and again without effect."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from controls.models import Change
from controls.services import history, searching
from controls.services.seeding import checking, facts, loading, reading
from controls.services.seeding.columns import Problem
from controls.services.seeding.loading import Report

__all__ = ["Problem", "Report", "SeedRefused", "load"]

# Any constant will do: two loads at once would both find the same facts missing.
_LOAD_LOCK = 0x53454544


class SeedRefused(Exception):
    """The seed cannot be loaded, and nothing of it was. `problems` holds every reason found."""

    def __init__(self, *, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


def _silent(_text: str) -> None:
    """Nobody listens."""


@transaction.atomic
def load(*, directory: Path, by: str, at: datetime, keep: bool = True, tell: Callable[[str], None] = _silent) -> Report:
    """Bring the register to what the tables of a folder say. Raises SeedRefused and changes nothing otherwise.

    A missing fact is added, a row that differs is corrected with the file and line as reason, an equal one is left
    alone. `keep=False` does all of it and takes it back. `tell` hears a line per table.
    """
    tables, problems = reading.read_tables(directory=directory)
    problems += checking.check(tables=tables)
    if problems:
        raise SeedRefused(problems=problems)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
    signature = history.Signature(by, publication=Change.Publication.SEED)
    try:
        with searching.gathering():
            report = loading.apply(facts=facts.wanted(tables=tables), by=signature, at=at, tell=tell)
    except loading.Refused as refusal:
        raise SeedRefused(problems=refusal.problems) from refusal
    if not keep:
        transaction.set_rollback(True)
    return report
