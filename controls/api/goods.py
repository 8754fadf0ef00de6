"""Elements and customs numbers over the API: what controls an element on a day, and what a number may point to."""

from collections import defaultdict

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import catalogue_shapes, measure_shapes
from controls.api.described import describe
from controls.api.element_schemas import ElementAnswerSerializer
from controls.api.endpoints import Endpoint, page_of, root_of
from controls.api.measure_schemas import ElementPageSerializer, TariffCodePageSerializer
from controls.api.shapes import Shape
from controls.filters.measures import ElementFilter, TariffCodeFilter
from controls.filters.questions import FactQuestion
from controls.models import ControlledItem, Element, Form, Measure, TariffCode
from controls.models.catalogue_states import about_rare_earths
from controls.models.goods_queries import caught_together, items_by_number

TAG = "Measures"


class ElementList(Endpoint):
    @describe(
        "elements_list",
        tag=TAG,
        summary="The 17 rare earths",
        text="In the order of their atomic numbers. What controls one of them on a day is under its own address.",
        question=ElementFilter,
        answer=ElementPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ElementFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[measure_shapes.element(row, root=root) for row in rows])


class ElementDetail(Endpoint):
    @describe(
        "elements_get",
        tag=TAG,
        summary="What controls an element on a day",
        text="Goods and technology with the state of their measure on the day. `together` names items that are caught "
        "only with another element, such as a magnet of neodymium with dysprosium. No item does not mean no control.",
        question=FactQuestion,
        answer=ElementAnswerSerializer,
        symbol="Dy",
    )
    def get(self, request: Request, symbol: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = Element.objects.filter(key=symbol.lower()).prefetch_related("sources").first()
        if row is None:
            raise Http404(_("“%(key)s” is not the symbol of a rare earth.") % {"key": symbol[:80]})
        root = root_of(request)
        found = Measure.objects.published(on=asked.day).touching(row.symbol).with_everything()
        goods: list[Shape] = []
        technology: list[Shape] = []
        together: list[str] = []
        measures = [(measure, measure_shapes.measure_brief(measure, on=asked.day, root=root)) for measure in found]
        for measure, brief in measures:
            for item in sorted(measure.items.all(), key=lambda item: item.position):
                if row.symbol not in item.elements:
                    continue
                shape = {**measure_shapes.item(item, measure), "measure": measure.key, "state": brief["state"]}
                (technology if item.form == Form.TECHNOLOGY else goods).append(shape)
                if caught_together(item.elements):
                    together.append(item.key)
        body = {
            **measure_shapes.element(row, root=root),
            "goods": goods,
            "technology": technology,
            "measures": [brief for measure, brief in measures if row.symbol in measure.elements],
            "catalogue": [
                catalogue_shapes.item(item, standing, root=root) for item, standing in about_rare_earths(on=asked.day)
            ],
            "together": together,
            "evidence": measure_shapes.evidence(row),
        }
        return self.answer(asked, body)


class CodeList(Endpoint):
    @describe(
        "codes_list",
        tag=TAG,
        summary="Customs numbers as hints",
        text="Customs numbers with the controlled items that name them. One number covers controlled and uncontrolled "
        "goods: it is a hint and never a verdict, and an item may be controlled without any number.",
        question=TariffCodeFilter,
        answer=TariffCodePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, TariffCodeFilter)
        rows: list[TariffCode]
        rows, frame = page_of(request, asked.apply().prefetch_related("sources"), asked)
        named: dict[str, list[ControlledItem]] = defaultdict(list)
        named |= items_by_number([row.key for row in rows], on=asked.day)
        root = root_of(request)
        results = [measure_shapes.tariff_code(row, named[row.key], root=root) for row in rows]
        return self.answer(asked, frame, results=results)
