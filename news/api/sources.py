"""Sources of news over the API: which are asked, and how they answered. Not the sources on which facts rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import Endpoint, page_of, root_of
from controls.filters.questions import Question
from news.api import shapes
from news.api.schemas import NewsSourceAnswerSerializer, NewsSourcePageSerializer
from news.filters.sources import ASKED, ENDED, IN_TROUBLE, OFF, SourceFilter
from news.models import FetchRun, Source
from news.models.runs import latest_runs
from news.services import troubles

TAG = "News"
RUNS_IN_A_LIST, RUNS_OF_ONE = 3, 50


class OfThisMoment(Endpoint):
    """How sources answer moves with every run: nobody keeps it."""

    def dispatch(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **parts)
        response["Cache-Control"] = "no-store"
        return response


class SourceList(OfThisMoment):
    @describe(
        "news_sources_list",
        tag=TAG,
        summary="Sources of news, and how they answer",
        text="What is asked by the clock, in the order in which it is asked, as it stands at this moment whatever "
        "`as_of` says. Not the documents on which facts rest: those stand under `evidence` of each fact.",
        question=SourceFilter,
        answer=NewsSourcePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, SourceFilter)
        now = timezone.now()
        rows, frame = page_of(request, asked.apply(at=now), asked)
        runs = latest_runs(rows, most=RUNS_IN_A_LIST)
        root = root_of(request)
        results = [_shape(row, runs.get(row.pk, []), root, now) for row in rows]
        return self.answer(asked, frame, results=results)


class SourceDetail(OfThisMoment):
    @describe(
        "news_sources_get",
        tag=TAG,
        summary="One source of news",
        text="With its last runs, the newest first, as it stands at this moment whatever `as_of` says.",
        question=Question,
        answer=NewsSourceAnswerSerializer,
        key="cn-mofcom-ann",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, Question)
        row = Source.objects.select_related("authority").filter(key=key).first()
        if row is None:
            raise Http404(_("There is no source of news “%(key)s”.") % {"key": key[:80]})
        runs = latest_runs([row], most=RUNS_OF_ONE).get(row.pk, [])
        return self.answer(asked, _shape(row, runs, root_of(request), timezone.now()))


def _shape(row: Source, runs: Sequence[FetchRun], root: str, at: datetime) -> shapes.Shape:
    still = troubles.nothing_new_since(source=row, at=at)
    return shapes.source(row, state=state_of(row, at), nothing_new_since=still, runs=runs, root=root)


def state_of(row: Source, at: datetime) -> str:
    """In one word. Trouble weighs more than that it is asked."""
    if row.ended_at is not None:
        return ENDED
    if not row.enabled:
        return OFF
    return IN_TROUBLE if troubles.troubles(source=row, at=at) else ASKED
