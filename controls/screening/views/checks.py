"""Screen a name: the form, the answer with its reasons, and the receipt."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.screening.filters.checks import SCHEMA_CHOICES, CheckQuestion
from controls.screening.models import ScreeningCheck
from controls.screening.services import cases, chain, checks, index
from controls.screening.told import in_words
from controls.screening.views import words
from controls.screening.views.frame import private
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.printed import printable
from controls.views.private import owner

SHOWN = 20  # checks of one's own beside the form


@private("GET", "HEAD", "POST")
def check_form(request: PageRequest) -> HttpResponse:
    """The form, empty or filled from the address; a valid answer to it is kept, and shown at its own address."""
    today = timezone.localdate()
    ready = index.current()
    lists = ready.day(today).searched
    known = checks.lists_known(loaded=ready)
    if request.method != "POST":
        return _form(request, CheckQuestion(initial=_given(request), today=today, known=known), lists, status=200)
    form = CheckQuestion(request.POST, today=today, known=known)
    if not form.is_valid():
        return _form(request, form, lists, status=400)
    try:
        check = checks.screen(
            question=form.asked(), by=owner(request), at=timezone.now(), origin=ScreeningCheck.Origin.PAGE, loaded=ready
        )
    except checks.CheckRefused as reason:
        form.add_error("lists", in_words(reason))
        return _form(request, form, lists, status=400)
    return HttpResponseRedirect(reverse("screening:check-detail", kwargs={"number": check.number}))


@printable
@private("GET", "HEAD")
def check_detail(request: PageRequest, number: str) -> HttpResponse:
    """One check as it was answered; nothing is asked again."""
    check = _by(number)
    answer, asked = check.answer, check.question
    language = words.language_of(check.name, asked.get("country", ""))
    standings = cases.standings(check=check)
    context = {
        "check": check,
        "asked": asked,
        "language": language,
        "verdict": words.verdict(
            check.hits_in_all or check.hit_count,
            decided=sum(each.holds for each in standings.values()) == (check.hits_in_all or check.hit_count),
        ),
        "kind": dict(SCHEMA_CHOICES)[asked["schema"]] if asked.get("schema") else "",
        "not_shown": check.hits_not_shown,
        "country": country_name(asked["country"]) if asked.get("country") else "",
        "entries": sum(each["entries"] for each in answer["searched"]),
        "hits": [
            {**words.entry(hit, language=language), "standing": standings.get(hit["key"])} for hit in answer["hits"]
        ],
        "below": [words.entry(hit, language=language) for hit in answer["below"]],
        "searched": answer["searched"],
        "incomplete": [each for each in answer["searched"] if not each["complete"]],
        "notices": answer["notices"],
        "asked_by": answer["asked_by"],
        "again": CheckQuestion(initial=_asked_before(check), today=timezone.localdate()),
    }
    return render(request, "screening/check_detail.html", context)


@private("GET", "HEAD")
def receipt(request: PageRequest, number: str) -> HttpResponse:
    """The receipt as a file: the exact bytes that the verifier reads."""
    response = HttpResponse(chain.receipt_text(check=_by(number)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    return response


def _form(request: PageRequest, form: CheckQuestion, lists: Any, *, status: int) -> HttpResponse:
    recent = ScreeningCheck.objects.of(request.user).newest_first()[:SHOWN]
    context = {"form": form, "lists": lists, "recent": list(recent), "chosen": _chosen(form)}
    return render(request, "screening/check_form.html", context, status=status)


def _chosen(form: CheckQuestion) -> list[str]:
    """The ticked lists; none is all."""
    given = form["lists"].value()
    return [str(each) for each in given or []]


def _given(request: PageRequest) -> dict[str, Any]:
    """What an address fills in: nothing is asked by opening one."""
    given: dict[str, Any] = {name: request.GET[name] for name in CheckQuestion.base_fields if name in request.GET}
    return given | {"lists": request.GET.getlist("lists")}


def _asked_before(check: ScreeningCheck) -> dict[str, Any]:
    """The same question, for asking it again."""
    return {**check.question, "as_of": check.as_of.isoformat(), "threshold": f"{check.threshold:g}"}


def _by(number: str) -> ScreeningCheck:
    check = ScreeningCheck.objects.filter(number=number).first()
    if check is None:
        raise Http404(_("There is no check “%(number)s”.") % {"number": number})
    return check
