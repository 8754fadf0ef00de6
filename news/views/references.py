"""References to facts in words, each with the address of its page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from controls.filters.questions import Question
from controls.models import Element, TrackedModel, recorded
from controls.views.addresses import address
from controls.views.sentences import NOUNS

# Routes of pages that are found by the key of their fact.
_PAGES = {
    "notice": "controls:notice-detail",
    "measure": "controls:measure-detail",
    "entity": "controls:entity-detail",
    "catalogue-item": "controls:catalogue-item",
    "catalogue-revision": "controls:edition-detail",
    "source": "controls:source-detail",
}

Shown = dict[str, Any]


def facts_of(references: Iterable[str], question: Question) -> dict[str, Shown]:
    """Label, kind and address of each fact, by its reference; one query for each noun. Unknown ones are left out."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        noun, _colon, key = reference.partition(":")
        wanted[noun].add(key)
    found = {}
    models: list[Any] = [model for model in recorded.facts() if model.noun in wanted]  # every fact has a key
    for model in models:
        for row in model.objects.filter(key__in=wanted[model.noun]):
            found[f"{model.noun}:{row.key}"] = _shown(row, question)
    return found


def _shown(row: TrackedModel, question: Question) -> Shown:
    return {
        "reference": f"{row.noun}:{row.key}",
        "noun": NOUNS.get(row.noun, row.noun),
        "label": str(row),
        "title": getattr(row, "title_en", ""),
        "url": _address(row, question),
    }


def _address(row: TrackedModel, question: Question) -> str:
    if row.noun in _PAGES:
        return address(_PAGES[row.noun], question=question, key=row.key)
    if isinstance(row, Element):
        return address("controls:element-detail", question=question, symbol=row.symbol)
    if row.noun == "entity-list":
        return address("controls:listing-list", question=question, query={"list": row.key})
    return ""
