"""Controlled items over the API: what measures control, item by item, with the state of the measure on a day."""

from collections.abc import Iterator

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api import columns, measure_shapes
from controls.api.batches import ROWS_AT_ONCE
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of
from controls.api.exports import Export
from controls.api.measure_schemas import ElementItemSerializer, ItemPageSerializer
from controls.api.shapes import Shape
from controls.filters.measures import ItemFilter
from controls.models import ControlledItem
from controls.models.clause_states import of_measure
from controls.models.history import TrackedQuerySet

TAG = "Measures"


class ItemList(Endpoint):
    @describe(
        "items_list",
        tag=TAG,
        summary="Controlled items as of a day",
        text="Items of the measures published by the day, newest measure first, in the order of the measure, each with "
        "the state of its measure. Customs numbers are hints: one covers controlled and uncontrolled goods.",
        question=ItemFilter,
        answer=ItemPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ItemFilter)
        rows, frame = page_of(request, _with_everything(asked.apply()), asked)
        return self.answer(asked, frame, results=[_shape(row, asked) for row in rows])


class ItemExport(Export):
    name = "items"
    question = ItemFilter
    columns = columns.ITEM

    def rows(self, request: Request, asked: ItemFilter) -> Iterator[Shape]:
        for row in _with_everything(asked.apply()).iterator(chunk_size=ROWS_AT_ONCE):
            yield _shape(row, asked)


@describe_export("items", tag=TAG, kind="csv", question=ItemFilter, row=ElementItemSerializer)
class ItemCSV(ItemExport):
    kind = "csv"


@describe_export("items", tag=TAG, kind="json", question=ItemFilter, row=ElementItemSerializer)
class ItemJSON(ItemExport):
    kind = "json"


@describe_export("items", tag=TAG, kind="jsonl", question=ItemFilter, row=ElementItemSerializer)
class ItemJSONL(ItemExport):
    kind = "jsonl"


def _with_everything(items: TrackedQuerySet) -> TrackedQuerySet:
    return items.prefetch_related("measure__clauses__suspensions")


def _shape(row: ControlledItem, asked: ItemFilter) -> Shape:
    standing = measure_shapes.standing(of_measure(row.measure, on=asked.day))
    return {**measure_shapes.item(row, row.measure), "measure": row.measure.key, "state": standing}
