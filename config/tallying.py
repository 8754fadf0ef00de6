"""Counts answers for /metrics, where METRICS asks for it. Wired in settings by dotted path."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from controls.tally import TALLY

UNKNOWN = "unknown"  # an address that leads nowhere
STATIC = "static"


class TallyMiddleware:
    """Notes each answer with the name of its route, never its address: addresses hold names, and have no end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        TALLY.note(
            route=route_of(request),
            method=request.method or "",
            status=response.status_code,
            seconds=time.perf_counter() - began,
        )
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the route. What was answered before it was looked up, by a cache or a gate, is looked up here."""
    if request.path_info.startswith(settings.STATIC_URL):
        return STATIC
    try:
        match = request.resolver_match or resolve(request.path_info)
    except (Resolver404, UnicodeError, ValueError):
        return UNKNOWN
    return match.view_name or UNKNOWN
