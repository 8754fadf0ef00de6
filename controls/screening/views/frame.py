"""The frame of screening's pages: for those who are signed in, kept by nobody, 503 where nothing can be screened."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from controls.screening.services.index import IndexNotReady
from controls.views import errors
from controls.views.asking import PageRequest

View = Callable[..., HttpResponseBase]


def private(*methods: str) -> Callable[[View], View]:
    """Make a function a page of screening: kept by nobody. Who may open it stands in the table of access."""

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
            request.nav = "screening"
            response = _answered(view, request, parts)
            response["Cache-Control"] = "private, no-store"
            return response

        return answer

    return decorate


def _answered(view: View, request: PageRequest, parts: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, **parts)
    except Http404 as missing:  # answered here, so that nobody keeps this either: a 404 may be cached by default
        return errors.not_found(request, reason=str(missing))
    except IndexNotReady as reason:
        response = render(request, "screening/not_ready.html", {"reason": str(reason)}, status=503)
        response["Retry-After"] = str(reason.retry_after)
        return response
