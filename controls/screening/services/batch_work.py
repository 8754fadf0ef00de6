"""Rows are claimed, screened and kept: the rows are the memory, whoever rings only says that there is work.

A claim is a lease. A worker that dies loses its rows when the lease runs out, and what it found is thrown away with
its transaction; the result of a row, its state and the counts of its batch are committed together or not at all.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from controls.matching.parts import named
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import checks
from controls.screening.services.index import IndexNotReady
from controls.screening.services.questions import Asked
from controls.screening.spreadsheets.countries import country_code
from controls.screening.spreadsheets.signs import name_trouble

CHUNK = 50  # rows
LEASE = timedelta(seconds=30)  # longer than any chunk takes, shorter than anybody waits for a dead worker
_SUSPECT = 2  # claims without a result, after which a row is screened alone
_MOST_ATTEMPTS = 5
_LONGEST_IDENTIFIER = 60  # characters, as for one check
# One statement for a chunk: written row by row, or as Django's cases, it takes longer than the screening.
_SCREENED = """
UPDATE screening_batchrow AS kept SET
  state = new.state, trouble = new.trouble, name = new.name, country = new.country, identifier = new.identifier,
  reference = new.reference, screening_check_id = new.check_id, outcome = new.outcome, verdict = new.verdict,
  score = new.score, entry = new.entry, hit_count = new.hits, first_hit = new.first::jsonb,
  worker = '', claimed_until = NULL
FROM unnest(
  %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::text[], %s::bigint[], %s::text[], %s::text[], %s::float8[], %s::text[], %s::int[], %s::text[]
) AS new(
  id, state, trouble, name, country, identifier, reference, check_id, outcome, verdict, score, entry, hits, first
)
WHERE kept.id = new.id
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one call did. `more` says that rows are left which nobody works on; `waits` that nothing can be screened."""

    rows: int = 0
    more: bool = False
    waits: bool = False


def run_chunk(*, worker: str, at: datetime) -> Progress:
    """Claim some rows of the batch that waited longest, screen them, and keep what was found."""
    claimed = _claim(worker, at)
    if claimed is None:
        return Progress()
    batch, rows = claimed
    try:
        done = _screen(batch, rows, worker, at)
    except IndexNotReady as reason:
        _release(batch, rows, worker, str(reason))
        return Progress(waits=True)
    except checks.CheckRefused as reason:
        _fail(batch, rows, worker, str(reason), at)
        done = 0
    return Progress(rows=done, more=_with_work(at).exists())


def _with_work(at: datetime) -> Any:
    claimable = BatchRow.objects.filter(batch=OuterRef("pk")).claimable(at=at)
    return Batch.objects.at_work().filter(Exists(claimable))


@transaction.atomic
def _claim(worker: str, at: datetime) -> tuple[Batch, list[BatchRow]] | None:
    """Rows that are this worker's until their lease runs out; None when there are none."""
    for batch in _with_work(at):
        rows = _free_rows(batch, at)
        if rows:
            keys = [row.pk for row in rows]
            BatchRow.objects.filter(pk__in=keys).update(
                state=BatchRow.State.CLAIMED, worker=worker, claimed_until=at + LEASE, attempts=F("attempts") + 1
            )
            # Not one that was stopped since it was read.
            if Batch.objects.filter(pk=batch.pk).at_work().update(state=Batch.State.RUNNING, served_at=at):
                return batch, rows
            BatchRow.objects.filter(pk__in=keys).update(state=BatchRow.State.WAITING, worker="", claimed_until=None)
    return None


def _free_rows(batch: Batch, at: datetime) -> list[BatchRow]:
    """Rows to screen together. One whose claims gave no result goes alone and last, and not again after several."""
    free = batch.rows.claimable(at=at).in_order().select_for_update(skip_locked=True)
    rows = list(free.filter(attempts__lt=_SUSPECT)[:CHUNK])
    if rows:
        return rows
    suspect = free.first()
    if suspect is None or suspect.attempts < _MOST_ATTEMPTS:
        return [suspect] if suspect else []
    suspect.state, suspect.worker, suspect.claimed_until = BatchRow.State.NEEDS_HELP, "", None
    suspect.trouble = f"Screening of this row was broken off {suspect.attempts} times. Send it alone, or report it."
    suspect.save(update_fields=["state", "trouble", "worker", "claimed_until"])
    _count(batch, at=at, helped=1)
    return _free_rows(batch, at)


