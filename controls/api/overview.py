"""The overview over the API: what its charts are drawn from, all in one answer, or each as a file."""

from collections.abc import Iterator

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api import columns, overview_shapes
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, root_of
from controls.api.exports import Export
from controls.api.overview_schemas import (
    ClockSerializer,
    MarkSerializer,
    MonthSerializer,
    OverviewAnswerSerializer,
    PointSerializer,
    StretchSerializer,
)
from controls.api.shapes import Shape
from controls.filters.fields import FIRST_DAY, LAST_DAY
from controls.filters.questions import Question
from controls.models.overview_clocks import clocks
from controls.models.overview_lists import growth, notices_by_month
from controls.models.overview_measures import lanes, strip

TAG = "Overview"


class Overview(Endpoint):
    @describe(
        "overview_get",
        tag=TAG,
        summary="What the charts are drawn from",
        text="The rare earths against China's measures, the states of these over time, how the entity lists grew, "
        "notices per month, and the formal ends after which nothing is on record. All as known on the day.",
        question=Question,
        answer=OverviewAnswerSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, Question)
        on, root = asked.day, root_of(request)
        found = lanes(on=on, first=FIRST_DAY, last=LAST_DAY)
        body = {
            "strip": overview_shapes.strip(strip(on=on), root=root),
            "lanes": [overview_shapes.lane(each, root=root) for each in found],
            "growth": [overview_shapes.growth(each) for each in growth(on=on)],
            "notices": [overview_shapes.month(each) for each in notices_by_month(on=on)],
            "clocks": [overview_shapes.clock(each) for each in clocks(on=on)],
        }
        return self.answer(asked, body)


@describe_export(
    "overview_strip", tag=TAG, kind="csv", question=Question, row=MarkSerializer,
    summary="Rare earths and the measures that touch them, as CSV",
)  # fmt: skip
class StripCSV(Export):
    name = "overview-strip"
    question = Question
    columns = columns.MARK

    def rows(self, request: Request, asked: Question) -> Iterator[Shape]:
        return overview_shapes.marks(strip(on=asked.day), root=root_of(request))


@describe_export(
    "overview_lanes", tag=TAG, kind="csv", question=Question, row=StretchSerializer,
    summary="Measures and their states over time, as CSV",
)  # fmt: skip
class LanesCSV(Export):
    name = "overview-lanes"
    question = Question
    columns = columns.STRETCH

    def rows(self, request: Request, asked: Question) -> Iterator[Shape]:
        found = lanes(on=asked.day, first=FIRST_DAY, last=LAST_DAY)
        return overview_shapes.stretches(found, root=root_of(request))


@describe_export(
    "overview_growth", tag=TAG, kind="csv", question=Question, row=PointSerializer,
    summary="How the entity lists grew, as CSV",
)  # fmt: skip
class GrowthCSV(Export):
    name = "overview-growth"
    question = Question
    columns = columns.POINT

    def rows(self, request: Request, asked: Question) -> Iterator[Shape]:
        return overview_shapes.points(growth(on=asked.day))


@describe_export(
    "overview_notices", tag=TAG, kind="csv", question=Question, row=MonthSerializer,
    summary="Notices per month, as CSV",
)  # fmt: skip
class NoticesCSV(Export):
    name = "overview-notices"
    question = Question
    columns = columns.MONTH

    def rows(self, request: Request, asked: Question) -> Iterator[Shape]:
        return map(overview_shapes.month, notices_by_month(on=asked.day))


@describe_export(
    "overview_clocks", tag=TAG, kind="csv", question=Question, row=ClockSerializer,
    summary="Formal ends after which nothing is on record, as CSV",
)  # fmt: skip
class ClocksCSV(Export):
    name = "overview-clocks"
    question = Question
    columns = columns.CLOCK

    def rows(self, request: Request, asked: Question) -> Iterator[Shape]:
        return map(overview_shapes.clock, clocks(on=asked.day))
