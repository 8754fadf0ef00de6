"""The search over all kinds of facts: its page, and suggestions while one types."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from controls.filters.search import SUGGESTIONS, SearchFilter
from controls.matching.highlights import Marker, Place, pieces
from controls.models import EntityList, SearchDocument
from controls.models.catalogue_states import ItemStanding
from controls.models.clause_states import Standing
from controls.models.search_queries import Answer, near_codes
from controls.models.search_reasons import Reason, marker_of, reasons
from controls.models.search_states import standings
from controls.models.spoken import Said, wording
from controls.services.searching.facts import SEARCHABLE
from controls.views import catalogue_rows
from controls.views.addresses import SameQuestion, address, on_day
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.frame import page
from controls.views.looks import facet_option
from controls.views.pages import page_links, page_of
from controls.views.standings import badge

# One of each kind, with its language.
EXAMPLES = (("1C902", "en"), ("MOFCOM 2026 No. 12", "en"), ("dysprosium", "en"), ("斯巴鲁", "zh-Hans"))


@page(SearchFilter, nav="search")
def search(request: PageRequest, question: SearchFilter) -> HttpResponse:
    """Facts that answer a question, with the reason for each; the page alone when nothing was asked."""
    if not question.cleaned_data["q"]:
        return render(
            request, "controls/search.html", {"filters": question, "asked": False, "examples": _examples(question)}
        )
    if request.is_fragment and question.cleaned_data["part"] == SUGGESTIONS:
        rows = _rows(question.suggestions(), question)
        return render(request, "controls/_search_suggestions.html", {"rows": rows})
    answer, same = question.answer(), SameQuestion(request, question)
    found = page_of([], question, count=answer.matched)
    found.object_list = _rows(answer, question)
    near = near_codes(answer.sought, on=question.day)
    context = {
        "filters": question,
        "asked": True,
        "page": found,
        "matched": answer.matched,
        "level": answer.level,
        "meant": sorted({word for words in answer.sought.corrections.values() for word in words}),
        "facets": _facets(answer, question),
        "near": [
            {"code": code, "title": Said(document.title), "url": _address(document, question)}
            for code, document in near
        ],
        "clear_url": same.changed(type=None, list=None, jurisdiction=None),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    template = "controls/_search_results.html" if request.is_fragment else "controls/search.html"
    return render(request, template, context)


def _examples(question: SearchFilter) -> list[dict[str, str]]:
    return [
        {"text": Said(text, language), "url": address("controls:search", question=question, query={"q": text})}
        for text, language in EXAMPLES
    ]


def _rows(answer: Answer, question: SearchFilter) -> list[dict[str, Any]]:
    """The hits of a page in their order, each with its reasons and its state on the day. A fixed number of queries."""
    documents = SearchDocument.objects.in_bulk([number for number, _score in answer.hits])
    states = standings(documents.values(), on=question.day)
    marker = marker_of(answer)
    return [_row(documents[number], marker, states.get(number), question) for number, _score in answer.hits]


def _row(
    document: SearchDocument, marker: Marker, standing: Standing | ItemStanding | None, question: SearchFilter
) -> dict[str, Any]:
    return {
        "pk": document.pk,
        "noun_label": _noun_label(document.noun),
        "title": Said(document.title),
        "title_pieces": _pieces(document.title, marker.places(document.title)),
        "url": _address(document, question),
        "state": _state(standing),
        "reasons": [_reason(reason) for reason in reasons(document, marker)],
    }


def _state(standing: Standing | ItemStanding | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return catalogue_rows.badge(standing) if isinstance(standing, ItemStanding) else badge(standing)


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "label": reason.label,
        "lang": reason.language,
        "words": Said(reason.text, reason.language or "en"),
        "pieces": _pieces(reason.text, reason.places),
    }


def _pieces(text: str, places: Sequence[Place]) -> list[dict[str, Any]]:
    return [{"text": piece, "marked": marked} for piece, marked in pieces(text, places)]


def _address(document: SearchDocument, question: SearchFilter) -> str:
    """The page of the fact on the day asked about; a place on the page comes last."""
    path, hash_mark, place = document.get_absolute_url().partition("#")
    dated = path if question.day == question.today else on_day(path, question.day)
    return f"{dated}{hash_mark}{place}"


def _noun_label(noun: str) -> str:
    return str(SEARCHABLE[noun].model._meta.verbose_name)


def _facets(answer: Answer, question: SearchFilter) -> list[dict[str, Any]]:
    """Tick boxes with counts: kinds in the order of their weight, the others by their words."""
    lists = {each.key: wording(each) for each in EntityList.objects.order_by("order", "key")}
    words: dict[str, Any] = {
        "type": {noun: str(SEARCHABLE[noun].model._meta.verbose_name_plural) for noun in SEARCHABLE},
        "list": lists,
        "jurisdiction": {code: country_name(code) for code in sorted(answer.counts["jurisdiction"])},
    }
    legends = {"type": _("Type"), "list": _("List"), "jurisdiction": _("Jurisdiction")}
    facets = []
    for name, legend in legends.items():
        chosen = question.cleaned_data[name]
        counts = answer.counts[name]
        options = [
            facet_option(
                name,
                value=value,
                label=words[name].get(value, value),
                count=counts.get(value, 0),
                checked=value in chosen,
                tone="",
            )
            for value in [*words[name], *(value for value in chosen if value not in words[name])]
            if value in counts or value in chosen
        ]
        facets.append({"name": name, "legend": legend, "options": options})
    return facets
