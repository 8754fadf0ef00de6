"""Notices that sources announced: the list of them, and the way of one into the register."""

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.filters.questions import Question
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of
from news.filters.found import MATTERING, SHOWN, DismissForm, FoundQuestion, RecordedForm
from news.filters.recording import Way, way_of
from news.models import FoundNotice
from news.services import found as service
from news.services.found import KEY, FoundRefused
from news.views.facts import facts_of
from news.views.frame import curator, for_curators

STATED = re.compile(r"(\d{1,3})\s*[家个名]")


@for_curators("GET", "HEAD", "POST")
def found_list(request: PageRequest) -> HttpResponse:
    """Found notices, those that matter first; several can be set aside at once."""
    question = FoundQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    form, status = DismissForm(request.POST if request.method == "POST" else None), 200
    ticked = [int(pk) for pk in request.POST.getlist("found") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if request.method == "POST":
        if not ticked:
            form.add_error(None, _("Tick the notices to set aside."))
        if form.is_valid():
            by, now = curator(request), timezone.now()
            service.dismiss_several(numbers=ticked, reason=form.cleaned_data["reason"], by=by, at=now)
            return HttpResponseRedirect(request.get_full_path())
        status = 400
    page = page_of(question.rows(), question)
    same = SameQuestion(request, question)
    shown = question.cleaned_data["show"] or MATTERING
    context = {
        "page": page,
        "form": form,
        "ticked": ticked,
        "waiting": shown not in ("dismissed", "recorded"),
        "parts": [
            {"label": label, "url": same.changed(show=None if value == MATTERING else value), "chosen": value == shown}
            for value, label in SHOWN.items()
        ],
        **page_links(page, same),
    }
    return render(request, "desk/found_list.html", context, status=status)


@for_curators("GET", "HEAD", "POST")
def found_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One found notice: what its source says, the three steps into the register, and what a person may say of it."""
    rows = FoundNotice.objects.select_related("source", "article", "authority", "notice")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no found notice %(number)s.") % {"number": pk})
    form, refusal = DismissForm(request.POST if "dismiss" in request.POST else None), ""
    recorded = RecordedForm(request.POST if "recorded" in request.POST else None)
    if request.method == "POST":
        try:
            if _decided(request, found, form, recorded):
                return HttpResponseRedirect(request.path)
        except FoundRefused as reason:
            refusal = str(reason)
    way = way_of(found)
    context = {
        "found": found,
        "way": way,
        "facts": _facts(way),
        "form": form,
        "recorded": recorded,
        "refusal": refusal,
        "is_open": found.state == FoundNotice.State.OPEN and not way.is_on_record,
        "can_be_put_back": found.was_decided_by_a_person and not (found.notice is None and way.is_on_record),
        "source_url": source_address(found),
        "notice_url": notice_address(found, way),
        "draft_url": f"{reverse('desk:draft-new')}?{urlencode({'notice': (way.notice or found).key})}",
    }
    return render(
        request, "desk/found_detail.html", context, status=400 if refusal or form.errors or recorded.errors else 200
    )


def _decided(request: PageRequest, found: FoundNotice, form: DismissForm, recorded: RecordedForm) -> bool:
    """Carry out what the form asks for; False when it says too little."""
    by, now = curator(request), timezone.now()
    if "reopen" in request.POST:
        service.reopen(found=found)
        return True
    if recorded.is_bound:
        if recorded.is_valid():
            service.put_on_record(found=found, reference=recorded.cleaned_data["reference"], by=by, at=now)
        return recorded.is_valid()
    if "dismiss" not in request.POST:
        raise FoundRefused(_("Set it aside, or put it back: the form says neither."))
    if not form.is_valid():
        return False
    service.dismiss(found=found, reason=form.cleaned_data["reason"], by=by, at=now)
    return True


def _facts(way: Way) -> list[dict[str, str]]:
    """What is on record of a notice that has no record of its own, with the page of each."""
    question = Question({}, today=timezone.localdate())
    question.is_valid()
    known = facts_of(way.facts, question)
    return [known.get(each) or {"title": each, "label": each, "url": "", "lang": ""} for each in way.facts]


def source_address(found: FoundNotice) -> str:
    """The form for a new source of facts, with what is known of the page of the notice."""
    return _form(
        "source",
        key=f"{found.key}-page"[:120],
        title=found.title,
        publisher=found.authority.name_en if found.authority else found.source.name,
        kind="official",
        url=found.url,
        seen_on=timezone.localdate().isoformat(),
        seen_as="copy",
    )


def notice_address(found: FoundNotice, way: Way) -> str:
    """The form for a new notice, with what is known of it. What only the text says is left to who reads it."""
    match = KEY.fullmatch(found.key)
    chinese = found.language.startswith("zh")
    stated = STATED.findall(found.title)
    return _form(
        "notice",
        key=found.key if match else "",
        authority=_number(found.authority),
        year=match[2] if match else "",
        number=match[3] if match else "",
        label=found.number,
        title_zh=found.title if chinese else "",
        title_en="" if chinese else found.title,
        published_on=found.published_on.isoformat() if found.published_on else "",
        entity_list=_number(way.entity_list),
        stated_count=stated[0] if len(stated) == 1 and way.entity_list else "",
        sources=_number(way.source),
        copies=_number(way.source),
        evidence_grade="official_text",
    )


def _number(row: Model | None) -> str:
    return str(row.pk) if row else ""


def _form(noun: str, **fields: Any) -> str:
    filled = {name: value for name, value in fields.items() if value}
    return f"{reverse(f'admin:controls_{noun}_add')}?{urlencode(filled)}"
