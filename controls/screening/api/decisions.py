"""Cases over the API: the queue, one case, and what people do with it. An act answers with the case as it then is."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_view
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request

from controls.api.described import describe_private
from controls.api.endpoints import page_of, root_of
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening.api import case_schemas, case_shapes
from controls.screening.api.checks import TAG, caller
from controls.screening.filters import decisions as asking
from controls.screening.models import Case
from controls.screening.services import decisions
from controls.screening.services.case_log import CaseRefused, ChangedMeanwhile, NotYours, Unclear

NUMBERED = OpenApiParameter(
    "number",
    type={"type": "integer", "minimum": 1, "maximum": 999_999_999},
    location=OpenApiParameter.PATH,
    description="Number of the case.",
    examples=[OpenApiExample("number", value=1)],
)


def _act(name: str, *, summary: str, text: str, asks: type) -> Callable[[type], type]:
    """Describe an act on one case."""
    told = describe_private(
        f"cases_{name}",
        tag=TAG,
        summary=summary,
        text=text,
        asks=asks,
        answer=case_schemas.CaseSerializer,
        status=201,
        refusals=(409,),
        number=NUMBERED,
    )
    return extend_schema_view(post=told)


class Conflict(APIException):
    """The act does not fit what stands, or what stood changed meanwhile."""

    status_code = 409
    default_detail = "Conflict"

    def __init__(self, refusal: CaseRefused) -> None:
        super().__init__(str(refusal))
        if isinstance(refusal, ChangedMeanwhile):
            self.faults = {"version": [line.sentence for line in refusal.lines] or [str(refusal)]}


class CaseList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "cases_list",
        tag=TAG,
        summary="Cases that ask for a decision",
        text="One case for each counterparty and each entry that its name was found like, what waits longest first. "
        "Without `state`, those that are open or await a second person.",
        question=asking.CasesQuestion,
        answer=case_schemas.CasePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, asking.CasesQuestion)
        user = caller(request)
        rows, frame = page_of(request, asked.apply(user=user).for_display(), asked)
        shaped = [case_shapes.brief(row, root=root_of(request)) for row in rows]
        return self.say({**frame, "counts": case_shapes.counts(asked.counts(user=user)), "results": shaped})


class CaseDetail(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "cases_get",
        tag=TAG,
        summary="One case",
        text="The pair, why it was found alike, what stands, and the whole history. All who may screen may read it.",
        answer=case_schemas.CaseWholeSerializer,
        number=NUMBERED,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(case_shapes.whole(case_by(number), root=root_of(request)))


class CaseAct(PrivateEndpoint):
    """One act on one case. A subclass names the form of its body and the service that carries it out."""

    http_method_names = ["post"]
    form: type[asking.Act]
    service: Callable[..., Any]

    def post(self, request: Request, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        case = case_by(number)
        said = asking.said(self.form, request.data)
        carried_out(lambda: self.act(request, case, said))
        return self.say(case_shapes.brief(case_by(number), root=root_of(request)), status=201)

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        type(self).service(case=case, **said, by=caller(request), at=timezone.now())


@_act(
    "decide",
    summary="Decide a case",
    text="Same party, different party, or need more facts, with the reason. “Different party” awaits a second person "
    "where the installation asks for four eyes; “need more facts” leaves the case open.",
    asks=case_schemas.DecidingSerializer,
)
class Decide(CaseAct):
    form = asking.Deciding

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        setting = settings.FOUR_EYES
        decisions.decide(case=case, **said, by=caller(request), at=timezone.now(), setting=setting)


@_act(
    "confirm",
    summary="Confirm a decision",
    text="As the second person: nobody confirms their own decision.",
    asks=case_schemas.ReasonedSerializer,
)
class Confirm(CaseAct):
    form, service = asking.Reasoned, decisions.confirm


@_act(
    "refuse",
    summary="Refuse a decision",
    text="As the second person: the case is open again.",
    asks=case_schemas.ReasonedSerializer,
)
class Refuse(CaseAct):
    form, service = asking.Reasoned, decisions.refuse


@_act(
    "withdraw",
    summary="Withdraw a decision",
    text="One's own, while it awaits a second person: the case is open again.",
    asks=case_schemas.WithdrawingSerializer,
)
class Withdraw(CaseAct):
    form, service = asking.Withdrawing, decisions.withdraw


@_act(
    "reopen",
    summary="Re-open a case",
    text="A decided one, with a reason. It also re-opens by itself when entry, counterparty or algorithm change.",
    asks=case_schemas.ReasonedSerializer,
)
class Reopen(CaseAct):
    form, service = asking.Reasoned, decisions.reopen


@_act(
    "comment",
    summary="Comment on a case",
    text="In any state; a comment decides nothing.",
    asks=case_schemas.CommentingSerializer,
)
class Comment(CaseAct):
    form, service = asking.Commenting, decisions.comment


@_act(
    "assign",
    summary="Assign a case",
    text="To somebody who signs in here, or to nobody.",
    asks=case_schemas.AssigningSerializer,
)
class Assign(CaseAct):
    form = asking.Assigning

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        pairs = [(case, said["version"])]
        decisions.assign(cases=pairs, to=said["assigned_to"], by=caller(request), at=timezone.now())


class AssignMany(PrivateEndpoint):
    """Hand many cases on, all of them or none."""

    http_method_names = ["post"]

    @describe_private(
        "cases_assign_many",
        tag=TAG,
        summary="Assign many cases",
        text="All of them or none: when one was changed since you looked at it, nothing is handed on.",
        asks=case_schemas.AssigningManySerializer,
        answer=case_schemas.CasesSerializer,
        status=201,
        refusals=(409,),
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        versions, address = asking.many(request.data)
        found = {case.pk: case for case in Case.objects.filter(pk__in=versions)}
        if missing := sorted(set(versions) - set(found)):
            raise BadInput({"cases": [_("There is no case %(number)s.") % {"number": missing[0]}]})
        try:
            to = asking.person(address)
        except ValidationError as error:
            raise BadInput({"assigned_to": error.messages}) from error
        pairs = [(found[number], version) for number, version in versions.items()]
        carried_out(lambda: decisions.assign(cases=pairs, to=to, by=caller(request), at=timezone.now()))
        rows = Case.objects.filter(pk__in=versions).for_display().oldest_first()
        return self.say({"results": [case_shapes.brief(row, root=root_of(request)) for row in rows]}, status=201)


def carried_out(act: Callable[[], Any]) -> None:
    """Do it, or answer in words: 400 for what is unclear, 403 for what is another's to do, 409 for the rest."""
    try:
        act()
    except Unclear as refusal:
        raise BadInput({refusal.field: [str(refusal)]}) from refusal
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except CaseRefused as refusal:
        raise Conflict(refusal) from refusal


def case_by(number: int) -> Case:
    """The case of a number. Raises Http404."""
    found = Case.objects.for_display().filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no case %(number)s.") % {"number": number})
    return found
