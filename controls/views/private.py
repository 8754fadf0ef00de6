"""The frame of pages about somebody's own things: kept by nobody, also when there is nothing to show."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from controls.models import User
from controls.views import errors
from controls.views.asking import PageRequest

View = Callable[..., HttpResponseBase]


def private(*methods: str, nav: str) -> Callable[[View], View]:
    """Make a function a page of one's own. Who may open it stands in the table of access.

    `nav` is the section that the navigation marks.
    """

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
            request.nav = nav
            try:
                response: HttpResponseBase = view(request, **parts)
            except Http404 as missing:  # answered here, so that nobody keeps it: a 404 may be cached by default
                response = errors.not_found(request, reason=str(missing))
            response["Cache-Control"] = "private, no-store"
            return response

        return answer

    return decorate


def owner(request: PageRequest) -> User:
    """Whose page it is. The table lets nobody in without an account."""
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user
