"""Saved searches: what somebody comes back to, with what is new since. Everybody sees their own and nobody else's."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.alerts.filters import saved as asking
from controls.alerts.models import SavedSearch
from controls.alerts.services import saved
from controls.views.asking import PageRequest
from controls.views.private import owner, private


@private("GET", "HEAD", "POST", nav="searches")
def search_list(request: PageRequest) -> HttpResponse:
    """One's saved searches. What is sent here comes from the form on a page with filters."""
    if request.method != "POST":
        return _page(request)
    form = asking.SaveForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            saved.keep(owner=owner(request), at=timezone.now(), **form.cleaned_data)
            return HttpResponseRedirect(reverse("searches:search-list"))
        except saved.SavingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
    return _page(request, form=form)


@private("GET", "HEAD", nav="searches")
def search_open(request: PageRequest, pk: int) -> HttpResponse:
    """Lead to the page with its filters. From now on, what was recorded until now is no longer new."""
    search = _own(request, pk)
    if request.method == "GET":
        saved.visit(search=search, at=timezone.now())
    return HttpResponseRedirect(_address(search))


@private("POST", nav="searches")
def search_rename(request: PageRequest, pk: int) -> HttpResponse:
    """Call a saved search something else."""
    search, form = _own(request, pk), asking.NameForm(request.POST)
    if form.is_valid():
        try:
            saved.rename(search=search, name=form.cleaned_data["name"])
            return HttpResponseRedirect(reverse("searches:search-list"))
        except saved.SavingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
    return _page(request, renamed=form, number=pk)


@private("POST", nav="searches")
def search_forget(request: PageRequest, pk: int) -> HttpResponse:
    """Delete a saved search."""
    saved.forget(search=_own(request, pk))
    return HttpResponseRedirect(reverse("searches:search-list"))


def _own(request: PageRequest, pk: int) -> SavedSearch:
    """The search, if it is the reader's. Those of others are not there."""
    found = SavedSearch.objects.select_related("owner").filter(owner=owner(request), pk=pk).first()
    if found is None:
        raise Http404(_("There is no saved search %(number)s of yours.") % {"number": pk})
    return found


def _page(
    request: PageRequest,
    *,
    form: asking.SaveForm | None = None,
    renamed: asking.NameForm | None = None,
    number: int = 0,
) -> HttpResponse:
    today, latest = timezone.localdate(), asking.newest(asking.COUNTED.values())
    rows = [
        _row(search, today) | {"new": asking.new_since(search, since=_since(search), today=today, latest=latest)}
        for search in SavedSearch.objects.filter(owner=owner(request)).order_by("name", "pk")
    ]
    refused = [error for each in (form, renamed) if each is not None for error in _errors(each)]
    context = {
        "rows": rows,
        "most": saved.MOST,
        "form": form,
        "refused": refused,
        "renaming": number,
        "typed": renamed["name"].value() if renamed is not None else "",
    }
    return render(request, "alerts/search_list.html", context, status=400 if refused else 200)


def _errors(form: asking.NameForm) -> list[dict[str, str]]:
    return [
        {"label": str(form.fields[name].label) if name in form.fields else "", "said": str(error)}
        for name, errors in form.errors.items()
        for error in errors
    ]


def _row(search: SavedSearch, today: date) -> dict[str, Any]:
    return {"search": search, "page": asking.ROUTES.get(search.route, search.route), "filters": _filters(search, today)}


def _filters(search: SavedSearch, today: date) -> list[dict[str, str]]:
    """What is asked, with the names that the page's own form has for it."""
    if search.route not in asking.ROUTES:
        return []
    query = QueryDict(search.query)
    fields = asking.question_of(route=search.route, query=query, today=today).fields
    return [
        {"label": str(fields[name].label or name) if name in fields else name, "value": value}
        for name, values in query.lists()
        for value in values
    ]


def _since(search: SavedSearch) -> Any:
    return search.visited_at or search.made_at


def _address(search: SavedSearch) -> str:
    """Where a saved search leads. One that was saved of a page that is no longer there leads nowhere."""
    if search.route not in asking.ROUTES:
        raise Http404(_("The page of this saved search is no longer there."))
    path = reverse(search.route)
    return f"{path}?{search.query}" if search.query else path
