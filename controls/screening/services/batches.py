"""Files of names: sent, given a meaning, started, stopped, resumed. The work itself is in `batch_work`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from controls.models import User
from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_files
from controls.screening.spreadsheets.headings import FIELDS, guess
from controls.screening.spreadsheets.rows import MOST_ROWS, FileRefused, Kept, Row
from controls.services import sources_told

PREVIEW = 5  # rows that are shown before the start
_FILE_NAME = 255


class BatchRefused(Exception):
    """The act cannot be done. `field` names what is wrong; the message is fit for the user."""

    def __init__(self, message: str, *, field: str = "batch") -> None:
        super().__init__(message)
        self.field = field


class StateRefused(BatchRefused):
    """The act does not fit the state that the batch is in."""


@transaction.atomic
def upload(
    *,
    file: Kept,
    file_name: str,
    threshold: float,
    as_of: date,
    by: User,
    at: datetime,
    encoding: str = "",
    delimiter: str = "",
) -> Batch:
    """Keep the rows of a file as a draft, and guess which column holds what. All of the file or nothing.

    Empty `encoding` and `delimiter` are recognised. Raises BatchRefused for a file that cannot be used, and
    EncodingUnclear where the user must choose.
    """
    try:
        source = batch_files.recognised(file=file, encoding=encoding, delimiter=delimiter)
        batch = Batch.objects.create(
            made_by=by,
            made_at=at,
            file_name=file_name[-_FILE_NAME:] or "names",
            digest=source.digest,
            encoding=source.encoding,
            delimiter=source.delimiter,
            reading=source.reading[:200],
            threshold=threshold,
            as_of=as_of,
        )
        return _filled(batch, source.rows)
    except FileRefused as reason:
        raise BatchRefused(str(reason), field="file") from reason


@transaction.atomic
def submit(
    *, parties: Sequence[Mapping[str, str]], file_name: str, threshold: float, as_of: date, by: User, at: datetime
) -> Batch:
    """Keep parties that a program sent as a draft; each has a `name` and what else of FIELDS is known."""
    if not 0 < len(parties) <= MOST_ROWS:
        raise BatchRefused(f"Send 1 to {MOST_ROWS:,} rows.", field="rows")
    batch = Batch.objects.create(
        made_by=by, made_at=at, file_name=file_name[-_FILE_NAME:], reading="JSON", threshold=threshold, as_of=as_of
    )
    rows = (Row(number, tuple(party.get(name, "") for name in FIELDS)) for number, party in enumerate(parties, start=1))
    batch.row_count, batch.help_count = batch_files.copy_rows(batch=batch, rows=rows)
    batch.columns = {name: place for place, name in enumerate(FIELDS)}
    batch.save()
    return batch


def _filled(batch: Batch, rows: Iterable[Row]) -> Batch:
    batch.row_count, batch.help_count = batch_files.copy_rows(batch=batch, rows=rows)
    columns = guess(preview(batch=batch, rows=PREVIEW + 1))
    batch.heading, batch.columns = columns.heading, dict(columns.places)
    batch.save()
    return batch


def preview(*, batch: Batch, rows: int) -> list[list[str]]:
    """The cells of the first rows that could be read."""
    readable = batch.rows.exclude(state=BatchRow.State.NEEDS_HELP).in_order()
    return list(readable.values_list("cells", flat=True)[:rows])


@transaction.atomic
def start(
    *,
    batch: Batch,
    columns: Mapping[str, int],
    heading: bool,
    lists: Sequence[str],
    threshold: float,
    as_of: date,
    at: datetime,
) -> Batch:
    """Say what the columns hold and what is asked, and hand the rows to the workers. Raises BatchRefused."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.DRAFT:
        raise StateRefused(f"This batch was started already; it is {batch.get_state_display().lower()}.")
    _check_columns(columns)
    first = batch.rows.in_order().first()
    if heading and first is not None and first.state == BatchRow.State.WAITING:
        first.state = BatchRow.State.HEADING
        first.save(update_fields=["state"])
        batch.row_count -= 1
    batch.columns, batch.heading, batch.lists = dict(columns), heading, list(lists)
    batch.threshold, batch.as_of = threshold, as_of
    batch.started_at, batch.freshness = at, sources_told.told(at=at)
    return _at_work(batch, at=at)


def _check_columns(columns: Mapping[str, int]) -> None:
    if unknown := sorted(set(columns) - set(FIELDS)):
        raise BatchRefused(f"“{unknown[0]}” is nothing that a column can hold.", field="columns")
    if "name" not in columns:
        raise BatchRefused("Say which column holds the name.", field="columns")
    if len(set(columns.values())) < len(columns):
        raise BatchRefused("One column cannot hold two things.", field="columns")


@transaction.atomic
def stop(*, batch: Batch) -> Batch:
    """Let no further rows be claimed. What is being screened at this moment is still kept. Raises BatchRefused."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not batch.is_at_work:
        raise StateRefused(f"Only a batch at work can be stopped; this one is {batch.get_state_display().lower()}.")
    batch.state = Batch.State.STOPPED
    batch.save(update_fields=["state"])
    return batch


@transaction.atomic
def resume(*, batch: Batch, at: datetime) -> Batch:
    """Go on where it was stopped, or where it failed. Raises BatchRefused."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (Batch.State.STOPPED, Batch.State.FAILED):
        raise StateRefused(
            f"Only a stopped or failed batch can be resumed; this one is {batch.get_state_display().lower()}."
        )
    batch.failure = ""
    return _at_work(batch, at=at)


@transaction.atomic
def discard(*, batch: Batch) -> None:
    """Take away a batch of which nothing was screened, with its rows. Raises BatchRefused."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not batch.can_be_discarded:
        raise StateRefused("What was screened is kept. Only a batch without results can be discarded.")
    batch.rows.all().delete()
    batch.delete()


def _at_work(batch: Batch, *, at: datetime) -> Batch:
    batch.paced_at, batch.paced_count = at, batch.answered
    batch.state = Batch.State.WAITING if batch.left else Batch.State.DONE
    batch.ended_at = None if batch.left else at
    batch.save()
    return batch
