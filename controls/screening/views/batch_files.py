"""What came of a batch, as a file: CSV, workbook, JSON; and the rows that need help, to be put right and sent again."""

import tempfile
from collections.abc import Iterator
from itertools import chain

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from controls.api.exports import as_array
from controls.filters.fields import BadInput
from controls.screening.filters.batches import RowsQuestion, shown_rows
from controls.screening.models.batches import BatchRowQuerySet
from controls.screening.services import batch_results
from controls.screening.spreadsheets.rows import FileRefused
from controls.screening.spreadsheets.writing import as_csv, write_sheet
from controls.screening.views.batches import asked, own
from controls.screening.views.frame import private
from controls.views.asking import PageRequest

CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@private("GET", "HEAD")
def results_file(request: PageRequest, number: int, kind: str) -> HttpResponseBase:
    """The rows that the page shows, all of them."""
    batch = own(request, number)
    question = asked(request, RowsQuestion)
    rows = question.apply(batch.rows.all())
    return file_of(rows, kind=kind, name=f"batch-{batch.pk}-results")


@private("GET", "HEAD")
def help_file(request: PageRequest, number: int) -> HttpResponseBase:
    """The rows that need help, as they were sent, with what is wrong."""
    batch = own(request, number)
    rows = shown_rows(batch.rows.all(), "help").in_order()
    pieces = as_csv(batch_results.HELP_HEADING, batch_results.helpless(rows=rows))
    return _attached(_streamed(pieces, CSV), f"batch-{batch.pk}-rows-that-need-help.csv")


def file_of(rows: BatchRowQuerySet, *, kind: str, name: str) -> HttpResponseBase:
    """The rows as a file. Raises BadInput for more rows than a workbook takes."""
    if kind == "json":
        response = _streamed(as_array(batch_results.results(rows=rows)), "application/json")
    elif kind == "csv":
        response = _streamed(as_csv(batch_results.HEADING, batch_results.table(rows=rows)), CSV)
    else:
        response = _workbook(rows)
    return _attached(response, f"{name}.{kind}")


def _workbook(rows: BatchRowQuerySet) -> HttpResponseBase:
    target = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response when it has been sent
    try:
        write_sheet(target, batch_results.HEADING, batch_results.table(rows=rows))
    except FileRefused as reason:
        raise BadInput({"kind": [str(reason)]}) from reason
    target.seek(0)
    return FileResponse(target, content_type=WORKBOOK)


def _streamed(pieces: Iterator[bytes], mime: str) -> HttpResponseBase:
    # The first piece now: a database that fails must answer with an error, not with half a file.
    return StreamingHttpResponse(chain([next(pieces)], pieces), content_type=mime)


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
