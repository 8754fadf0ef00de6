"""Entities over the API, with their names in all scripts and their listings as of a day."""

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import batches, columns
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, page_of, root_of
from controls.api.exports import Export
from controls.api.schemas import EntityAnswerSerializer, EntityPageSerializer, EntitySerializer
from controls.api.shapes import Shape
from controls.api.unknown import unknown
from controls.filters.entities import EntityFilter
from controls.filters.questions import FactQuestion
from controls.models import Entity

TAG = "Entities"


class EntityList(Endpoint):
    @describe(
        "entities_list",
        tag=TAG,
        summary="Entities as of a day",
        text="Every entity that a notice published by the day has listed, by name, with its listings on that day.",
        question=EntityFilter,
        answer=EntityPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, EntityFilter)
        rows, frame = page_of(request, batches.entity_values(asked.apply()), asked)
        return self.answer(asked, frame, results=batches.entities(rows, on=asked.day, root=root_of(request)))


class EntityDetail(Endpoint):
    @describe(
        "entities_get",
        tag=TAG,
        summary="One entity as of a day",
        text="An entity that no notice had listed by the day is answered with an empty `listings`. That means no entry "
        "was found in this register; it never means that a shipment is free.",
        question=FactQuestion,
        answer=EntityAnswerSerializer,
        key="subaru-corporation",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, FactQuestion)
        rows = list(batches.entity_values(Entity.objects.filter(key=key.lower())))
        if not rows:
            raise unknown(Entity.objects.all(), key, words=_("There is no entity “%(key)s”."))
        return self.answer(asked, batches.entities(rows, on=asked.day, root=root_of(request))[0])


class EntityExport(Export):
    name = "entities"
    question = EntityFilter
    columns = columns.ENTITY

    def rows(self, request: Request, asked: EntityFilter) -> Iterator[Shape]:
        shaped = partial(batches.entities, on=asked.day, root=root_of(request))
        return batches.portions(batches.entity_values(asked.apply()), shaped)


@describe_export("entities", tag=TAG, kind="csv", question=EntityFilter, row=EntitySerializer)
class EntityCSV(EntityExport):
    kind = "csv"


@describe_export("entities", tag=TAG, kind="json", question=EntityFilter, row=EntitySerializer)
class EntityJSON(EntityExport):
    kind = "json"


@describe_export("entities", tag=TAG, kind="jsonl", question=EntityFilter, row=EntitySerializer)
class EntityJSONL(EntityExport):
    kind = "jsonl"
