"""Notices over the API: what authorities published by a day."""

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import columns, shapes
from controls.api.batches import ROWS_AT_ONCE
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, refuse_before, root_of
from controls.api.exports import Export
from controls.api.schemas import NoticeAnswerSerializer, NoticePageSerializer, NoticeSerializer
from controls.api.unknown import unknown
from controls.filters.notices import NoticeFilter
from controls.filters.questions import FactQuestion
from controls.models import Listing, Notice, lookup
from controls.models.notices import NoticeQuerySet
from controls.models.orders import acts_upon, ordered_by

TAG = "Notices"


def with_everything(notices: NoticeQuerySet) -> NoticeQuerySet:
    """Rows with their copies, sources and the number of their listings."""
    # Counted apart, not grouped: read back at a revision, a notice is a row of a view, which has no primary key.
    listings = Listing.objects.filter(notice=OuterRef("pk")).order_by().values("notice").annotate(count=Count("pk"))
    counted = Coalesce(Subquery(listings.values("count")), 0)
    return notices.for_display().annotate(listing_count=counted).prefetch_related("copies__source", "sources")


class NoticeList(Endpoint):
    @describe(
        "notices_list",
        tag=TAG,
        summary="Notices published by a day",
        text="Every notice published by the day, newest first.",
        question=NoticeFilter,
        answer=NoticePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, NoticeFilter)
        rows, frame = page_of(request, with_everything(asked.apply()), asked)
        root = root_of(request)
        results = [shapes.notice(row, listing_count=row.listing_count, root=root) for row in rows]
        return self.answer(asked, frame, results=results)


class NoticeDetail(Endpoint):
    @describe(
        "notices_get",
        tag=TAG,
        summary="One notice",
        text="The key is authority, year and number: never the number alone. A notice published later than the day was "
        "not yet on record: the answer is 404 and names `as_of`. `orders` is what it orders besides the names that it "
        "lists, `events` what was announced by the day about those names.",
        question=FactQuestion,
        answer=NoticeAnswerSerializer,
        key="mofcom-2026-12",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        row = lookup.by_key(with_everything(Notice.objects.all()), key)
        if row is None:
            raise unknown(Notice.objects.all(), key, words=_("There is no notice “%(key)s”."))
        refuse_before(row.published_on, asked, key=key, notice=row.label)
        return self.answer(
            asked,
            shapes.notice(row, listing_count=row.listing_count, root=root_of(request)),
            orders=shapes.orders(ordered_by(row, on=asked.day)),
            events=[shapes.listing_act(act) for act in acts_upon(row, on=asked.day)],
        )


class NoticeExport(Export):
    name = "notices"
    question = NoticeFilter
    columns = columns.NOTICE

    def rows(self, request: Request, asked: NoticeFilter) -> Iterator[shapes.Shape]:
        root = root_of(request)
        for row in with_everything(asked.apply()).iterator(chunk_size=ROWS_AT_ONCE):
            yield shapes.notice(row, listing_count=row.listing_count, root=root)


@describe_export("notices", tag=TAG, kind="csv", question=NoticeFilter, row=NoticeSerializer)
class NoticeCSV(NoticeExport):
    kind = "csv"


@describe_export("notices", tag=TAG, kind="json", question=NoticeFilter, row=NoticeSerializer)
class NoticeJSON(NoticeExport):
    kind = "json"


@describe_export("notices", tag=TAG, kind="jsonl", question=NoticeFilter, row=NoticeSerializer)
class NoticeJSONL(NoticeExport):
    kind = "jsonl"
