"""What the description of the API says of batches."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from controls.api import examples
from controls.api.described import CSV, JSON, PROBLEMS, problems
from controls.screening.api import batch_schemas as shapes
from controls.screening.downloads import WORKBOOK
from controls.screening.filters.batches import SHOWS

TAG = "Screening"
_BATCH = {
    "id": 12, "file_name": "customers.csv", "sha256": "9f" * 32,
    "read_as": "UTF-8 (every byte fits UTF-8), separated by comma", "state": "running", "failure": None,
    "waits_for": None, "columns": {"name": 1, "country": 2}, "heading": True, "lists": [], "as_of": "2026-11-21",
    "threshold": 0.7, "rows": 10_000, "screened": 6_412, "need_help": 3, "possible_matches": 9, "seconds_left": 21,
    "freshness": {"official_sources": {"asked": 9, "read_within_a_day": 9, "in_trouble": []}},
    "made_at": "2026-11-21T01:02:03Z", "started_at": "2026-11-21T01:03:00Z", "ended_at": None,
    "results_url": f"{examples.HOST}/api/v1/screening/batches/12/results/",
    "page_url": f"{examples.HOST}/screening/batches/12/",
}  # fmt: skip
_ROW = {
    "row": 2, "name": "株式会社SUBARU", "country": "JP", "identifier": "", "reference": "K-1001", "state": "done",
    "outcome": "possible_match", "class": "same", "score": 0.98, "entry": "SUBARU Corporation",
    "check": "S-2026-11-21-000417", "what_is_wrong": None, "hits": 1,
    "entry_id": "subaru-corporation", "list": "cn-watch-list", "list_name": "Watch list", "effect": "extra_review",
    "listing_state": "in_force", "sent": ["株式会社SUBARU", "日本", "K-1001"],
    "check_url": f"{examples.HOST}/api/v1/screening/checks/S-2026-11-21-000417/",
}  # fmt: skip
_FRAME = {"count": 1, "page": 1, "page_size": 50, "pages": 1, "next": None, "previous": None}
_NUMBER = OpenApiParameter(
    "number", OpenApiTypes.INT64, OpenApiParameter.PATH, description="Number of the batch.",
    examples=[OpenApiExample("Example", value=12)],
)  # fmt: skip
_SHOW = OpenApiParameter(
    "show", OpenApiTypes.STR, description="Which rows. Default: all.", enum=list(SHOWS),
    examples=[OpenApiExample("Example", value="matches")],
)  # fmt: skip
_PAGING = [
    OpenApiParameter(
        name, {"type": "integer", "minimum": 1, "maximum": most, "default": default},
        description=text, examples=[OpenApiExample("Example", value=default)],
    )
    for name, most, default, text in (
        ("page", 1_000_000, 1, "Page, counted from 1. A page beyond the last is refused."),
        ("page_size", 500, 50, "Rows a page."),
    )
]  # fmt: skip


def _answers(
    shape: Any, example: Any, *, status: int = 200, missing: bool = True, also: tuple[int, ...] = ()
) -> dict[Any, Any]:
    shown = [OpenApiExample("Example", value=example)]
    said: dict[Any, Any] = {(status, JSON): OpenApiResponse(shape, description="The answer.", examples=shown)}
    return said | _problems(missing=missing, also=also)


def _problems(*, missing: bool, also: tuple[int, ...] = ()) -> dict[Any, Any]:
    left_out = {409} if missing else {404, 409}
    return problems(*(status for status in PROBLEMS if status not in left_out or status in also))


describe_list = extend_schema_view(
    get=extend_schema(
        operation_id="batches_list", tags=[TAG], summary="Your batches",
        description="Files of names that you sent, the newest first, with how far each is.",
        parameters=_PAGING,
        responses=_answers(shapes.BatchPageSerializer, {**_FRAME, "results": [_BATCH]}, missing=False),
    ),
    post=extend_schema(
        operation_id="batches_send", tags=[TAG], summary="Send a file of names, or rows",
        description="Keeps the rows as a draft, guesses what the columns hold, and screens nothing yet: start it next. "
        "All of a file or nothing. Where several encodings fit a file you are asked to name one.",
        request={
            "multipart/form-data": shapes.BatchFileSerializer,
            "application/json": shapes.BatchRowsSerializer,
        },
        responses=_answers(shapes.BatchSerializer, {**_BATCH, "state": "draft"}, status=201, missing=False),
    ),
)  # fmt: skip
describe_detail = extend_schema_view(
    get=extend_schema(
        operation_id="batches_get", tags=[TAG], summary="One batch",
        description="How it was read, what is asked, and how far the work is.",
        parameters=[_NUMBER], responses=_answers(shapes.BatchSerializer, _BATCH),
    )
)  # fmt: skip
describe_results = extend_schema_view(
    get=extend_schema(
        operation_id="batches_results", tags=[TAG], summary="Rows of a batch with what came of them",
        description="In the order of the file, while the work goes on as well. That no entry was found never means "
        "that a shipment is free.",
        parameters=[_NUMBER, _SHOW, *_PAGING],
        responses=_answers(shapes.BatchResultPageSerializer, {**_FRAME, "results": [_ROW]}),
    )
)  # fmt: skip


def describe_act(name: str, *, summary: str, takes_body: bool = False) -> Callable[[type], type]:
    """Describe an act on a batch; its docstring says what it does."""

    def decorate(view: type) -> type:
        post = extend_schema(
            operation_id=f"batches_{name}", tags=[TAG], summary=summary, description=view.__doc__,
            parameters=[_NUMBER], request=shapes.BatchStartSerializer if takes_body else None,
            responses=_answers(shapes.BatchSerializer, _BATCH, also=(409,)),
        )  # fmt: skip
        described: type = extend_schema_view(post=post)(view)
        return described

    return decorate


def describe_file(kind: str) -> Callable[[type], type]:
    """Describe the results as a file."""
    mime = {"csv": CSV, "xlsx": WORKBOOK, "json": JSON}[kind]
    shape: Any = shapes.BatchRowSerializer(many=True) if kind == "json" else OpenApiTypes.BINARY
    get = extend_schema(
        operation_id=f"batches_results_{kind}", tags=[TAG], summary=f"All rows of a batch, as {kind.upper()}",
        description="No cell is run by a spreadsheet program. In CSV a cell that begins with a sign of formulas or an "
        "apostrophe has one more apostrophe in front; a workbook says of each cell that it is text.",
        parameters=[_NUMBER, _SHOW],
        responses={(200, mime): OpenApiResponse(shape, description="The file.")} | _problems(missing=True),
    )  # fmt: skip
    return extend_schema_view(get=get)
