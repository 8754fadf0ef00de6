"""Errors that no view caught: one answer for people, one for programs, the same words in both."""

import sys

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.api import problem
from controls import roles
from controls.api.authentication import SECOND_FACTOR_MISSING
from controls.filters.fields import BadInput
from controls.views import errors as pages

API_PREFIX = "/api/v1/"
RETRY_AFTER_SECONDS = 5  # a database that restarts is back by then


def refused(request: HttpRequest, refusal: BadInput) -> HttpResponse:
    """A question that cannot be answered as it was asked; each field at fault is named."""
    return _faulty(request, refusal.errors)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself refuses."""
    return _faulty(request, {"request": [_refusal(exception)]})


def _faulty(request: HttpRequest, faults: dict[str, list[str]]) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(status=400, title=_("Bad request"), detail=_("The question is not valid."), errors=faults)
    return pages.bad_request(request, errors=faults)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(status=403, title=_("Forbidden"), detail=_("You may not do this."))
    return pages.forbidden(request)


def closed(request: HttpRequest) -> HttpResponse:
    """An address that nobody was given access to."""
    return role_missing(request, needed=roles.NOBODY)


def role_missing(request: HttpRequest, *, needed: str) -> HttpResponse:
    """Somebody whose role does not reach: `needed` is a word of the ladder, or NOBODY."""
    if request.path.startswith(API_PREFIX):
        return problem(status=403, title=_("Forbidden"), detail=_("You may not do this."))
    return pages.role_missing(request, needed=needed)


def second_factor_missing(request: HttpRequest) -> HttpResponse:
    """A program that comes with the session of somebody who has yet to set up a second factor."""
    return problem(status=403, title=_("Forbidden"), detail=str(SECOND_FACTOR_MISSING))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    reason = said or _("There is nothing at this address.")
    if request.path.startswith(API_PREFIX):
        return problem(status=404, title=_("Not found"), detail=reason)
    return pages.not_found(request, reason=reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody caught: a database that does not answer, or a fault of ours."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _unavailable(request)
    return _our_fault(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """No answer is no "no entry": 503, with the time after which to ask again."""
    if request.path.startswith(API_PREFIX):
        answer = problem(status=503, title=_("Not available"), detail=_("The database does not answer."))
    else:
        answer = pages.unavailable()
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _our_fault(request: HttpRequest) -> HttpResponse:
    """The fault is ours. Its number is that of the request, which stands in the log beside the traceback."""
    number = str(request.META.get("REQUEST_ID", "-"))
    if request.path.startswith(API_PREFIX):
        words = _("The fault is ours and has been recorded as %(number)s.") % {"number": number}
        return problem(status=500, title=_("Server error"), detail=words)
    return pages.server_error(number=number)


def _refusal(exception: Exception) -> str:
    if isinstance(exception, DisallowedHost):
        return _("This host name is not served here.")
    return _("The request is malformed.")
