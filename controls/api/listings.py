"""Listings over the API: who is on which list by which notice, and in what state on a day."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import columns, examples, shapes
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, refuse_before, root_of
from controls.api.exports import ROWS_AT_ONCE, Export
from controls.api.schemas import ListingAnswerSerializer, ListingPageSerializer, ListingSerializer
from controls.filters.listings import ListingFilter
from controls.filters.questions import Question
from controls.models import Listing
from controls.models.listing_queries import ListingQuerySet

TAG = "Listings"


def with_everything(listings: ListingQuerySet) -> ListingQuerySet:
    """Rows with all that the shape of a listing needs, in a fixed number of queries."""
    return listings.for_display().prefetch_related("sources")


class ListingList(Endpoint):
    @describe(
        "listings_list",
        tag=TAG,
        summary="Listings as of a day",
        text="Every listing whose notice was published by the day, newest notice first and in the order of its annex "
        "unless `sort` says otherwise. All parameters narrow; a repeatable one means *any of these values*.",
        question=ListingFilter,
        answer=ListingPageSerializer,
        example=examples.LISTING_PAGE,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ListingFilter)
        rows, frame = page_of(request, with_everything(asked.apply()), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[shapes.listing(row, on=asked.day, root=root) for row in rows])


class ListingDetail(Endpoint):
    @describe(
        "listings_get",
        tag=TAG,
        summary="One listing as of a day",
        text="The same shape as in the list. A listing whose notice was published later than the day was not yet on "
        "record: the answer is 404 and names `as_of`.",
        question=Question,
        answer=ListingAnswerSerializer,
        example=examples.LISTING_ANSWER,
        key="cn-wl-2026-012-1",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, Question)
        row = with_everything(Listing.objects.filter(key=key)).first()
        if row is None:
            raise Http404(_("There is no listing “%(key)s”.") % {"key": key[:80]})
        refuse_before(row.notice, asked, key=row.key)
        return self.answer(asked, shapes.listing(row, on=asked.day, root=root_of(request)))


class ListingExport(Export):
    name = "listings"
    question = ListingFilter
    columns = columns.LISTING

    def rows(self, request: Request, asked: ListingFilter) -> Iterator[shapes.Shape]:
        root = root_of(request)
        for row in with_everything(asked.apply()).iterator(chunk_size=ROWS_AT_ONCE):
            yield shapes.listing(row, on=asked.day, root=root)


@describe_export("listings", tag=TAG, kind="csv", question=ListingFilter, row=ListingSerializer)
class ListingCSV(ListingExport):
    kind = "csv"


@describe_export("listings", tag=TAG, kind="json", question=ListingFilter, row=ListingSerializer)
class ListingJSON(ListingExport):
    kind = "json"
