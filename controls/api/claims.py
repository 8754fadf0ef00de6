"""Claims over the API: what was reported against what better sources say."""

from collections.abc import Iterator

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api import columns, measure_shapes
from controls.api.batches import ROWS_AT_ONCE
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of
from controls.api.exports import Export
from controls.api.measure_schemas import ClaimPageSerializer, ClaimSerializer
from controls.api.shapes import Shape
from controls.filters.measures import ClaimFilter

TAG = "Claims"


class ClaimList(Endpoint):
    @describe(
        "claims_list",
        tag=TAG,
        summary="What was reported wrongly",
        text="Statements that went round, this register's verdict, what the better source says, and which facts they "
        "are about. A claim stands from the day on which everything that it is about had been published.",
        question=ClaimFilter,
        answer=ClaimPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ClaimFilter)
        rows, frame = page_of(request, asked.apply().prefetch_related("sources"), asked)
        return self.answer(asked, frame, results=[measure_shapes.claim(row) for row in rows])


class ClaimExport(Export):
    name = "claims"
    question = ClaimFilter
    columns = columns.CLAIM

    def rows(self, request: Request, asked: ClaimFilter) -> Iterator[Shape]:
        for row in asked.apply().prefetch_related("sources").iterator(chunk_size=ROWS_AT_ONCE):
            yield measure_shapes.claim(row)


@describe_export("claims", tag=TAG, kind="csv", question=ClaimFilter, row=ClaimSerializer)
class ClaimCSV(ClaimExport):
    kind = "csv"


@describe_export("claims", tag=TAG, kind="json", question=ClaimFilter, row=ClaimSerializer)
class ClaimJSON(ClaimExport):
    kind = "json"


@describe_export("claims", tag=TAG, kind="jsonl", question=ClaimFilter, row=ClaimSerializer)
class ClaimJSONL(ClaimExport):
    kind = "jsonl"