@transaction.atomic
def _screen(batch: Batch, rows: list[BatchRow], worker: str, at: datetime) -> int:
    """Screen the rows that are still this worker's and keep everything at once; how many there were."""
    mine = BatchRow.objects.filter(pk__in=[row.pk for row in rows], worker=worker, state=BatchRow.State.CLAIMED)
    held = list(mine.in_order().select_for_update())
    asked = [(row, _question(batch, row)) for row in held]
    wanted = [(row, question) for row, question in asked if question is not None]
    found = checks.screen_many(
        questions=[question for _row, question in wanted],
        by=batch.made_by,
        at=at,
        origin=ScreeningCheck.Origin.BATCH,
    ) if wanted else []  # fmt: skip
    for (row, _question_asked), check in zip(wanted, found, strict=True):
        _keep(row, check)
    _write(held)
    matches = sum(1 for check in found if check.hit_count)
    _count(batch, at=at, done=len(wanted), helped=len(held) - len(wanted), matches=matches)
    return len(held)


def _write(rows: list[BatchRow]) -> None:
    """Keep what came of rows, and let go of them."""
    values = [
        (
            *(row.pk, str(row.state), row.trouble, row.name, row.country, row.identifier, row.reference),
            *(row.screening_check_id, str(row.outcome), row.verdict, row.score, row.entry),
            *(row.hit_count, json.dumps(row.first_hit) if row.first_hit else None),
        )
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.execute(_SCREENED, [list(column) for column in zip(*values, strict=True)])


def _question(batch: Batch, row: BatchRow) -> Asked | None:
    """What is asked for a row; None, and the row says why, when nothing can be."""
    cells = {name: row.cells[place] for name, place in batch.columns.items() if place < len(row.cells)}
    row.name, row.identifier = cells.get("name", ""), cells.get("identifier", "")
    row.reference = cells.get("reference", "")
    country = country_code(cells.get("country", ""))
    if trouble := name_trouble(row.name) or _trouble(row, cells.get("country", ""), country):
        row.state, row.trouble = BatchRow.State.NEEDS_HELP, trouble
        return None
    row.country = country or ""
    return Asked(
        name=row.name,
        as_of=batch.as_of,
        threshold=batch.threshold,
        country=row.country,
        identifier=row.identifier,
        lists=tuple(batch.lists),
    )


def _trouble(row: BatchRow, written: str, country: str | None) -> str:
    """What else keeps a row from being asked for; empty when nothing does."""
    if not named(row.name).parts:
        return "The name holds no letter and no digit that it could be compared by."
    if country is None:
        return f"The country “{written[:80]}” is not known. Write two letters, such as JP."
    if len(row.identifier) > _LONGEST_IDENTIFIER:
        return f"The registration number is longer than {_LONGEST_IDENTIFIER} characters."
    return ""


def _keep(row: BatchRow, check: ScreeningCheck) -> None:
    row.state, row.screening_check, row.outcome = BatchRow.State.DONE, check, check.outcome
    row.hit_count = check.hits_in_all
    if check.hit_count:
        first = check.answer["hits"][0]
        row.verdict, row.score, row.entry = first["class"], first["score"], first["entity"]["name"][:300]
        listing = first["listing"]
        row.first_hit = {
            "id": first["entity"]["key"],
            **{name: listing[name] for name in ("list", "list_name", "effect")},
            "state": first["state"]["code"],
        }


def _count(batch: Batch, *, at: datetime, done: int = 0, helped: int = 0, matches: int = 0) -> None:
    """Add to the counts of a batch, in the transaction that changes its rows; the last row ends it."""
    if not done and not helped:
        return
    counted = Batch.objects.select_for_update().get(pk=batch.pk)
    counted.done_count += done
    counted.help_count += helped
    counted.match_count += matches
    counted.waits_for = ""
    if not counted.left:
        counted.state, counted.ended_at = Batch.State.DONE, at
    counted.save(update_fields=["done_count", "help_count", "match_count", "waits_for", "state", "ended_at"])


@transaction.atomic
def _release(batch: Batch, rows: list[BatchRow], worker: str, reason: str) -> None:
    """Give rows back untouched: nothing could be screened, and that is no fault of theirs."""
    mine = BatchRow.objects.filter(pk__in=[row.pk for row in rows], worker=worker, state=BatchRow.State.CLAIMED)
    mine.update(state=BatchRow.State.WAITING, worker="", claimed_until=None, attempts=F("attempts") - 1)
    Batch.objects.filter(pk=batch.pk).update(waits_for=reason[:300])


@transaction.atomic
def _fail(batch: Batch, rows: list[BatchRow], worker: str, reason: str, at: datetime) -> None:
    """End a batch whose question nobody can answer: a list that is no longer there."""
    mine = BatchRow.objects.filter(pk__in=[row.pk for row in rows], worker=worker, state=BatchRow.State.CLAIMED)
    mine.update(state=BatchRow.State.WAITING, worker="", claimed_until=None)
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, failure=reason[:500], ended_at=at)
