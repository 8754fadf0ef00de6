"""“Report an error”: a reader says what is wrong, and a curator will look."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from controls import callers
from controls.filters.error_reports import ReportForm
from controls.models import ErrorReport
from controls.services import error_reports

MOST_OWN = 20
FIELDS = ("about", "page", "said", "proof")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, filled with what the address says; what is sent is put before the curators, and nothing changes."""
    if request.method != "POST":
        if "sent" in request.GET:
            return _kept_by_nobody(render(request, "controls/error_report_sent.html", {"number": request.GET["sent"]}))
        given = {name: request.GET[name] for name in FIELDS if name in request.GET}
        return _form(request, ReportForm(initial=given), status=200)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    return _filed(request, form)


def _filed(request: HttpRequest, form: ReportForm) -> HttpResponse:
    words: dict[str, Any] = {name: form.cleaned_data[name] for name in (*FIELDS, "reply_to")}
    reporter = request.user.get_username() if request.user.is_authenticated else ""
    try:
        filed = error_reports.file(**words, reporter=reporter, network=callers.network_of(request), at=timezone.now())
    except error_reports.ReportRefused as reason:
        return _form(request, form, status=429, refusal=str(reason))
    return HttpResponseRedirect(f"{reverse('controls:error-report')}?sent={quote(str(filed.pk))}")


def _form(request: HttpRequest, form: ReportForm, *, status: int, refusal: str = "") -> HttpResponse:
    context = {"form": form, "refusal": refusal, "contact": settings.CONTACT, "own": _own(request)}
    return _kept_by_nobody(render(request, "controls/error_report.html", context, status=status))


def _own(request: HttpRequest) -> list[ErrorReport]:
    """What somebody who is signed in reported last, with what became of it."""
    if not request.user.is_authenticated:
        return []
    return list(ErrorReport.objects.of(request.user.get_username())[:MOST_OWN])


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
