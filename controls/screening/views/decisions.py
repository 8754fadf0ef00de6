"""The queue of cases that ask for a decision, one case with all that was said about it, and what people do there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls import roles
from controls.filters.fields import BadInput
from controls.models import EntityList, User
from controls.models.spoken import Said
from controls.screening.filters import decisions as asking
from controls.screening.models import Case, Decision, ImportedList
from controls.screening.services import case_log, case_words, cases, decisions
from controls.screening.services.case_log import CaseRefused, ChangedMeanwhile, NotYours, Unclear
from controls.screening.views import words
from controls.screening.views.frame import private
from controls.templatetags.controls_tags import spoken
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.pages import page_links, page_of

FORMS: Mapping[str, type[asking.Act]] = {
    "decide": asking.Deciding,
    "confirm": asking.Reasoned,
    "refuse": asking.Reasoned,
    "withdraw": asking.Withdrawing,
    "reopen": asking.Reasoned,
    "comment": asking.Commenting,
    "assign": asking.Assigning,
}


@private("GET", "HEAD")
def case_list(request: PageRequest) -> HttpResponse:
    """The queue: what asks for a decision, what waits longest first."""
    question = asking.CasesQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    return _queue(request, question)


@private("POST")
def assign(request: PageRequest) -> HttpResponse:
    """Hand the ticked cases of the queue to somebody, all of them or none, and go back to the queue as it was."""
    question = asking.CasesQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    try:
        to = asking.person(request.POST.get("assigned_to", "").strip())
        ticked = _ticked(request.POST.getlist("case"))
        decisions.assign(cases=ticked, to=to, by=_user(request), at=timezone.now())
    except (CaseRefused, ValidationError) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        return _queue(request, question, refusal=" ".join(said), status=_status(refusal))
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("screening:case-list") + (f"?{query}" if query else ""))


@private("GET", "HEAD", "POST")
def case_detail(request: PageRequest, number: int) -> HttpResponse:
    """One case: both parties, why they were found alike, what was said, and what one may do now."""
    case = _case(number)
    if request.method != "POST":
        return _page(request, case)
    name = request.POST.get("act", "")
    if name not in FORMS:
        raise BadInput({"act": [_("Not known here. Known: %s.") % ", ".join(FORMS)]})
    form = FORMS[name](request.POST)
    if not form.is_valid():
        faults = {field: [str(each) for each in said] for field, said in form.errors.items()}
        return _page(request, case, act=name, faults=faults, status=400)
    try:
        _done(name, case, form.cleaned_data, _user(request))
    except CaseRefused as refusal:
        return _page(request, _case(number), act=name, refusal=refusal, status=_status(refusal))
    return HttpResponseRedirect(reverse("screening:case-detail", kwargs={"number": number}))


def _done(name: str, case: Case, said: dict[str, Any], by: User) -> None:
    """Carry out what a valid form says."""
    who: dict[str, Any] = {"by": by, "at": timezone.now()}
    if name == "assign":
        decisions.assign(cases=[(case, said["version"])], to=said["assigned_to"], **who)
    elif name == "decide":
        decisions.decide(case=case, setting=settings.FOUR_EYES, **said, **who)
    else:
        acts: dict[str, Callable[..., Any]] = {
            "confirm": decisions.confirm,
            "refuse": decisions.refuse,
            "withdraw": decisions.withdraw,
            "reopen": decisions.reopen,
            "comment": decisions.comment,
        }
        acts[name](case=case, **said, **who)


def _queue(
    request: PageRequest, question: asking.CasesQuestion, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    user, same = _user(request), SameQuestion(request, question)
    same.path = reverse("screening:case-list")
    found = page_of(question.apply(user=user).for_display(), question)
    counts = question.counts(user=user)
    names = _list_names()
    found.object_list = [_row(case, names) for case in found.object_list]
    context = {
        "page": found,
        "facets": _facets(question, counts, names),
        "people": _people(),
        "query": request.GET.urlencode(),
        "refusal": refusal,
        "ticked": request.POST.getlist("case"),
        **page_links(found, same),
    }
    return render(request, "screening/case_list.html", context, status=status)


def _row(case: Case, names: Mapping[str, Said]) -> dict[str, Any]:
    return {
        "case": case,
        "tick": f"{case.pk}:{case.version}",
        "language": words.language_of(case.name, case.asked.get("country", "")),
        "class_label": asking.CLASSES.get(case.verdict, case.verdict),
        "lists": [names.get(key, Said(key)) for key in case.lists],
        "waits": case_words.stands(case=case) if case.awaits_second else "",
    }


def _facets(
    question: asking.CasesQuestion, counts: Mapping[str, Mapping[str, int]], names: Mapping[str, Said]
) -> list[dict[str, Any]]:
    """The filters with the number of cases behind each value."""
    known: dict[str, list[tuple[str, Any]]] = {
        "state": list(Case.State.choices),
        "class": list(asking.CLASSES.items()),
        "list": [(key, names.get(key, Said(key))) for key in asking.lists_of_cases()],
        "assigned": [(asking.ME, _("me")), (asking.NOBODY, _("nobody"))],
    }
    return [
        {
            "name": name,
            "label": question.fields[name].label,
            "options": [
                {"value": value, "label": label, "count": counts[name].get(value, 0), "checked": value in chosen}
                for value, label in options
            ],
        }
        for name, options in known.items()
        for chosen in [question.cleaned_data[name] or (asking.TO_DO if name == "state" else ())]
    ]


def _page(
    request: PageRequest,
    case: Case,
    *,
    act: str = "",
    faults: Mapping[str, list[str]] | None = None,
    refusal: CaseRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    user = _user(request)
    own = case.standing is not None and case.standing.author_id == user.pk
    language = words.language_of(case.name, case.asked.get("country", ""))
    context = {
        "case": case,
        "language": language,
        "country": country_name(case.asked["country"]) if case.asked.get("country") else "",
        "hit": _hit(case, language),
        "check": case.latest_hit.screening_check if case.latest_hit else None,
        "standing": case_words.stands(case=case),
        "history": case_log.history(case=case),
        "verdicts": Decision.Verdict.choices,
        "second": decisions.second_asked(setting=settings.FOUR_EYES, by=user) == Decision.Second.ASKED,
        "own": own,
        "approves": user.may("approver"),
        "people": _people(),
        "act": act,
        "faults": _faults(faults, refusal),
        "refusal": str(refusal or ""),
        "unseen": refusal.lines if isinstance(refusal, ChangedMeanwhile) else [],
        "typed": request.POST,
    }
    return render(request, "screening/case_detail.html", context, status=status)


def _faults(faults: Mapping[str, list[str]] | None, refusal: CaseRefused | None) -> list[tuple[str, str]]:
    """Fields with what is wrong in each, for the summary above the page."""
    if isinstance(refusal, Unclear):
        return [(refusal.field, str(refusal))]
    return [(field, said) for field, each in (faults or {}).items() for said in each]


def _hit(case: Case, language: str) -> dict[str, Any] | None:
    """The newest hit as its check answered it; None when that check is no longer kept."""
    if case.latest_hit is None:
        return None
    said = cases.answered(hit=case.latest_hit)
    return words.entry(dict(said), language=language) if said else None


def _case(number: int) -> Case:
    found = Case.objects.for_display().filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no case %(number)s.") % {"number": number})
    return found


def _ticked(given: list[str]) -> list[tuple[Case, int]]:
    """The ticked cases with the versions that the queue showed. Raises Unclear."""
    pairs = [each.partition(":")[::2] for each in given]
    if not pairs or not all(part.isascii() and part.isdigit() and len(part) < 10 for pair in pairs for part in pair):
        raise Unclear(_("Tick the cases that you want to hand on."), field="case")
    versions = {int(number): int(version) for number, version in pairs}
    found = list(Case.objects.filter(pk__in=versions))
    if len(found) < len(versions):
        raise Unclear(_("One of the ticked cases is not there."), field="case")
    return [(case, versions[case.pk]) for case in found]


def _list_names() -> dict[str, Said]:
    """Names of the lists of the register and of those imported beside it, by key."""
    own = {each.key: spoken(each) for each in EntityList.objects.order_by()}
    return {**own, **{key: Said(name) for key, name in ImportedList.objects.order_by().values_list("key", "name")}}


def _people() -> list[User]:
    return list(User.objects.filter(is_active=True, role__in=roles.from_on("screener")).order_by("email"))


def _status(refusal: Exception) -> int:
    if isinstance(refusal, Unclear | ValidationError):
        return 400
    return 403 if isinstance(refusal, NotYours) else 409


def _user(request: PageRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("Only somebody who is signed in gets here.")
    return request.user
