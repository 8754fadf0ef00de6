"""Project-wide REST wiring: the one shape of every error under /api/. Only other wiring imports it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

from controls.filters.fields import BadInput

Faults = Mapping[str, Sequence[str]]


def problem(*, status: int, title: str, detail: str, errors: Faults | None = None) -> HttpResponse:
    """RFC 9457 problem details. `errors` says by field what is wrong; a field is a parameter or a part of the body."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": dict(errors or {})}
    response = HttpResponse(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS, default=str),
        status=status,
        content_type="application/problem+json",
    )
    response["Cache-Control"] = "no-store"
    return response


def problem_details(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer what an endpoint raised. None for what it does not expect: `config.errors` answers that."""
    if isinstance(exc, BadInput):
        return problem(status=400, title=_("Bad request"), detail=_("The question is not valid."), errors=exc.errors)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound(*exc.args)
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    set_rollback()
    return _refused(exc)


def _refused(exc: exceptions.APIException) -> HttpResponse:
    titles = {
        400: _("Bad request"),
        401: _("Not signed in"),
        403: _("Forbidden"),
        404: _("Not found"),
        405: _("Method not allowed"),
        406: _("Not acceptable"),
        415: _("Unsupported media type"),
        429: _("Too many requests"),
    }
    detail, errors = _words(exc.detail)
    errors = getattr(exc, "faults", errors)
    title = titles.get(exc.status_code) or str(exc.default_detail)
    response = problem(status=exc.status_code, title=title, detail=detail, errors=errors)
    if header := getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        response["Retry-After"] = str(max(1, -int(-wait // 1)))
    return response


def _words(detail: Any) -> tuple[str, dict[str, list[str]]]:
    """A sentence and the faults by field, from what REST framework carries in an exception."""
    if isinstance(detail, dict):
        faults = {
            str(field): [str(each) for each in (said if isinstance(said, list) else [said])]
            for field, said in detail.items()
        }
        return _("The request is not valid."), faults
    if isinstance(detail, list):
        return " ".join(str(each) for each in detail), {}
    return str(detail), {}
