"""Entities over the API, with their names in all scripts and their listings as of a day."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import columns, examples, shapes
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, root_of
from controls.api.exports import ROWS_AT_ONCE, Export
from controls.api.schemas import EntityAnswerSerializer, EntityPageSerializer, EntitySerializer
from controls.filters.entities import EntityFilter
from controls.filters.questions import Question
from controls.models import Entity, Listing

TAG = "Entities"


def with_everything(entities: QuerySet[Entity], *, on: date) -> QuerySet[Entity]:
    """Rows with names, numbers and, under `listed`, the listings published by the day, newest notice first."""
    listed = (
        Listing.objects.published(on=on)
        .select_related("entity_list", "notice")
        .prefetch_related("events")
        .order_by("-notice__published_on", "-notice_id", "position")
    )
    return entities.select_related("part_of").prefetch_related(
        "names", "identifiers", Prefetch("listings", queryset=listed, to_attr="listed")
    )


class EntityList(Endpoint):
    @describe(
        "entities_list",
        tag=TAG,
        summary="Entities as of a day",
        text="Every entity that a notice published by the day has listed, by name, with its listings on that day.",
        question=EntityFilter,
        answer=EntityPageSerializer,
        example=examples.ENTITY_PAGE,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, EntityFilter)
        rows, frame = page_of(request, with_everything(asked.apply(), on=asked.day), asked)
        root = root_of(request)
        results = [shapes.entity(row, row.listed, on=asked.day, root=root) for row in rows]
        return self.answer(asked, frame, results=results)


class EntityDetail(Endpoint):
    @describe(
        "entities_get",
        tag=TAG,
        summary="One entity as of a day",
        text="An entity that no notice had listed by the day is answered with an empty `listings`. That means no entry "
        "was found in this register; it never means that a shipment is free.",
        question=Question,
        answer=EntityAnswerSerializer,
        example=examples.ENTITY_ANSWER,
        key="subaru-corporation",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, Question)
        row = with_everything(Entity.objects.filter(key=key), on=asked.day).first()
        if row is None:
            raise Http404(_("There is no entity “%(key)s”.") % {"key": key[:80]})
        return self.answer(asked, shapes.entity(row, row.listed, on=asked.day, root=root_of(request)))


class EntityExport(Export):
    name = "entities"
    question = EntityFilter
    columns = columns.ENTITY

    def rows(self, request: Request, asked: EntityFilter) -> Iterator[shapes.Shape]:
        root = root_of(request)
        for row in with_everything(asked.apply(), on=asked.day).iterator(chunk_size=ROWS_AT_ONCE):
            yield shapes.entity(row, row.listed, on=asked.day, root=root)


@describe_export("entities", tag=TAG, kind="csv", question=EntityFilter, row=EntitySerializer)
class EntityCSV(EntityExport):
    kind = "csv"


@describe_export("entities", tag=TAG, kind="json", question=EntityFilter, row=EntitySerializer)
class EntityJSON(EntityExport):
    kind = "json"
