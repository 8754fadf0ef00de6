"""Facts that news mention, as the register has them: title, page, and what they are on a day."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from controls.filters.questions import Question
from controls.models import SearchDocument
from controls.models.catalogue_states import ItemStanding
from controls.models.search_states import standings
from controls.services.searching.facts import SEARCHABLE
from controls.views import catalogue_rows
from controls.views.addresses import on_day
from controls.views.standings import badge

Shown = dict[str, Any]
# Nouns whose titles begin with a number and a colon.
_NUMBERED = {"notice", "measure"}


def facts_of(references: Iterable[str], question: Question) -> dict[str, Shown]:
    """Each reference that is on record, with its title, page and state. A fixed number of queries."""
    wanted = {reference.lower(): reference for reference in references}
    if not wanted:
        return {}
    documents = {
        wanted[named]: document
        for document in SearchDocument.objects.filter(_any_of(wanted))
        if (named := f"{document.noun}:{document.key}".lower()) in wanted
    }
    states = standings(documents.values(), on=question.day)
    return {
        reference: {
            "noun": noun_words(document.noun),
            "title": document.title,
            "label": _label(document),
            "lang": document.language,
            "url": _address(document, question),
            "state": _state(states.get(document.pk)),
        }
        for reference, document in documents.items()
    }


def noun_words(noun: str) -> str:
    """What a kind of fact is called; the noun itself where the register knows none of the kind."""
    kind = SEARCHABLE.get(noun)
    return str(kind.model._meta.verbose_name) if kind else noun


def _label(document: SearchDocument) -> str:
    """The number alone where the title begins with one: for rows in which several facts stand."""
    number, colon, _title = document.title.partition(": ")
    return number if colon and document.noun in _NUMBERED else document.title


def _any_of(references: Iterable[str]) -> Q:
    """By noun, so that the index on noun and key serves. Symbols of elements are the only keys with capitals."""
    keys: dict[str, set[str]] = {}
    for reference in references:
        noun, _colon, key = reference.partition(":")
        keys[noun] = keys.get(noun, set()) | {key, key.capitalize(), key.upper()}
    asked = Q()
    for noun, spelt in keys.items():
        asked |= Q(noun=noun, key__in=spelt)
    return asked


def _address(document: SearchDocument, question: Question) -> str:
    """The page of the fact on the day asked about; a place on it comes last."""
    path, mark, place = document.get_absolute_url().partition("#")
    dated = path if question.day == question.today else on_day(path, question.day)
    return f"{dated}{mark}{place}"


def _state(standing: Any) -> dict[str, Any] | None:
    if standing is None:
        return None
    return catalogue_rows.badge(standing) if isinstance(standing, ItemStanding) else badge(standing)
