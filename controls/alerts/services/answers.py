"""What a saved search answers with: the same questions as the pages ask, without their pages."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from controls.alerts.models import SavedSearch
from controls.filters.catalogue import CatalogueFilter
from controls.filters.listings import ListingFilter
from controls.filters.measures import ClaimFilter, MeasureFilter
from controls.filters.notices import NoticeFilter
from controls.filters.questions import PagedQuestion
from controls.filters.search import SearchQuestion
from controls.matching.questions import Sought
from controls.models import CatalogueItem, Change, Claim, Listing, Measure, Notice, SearchDocument
from controls.models.search_queries import FACETS, Asked, Level, look

_Refusal = SavedSearch.Refusal
# More than anybody follows; and what is kept of an answer is kept in one row. The words of the refusal name it.
MOST = 5_000
SEARCH_PAGE = "controls:search"
# Parts of an address that say how an answer is shown, not what is asked.
_SHOWING = ("as_of", "page", "page_size", "sort", "view", "part", "revision")
Answer = dict[str, str]
_MODELS: Mapping[str, Any] = {model.noun: model for model in (Measure, Notice, Claim, CatalogueItem)}


class SearchRefused(Exception):
    """This search cannot be followed. The message is fit for the user; `code` says the same for whoever keeps it."""

    def __init__(self, code: SavedSearch.Refusal) -> None:
        super().__init__(str(code.label))
        self.code = code


def of_search(*, search: SavedSearch, on: date) -> Answer:
    """The facts that answer a search on a day, as `noun:key`, each with its name. Raises SearchRefused."""
    asked, rows = _QUESTIONS.get(search.route, (None, None))
    if asked is None or rows is None:
        raise SearchRefused(_Refusal.PAGE)
    query = QueryDict(search.query, mutable=True)
    for name in _SHOWING:
        query.pop(name, None)
    question = asked(query, today=on)
    question.is_valid()
    question.refuse_unknown()
    if question.errors:
        raise SearchRefused(_Refusal.QUESTION)
    found = dict(rows(question))
    if len(found) > MOST:
        raise SearchRefused(_Refusal.MANY)
    return found


def can_be_followed(*, route: str) -> bool:
    return route in _QUESTIONS


def names_of(*, search: SavedSearch, facts: Collection[str]) -> Answer:
    """What answered a search before and does so no more, each fact with its name: facts are never deleted.

    What the search over all kinds no longer has on file is called as the change log does.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        noun, _colon, key = fact.partition(":")
        wanted[noun].append(key)
    found: Answer = {}
    for noun, keys in wanted.items():
        found |= dict(_names(noun, keys, search.route == SEARCH_PAGE))
    return found


def _names(noun: str, keys: Sequence[str], documents: bool) -> Iterable[tuple[str, str]]:
    """Names of facts of one kind: first as the log has them, and over these as the answer would say them."""
    for change in Change.objects.filter(subject_type=noun, subject_key__in=keys).order_by("pk"):
        yield f"{noun}:{change.subject_key}", change.subject_label
    if documents:
        for document in SearchDocument.objects.filter(noun=noun, key__in=keys).order_by("pk"):
            yield f"{noun}:{document.key}", document.title
    elif noun == Listing.noun:
        yield from _named(Listing.objects.filter(key__in=keys).select_related("entity", "entity_list"))
    elif noun in _MODELS:
        yield from ((f"{noun}:{row.key}", str(row)) for row in _MODELS[noun].objects.filter(key__in=keys))


def _named(rows: Iterable[Listing]) -> Iterable[tuple[str, str]]:
    for row in rows:
        yield f"{row.noun}:{row.key}", f"{row.entity.name} – {row.entity_list.name_en}"


def _listings(question: Any) -> Iterable[tuple[str, str]]:
    yield from _named(question.apply(stated=False).select_related("entity", "entity_list")[: MOST + 1])


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
