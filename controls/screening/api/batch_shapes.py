"""Batches and their rows as the API tells them."""

from datetime import datetime
from typing import Any

from controls.screening.api.shapes import address
from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_results


def batch_url(found: Batch, *, root: str) -> str:
    return address(root, "screening-api:batch-detail", number=found.pk)


def batch(found: Batch, *, root: str, at: datetime) -> dict[str, Any]:
    """A batch: how it was read, what is asked, how far the work is at a moment. Columns are counted from 1."""
    return {
        "id": found.pk,
        "file_name": found.file_name,
        "sha256": found.digest or None,
        "read_as": found.reading,
        "state": found.state,
        "failure": found.failure or None,
        "waits_for": found.waits_for or None,
        "columns": {name: place + 1 for name, place in found.columns.items()},
        "heading": found.heading,
        "lists": found.lists,
        "as_of": found.as_of,
        "threshold": found.threshold,
        "rows": found.row_count,
        "screened": found.done_count,
        "need_help": found.help_count,
        "possible_matches": found.match_count,
        "seconds_left": found.seconds_left(at=at),
        "freshness": found.freshness,
        "made_at": found.made_at,
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "results_url": address(root, "screening-api:batch-results", number=found.pk),
        "page_url": address(root, "screening:batch-detail", number=found.pk),
    }


def row(found: BatchRow, *, root: str) -> dict[str, Any]:
    """A row with the address of its check."""
    told = batch_results.result(row=found)
    number = told["check"]
    return {**told, "check_url": address(root, "screening-api:check-detail", number=number) if number else None}
