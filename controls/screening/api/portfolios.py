"""Counterparties under watch over the API: portfolios, who is in them, and what differs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from controls.api.described import describe_private
from controls.api.endpoints import address_with, page_of, root_of
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening.api import watch_schemas as schemas
from controls.screening.api import watch_shapes as shapes
from controls.screening.api.checks import caller, loaded
from controls.screening.filters import handed_in
from controls.screening.filters.watch import (
    CounterpartiesQuestion,
    CounterpartyForm,
    DifferencesQuestion,
    PortfolioForm,
    PortfoliosQuestion,
)
from controls.screening.models import Counterparty, Portfolio
from controls.screening.services import counterparties, portfolios, rescreenings
from controls.screening.services.portfolios import PortfolioRefused

TAG = "Screening"


def _number(name: str, words: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        type={"type": "integer", "minimum": 1, "maximum": 999_999_999},
        location=OpenApiParameter.PATH,
        description=words,
        examples=[OpenApiExample(name, value=1)],
    )


PORTFOLIO, COUNTERPARTY = _number("pk", "The portfolio."), _number("number", "The counterparty.")


def portfolio_of(request: Request, pk: int) -> Portfolio:
    """A portfolio that the caller may see, with its counts. Raises Http404: of others nobody learns that they exist."""
    found = Portfolio.objects.visible_to(caller(request)).counted().filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no portfolio %(number)s.") % {"number": pk})
    return found


def refused(reason: PortfolioRefused) -> BadInput:
    """What a caller is told."""
    return BadInput({reason.field: [str(reason)]})


def _given(request: Request, *, standing: Portfolio | None = None) -> dict[str, Any]:
    """A portfolio from the body, over what it was. Raises BadInput."""
    known = tuple(each["list"] for each in loaded().day(timezone.localdate()).searched)
    values, faults = handed_in.object_of(request.data, tuple(PortfolioForm.base_fields))
    before = (
        {name: getattr(standing, name) for name in ("name", "lists", "threshold", "note")}
        if standing is not None
        else {}
    )
    form = PortfolioForm(before | values, known=known)
    if faults := {**handed_in.faults_of(form), **faults}:
        raise BadInput(faults)
    return dict(form.cleaned_data)


class PortfolioList(PrivateEndpoint):
    @describe_private(
        "portfolios_list",
        tag=TAG,
        summary="Your portfolios",
        text="Counterparties that are screened again after each change, and where each portfolio stands.",
        question=PortfoliosQuestion,
        answer=schemas.PortfolioPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, PortfoliosQuestion)
        found = Portfolio.objects.visible_to(caller(request)).under_watch().counted().order_by("name", "pk")
        rows, frame = page_of(request, found, asked)
        return self.say({**frame, "results": [shapes.portfolio(row, root=root_of(request)) for row in rows]})

    @describe_private(
        "portfolios_create",
        tag=TAG,
        summary="Make a portfolio",
        text="Empty at first; put counterparties in, and they are compared within a minute.",
        asks=schemas.PortfolioAskedSerializer,
        answer=schemas.PortfolioSerializer,
        status=201,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        try:
            row = portfolios.make(owner=caller(request), at=timezone.now(), **_given(request))
        except PortfolioRefused as reason:
            raise refused(reason) from reason
        return self.say(shapes.portfolio(portfolio_of(request, row.pk), root=root_of(request)), status=201)


class PortfolioDetail(PrivateEndpoint):
    http_method_names = ["get", "head", "patch"]

    @describe_private(
        "portfolios_get",
        tag=TAG,
        summary="One portfolio",
        text="What it is compared with, and where it stands. Others than its owner and curators get 404.",
        answer=schemas.PortfolioSerializer,
        pk=PORTFOLIO,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(shapes.portfolio(portfolio_of(request, pk), root=root_of(request)))

    @describe_private(
        "portfolios_change",
        tag=TAG,
        summary="Change a portfolio",
        text="Other lists or another threshold have everybody in it compared anew.",
        asks=schemas.PortfolioPatchSerializer,
        answer=schemas.PortfolioSerializer,
        pk=PORTFOLIO,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = portfolio_of(request, pk)
        try:
            portfolios.change(portfolio=row, **_given(request, standing=row))
        except PortfolioRefused as reason:
            raise refused(reason) from reason
        return self.say(shapes.portfolio(portfolio_of(request, pk), root=root_of(request)))


class Rescreen(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "portfolios_rescreen",
        tag=TAG,
        summary="Compare everybody again",
        text="With everything on the lists. That also happens every night, and whenever the algorithm changes.",
        answer=schemas.RescreenSerializer,
        status=202,
        pk=PORTFOLIO,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = portfolio_of(request, pk)
        try:
            rescreenings.ask_in_full(portfolio=row, at=timezone.now())
        except PortfolioRefused as reason:
            raise refused(reason) from reason
        return self.say({"portfolio": row.pk, "waiting": portfolio_of(request, pk).waiting}, status=202)  # type: ignore[attr-defined]  # counted by the query


class CounterpartyList(PrivateEndpoint):
    @describe_private(
        "counterparties_list",
        tag=TAG,
        summary="Counterparties of a portfolio",
        text="Each with its standing result; who has most hits comes first.",
        question=CounterpartiesQuestion,
        answer=schemas.CounterpartyPageSerializer,
        pk=PORTFOLIO,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        asked = self.ask(request, CounterpartiesQuestion)
        found = asked.apply(portfolio_of(request, pk).counterparties.whole())
        rows, frame = page_of(request, found, asked)
        return self.say({**frame, "results": [shapes.counterparty(row) for row in rows]})

    @describe_private(
        "counterparties_put",
        tag=TAG,
        summary="Put counterparties under watch",
        text="Up to 1,000, each with an id of yours: added when the id is new, edited when something differs. One that "
        "cannot be taken says why under `errors`; the others are taken all the same. Or `batch` alone: "
        "the parties that a batch of yours screened, all of them or none, by their references.",
        asks=schemas.CounterpartiesAskedSerializer,
        answer=schemas.CounterpartiesPutSerializer,
        pk=PORTFOLIO,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = portfolio_of(request, pk)
        given = handed_in.given_of(request.data, by=caller(request))
        good = [each.particulars for each in given if each.particulars is not None]
        try:
            outcomes = counterparties.put(portfolio=row, given=good, by=str(caller(request)), at=timezone.now())
        except PortfolioRefused as reason:
            raise refused(reason) from reason
        by_id = dict(zip((each.own_id for each in good), outcomes, strict=True))
        results = [
            {
                "id": each.own_id,
                "outcome": by_id[each.particulars.own_id] if each.particulars else None,
                "errors": each.faults,
            }
            for each in given
        ]
        return self.say({"results": results, "taken": len(good), "refused": len(given) - len(good)})


class CounterpartyDetail(PrivateEndpoint):
    http_method_names = ["get", "head", "patch"]

    @describe_private(
        "counterparties_get",
        tag=TAG,
        summary="One counterparty",
        text="With its standing result and the number of its last check.",
        answer=schemas.CounterpartySerializer,
        pk=PORTFOLIO,
        number=COUNTERPARTY,
    )
    def get(self, request: Request, pk: int, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(shapes.counterparty(_counterparty(request, pk, number)))

    @describe_private(
        "counterparties_change",
        tag=TAG,
        summary="Edit a counterparty, or end its watch",
        text='What is left out stays. `{"ended": true}` alone takes it off the watch; what was found stays on record.',
        asks=schemas.CounterpartyPatchSerializer,
        answer=schemas.CounterpartySerializer,
        pk=PORTFOLIO,
        number=COUNTERPARTY,
    )
    def patch(self, request: Request, pk: int, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = _counterparty(request, pk, number)
        by, at = str(caller(request)), timezone.now()
        try:
            if request.data == {"ended": True}:
                counterparties.end(counterparty=row, by=by, at=at)
            else:
                counterparties.edit(counterparty=row, fields=_edited(request.data, row), by=by, at=at)
        except PortfolioRefused as reason:
            raise refused(reason) from reason
        return self.say(shapes.counterparty(_counterparty(request, pk, number)))


def _edited(body: Any, row: Counterparty) -> dict[str, Any]:
    """The columns that an edit names; others stay, also what somebody else edits just now. Raises BadInput.

    The id of a counterparty never changes.
    """
    known = tuple(name for name in handed_in.COLUMNS if name != "id")
    values, faults = handed_in.object_of(body, known)
    form = CounterpartyForm(CounterpartyForm.of(row) | values)
    if faults := {**handed_in.faults_of(form), **faults}:
        raise BadInput(faults)
    given = form.particulars()
    content = {**given.content(), "further_names": given.further_names}
    return {column: content[column] for column in ("person" if name == "schema" else name for name in values)}


def _counterparty(request: Request, pk: int, number: int) -> Counterparty:
    found = portfolio_of(request, pk).counterparties.whole().filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no counterparty %(number)s in this portfolio.") % {"number": number})
    return found


class DifferenceList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "differences_list",
        tag=TAG,
        summary="What moved for the counterparties of a portfolio",
        text="Oldest first. Keep `last_id` and ask again with `after` set to it. Applied one after another they give "
        "the standing hits of every counterparty.",
        question=DifferencesQuestion,
        answer=schemas.DifferenceFeedSerializer,
        pk=PORTFOLIO,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        asked = self.ask(request, DifferencesQuestion)
        after, limit = asked.cleaned_data["after"], asked.cleaned_data["limit"]
        rows = portfolio_of(request, pk).differences.after(after).select_related("counterparty")
        found = list(rows[: limit + 1])
        last_id = found[:limit][-1].pk if found else after
        following = address_with(request, after=last_id) if len(found) > limit else None
        results = [shapes.difference(row) for row in found[:limit]]
        return self.say({"next": following, "last_id": last_id, "results": results})
