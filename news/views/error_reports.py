"""What readers reported as wrong: the queue on the desk, and a curator's answer to each."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.accounts import letters
from controls.filters.fields import SaidField, WholeField
from controls.models import ErrorReport
from controls.services import error_reports
from controls.views.asking import PageRequest
from news.views.frame import curator, for_curators

ROWS = 50


class AnswerForm(forms.Form):
    """What was mended, or why nothing is."""

    answer = SaidField(max_length=1000, label=gettext_lazy("Answer"))


class PageForm(forms.Form):
    page = WholeField(least=1, most=10_000, default=1, label=gettext_lazy("Page"))


@for_curators("GET", "HEAD")
def report_list(request: PageRequest) -> HttpResponse:
    """All reports: what waits first, the oldest of it on top; then what was answered, the newest first."""
    asked = PageForm(request.GET)
    number = asked.cleaned_data["page"] if asked.is_valid() else 1
    waiting = list(ErrorReport.objects.waiting())
    decided = ErrorReport.objects.exclude(state=ErrorReport.State.OPEN).order_by("-decided_at", "-pk")
    pages = Paginator(decided, ROWS)
    context = {"waiting": waiting, "decided": pages.get_page(number)}
    return render(request, "desk/error_list.html", context)


@for_curators("GET", "HEAD", "POST")
def report_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One report with what it is about; a curator closes it with an answer."""
    report = ErrorReport.objects.filter(pk=pk).first()
    if report is None:
        raise Http404(_("There is no report %(number)s.") % {"number": pk})
    form, refusal = AnswerForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            decided = error_reports.decide(
                report=report, mended=_mended(request), answer=form.cleaned_data["answer"], by=curator(request),
                at=timezone.now(),
            )  # fmt: skip
            _send_answer(decided)
            return HttpResponseRedirect(request.path)
        except error_reports.ReportRefused as reason:
            refusal = str(reason)
    context = {
        "report": report,
        "about_url": _about_url(report.about),
        "form": form,
        "refusal": refusal,
        "is_open": report.state == ErrorReport.State.OPEN,
    }
    return render(request, "desk/error_detail.html", context, status=400 if refusal or form.errors else 200)


def _mended(request: PageRequest) -> bool:
    if "mended" in request.POST:
        return True
    if "kept" in request.POST:
        return False
    raise error_reports.ReportRefused(_("Say whether something was mended: the form says neither."))


def _send_answer(report: ErrorReport) -> None:
    """Write to whoever asked for an answer, where this installation sends mail.

    Nothing that the reporter wrote is repeated: anybody may have typed the address, also of somebody else.
    """
    if not (report.reply_to and settings.SENDS_MAIL):
        return
    with translation.override(settings.LANGUAGE_CODE):
        number = {"number": report.pk}
        body = render_to_string("desk/emails/error_answer.txt", {"report": report})
        letters.send(EmailMessage(_("Your report %(number)s") % number, body.strip() + "\n", to=[report.reply_to]))


def _about_url(about: str) -> str:
    """Where the fact of a report is looked at: the changes of a fact of the register, the page of what is news."""
    noun, _colon, key = about.partition(":")
    if noun == "article":
        return reverse("news:article-detail", kwargs={"number": int(key)})
    if noun == "event":
        return reverse("news:event-detail", kwargs={"key": key})
    return f"{reverse('controls:change-list')}?{urlencode({'about': about})}" if about else ""
