"""What a saved search answers with: the same questions as the pages ask, without their pages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from controls.alerts.models import SavedSearch
from controls.filters.catalogue import CatalogueFilter
from controls.filters.listings import ListingFilter
from controls.filters.measures import ClaimFilter, MeasureFilter
from controls.filters.notices import NoticeFilter
from controls.filters.questions import PagedQuestion
from controls.filters.search import SearchQuestion
from controls.matching.questions import Sought
from controls.models import SearchDocument
from controls.models.search_queries import FACETS, Asked, Level, look

# More than anybody follows; and what is kept of an answer is kept in one row.
MOST = 5_000
SEARCH_PAGE = "controls:search"
# Parts of an address that say how an answer is shown, not what is asked.
_SHOWING = ("as_of", "page", "page_size", "sort", "view", "part", "revision")
Answer = dict[str, str]


class SearchRefused(Exception):
    """This search cannot be followed. The message is fit for the user."""


def of_search(*, search: SavedSearch, on: date) -> Answer:
    """The facts that answer a search on a day, as `noun:key`, each with its name. Raises SearchRefused."""
    asked, rows = _QUESTIONS.get(search.route, (None, None))
    if asked is None or rows is None:
        raise SearchRefused(_("Searches of this page cannot be followed."))
    query = QueryDict(search.query, mutable=True)
    for name in _SHOWING:
        query.pop(name, None)
    question = asked(query, today=on)
    question.is_valid()
    question.refuse_unknown()
    if question.errors:
        raise SearchRefused(_("What was saved is no longer a question that this page understands."))
    found = dict(rows(question))
    if len(found) > MOST:
        raise SearchRefused(_("More than %(most)s facts answer this search. Narrow it down.") % {"most": MOST})
    return found


def can_be_followed(*, route: str) -> bool:
    return route in _QUESTIONS


def _listings(question: Any) -> Iterable[tuple[str, str]]:
    for row in question.apply(stated=False).select_related("entity", "entity_list")[: MOST + 1]:
        yield f"{row.noun}:{row.key}", f"{row.entity.name} – {row.entity_list.name_en}"


def _facts(question: Any) -> Iterable[tuple[str, str]]:
    for row in question.apply()[: MOST + 1]:
        yield f"{row.noun}:{row.key}", str(row)


def _items(question: Any) -> Iterable[tuple[str, str]]:
    for item, _standing in question.apply():
        yield f"{item.noun}:{item.key}", str(item)


def _documents(question: Any) -> Iterable[tuple[str, str]]:
    """Only what holds the words themselves: what is merely like them comes and goes with better answers."""
    wanted: Mapping[str, Any] = question.cleaned_data
    chosen = {name: wanted[name] for name in FACETS}
    answer = look(Asked(Sought(wanted["q"]), on=question.day, chosen=chosen, most=MOST + 1))
    if answer.level != Level.WORDS:
        return
    for document in SearchDocument.objects.filter(pk__in=[pk for pk, _score in answer.hits]).order_by("pk"):
        yield f"{document.noun}:{document.key}", document.title


_QUESTIONS: dict[str, tuple[type[PagedQuestion], Callable[[Any], Iterable[tuple[str, str]]]]] = {
    "controls:listing-list": (ListingFilter, _listings),
    "controls:measure-list": (MeasureFilter, _facts),
    "controls:catalogue-list": (CatalogueFilter, _items),
    "controls:notice-list": (NoticeFilter, _facts),
    "controls:claim-list": (ClaimFilter, _facts),
    SEARCH_PAGE: (SearchQuestion, _documents),
}
