"""The lists that are screened, over the API: those of the register, the imported ones, and their versions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import page_of, root_of
from controls.api.writing import PrivateEndpoint
from controls.filters.questions import PagedQuestion, Question
from controls.screening.api.list_schemas import ScreenedListsSerializer, VersionPageSerializer
from controls.screening.api.shapes import address
from controls.screening.filters.lists import ScreenedList, imported_lists, screened_lists
from controls.screening.models import ListVersion

TAG = "Screening"


class ListList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe(
        "screening_lists_list",
        tag=TAG,
        summary="Screened lists",
        text="Every list that a check goes through as of a day, those of the register and those imported beside it, "
        "with entries and completeness. `held_back`: a newer file of this list waits for a person.",
        question=Question,
        answer=ScreenedListsSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, Question)
        results = [screened(each, root=root_of(request)) for each in screened_lists(on=asked.day)]
        return self.say({"as_of": asked.day, "results": results})


class VersionList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe(
        "screening_lists_versions",
        tag=TAG,
        summary="Versions of an imported list",
        text="Every file that was imported as a version of the list, the newest first; also those that were held back "
        "or refused, with the reason and the first errors by line.",
        question=PagedQuestion,
        answer=VersionPageSerializer,
        key="us-csl",
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        asked = self.ask(request, PagedQuestion)
        found = next(iter(imported_lists(on=asked.day, key=key)), None)
        if found is None or found.imported is None:
            raise Http404(_("There is no imported list “%(key)s”.") % {"key": key[:80]})
        rows, frame = page_of(request, found.imported.versions.newest_first(), asked)
        brief = screened(found, root=root_of(request))
        return self.say({**frame, "as_of": asked.day, "list": brief, "results": [version(row) for row in rows]})


def screened(found: ScreenedList, *, root: str) -> dict[str, Any]:
    """A list as callers get it. Of a list of the register the page of its listings is the address."""
    imported, used = found.imported, found.version
    path = "screening-api:list-versions" if imported else "api:entity-list-detail"
    return {
        "id": found.key,
        "name": imported.name if imported else found.searched["name"],
        "kind": "imported" if imported else "register",
        "format": imported.form if imported else None,
        "entries": found.searched.get("entries", 0),
        "expected": found.searched.get("expected"),
        "complete": found.searched.get("complete", False),
        "verified_on": found.searched.get("verified_on"),
        "version": used.number if used else None,
        "published_on": used.published_on if used else None,
        "sha256": used.digest if used else None,
        "held_back": found.held_back,
        "url": address(root, path, key=found.key),
    }


def version(row: ListVersion) -> dict[str, Any]:
    """A version of a list, with the first errors where it was refused."""
    return {
        "number": row.number,
        "state": row.state,
        "reason": row.reason,
        "format": row.form,
        "file": row.file_name,
        "sha256": row.digest,
        "bytes": row.size,
        "entries": row.count,
        "added": row.added,
        "changed": row.changed,
        "removed": row.removed,
        "left_out": row.skipped,
        "errors": [{"line": line, "message": message} for line, message in row.errors],
        "error_count": row.error_count,
        "imported_at": row.imported_at,
        "imported_by": row.imported_by,
        "published_on": row.published_on,
        "decided_by": row.decided_by,
        "decision_reason": row.decision_reason,
    }
