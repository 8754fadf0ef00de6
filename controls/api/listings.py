"""Listings over the API: who is on which list by which notice, and in what state on a day."""

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import batches, columns
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, refuse_before, root_of
from controls.api.exports import Export
from controls.api.schemas import ListingAnswerSerializer, ListingPageSerializer, ListingSerializer
from controls.api.shapes import Shape
from controls.api.unknown import unknown
from controls.filters.listings import ListingFilter
from controls.filters.questions import FactQuestion
from controls.models import Listing

TAG = "Listings"


class ListingList(Endpoint):
    @describe(
        "listings_list",
        tag=TAG,
        summary="Listings as of a day",
        text="Every listing whose notice was published by the day, newest notice first and in the order of its annex "
        "unless `sort` says otherwise. All parameters narrow; a repeatable one means *any of these values*.",
        question=ListingFilter,
        answer=ListingPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ListingFilter)
        rows, frame = page_of(request, batches.listing_values(asked.apply(stated=False)), asked)
        return self.answer(asked, frame, results=batches.listings(rows, on=asked.day, root=root_of(request)))


class ListingDetail(Endpoint):
    @describe(
        "listings_get",
        tag=TAG,
        summary="One listing as of a day",
        text="The same shape as in the list. A listing whose notice was published later than the day was not yet on "
        "record: the answer is 404 and names `as_of`.",
        question=FactQuestion,
        answer=ListingAnswerSerializer,
        key="cn-wl-2026-012-1",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        rows = list(batches.listing_values(Listing.objects.filter(key=key.lower())))
        if not rows:
            raise unknown(Listing.objects.all(), key, words=_("There is no listing “%(key)s”."))
        refuse_before(rows[0]["notice__published_on"], asked, key=key, notice=rows[0]["notice__label"])
        return self.answer(asked, batches.listings(rows, on=asked.day, root=root_of(request))[0])


class ListingExport(Export):
    name = "listings"
    question = ListingFilter
    columns = columns.LISTING

    def rows(self, request: Request, asked: ListingFilter) -> Iterator[Shape]:
        shaped = partial(batches.listings, on=asked.day, root=root_of(request))
        return batches.portions(batches.listing_values(asked.apply(stated=False)), shaped)


@describe_export("listings", tag=TAG, kind="csv", question=ListingFilter, row=ListingSerializer)
class ListingCSV(ListingExport):
    kind = "csv"


@describe_export("listings", tag=TAG, kind="json", question=ListingFilter, row=ListingSerializer)
class ListingJSON(ListingExport):
    kind = "json"


@describe_export("listings", tag=TAG, kind="jsonl", question=ListingFilter, row=ListingSerializer)
class ListingJSONL(ListingExport):
    kind = "jsonl"
