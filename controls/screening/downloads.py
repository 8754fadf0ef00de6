"""What came of a batch, as files: CSV, workbook, JSON. For pages and API alike."""

import tempfile
from collections.abc import Iterator
from itertools import chain

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from controls.api.exports import as_array
from controls.filters.fields import BadInput
from controls.screening.models.batches import BatchRowQuerySet
from controls.screening.services import batch_results
from controls.screening.spreadsheets.rows import MOST_SHEET_ROWS
from controls.screening.spreadsheets.writing import as_csv, write_sheet

KINDS = ("csv", "xlsx", "json")
CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def results_as(rows: BatchRowQuerySet, *, kind: str, name: str) -> HttpResponseBase:
    """The rows as a file. Raises BadInput for more rows than a workbook takes."""
    if kind == "json":
        response = _streamed(as_array(batch_results.results(rows=rows)), "application/json")
    elif kind == "csv":
        response = _streamed(as_csv(batch_results.HEADING, batch_results.table(rows=rows)), CSV)
    else:
        response = _workbook(rows)
    return _attached(response, f"{name}.{kind}")


def help_as_csv(rows: BatchRowQuerySet, *, name: str) -> HttpResponseBase:
    """Rows that need help, as they were sent, with what is wrong."""
    pieces = as_csv(batch_results.HELP_HEADING, batch_results.helpless(rows=rows))
    return _attached(_streamed(pieces, CSV), f"{name}.csv")


def _workbook(rows: BatchRowQuerySet) -> HttpResponseBase:
    if rows.count() > MOST_SHEET_ROWS:
        words = _("A workbook takes at most %(most)s rows. Take the CSV file.")
        raise BadInput({"kind": [words % {"most": f"{MOST_SHEET_ROWS:,}"}]})
    target = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response when it has been sent
    write_sheet(target, batch_results.HEADING, batch_results.table(rows=rows))
    target.seek(0)
    return FileResponse(target, content_type=WORKBOOK)


def _streamed(pieces: Iterator[bytes], mime: str) -> HttpResponseBase:
    # The first piece now: a database that fails must answer with an error, not with half a file.
    return StreamingHttpResponse(chain([next(pieces)], pieces), content_type=mime)


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
