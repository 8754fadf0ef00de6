"""Pages of the watch: portfolios, one portfolio, what differs."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion
from controls.models import User
from controls.screening.filters.handed_in import COLUMNS, TableRefused, rows_of
from controls.screening.filters.watch import CounterpartiesQuestion, CounterpartyForm, PagedDifferences, PortfolioForm
from controls.screening.models import Batch, Difference, Portfolio
from controls.screening.services import counterparties, index, portfolios, rescreenings
from controls.screening.services.counterparties import Particulars
from controls.screening.services.portfolios import PortfolioRefused
from controls.screening.told import in_words
from controls.screening.views import watch_words as words
from controls.screening.views.frame import private
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of

SHOWN = 20  # differences on the page of a portfolio


@private("GET", "HEAD", "POST")
def portfolio_list(request: PageRequest) -> HttpResponse:
    """Portfolios that the reader may see, and the form for a new one."""
    lists = index.current().day(timezone.localdate()).searched
    form = PortfolioForm(request.POST or None, known=tuple(each["list"] for each in lists))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                row = _made(request, form.cleaned_data)
                return HttpResponseRedirect(reverse("screening:portfolio-detail", kwargs={"pk": row.pk}))
            except PortfolioRefused as reason:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            except TableRefused as reason:
                form.add_error(None, [in_words(fault) for fault in reason.faults])
        status = 400
    rows = Portfolio.objects.visible_to(request.user).under_watch().counted().select_related("owner")
    context = {"form": form, "lists": lists, "chosen": _chosen(form), "portfolios": rows.order_by("name", "pk")}
    context |= {"batches": screened_batches(request), "batch": (request.POST or request.GET).get("batch", "")}
    return render(request, "screening/portfolio_list.html", context, status=status)


@transaction.atomic
def _made(request: PageRequest, asked_for: dict[str, Any]) -> Portfolio:
    """A new portfolio, with the rows of a batch in it when one was chosen: both or nothing."""
    given = batch_parties(request) if request.POST.get("batch") else []
    row = portfolios.make(owner=reader(request), at=timezone.now(), **asked_for)
    if given:
        counterparties.put(portfolio=row, given=given, by=str(reader(request)), at=timezone.now())
    return row


def screened_batches(request: PageRequest) -> Any:
    """The reader's batches of which something was screened, the newest first."""
    return Batch.objects.of(request.user).filter(done_count__gt=0).newest_first()[:SHOWN]


def batch_parties(request: PageRequest) -> list[Particulars]:
    """The parties of the chosen batch of the reader. Raises TableRefused."""
    number = request.POST.get("batch", "")
    whole = number.isascii() and number.isdigit() and len(number) < 19
    batch = Batch.objects.of(request.user).filter(pk=int(number)).first() if whole else None
    if batch is None:
        raise TableRefused([_("There is no batch %(number)s of yours.") % {"number": number[:20]}])
    return rows_of(batch)


@private("GET", "HEAD")
def portfolio_detail(request: PageRequest, pk: int) -> HttpResponse:
    """Who is in a portfolio with what stands about them, and what differs since the owner looked at the differences."""
    portfolio = portfolio_by(request, pk)
    question = asked(request, CounterpartiesQuestion)
    same = SameQuestion(request, question)
    found = page_of(question.apply(portfolio.counterparties.whole()), question)
    unseen = portfolio.differences.after(portfolio.seen_difference)
    context = {
        "portfolio": portfolio,
        "page": found,
        "counterparties": [words.counterparty(row) for row in found.object_list],
        "filters": question,
        "groups": [
            {"value": value, "label": label, "chosen": value in question.cleaned_data["show"]}
            for value, label in words.GROUPS.items()
        ],
        "columns": COLUMNS,
        "form": CounterpartyForm(),
        "faults": [],
        "unseen": unseen.count(),
        "latest": [words.difference(row) for row in _newest(portfolio)[:SHOWN]],
        "last": portfolio.rescreenings.order_by("-pk").first(),
        **page_links(found, same),
    }
    return render(request, "screening/portfolio_detail.html", context)


