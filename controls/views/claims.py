"""Claims: what was reported wrongly, and what the better source says."""

from django.http import HttpResponse
from django.shortcuts import render

from controls.filters.measures import ClaimFilter
from controls.models import Claim
from controls.views import standings
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.pages import page_links, page_of


@page(ClaimFilter, nav="measures")
def claim_list(request: PageRequest, question: ClaimFilter) -> HttpResponse:
    """Statements that went round, each with a verdict and the sources that it rests on."""
    same = SameQuestion(request, question)
    found = page_of(question.apply().prefetch_related("sources"), question)
    footnotes = Footnotes()
    found.object_list = standings.claim_rows(found.object_list, question, footnotes)
    chosen = question.cleaned_data["verdict"]
    context = {
        "filters": question,
        "page": found,
        "verdicts": [
            {"value": value, "label": label, "chosen": value in chosen} for value, label in Claim.Verdict.choices
        ],
        "sources": footnotes.listed(),
        "exports": same.exports("claim"),
        **page_links(found, same),
    }
    return render(request, "controls/claim_list.html", context)
