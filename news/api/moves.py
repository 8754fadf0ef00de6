"""Changes of lists over the API: which notice moved which list, and how long each step took."""

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import page_of
from news.api import event_shapes
from news.api.answers import NewsEndpoint
from news.api.event_schemas import MovePageSerializer
from news.filters.moves import MoveFilter


class MoveList(NewsEndpoint):
    @describe(
        "moves_list",
        tag="News",
        summary="Which notice moved which list",
        text="Every change of an entity list announced up to the day asked about, the latest first, with the days from "
        "its announcement to its effect, to the first report on record and to our record. What is not on file is null.",
        question=MoveFilter,
        answer=MovePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, MoveFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        return self.answer(asked, frame, results=[event_shapes.move(row) for row in rows])
