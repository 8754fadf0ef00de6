"""The frame of the desk's pages: for curators only, kept by nobody, in words for everybody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from controls.models import User
from controls.screening.services.index import IndexNotReady
from controls.views import errors
from controls.views.asking import PageRequest

View = Callable[..., HttpResponseBase]


def for_curators(*methods: str) -> Callable[[View], View]:
    """Make a function a page of the desk: kept by nobody. Who may open it stands in the table of access."""

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
            request.nav = "desk"
            response = _answered(view, request, parts)
            response["Cache-Control"] = "private, no-store"
            return response

        return answer

    return decorate


def curator(request: PageRequest) -> User:
    """Who is at the desk. Pages for curators let nobody in without an account."""
    user: User = request.user  # type: ignore[assignment]  # never the anonymous one here
    return user


def _answered(view: View, request: PageRequest, parts: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, **parts)
    except Http404 as missing:  # answered here, so that nobody keeps this either: a 404 may be cached by default
        return errors.not_found(request, reason=str(missing))
    except IndexNotReady as reason:
        response = render(request, "screening/not_ready.html", {"reason": str(reason)}, status=503)
        response["Retry-After"] = str(reason.retry_after)
        return response
