"""How endpoints are described: one sentence each, every parameter, every possible answer, a real example."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view

from controls.api import examples
from controls.api.parameters import parameters_of, path_parameter
from controls.api.schemas import ProblemSerializer
from controls.filters.questions import PagedQuestion, Question

JSON, CSV, PROBLEM = "application/json", "text/csv", "application/problem+json"
LINES = "application/x-ndjson"

PROBLEMS = {
    400: "The question is not valid; `errors` names each field.",
    401: "The API key is not valid, or reading needs one here.",
    404: "There is no such fact, or it was not on record on that day.",
    403: "The role, or the scopes of the key, do not reach; `detail` says what is needed.",
    406: "The Accept header asks for a form that is not offered.",
    409: "It does not fit what stands, or that changed meanwhile; `errors` says what you have not seen.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "No answer at the moment, which never means no entry; `Retry-After` says when to ask again.",
}

# What every reading endpoint may answer.
READING = (400, 401, 403, 404, 406, 429, 503)


def describe(
    operation_id: str,
    *,
    tag: str,
    summary: str,
    text: str,
    question: type[Question],
    answer: Any,
    failing: bool = False,
    missing: bool = False,
    **path: Any,
) -> Callable[[Any], Any]:
    """Describe a reading endpoint. `path` gives the parts of its address with a value that exists.

    `failing` is for the health endpoint: open to everybody, never kept, and its 503 has the shape of its 200.
    `missing`: a parameter may name what is not on record, which is 404 as for a part of the address.
    """
    form = answer if answer is not None else OpenApiTypes.OBJECT
    stored = examples.ANSWERS.get(operation_id)
    shown = [OpenApiExample("Example", value=stored["answer"], summary=stored["asked"])] if stored else []
    responses: dict[Any, Any] = {(200, JSON): OpenApiResponse(form, description="The answer.", examples=shown)}
    if failing:
        responses |= problems(400, 406, 429)
        responses[(503, JSON)] = OpenApiResponse(form, description="The database does not answer.")
    else:
        responses[304] = OpenApiResponse(description="Unchanged since the answer whose ETag you sent as If-None-Match.")
        responses |= problems(*(status for status in READING if path or missing or status != 404))
    return extend_schema(
        operation_id=operation_id,
        tags=[tag],
        summary=summary,
        description=text,
        parameters=[*(path_parameter(name, example=value) for name, value in path.items()), *parameters_of(question)],
        responses=responses,
    )


def describe_private(
    operation_id: str,
    *,
    tag: str,
    summary: str,
    text: str,
    answer: Any,
    asks: Any = None,
    status: int = 200,
    media: str = JSON,
    question: type[Question] | None = None,
    refusals: tuple[int, ...] = (),
    **path: Any,
) -> Callable[[Any], Any]:
    """Describe an endpoint for callers with a key. `asks` is the shape of the body where there is one.

    `path` gives the parts of its address as parameters; `refusals` are answers besides those that each may give.
    """
    stored = examples.ANSWERS.get(operation_id, {})
    shown = [OpenApiExample("Example", value=stored["answer"], summary=stored["asked"])] if stored else []
    sent = [OpenApiExample("Example", value=stored["sent"], request_only=True)] if "sent" in stored else []
    known = (400, 401, 403, 406, 429, 503, *((404,) if path else ()), *((415,) if asks else ()), *refusals)
    return extend_schema(
        operation_id=operation_id,
        tags=[tag],
        summary=summary,
        description=text,
        request={JSON: asks} if asks else None,
        examples=sent,
        parameters=[*path.values(), *(parameters_of(question) if question else ())],
        responses={(status, media): OpenApiResponse(answer, description="The answer.", examples=shown)}
        | problems(*sorted(set(known))),
    )


def describe_export(
    name: str, *, tag: str, kind: str, question: type[Question], row: type[Any], summary: str = ""
) -> Callable[[type], type]:
    """Describe an export: the parameters of the list without its pages."""
    paging = ("page", "page_size") if issubclass(question, PagedQuestion) else ()
    if kind == "csv":
        text = (
            "UTF-8 with a byte order mark, commas, CRLF, first line the names of the columns. A cell that a "
            "spreadsheet program could run as a formula gets one apostrophe in front, and so does one that begins "
            "with an apostrophe: take one leading apostrophe off to have the value back."
        )
        answer: Any = {(200, CSV): OpenApiResponse(OpenApiTypes.STR, description="The file.")}
    elif kind == "jsonl":
        text = "One row a line, each an object in the shape that the list has under `results`."
        answer = {(200, LINES): OpenApiResponse(OpenApiTypes.STR, description="The file.")}
    else:
        text = "An array of the rows, in the shape that the list has under `results`."
        answer = {(200, JSON): OpenApiResponse(row(many=True), description="The file.")}
    get = extend_schema(
        operation_id=f"{name}_export_{kind}",
        tags=[tag],
        summary=summary or f"All {name} asked for, as {kind.upper()}",
        description=f"{text} The headers Register-As-Of and Register-Revision say what it rests on.",
        parameters=parameters_of(question, but=paging),
        responses=answer | problems(*(status for status in READING if status != 404)),
    )
    return extend_schema_view(get=get)


def problems(*statuses: int) -> dict[Any, Any]:
    """The refusals of an endpoint, each with an example."""
    return {
        (status, PROBLEM): OpenApiResponse(
            ProblemSerializer,
            description=PROBLEMS[status],
            examples=[OpenApiExample("Example", value=examples.PROBLEMS[status])],
        )
        for status in statuses
    }
