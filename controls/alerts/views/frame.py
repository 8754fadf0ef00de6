"""The frame of the pages of alerts: for those who are signed in, everybody their own, kept by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from controls.models import User
from controls.views import errors
from controls.views.asking import PageRequest

View = Callable[..., HttpResponseBase]


def private(*methods: str) -> Callable[[View], View]:
    """Make a function a page of alerts. Who is not signed in is sent to do so and comes back."""

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
            request.nav = "alerts"
            response = _answered(view, request, parts)
            response["Cache-Control"] = "private, no-store"
            return response

        return answer

    return decorate


def _answered(view: View, request: PageRequest, parts: dict[str, Any]) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        return view(request, **parts)
    except Http404 as missing:  # answered here, so that nobody keeps this either: a 404 may be cached by default
        return errors.not_found(request, reason=str(missing))


def reader(request: PageRequest) -> User:
    """Who looks at the page."""
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user