@private("GET", "HEAD", "POST")
def portfolio_settings(request: PageRequest, pk: int) -> HttpResponse:
    """What a portfolio is called and compared with; or its end."""
    portfolio = portfolio_by(request, pk)
    lists = index.current().day(timezone.localdate()).searched
    known = tuple(each["list"] for each in lists)
    standing = {name: getattr(portfolio, name) for name in ("name", "lists", "threshold", "note")}
    form = PortfolioForm(request.POST or None, initial=standing, known=known)
    status = 200
    if request.method == "POST":
        try:
            if "end" in request.POST:
                portfolios.end(portfolio=portfolio, at=timezone.now())
                return HttpResponseRedirect(reverse("screening:portfolio-list"))
            if form.is_valid():
                portfolios.change(portfolio=portfolio, **form.cleaned_data)
                return HttpResponseRedirect(reverse("screening:portfolio-detail", kwargs={"pk": pk}))
        except PortfolioRefused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        status = 400
    context = {"portfolio": portfolio, "form": form, "lists": lists, "chosen": _chosen(form)}
    return render(request, "screening/portfolio_settings.html", context, status=status)


@private("POST")
def rescreen(request: PageRequest, pk: int) -> HttpResponse:
    """Have everybody compared with everything again."""
    try:
        rescreenings.ask_in_full(portfolio=portfolio_by(request, pk), at=timezone.now())
    except PortfolioRefused as reason:
        raise BadInput({reason.field: [str(reason)]}) from reason
    return HttpResponseRedirect(reverse("screening:portfolio-detail", kwargs={"pk": pk}))


@private("GET", "HEAD", "POST")
def difference_list(request: PageRequest, pk: int) -> HttpResponse:
    """Everything that moved, the newest first. The owner says what has been seen; looking alone changes nothing."""
    portfolio = portfolio_by(request, pk)
    if request.method == "POST":
        last = request.POST.get("last", "")
        if not last.isascii() or not last.isdigit() or len(last) > 9:
            raise BadInput({"last": [_("Give the number of a difference.")]})
        portfolios.note_seen(portfolio=portfolio, last=int(last))
        return HttpResponseRedirect(reverse("screening:difference-list", kwargs={"pk": pk}))
    question = asked(request, PagedDifferences)
    found = page_of(_newest(portfolio), question)
    newest = portfolio.differences.order_by("-pk").values_list("pk", flat=True).first() or 0
    context = {
        "portfolio": portfolio,
        "page": found,
        "differences": [words.difference(row) for row in found.object_list],
        "newest": newest,
        "is_owner": portfolio.owner_id == request.user.pk,
        **page_links(found, SameQuestion(request, question)),
    }
    return render(request, "screening/difference_list.html", context)


def asked(request: PageRequest, question: type[PagedQuestion]) -> Any:
    """The question of a page. Raises BadInput, which names every parameter at fault."""
    found = question(request.GET, today=timezone.localdate())
    if not found.is_valid():
        raise BadInput({name: [str(each) for each in said] for name, said in found.errors.items()})
    return found


def reader(request: PageRequest) -> User:
    """Who looks at the page."""
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user


def portfolio_by(request: PageRequest, pk: int) -> Portfolio:
    """A portfolio that the reader may see. Raises Http404: of others nobody learns that they exist."""
    found = Portfolio.objects.visible_to(request.user).counted().select_related("owner").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no portfolio %(number)s.") % {"number": pk})
    return found


def _newest(portfolio: Portfolio) -> Any:
    return Difference.objects.filter(portfolio=portfolio).select_related("counterparty").order_by("-pk")


def _chosen(form: PortfolioForm) -> list[str]:
    """The ticked lists; none is all."""
    return [str(each) for each in form["lists"].value() or []]
