"""The change log over the API: read by growing id, so that a program that follows it misses nothing."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api import columns, shapes
from controls.api.batches import ROWS_AT_ONCE
from controls.api.change_schemas import ChangeAnswerSerializer, ChangeFeedSerializer, ChangeSerializer
from controls.api.described import describe, describe_export
from controls.api.endpoints import Endpoint, address_with, revision_of, root_of
from controls.api.exports import Export
from controls.filters.changes import ChangeFeedFilter, ChangeFilter
from controls.filters.fields import BadInput
from controls.filters.questions import Question
from controls.models import Change

TAG = "Changes"


def shaped(row: Change, request: Request, root: str) -> shapes.Shape:
    return shapes.change(row, name_people=bool(request.user and request.user.is_authenticated), root=root)


class ChangeFeed(Endpoint):
    @describe(
        "changes_list",
        tag=TAG,
        summary="Changes after the last one you have",
        text="Oldest first. Keep `last_id` and ask again with `after` set to it: ids only grow, and no change becomes "
        "visible after one with a higher id. `next` is null when you have them all. `recorded_at` is when this "
        "register learnt of something; the legal date is `effective_on`. `before` and `after` are the whole fact, rows "
        "below it included. With `as_of`, changes whose notice was published later, or whose act was announced later, "
        "are left out, and `last_id` passes them by: to keep a copy, ask without filters, and `narrowed_by` is empty. "
        "An `after` beyond the newest change is refused.",
        question=ChangeFeedFilter,
        answer=ChangeFeedSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ChangeFeedFilter)
        limit, root = asked.cleaned_data["limit"], root_of(request)
        self._refuse_ahead(asked.cleaned_data["after"])
        found = list(asked.apply())
        rows = found[:limit]
        last_id = rows[-1].pk if rows else asked.cleaned_data["after"]
        following = address_with(request, after=last_id) if len(found) > limit else None
        frame = {"next": following, "last_id": last_id, "narrowed_by": asked.narrowed_by}
        return self.answer(asked, frame, results=[shaped(row, request, root) for row in rows])

    def _refuse_ahead(self, after: int) -> None:
        """Who has more than this register has would be told of nothing, and then of other changes by the same ids."""
        newest = revision_of(self.request)
        if after > newest:
            words = _("This register stands at revision %(newest)s. Begin anew: it is not the one that you followed.")
            raise BadInput({"after": [words % {"newest": newest}]})


class ChangeDetail(Endpoint):
    @describe(
        "changes_get",
        tag=TAG,
        summary="One change",
        text="What a fact was and what it became. An entry of the log is answered whatever the day.",
        question=Question,
        answer=ChangeAnswerSerializer,
        revision=1,
    )
    def get(self, request: Request, revision: int) -> HttpResponse:
        asked = self.ask(request, Question)
        row = Change.objects.select_related("notice").filter(pk=revision).first()
        if row is None:
            raise Http404(_("There is no change %(revision)s.") % {"revision": revision})
        return self.answer(asked, shaped(row, request, root_of(request)))


class ChangeExport(Export):
    name = "changes"
    question = ChangeFilter
    columns = columns.CHANGE

    def rows(self, request: Request, asked: ChangeFilter) -> Iterator[shapes.Shape]:
        root = root_of(request)
        for row in asked.narrow().order_by("id").iterator(chunk_size=ROWS_AT_ONCE):
            yield shaped(row, request, root)


@describe_export("changes", tag=TAG, kind="csv", question=ChangeFilter, row=ChangeSerializer)
class ChangeCSV(ChangeExport):
    kind = "csv"


@describe_export("changes", tag=TAG, kind="json", question=ChangeFilter, row=ChangeSerializer)
class ChangeJSON(ChangeExport):
    kind = "json"


@describe_export("changes", tag=TAG, kind="jsonl", question=ChangeFilter, row=ChangeSerializer)
class ChangeJSONL(ChangeExport):
    kind = "jsonl"
