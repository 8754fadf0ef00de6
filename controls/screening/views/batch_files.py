"""What came of a batch as a file, and the rows that need help, to be put right and sent again."""

from django.http.response import HttpResponseBase

from controls.screening.downloads import help_as_csv, results_as
from controls.screening.filters.batches import RowsQuestion, shown_rows
from controls.screening.views.batches import asked, own
from controls.screening.views.frame import private
from controls.views.asking import PageRequest


@private("GET", "HEAD")
def results_file(request: PageRequest, number: int, kind: str) -> HttpResponseBase:
    """The rows that the page shows, all of them."""
    batch = own(request, number)
    rows = asked(request, RowsQuestion).apply(batch.rows.all())
    return results_as(rows, kind=kind, name=f"batch-{batch.pk}-results")


@private("GET", "HEAD")
def help_file(request: PageRequest, number: int) -> HttpResponseBase:
    batch = own(request, number)
    return help_as_csv(shown_rows(batch.rows.all(), "help").in_order(), name=f"batch-{batch.pk}-rows-that-need-help")
