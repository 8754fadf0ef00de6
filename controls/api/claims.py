"""Claims over the API: what was reported against what better sources say."""

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api import measure_shapes
from controls.api.described import describe
from controls.api.endpoints import Endpoint, page_of
from controls.api.measure_schemas import ClaimPageSerializer
from controls.filters.measures import ClaimFilter


class ClaimList(Endpoint):
    @describe(
        "claims_list",
        tag="Claims",
        summary="What was reported wrongly",
        text="Statements that went round, this register's verdict, what the better source says, and which facts they "
        "are about. Claims have no legal date: every day has the same.",
        question=ClaimFilter,
        answer=ClaimPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ClaimFilter)
        rows, frame = page_of(request, asked.apply().prefetch_related("sources"), asked)
        return self.answer(asked, frame, results=[measure_shapes.claim(row) for row in rows])
