"""The one gate: who may ask for an address by a method, as the table of access says. No row, no entry."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from config import errors
from controls import roles
from controls.api.endpoints import Endpoint
from controls.models import User

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class AccessGateMiddleware:
    """Asked after the address is known and before its view runs.

    Endpoints of the API answer for themselves, in problem details, from the same table: who calls is not known before
    their key is read. The gate only makes sure that they have a row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, parts: Any) -> HttpResponse | None:
        """The answer to who may not come in; None for who may."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        needs = roles.table().get(route)
        if needs is None:
            logger.error("No row in the table of access for %r: nobody may ask for it.", route)
            return private(errors.closed(request))
        if issubclass(getattr(view, "view_class", object), Endpoint):
            return None
        need = needs.get(roles.asked_as(request.method or ""))
        if need is None:
            return HttpResponseNotAllowed(methods_of(needs))
        return _refusal(request, need.role_where(public_reading=settings.PUBLIC_READING))


def _refusal(request: HttpRequest, needed: str) -> HttpResponse | None:
    """None if the role of who asks reaches. Addresses for visitors do not even ask who it is."""
    if needed == "visitor":
        return None
    if isinstance(request.user, User):
        return None if request.user.may(needed) else private(errors.role_missing(request, needed=needed))
    asked = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return private(redirect_to_login(asked) if asked else redirect_to_login("/"))


def methods_of(needs: roles.Needs) -> list[str]:
    """The methods of a route for the Allow header: HEAD comes with GET."""
    return [name for method in needs for name in ((method, "HEAD") if method == "GET" else (method,))]


def private(response: HttpResponse) -> HttpResponse:
    """An answer to this caller alone, kept by nobody."""
    response["Cache-Control"] = "private, no-store"
    return response
