"""The lists that are screened: how many entries, how complete, and every version that was ever imported."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion
from controls.screening.filters.lists import imported_lists, screened_lists
from controls.screening.models import ListVersion
from controls.screening.views.frame import private
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of

TONES = {
    ListVersion.State.PUBLISHED: "plain",
    ListVersion.State.WAITING: "unsure",
    ListVersion.State.HELD_BACK: "unsure",
    ListVersion.State.REFUSED: "ended",
}


@private("GET", "HEAD")
def list_list(request: PageRequest) -> HttpResponse:
    """Every list that a check goes through today."""
    found = screened_lists(on=timezone.localdate())
    context = {
        "own": [each for each in found if each.imported is None],
        "imported": [each for each in found if each.imported is not None],
        "held_back": [each for each in found if each.held_back],
    }
    return render(request, "screening/list_list.html", context)


@private("GET", "HEAD")
def list_detail(request: PageRequest, key: str) -> HttpResponse:
    """One imported list with its versions, the newest first."""
    question = PagedQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    request.question = question
    found = next(iter(imported_lists(on=question.day, key=key)), None)
    if found is None or found.imported is None:
        raise Http404(_("There is no imported list “%(key)s”.") % {"key": key[:80]})
    page = page_of(found.imported.versions.newest_first(), question)
    context = {
        "found": found,
        "list": found.imported,
        "page": page,
        "versions": [{"version": each, "tone": TONES[ListVersion.State(each.state)]} for each in page.object_list],
        **page_links(page, SameQuestion(request, question)),
    }
    return render(request, "screening/list_detail.html", context)
