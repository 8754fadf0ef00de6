"""The frame of pages that ask the index of names: private ones, and 503 where nothing can be screened."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from controls.screening.services.index import IndexNotReady
from controls.views import private as own
from controls.views.asking import PageRequest
from controls.views.private import View


def private(*methods: str, nav: str = "screening") -> Callable[[View], View]:
    """Make a function a page of screening: kept by nobody. Who may open it stands in the table of access."""
    page = own.private(*methods, nav=nav)
    return lambda view: page(_when_ready(view))


def _when_ready(view: View) -> View:
    @wraps(view)
    def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except IndexNotReady as reason:
            response = render(request, "screening/not_ready.html", {"reason": str(reason)}, status=503)
            response["Retry-After"] = str(reason.retry_after)
            return response

    return answer
