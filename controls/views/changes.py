"""The change log: what this register recorded, when, and what it said before."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.filters.changes import NOUNS, ChangePageFilter
from controls.filters.questions import Question
from controls.models import Change
from controls.views.addresses import SameQuestion, address, version_address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from controls.views.sentences import NOUNS as NOUN_WORDS
from controls.views.sentences import differences, mark, sentence
from controls.views.visits import last_visit


@page(ChangePageFilter, nav="changes")
def change_list(request: PageRequest, question: ChangePageFilter) -> HttpResponse:
    """What was recorded, newest first."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    visit = last_visit(request)
    found.object_list = [
        _row(change, question) | {"since": visit is not None and change.recorded_at > visit}
        for change in found.object_list
    ]
    context = {
        "filters": question,
        "page": found,
        "actions": _options(Change.Action.choices, question.cleaned_data["action"]),
        "nouns": _options([(noun, NOUN_WORDS[noun]) for noun in NOUNS], question.cleaned_data["subject_type"]),
        "feed_url": same.changed(reverse("controls:change-feed"), page_size=None, as_of=None),
        **page_links(found, same),
    }
    return render(request, "controls/change_list.html", context)


@page(Question, nav="changes")
def change_detail(request: PageRequest, question: Question, revision: int) -> HttpResponse:
    """One change, field by field."""
    change = Change.objects.select_related("notice").filter(pk=revision).first()
    if change is None:
        raise Http404(_("There is no change %(revision)s.") % {"revision": revision})
    others = Change.objects.filter(subject_type=change.subject_type, subject_key=change.subject_key).order_by("id")
    context = {
        "change": change,
        "row": _row(change, question),
        "differences": differences(change),
        "said_url": subject_url(change, question, revision=change.pk),
        "recorded_by": _person(request, change.actor),
        "approved_by": _person(request, change.approved_by),
        "versions": others.values("id", "version", "action", "recorded_at"),
    }
    return render(request, "controls/change_detail.html", context)


def _row(change: Change, question: Question) -> dict[str, Any]:
    return {
        "url": address("controls:change-detail", question=question, revision=change.pk),
        "revision": change.pk,
        "recorded_at": change.recorded_at,
        "mark": mark(change),
        "title": sentence(change),
        "label": change.subject_label,
        "action_label": change.get_action_display(),
        "subject_url": subject_url(change, question),
        "notice": change.notice,
        "effective_on": change.effective_on,
        "reason": change.reason,
    }


def _person(request: PageRequest, name: str) -> str:
    """Programs by name, people only to those who are signed in."""
    return name if request.user.is_authenticated or "@" not in name else _("a curator")


def subject_url(change: Change, question: Question, *, revision: int | None = None) -> str:
    """Where the fact itself is shown, on request as of a revision; empty when it has no page of its own."""
    query = {"revision": revision} if revision else {}
    pages = {
        "entity": "entity-detail",
        "listing": "entity-detail",
        "notice": "notice-detail",
        "source": "source-detail",
        "measure": "measure-detail",
        "catalogue-item": "catalogue-item",
        "catalogue-revision": "edition-detail",
    }
    if change.subject_type == "element":
        return address("controls:element-detail", question=question, query=query, symbol=change.subject_key)
    if change.subject_type == "tariff-code":
        return address("controls:code-detail", question=question, query=query, code=change.subject_key)
    if change.subject_type == "item-version":
        return version_address(change.subject_key, question)
    name = pages.get(change.subject_type)
    return address(f"controls:{name}", question=question, query=query, key=change.subject_key) if name else ""


def _options(choices: Any, chosen: list[str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "checked": value in chosen} for value, label in choices]
