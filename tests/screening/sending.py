"""Batches as users send them."""

import io

from controls.screening.services import batch_work, batches
from tests.screening.asking import TODAY


def csv_of(*rows, encoding="utf-8", heading="Name,Country"):
    return "\r\n".join([heading, *rows] if heading else rows).encode(encoding)


def sent(content, *, by, at, file_name="names.csv", **options):
    """A draft made of these bytes."""
    return batches.upload(
        file=io.BytesIO(content), file_name=file_name, threshold=0.7, as_of=TODAY, by=by, at=at, **options
    )


def started(batch, *, at, **changed):
    """The draft, started as it was guessed, except for what is `changed`."""
    asked = {
        "columns": batch.columns,
        "heading": batch.heading,
        "lists": [],
        "threshold": batch.threshold,
        "as_of": batch.as_of,
    }
    return batches.start(batch=batch, at=at, **{**asked, **changed})


def run_all(*, at, worker="w"):
    """Work until nothing is left that may be claimed; how many rows were done."""
    rows = 0
    while (progress := batch_work.run_chunk(worker=worker, at=at)).rows or progress.more:
        rows += progress.rows
    return rows
