"""What every endpoint does: refuse in words, answer for a day and a revision, and let a caller keep an answer."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from controls.api.permissions import ByTheTable
from controls.api.rendering import as_json
from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion, Question
from controls.models import Change, recorded

Asked = TypeVar("Asked", bound=Question)


class NotOnRecord(NotFound):
    """Nobody could know of the thing on the day, or the register did not at the revision: named under that field."""

    def __init__(self, words: str, *, under: str = "as_of") -> None:
        super().__init__(words)
        self.faults = {under: [words]}


class Endpoint(APIView):
    """Reads only, unless a subclass says otherwise. Who may ask stands in the table of access."""

    http_method_names = ["get", "head"]
    permission_classes = [ByTheTable]
    reading: ExitStack  # what is undone when the answer is given
    revision_read: tuple[int, datetime] | None = None

    def initial(self, request: Request, *args: Any, **parts: Any) -> None:
        """A method that does not exist here is refused as such, not for want of a key."""
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        super().initial(request, *args, **parts)

    def check_permissions(self, request: Request) -> None:
        """Who may not ask is counted as well, and told what is left."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Nothing: that was asked before the permissions."""

    def ask(self, request: Request, question: type[Asked], *, but: tuple[str, ...] = ()) -> Asked:
        """The request's question, checked. `but` names parameters that it has elsewhere and not here.

        Raises BadInput, which names every parameter that is wrong, unknown or empty.
        """
        asked = question(request.query_params, today=timezone.localdate())
        for name in but:
            del asked.fields[name]
        asked.is_valid()
        asked.refuse_unknown()
        asked.refuse_blank()
        if asked.errors:
            raise BadInput({field: [str(each) for each in said] for field, said in asked.errors.items()})
        if asked.recorded is not None:
            self._read_back(asked.recorded)
        return asked

    def _read_back(self, revision: int) -> None:
        """From here to the end of the request, the register answers as it would have at the revision."""
        try:
            found = self.reading.enter_context(recorded.at(revision))
        except recorded.RevisionUnknown as unknown:
            words = _("Revisions run from %(first)s to %(newest)s.") % {
                "first": unknown.first,
                "newest": unknown.newest,
            }
            raise BadInput({"revision": [words]}) from unknown
        self.request._request.revision = self.revision_read = found  # type: ignore[attr-defined]  # as revision_of()

    def handle_exception(self, exc: Exception) -> Response:
        """What is not on record at an earlier revision may well be now: the fault is named under `revision`."""
        if isinstance(exc, Http404) and self.revision_read is not None:
            words = _("%(said)s That is what the register said at revision %(revision)s.")
            exc = NotOnRecord(words % {"said": exc, "revision": self.revision_read[0]}, under="revision")
        return super().handle_exception(exc)

    def answer(self, asked: Question, body: dict[str, Any], **last: Any) -> HttpResponse:
        """The body as JSON, with the day it speaks for, the revision it rests on and how fresh the sources are.

        `last` comes after these.
        """
        revision = revision_of(self.request)
        fresh = freshness_of(self.request)
        stamped = {**body, "as_of": asked.day, "revision": revision, "freshness": fresh, **last}
        response = HttpResponse(as_json(stamped), content_type="application/json")
        return self._kept(response, f"{revision}-{asked.today:%Y%m%d}")

    def _kept(self, response: HttpResponse, mark: str) -> HttpResponse:
        """Answers to visitors are marked by the revision cache; those that depend on who asks are marked here."""
        request = self.request._request
        if "Authorization" not in request.headers and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return response
        tag = f'W/"{mark}-{hashlib.sha256(response.content).hexdigest()[:16]}"'
        given = [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]
        kept: HttpResponse = HttpResponseNotModified() if tag in given else response
        kept["ETag"] = tag
        kept["Cache-Control"] = "private, no-cache"
        return kept

    def dispatch(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        with ExitStack() as self.reading:
            response = super().dispatch(request, *args, **parts)
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        allowance = getattr(request, "allowance", None)
        # What is left to one caller must not stand on an answer that the revision cache hands to the next visitor.
        known = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
        if allowance is not None and (known or response.status_code != 200):
            for name, value in allowance.headers().items():
                response[name] = value
        return response


def revision_of(request: Request) -> int:
    """The register's revision; asked for once per request, here or by the revision cache."""
    inner = request._request
    revision: tuple[int, Any] | None = getattr(inner, "revision", None)
    if revision is None:
        revision = inner.revision = Change.objects.revision()  # type: ignore[attr-defined]  # kept for this request
    return revision[0]


def freshness_of(request: Request) -> dict[str, Any]:
    """How fresh the official sources are: known to those who ask them, and put on the request by the wiring."""
    told: dict[str, Any] = request._request.freshness()  # type: ignore[attr-defined]  # config.middleware
    return told


def refuse_before(published_on: date, asked: Question, *, key: str, notice: str) -> None:
    """Raise NotOnRecord when the notice was published later than the day asked about."""
    if published_on > asked.day:
        words = _("%(key)s was not on record on %(day)s: %(notice)s was published on %(published)s.") % {
            "key": key,
            "day": asked.day.isoformat(),
            "notice": notice,
            "published": published_on.isoformat(),
        }
        raise NotOnRecord(words)


def root_of(request: Request) -> str:
    """Scheme and host of this installation, as the caller reached it; no slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")


def page_of(request: Request, rows: QuerySet | Sequence[Any], asked: PagedQuestion) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page asked for, and the frame around them. Raises BadInput for a page beyond the last."""
    paginator = Paginator(rows, asked.cleaned_data["page_size"])
    frame = frame_of(request, asked, count=paginator.count)
    return list(paginator.page(frame["page"]).object_list) if paginator.count else [], frame


def frame_of(request: Request, asked: PagedQuestion, *, count: int) -> dict[str, Any]:
    """What stands around the rows of a page. Raises BadInput for a page beyond the last."""
    number, size = asked.cleaned_data["page"], asked.cleaned_data["page_size"]
    pages = max(1, -(-count // size))
    if number > pages:
        raise BadInput({"page": [_("There are %(pages)s pages.") % {"pages": pages}]})
    return {
        "count": count,
        "page": number,
        "page_size": size,
        "pages": pages,
        "next": address_with(request, page=number + 1) if number < pages else None,
        "previous": address_with(request, page=number - 1) if number > 1 else None,
    }


def address_with(request: Request, **changes: int) -> str:
    """The address asked for, with parameters changed."""
    query = request.query_params.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"{root_of(request)}{request.path}?{query.urlencode()}"
