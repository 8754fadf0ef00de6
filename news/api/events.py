"""Events over the API: what was reported up to a day, each with how sure this register is of it."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api.batches import ROWS_AT_ONCE
from controls.api.described import describe, describe_export
from controls.api.endpoints import NotOnRecord, page_of, root_of
from controls.api.exports import Export
from controls.api.shapes import Shape
from controls.models import Claim
from news.api import event_shapes
from news.api.answers import NewsEndpoint
from news.api.event_schemas import EventAnswerSerializer, EventPageSerializer, EventSerializer
from news.filters.events import EventFilter, EventQuestion
from news.models import NewsEvent
from news.models.moves import moves

TAG = "News"
ARTICLES = 50


class EventList(NewsEndpoint):
    @describe(
        "events_list",
        tag=TAG,
        summary="Reported events",
        text="Every event of a day up to the one asked about, newest first. An event repeats what was reported; what "
        "the law is stands in measures and listings alone. `outcome_unknown`: only the schedule is on file.",
        question=EventFilter,
        answer=EventPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, EventFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[event_shapes.event(row, root=root) for row in rows])


class EventDetail(NewsEndpoint):
    @describe(
        "events_get",
        tag=TAG,
        summary="One reported event",
        text="With the lists that its notices moved, the claims about the same facts, and the articles on it. One of a "
        "later day than asked about is answered with 404 that names `as_of`, unless it is scheduled for after today.",
        question=EventQuestion,
        answer=EventAnswerSerializer,
        key="ne124",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, EventQuestion)
        row = NewsEvent.objects.select_related("notice").filter(key=key).first()
        if row is None:
            raise Http404(_("There is no event “%(key)s”.") % {"key": key[:80]})
        if row.day > asked.day and not (row.outcome_unknown and asked.day == asked.today):
            words = _("%(key)s is an event of %(on)s and had not been reported on %(day)s.")
            raise NotOnRecord(words % {"key": key, "on": row.day.isoformat(), "day": asked.day.isoformat()})
        notices = [each.removeprefix("notice:") for each in row.about if each.startswith("notice:")]
        body = event_shapes.whole(
            row,
            moves=moves(on=asked.day, notices=notices) if notices else (),
            claims=Claim.objects.on(*row.about).values_list("key", flat=True),
            articles=row.articles.shown()
            .between(None, asked.day)
            .select_related("source")
            .order_by("shown_at", "pk")[:ARTICLES],
            root=root_of(request),
        )
        return self.answer(asked, body)


class EventExport(Export):
    name = "events"
    question = EventFilter
    columns = event_shapes.EVENT

    def rows(self, request: Request, asked: EventFilter) -> Iterator[Shape]:
        root = root_of(request)
        for row in asked.apply().iterator(chunk_size=ROWS_AT_ONCE):
            yield event_shapes.event(row, root=root)


@describe_export("events", tag=TAG, kind="csv", question=EventFilter, row=EventSerializer)
class EventCSV(EventExport):
    kind = "csv"


@describe_export("events", tag=TAG, kind="json", question=EventFilter, row=EventSerializer)
class EventJSON(EventExport):
    kind = "json"


@describe_export("events", tag=TAG, kind="jsonl", question=EventFilter, row=EventSerializer)
class EventJSONL(EventExport):
    kind = "jsonl"
