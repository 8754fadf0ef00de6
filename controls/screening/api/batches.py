"""Batches over the API: sent as a file or as rows, started, followed, stopped, resumed, and read."""

import re
from typing import Any, cast

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from controls.api.endpoints import page_of, root_of
from controls.api.rendering import CSVRenderer, JSONRenderer
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening import tasks
from controls.screening.api import batch_shapes
from controls.screening.api.batch_described import (
    describe_act,
    describe_detail,
    describe_file,
    describe_list,
    describe_results,
)
from controls.screening.api.checks import caller, loaded
from controls.screening.downloads import WORKBOOK, results_as
from controls.screening.filters.batch_bodies import parties_from_json, start_from_json
from controls.screening.filters.batches import BatchesQuestion, RowsQuestion, StartForm, UploadForm
from controls.screening.models import Batch
from controls.screening.services import batch_results, batches, checks
from controls.screening.services.batch_files import EncodingUnclear


@describe_list
class BatchList(PrivateEndpoint):
    parser_classes = [JSONParser, MultiPartParser]

    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, BatchesQuestion)
        rows, frame = page_of(request, asked.apply(Batch.objects.of(caller(request))), asked)
        now, root = timezone.now(), root_of(request)
        return self.say({**frame, "results": [batch_shapes.batch(row, root=root, at=now) for row in rows]})

    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        given: dict[str, Any] = {"threshold": StartForm.base_fields["threshold"].clean("")}
        given |= {"as_of": timezone.localdate(), "by": caller(request), "at": timezone.now()}
        try:
            if (request.content_type or "").startswith("multipart/"):
                made = _from_file(request, given)
            else:
                name, parties = parties_from_json(request.data)
                made = batches.submit(parties=parties, file_name=name, **given)
        except batches.BatchRefused as reason:
            raise BadInput({reason.field: [str(reason)]}) from reason
        response = self.say(batch_shapes.batch(made, root=root_of(request), at=timezone.now()), status=201)
        response["Location"] = batch_shapes.batch_url(made, root=root_of(request))
        return response


def _from_file(request: Request, given: dict[str, Any]) -> Batch:
    """A draft of the file in the request. Raises BadInput for fields that are wrong or unknown."""
    given_fields = cast(QueryDict, request.data)  # what a form in several parts is parsed to
    form = UploadForm(given_fields, request.FILES)
    unknown = {str(name)[:80]: [_("Unknown name.")] for name in given_fields if name not in form.fields}
    if unknown or not form.is_valid():
        raise BadInput(unknown or {name: [str(each) for each in said] for name, said in form.errors.items()})
    sent = form.cleaned_data["file"]
    try:
        return batches.upload(file=sent, file_name=sent.name or "", **{**given, **form.reading()})
    except EncodingUnclear as unclear:
        known = ", ".join(reading.encoding for reading in unclear.readings)
        raise BadInput({"encoding": [str(unclear), _("Give one of: %(known)s.") % {"known": known}]}) from unclear


@describe_detail
class BatchDetail(PrivateEndpoint):
    http_method_names = ["get", "head"]

    def get(self, request: Request, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(batch_shapes.batch(own(request, number), root=root_of(request), at=timezone.now()))


class ActDoesNotFit(APIException):
    """The batch is in a state in which this cannot be done to it: nothing is wrong with the request."""

    status_code = 409
    default_detail = "Conflict"

    def __init__(self, refusal: batches.BatchRefused) -> None:
        super().__init__(str(refusal))
        self.faults = {refusal.field: [str(refusal)]}


class BatchAct(PrivateEndpoint):
    """Something is done to a batch, and the batch answered. Subclasses say what."""

    http_method_names = ["post"]

    def act(self, request: Request, batch: Batch) -> Batch:
        raise NotImplementedError

    def post(self, request: Request, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        batch = own(request, number)
        try:
            acted = self.act(request, batch)
        except batches.StateRefused as reason:
            raise ActDoesNotFit(reason) from reason
        except batches.BatchRefused as reason:
            raise BadInput({reason.field: [str(reason)]}) from reason
        return self.say(batch_shapes.batch(acted, root=root_of(request), at=timezone.now()))


@describe_act("start", summary="Start a batch", takes_body=True)
class BatchStart(BatchAct):
    """Say what the columns hold and what is asked, and hand the rows to the workers. Left out: as guessed."""

    def act(self, request: Request, batch: Batch) -> Batch:
        today = timezone.localdate()
        known = checks.lists_known(loaded=loaded())
        width = max(map(len, batches.preview(batch=batch, rows=batches.PREVIEW + 1)), default=0)
        wanted = start_from_json(request.data, batch, width=width, today=today, known=known)
        begun = batches.start(batch=batch, at=timezone.now(), **wanted)
        tasks.ring()
        return begun


@describe_act("stop", summary="Stop a batch")
class BatchStop(BatchAct):
    """No further rows are screened; what is being screened at this moment is kept."""

    def act(self, request: Request, batch: Batch) -> Batch:
        return batches.stop(batch=batch)


@describe_act("resume", summary="Resume a batch")
class BatchResume(BatchAct):
    """Go on where it was stopped; no row is screened twice."""

    def act(self, request: Request, batch: Batch) -> Batch:
        resumed = batches.resume(batch=batch, at=timezone.now())
        tasks.ring()
        return resumed


@describe_results
class BatchResults(PrivateEndpoint):
    http_method_names = ["get", "head"]

    def get(self, request: Request, number: int) -> HttpResponse:
        batch = own(request, number)
        asked = self.ask(request, RowsQuestion)
        rows, frame = page_of(request, asked.apply(batch_results.with_checks(rows=batch.rows.all())), asked)
        return self.say({**frame, "results": [batch_shapes.row(row, root=root_of(request)) for row in rows]})


class WorkbookRenderer(JSONRenderer):
    """For content negotiation of workbooks."""

    media_type = WORKBOOK
    format = "xlsx"


RENDERERS: dict[str, type[BaseRenderer]] = {"csv": CSVRenderer, "xlsx": WorkbookRenderer, "json": JSONRenderer}


_WHOLE = re.compile("[1-9][0-9]{0,17}")


class BatchFile(PrivateEndpoint):
    """All results in one file."""

    http_method_names = ["get", "head"]
    kind = "csv"

    def get_renderers(self) -> list[BaseRenderer]:
        return [RENDERERS[self.kind]()]

    def get(self, request: Request, number: str) -> HttpResponseBase:
        # A text, so that a number that is none gets a 404 and no redirect to itself with a slash.
        batch = own(request, int(number) if _WHOLE.fullmatch(number) else 0)
        rows = self.ask(request, RowsQuestion, but=("page", "page_size")).apply(batch.rows.all())
        return results_as(rows, kind=self.kind, name=f"batch-{batch.pk}-results")


@describe_file("csv")
class BatchCSV(BatchFile):
    kind = "csv"


@describe_file("xlsx")
class BatchXLSX(BatchFile):
    kind = "xlsx"


@describe_file("json")
class BatchJSON(BatchFile):
    kind = "json"


def own(request: Request, number: int) -> Batch:
    """A batch of the caller; for everybody else there is none. Raises Http404."""
    found = Batch.objects.of(caller(request)).filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no batch %(number)s of yours.") % {"number": number})
    return found
