"""Cases over the API: the queue, one case, and what people do with it. An act answers with the case as it then is."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request

from controls.api.endpoints import page_of, root_of
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening.api import case_shapes
from controls.screening.api.checks import caller
from controls.screening.filters import decisions as asking
from controls.screening.models import Case
from controls.screening.services import decisions
from controls.screening.services.case_log import CaseRefused, ChangedMeanwhile, NotYours, Unclear


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

    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, asking.CasesQuestion)
        user = caller(request)
        rows, frame = page_of(request, asked.apply(user=user).for_display(), asked)
        shaped = [case_shapes.brief(row, root=root_of(request)) for row in rows]
        return self.say({**frame, "counts": case_shapes.counts(asked.counts(user=user)), "results": shaped})


class CaseDetail(PrivateEndpoint):
    http_method_names = ["get", "head"]

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
        return self.say(case_shapes.whole(case_by(number), root=root_of(request)), status=201)

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        type(self).service(case=case, **said, by=caller(request), at=timezone.now())


class Decide(CaseAct):
    form = asking.Deciding

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        setting = settings.FOUR_EYES
        decisions.decide(case=case, **said, by=caller(request), at=timezone.now(), setting=setting)


class Confirm(CaseAct):
    form, service = asking.Reasoned, decisions.confirm


class Refuse(CaseAct):
    form, service = asking.Reasoned, decisions.refuse


class Withdraw(CaseAct):
    form, service = asking.Withdrawing, decisions.withdraw


class Reopen(CaseAct):
    form, service = asking.Reasoned, decisions.reopen


class Comment(CaseAct):
    form, service = asking.Commenting, decisions.comment


class Assign(CaseAct):
    form = asking.Assigning

    def act(self, request: Request, case: Case, said: dict[str, Any]) -> None:
        pairs = [(case, said["version"])]
        decisions.assign(cases=pairs, to=said["assigned_to"], by=caller(request), at=timezone.now())


class AssignMany(PrivateEndpoint):
    """Hand many cases on, all of them or none."""

    http_method_names = ["post"]

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
