"""The rows of a batch with what came of them, as tables for files and as objects for programs. Reads only."""

from collections.abc import Iterator
from typing import Any

from controls.screening.models.batches import BatchRow, BatchRowQuerySet

HEADING = (
    *("row", "name", "country", "identifier", "reference", "state", "outcome", "class", "score", "entry"),
    *("check", "what_is_wrong", "hits", "entry_id", "list", "list_name", "effect", "listing_state"),
)
HELP_HEADING = ("row", "what_is_wrong")
_PORTION = 2_000


def result(*, row: BatchRow) -> dict[str, Any]:
    """One row as an object. A row that could not be asked for shows the cells that were sent."""
    check, first = row.screening_check, row.first_hit or {}
    return {
        "row": row.number,
        "name": row.name,
        "country": row.country,
        "identifier": row.identifier,
        "reference": row.reference,
        "state": row.state,
        "outcome": row.outcome or None,
        "class": row.verdict or None,
        "score": row.score,
        "entry": row.entry or None,
        "check": check.number if check else None,
        "what_is_wrong": row.trouble or None,
        "hits": row.hit_count,
        "entry_id": first.get("id"),
        "list": first.get("list"),
        "list_name": first.get("list_name"),
        "effect": first.get("effect"),
        "listing_state": first.get("state"),
        "sent": row.cells,
    }


def results(*, rows: BatchRowQuerySet) -> Iterator[dict[str, Any]]:
    """All rows as objects, fetched in portions. One query for each portion that the database sends."""
    for row in with_checks(rows=rows).iterator(chunk_size=_PORTION):
        yield result(row=row)


def table(*, rows: BatchRowQuerySet) -> Iterator[list[Any]]:
    """The cells under HEADING."""
    for found in results(rows=rows):
        yield [found[name] for name in HEADING]


def helpless(*, rows: BatchRowQuerySet) -> Iterator[list[Any]]:
    """The cells under HELP_HEADING, then those that were sent, so that they can be put right and sent again."""
    for row in rows.iterator(chunk_size=_PORTION):
        yield [row.number, row.trouble, *row.cells]


def with_checks(*, rows: BatchRowQuerySet) -> BatchRowQuerySet:
    """The rows with the numbers of their checks, and not with all that the checks say."""
    return rows.select_related("screening_check").only(
        *("number", "name", "country", "identifier", "reference", "state", "outcome", "verdict", "score", "entry"),
        *("hit_count", "first_hit", "trouble", "cells", "batch_id", "screening_check__number"),
    )
