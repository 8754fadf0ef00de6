"""The whole register in one file: for programs that keep a copy, and for those that read other models."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseNotModified
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from controls.api.described import LINES, READING, problems
from controls.api.endpoints import Endpoint
from controls.api.parameters import parameters_of
from controls.api.rendering import JSONLinesRenderer, ZIPRenderer
from controls.filters.register import RegisterQuestion
from controls.services import exporting

TAG = "Export"
ZIP = "application/zip"
_HEADERS = {
    "ETag": "Marks these very bytes; send it back as If-None-Match.",
    "Repr-Digest": "SHA-256 of these very bytes (RFC 9530).",
    "Register-Revision": "The revision that the file holds.",
    "Register-Recorded-At": "When the newest change in it was recorded, in UTC.",
    "Register-Log-Digest": "Digest of that change in the log.",
}
_RENDERERS: dict[str, type[BaseRenderer]] = {LINES: JSONLinesRenderer, ZIP: ZIPRenderer}


def describe_register(operation_id: str, *, media: str, summary: str, text: str) -> Callable[[type], type]:
    """Describe one form of the whole register, with the headers that name what it is."""
    form = OpenApiTypes.BINARY if media == ZIP else OpenApiTypes.STR
    headers = [
        OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=words, response=[200])
        for name, words in _HEADERS.items()
    ]
    get = extend_schema(
        operation_id=operation_id,
        tags=[TAG],
        summary=summary,
        description=f"{text} The same revision has the same bytes; headers say revision and SHA-256.",
        parameters=[*parameters_of(RegisterQuestion), *headers],
        responses={(200, media): OpenApiResponse(form, description="The file.")}
        | problems(*(status for status in READING if status != 404)),
    )
    return extend_schema_view(get=get)


class RegisterExport(Endpoint):
    """All facts in one form. Subclasses say in which."""

    form: ClassVar[str]
    media: ClassVar[str]
    ending: ClassVar[str]

    def get_renderers(self) -> list[BaseRenderer]:
        return [_RENDERERS[self.media]()]

    def get(self, request: Request) -> HttpResponse:
        self.ask(request, RegisterQuestion)
        made = exporting.made(form=self.form)
        tag = f'"{made.sha256.hex()}"'
        given = [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]
        response: HttpResponse = HttpResponseNotModified()
        if tag not in given:
            response = HttpResponse(made.content, content_type=self.media)
            response["Content-Disposition"] = f'attachment; filename="register-{made.revision}.{self.ending}"'
            response["Repr-Digest"] = made.digest
        response["ETag"] = tag
        response["Cache-Control"] = "no-cache" if self._is_open() else "private, no-cache"
        for name, value in _names_of(made).items():
            response[name] = value
        return response

    def _is_open(self) -> bool:
        return "Authorization" not in self.request.headers and not self.request.user.is_authenticated


def _names_of(made: exporting.Made) -> dict[str, Any]:
    moment = {"Register-Recorded-At": made.recorded_at} if made.recorded_at else {}
    return {"Register-Revision": str(made.revision), "Register-Log-Digest": made.log_digest} | moment


@describe_register(
    "register_jsonl",
    media=LINES,
    summary="The whole register, as JSON lines",
    text="First a line that names the revision, then every fact as it was recorded last, in the order of kinds and "
    "keys. Whoever keeps a copy from the changes alone has the same bytes: see docs/examples/follow.py.",
)
class RegisterLines(RegisterExport):
    form, media, ending = "jsonl", LINES, "jsonl"


@describe_register(
    "register_csv",
    media=ZIP,
    summary="The whole register, as tables",
    text="A ZIP archive with one CSV for each kind of fact, all of one revision, which register.json names. Cells are "
    "written as in the other exports; lists and rows below a fact are JSON.",
)
class RegisterTables(RegisterExport):
    form, media, ending = "csv", ZIP, "csv.zip"


@describe_register(
    "register_ftm",
    media=LINES,
    summary="Entities and listings, for FollowTheMoney",
    text="One statement a line: each entity as Organization, Company, PublicBody or Person, each listing as Sanction. "
    "Measures have no place in that model.",
)
class RegisterStatements(RegisterExport):
    form, media, ending = "ftm", LINES, "ftm.jsonl"
