"""Entity lists over the API, with the number of their listings in each state on a day."""

from collections import defaultdict
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import shapes
from controls.api.described import describe
from controls.api.endpoints import Endpoint, page_of
from controls.api.schemas import EntityListAnswerSerializer, EntityListPageSerializer
from controls.api.unknown import unknown
from controls.filters.lists import EntityListFilter
from controls.filters.questions import FactQuestion
from controls.models import EntityList, Listing, lookup

TAG = "Entity lists"


def counted(*, on: date, lists: list[EntityList]) -> dict[str, dict[str, int]]:
    """How many listings published by the day each list has in each state."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    listings = Listing.objects.filter(entity_list__in=lists).published(on=on).with_state(on=on)
    for row in listings.summary():
        counts[row["entity_list__key"]][row["state_code"]] = row["count"]
    return counts


class EntityListList(Endpoint):
    @describe(
        "entity_lists_list",
        tag=TAG,
        summary="Entity lists",
        text="The lists that authorities keep. A list's name is not its effect: `effect` says what being listed means "
        "while it is in force, and `counts` how many listings there are in each state on the day.",
        question=EntityListFilter,
        answer=EntityListPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, EntityListFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        counts = counted(on=asked.day, lists=rows)
        return self.answer(asked, frame, results=[shapes.entity_list(row, counts=counts[row.key]) for row in rows])


class EntityListDetail(Endpoint):
    @describe(
        "entity_lists_get",
        tag=TAG,
        summary="One entity list",
        text="The same shape as in the list.",
        question=FactQuestion,
        answer=EntityListAnswerSerializer,
        key="cn-watch-list",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = lookup.by_key(EntityList.objects.select_related("authority"), key)
        if row is None:
            raise unknown(EntityList.objects.all(), key, words=_("There is no entity list “%(key)s”."))
        counts = counted(on=asked.day, lists=[row])
        return self.answer(asked, shapes.entity_list(row, counts=counts[row.key]))
