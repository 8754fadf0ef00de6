"""Counterparties put in by hand or as a table, and the page of one."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.screening.filters.batches import UploadForm
from controls.screening.filters.handed_in import COLUMNS, MOST_ROWS, TableRefused, table_of
from controls.screening.filters.watch import CounterpartyForm
from controls.screening.models import Counterparty, Portfolio
from controls.screening.services import counterparties
from controls.screening.services.portfolios import PortfolioRefused
from controls.screening.spreadsheets.encodings import ENCODINGS
from controls.screening.told import in_words
from controls.screening.views import watch_words as words
from controls.screening.views.frame import private
from controls.screening.views.portfolios import batch_parties, portfolio_by, reader, screened_batches
from controls.views.asking import PageRequest


@private("GET", "HEAD", "POST")
def table(request: PageRequest, pk: int) -> HttpResponse:
    """Put counterparties under watch: a table as a file or pasted, or the rows of a batch. All or nothing."""
    portfolio = portfolio_by(request, pk)
    faults: list[str] = []
    if request.method == "POST":
        try:
            _take(request, portfolio)
            return HttpResponseRedirect(reverse("screening:portfolio-detail", kwargs={"pk": pk}))
        except TableRefused as reason:
            faults = [in_words(fault) for fault in reason.faults]
        except PortfolioRefused as reason:
            faults = [str(reason)]
    context = {
        "portfolio": portfolio,
        "faults": faults,
        "columns": COLUMNS,
        "most": MOST_ROWS,
        "pasted": request.POST.get("pasted", "")[:100_000],
        "encodings": UploadForm.base_fields["encoding"].choices,  # type: ignore[attr-defined]  # of a ChoiceField
        "chosen": request.POST.get("encoding", ""),
        "batches": screened_batches(request),
    }
    return render(request, "screening/counterparty_table.html", context, status=400 if faults else 200)


def _take(request: PageRequest, portfolio: Portfolio) -> None:
    given = (
        batch_parties(request) if "batch" in request.POST else table_of(_content(request), encoding=_encoding(request))
    )
    counterparties.put(portfolio=portfolio, given=given, by=str(reader(request)), at=timezone.now())


def _encoding(request: HttpRequest) -> str:
    """How the file is written; empty when it is to be recognised, as what was pasted is not: that is text already."""
    if "file" not in request.FILES:
        return "utf-8"
    chosen = request.POST.get("encoding", "")
    if chosen and chosen not in ENCODINGS:
        raise TableRefused([_("Choose an encoding of the list.")])
    return chosen


def _content(request: HttpRequest) -> bytes:
    """The file, or what was pasted."""
    if file := request.FILES.get("file"):
        return bytes(file.read())
    return request.POST.get("pasted", "").encode()


@private("GET", "HEAD", "POST")
def counterparty(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """One counterparty: what stands, what it was, and the form to edit it or to end its watch."""
    portfolio = portfolio_by(request, pk)
    row = portfolio.counterparties.whole().filter(pk=number).first()
    if row is None:
        raise Http404(_("There is no counterparty %(number)s in this portfolio.") % {"number": number})
    form = CounterpartyForm(_edited(request, row) if request.method == "POST" else None, initial=_shown(row))
    status = 200
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return HttpResponseRedirect(request.path)
        except PortfolioRefused as reason:
            form.add_error(None, str(reason))
        status = 400
    context = {
        "portfolio": portfolio,
        "row": words.counterparty(row),
        "form": form,
        "versions": row.versions.order_by("-version"),
        "differences": [
            words.difference(each) for each in row.differences.select_related("counterparty").order_by("-pk")[:50]
        ],
    }
    return render(request, "screening/counterparty_detail.html", context, status=status)


def _act(request: PageRequest, row: Counterparty, form: CounterpartyForm) -> bool:
    """End the watch, or edit. Says whether that was done."""
    by, at = str(reader(request)), timezone.now()
    if "end" in request.POST:
        counterparties.end(counterparty=row, by=by, at=at)
        return True
    if not form.is_valid():
        return False
    given = form.particulars()
    fields = {**given.content(), "further_names": given.further_names}
    counterparties.edit(counterparty=row, fields=fields, by=by, at=at)
    return True


def _edited(request: PageRequest, row: Counterparty) -> dict[str, str]:
    """What was typed; the number of a counterparty never changes."""
    return {name: request.POST.get(name, "") for name in COLUMNS} | {"id": row.own_id}


def _shown(row: Counterparty) -> dict[str, object]:
    return {**CounterpartyForm.of(row), "further_names": "\n".join(row.further_names)}
