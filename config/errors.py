"""Errors that no view caught: one answer for people, one for programs, the same words in both."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.api import problem
from config.middleware import API_PREFIX
from controls.filters.fields import BadInput
from controls.views import errors as pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A question that cannot be answered as it was asked. The field is named where one is known."""
    faults = exception.errors if isinstance(exception, BadInput) else {"request": [_refusal(exception)]}
    if request.path.startswith(API_PREFIX):
        return problem(status=400, title=_("Bad request"), detail=_("The question is not valid."), errors=faults)
    return pages.bad_request(request, errors=faults)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(status=403, title=_("Forbidden"), detail=_("You may not do this."))
    return pages.forbidden(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    reason = said or _("There is nothing at this address.")
    if request.path.startswith(API_PREFIX):
        return problem(status=404, title=_("Not found"), detail=reason)
    return pages.not_found(request, reason=reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours. Its number is that of the request, which stands in the log beside the traceback."""
    number = str(request.META.get("REQUEST_ID", "-"))
    if request.path.startswith(API_PREFIX):
        words = _("The fault is ours and has been recorded as %(number)s.") % {"number": number}
        return problem(status=500, title=_("Server error"), detail=words)
    return pages.server_error(number=number)


def _refusal(exception: Exception) -> str:
    if isinstance(exception, SuspiciousOperation) and "Host" in str(exception):
        return _("This host name is not served here.")
    return _("The request is malformed.")
