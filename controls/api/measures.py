"""Measures over the API: rules, their clauses with states on a day, what they control, and what suspends them."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import columns, measure_shapes
from controls.api.batches import ROWS_AT_ONCE
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, refuse_before, root_of
from controls.api.exports import Export
from controls.api.measure_schemas import MeasureAnswerSerializer, MeasurePageSerializer, MeasureSerializer
from controls.api.shapes import Shape
from controls.api.unknown import unknown
from controls.filters.measures import MeasureFilter
from controls.filters.questions import FactQuestion
from controls.models import Measure, lookup

TAG = "Measures"


class MeasureList(Endpoint):
    @describe(
        "measures_list",
        tag=TAG,
        summary="Measures as of a day",
        text="Measures published by the day, newest first. Clauses have states of their own; the measure's state is "
        "that on which they agree, else `mixed`. With `state`, measures of which at least one clause is in it.",
        question=MeasureFilter,
        answer=MeasurePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, MeasureFilter)
        rows, frame = page_of(request, asked.apply().with_everything(), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[measure_shapes.measure(row, on=asked.day, root=root) for row in rows])


class MeasureDetail(Endpoint):
    @describe(
        "measures_get",
        tag=TAG,
        summary="One measure as of a day",
        text="The same shape as in the list. `until` is a formal end, `until_announced` one that was only announced: "
        "after a formal end without a later notice a clause is to be confirmed, whatever was announced. A measure "
        "published later than the day was not yet on record: the answer is 404 and names `as_of`.",
        question=FactQuestion,
        answer=MeasureAnswerSerializer,
        key="cn-2025-61",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = lookup.by_key(Measure.objects.with_everything(), key)
        if row is None:
            raise unknown(Measure.objects.all(), key, words=_("There is no measure “%(key)s”."))
        refuse_before(row.published_on, asked, key=key, notice=str(row))
        return self.answer(asked, measure_shapes.measure(row, on=asked.day, root=root_of(request)))


class MeasureExport(Export):
    name = "measures"
    question = MeasureFilter
    columns = columns.MEASURE

    def rows(self, request: Request, asked: MeasureFilter) -> Iterator[Shape]:
        root = root_of(request)
        for row in asked.apply().with_everything().iterator(chunk_size=ROWS_AT_ONCE):
            yield measure_shapes.measure(row, on=asked.day, root=root)


@describe_export("measures", tag=TAG, kind="csv", question=MeasureFilter, row=MeasureSerializer)
class MeasureCSV(MeasureExport):
    kind = "csv"


@describe_export("measures", tag=TAG, kind="json", question=MeasureFilter, row=MeasureSerializer)
class MeasureJSON(MeasureExport):
    kind = "json"


@describe_export("measures", tag=TAG, kind="jsonl", question=MeasureFilter, row=MeasureSerializer)
class MeasureJSONL(MeasureExport):
    kind = "jsonl"
