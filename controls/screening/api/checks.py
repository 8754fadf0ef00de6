"""One check over the API: asked, listed, read again, and its receipt."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from controls.api.described import LINES, describe_private
from controls.api.endpoints import page_of, root_of
from controls.api.rendering import JSONLinesRenderer, JSONRenderer
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.models import User
from controls.screening.api import shapes
from controls.screening.api.schemas import (
    NUMBER,
    ScreeningCheckAskedSerializer,
    ScreeningCheckPageSerializer,
    ScreeningCheckSerializer,
)
from controls.screening.filters.checks import asked_from_json
from controls.screening.filters.own import ChecksQuestion, ReceiptsQuestion
from controls.screening.models import ScreeningCheck
from controls.screening.services import checks, index


class ScreeningUnavailable(APIException):
    """Nothing can be screened now: 503 with Retry-After, never an answer that nobody was found."""

    status_code = 503
    default_detail = "Not available"

    def __init__(self, reason: index.IndexNotReady) -> None:
        super().__init__(str(reason))
        self.wait = reason.retry_after


def caller(request: Request) -> User:
    """Who asks; a PrivateEndpoint lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user


def loaded() -> index.Loaded:
    """The index, or the refusal that a caller understands."""
    try:
        return index.current()
    except index.IndexNotReady as reason:
        raise ScreeningUnavailable(reason) from reason


TAG = "Screening"
NUMBERED = OpenApiParameter(
    "number",
    type={"type": "string", "pattern": NUMBER},
    location=OpenApiParameter.PATH,
    description="Number of the check.",
    examples=[OpenApiExample("number", value="S-2026-11-21-000001")],
)


class CheckList(PrivateEndpoint):
    @describe_private(
        "checks_create",
        tag=TAG,
        summary="Screen one name",
        text="Is this party on a list, as the lists bind on a day? The answer says why, is kept, and has a receipt. "
        "*No entry found* never means that a shipment is free: `notices` has rules that reach parties on no list.",
        asks=ScreeningCheckAskedSerializer,
        answer=ScreeningCheckSerializer,
        status=201,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        today = timezone.localdate()
        ready = loaded()
        asked = asked_from_json(request.data, today=today, lists=checks.lists_known(loaded=ready))
        try:
            check, met = checks.screen_with_cases(
                question=asked, by=caller(request), at=timezone.now(), origin=ScreeningCheck.Origin.API, loaded=ready
            )
        except index.IndexNotReady as reason:
            raise ScreeningUnavailable(reason) from reason
        except checks.CheckRefused as reason:
            raise BadInput({"lists": [str(reason)]}) from reason
        response = self.say(shapes.check(check, root=root_of(request), met=met), status=201)
        response["Location"] = shapes.address(root_of(request), "screening-api:check-detail", number=check.number)
        return response

    @describe_private(
        "checks_list",
        tag=TAG,
        summary="Your checks",
        text="The checks that you asked for, on pages, over the API or otherwise, the newest first.",
        question=ChecksQuestion,
        answer=ScreeningCheckPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ChecksQuestion)
        rows, frame = page_of(request, asked.apply(ScreeningCheck.objects.of(caller(request))), asked)
        return self.say({**frame, "results": [shapes.check_brief(row, root=root_of(request)) for row in rows]})


class CheckDetail(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "checks_get",
        tag=TAG,
        summary="One check",
        text="What was answered, as it was answered: nothing is asked again. Everybody who may screen may read it.",
        answer=ScreeningCheckSerializer,
        number=NUMBERED,
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(shapes.check(check_by(number), root=root_of(request)))


class Receipt(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "checks_receipt",
        tag=TAG,
        summary="The receipt of a check",
        text="The exact bytes that docs/verify_receipt.py checks without this register: canonical JSON with the digest "
        "of everything else in it, and that of the receipt before.",
        answer=OpenApiTypes.OBJECT,
        number=NUMBERED,
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        self.refuse_parameters(request)
        response = HttpResponse(shapes.receipt(check_by(number)), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
        return response


class Receipts(PrivateEndpoint):
    http_method_names = ["get", "head"]

    def get_renderers(self) -> list[BaseRenderer]:
        return [JSONLinesRenderer(), JSONRenderer()]

    @describe_private(
        "receipts_list",
        tag=TAG,
        summary="A stretch of the chain of receipts",
        text="One receipt a line, in the order of the chain, each the exact bytes of the single one. To have all, ask "
        "again with the last `position` as `after`, until nothing comes.",
        question=ReceiptsQuestion,
        answer=OpenApiTypes.STR,
        media=LINES,
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        asked = self.ask(request, ReceiptsQuestion)
        found = asked.apply(ScreeningCheck.objects.all()).iterator(chunk_size=200)
        response = StreamingHttpResponse((shapes.receipt(check) + b"\n" for check in found), content_type=LINES)
        response["Content-Disposition"] = 'attachment; filename="receipts.jsonl"'
        return response


def check_by(number: str) -> ScreeningCheck:
    """The check of a number. Raises Http404."""
    found = ScreeningCheck.objects.filter(number=number).first()
    if found is None:
        raise Http404(_("There is no check “%(number)s”.") % {"number": number[:80]})
    return found
