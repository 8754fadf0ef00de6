"""Sources: where the facts were read, and which facts rest on them."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from controls.filters.questions import Question
from controls.filters.sources import SourceFilter
from controls.models import CatalogueItem, Measure, Source
from controls.views.addresses import SameQuestion, address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.pages import page_links, page_of

MOST_SHOWN = 100


@page(SourceFilter, nav="sources")
def source_list(request: PageRequest, question: SourceFilter) -> HttpResponse:
    """Every source that a fact in this register rests on."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    kinds = [
        {"value": value, "label": label, "checked": value in question.cleaned_data["kind"]}
        for value, label in Source.Kind.choices
    ]
    context = {"filters": question, "page": found, "kinds": kinds, **page_links(found, same)}
    return render(request, "controls/source_list.html", context)


@page(Question, nav="sources")
def source_detail(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """One source, with the notices and listings that rest on it."""
    source = Source.objects.filter(key=key).first()
    if source is None:
        raise Http404(_("No source has the key “%(key)s”.") % {"key": key})
    listings = source.listings.select_related("entity").order_by("notice", "position")
    context = {
        "source": source,
        "notices": [
            {
                "label": n.label,
                "title": n.title_en,
                "url": address("controls:notice-detail", question=question, key=n.key),
            }
            for n in source.notices.order_by("-published_on")
        ],
        "measures": [
            {
                "label": m.number or m.title_en,
                "title": m.title_en if m.number else "",
                "url": address("controls:measure-detail", question=question, key=m.key),
            }
            for m in Measure.objects.filter(
                Q(sources=source) | Q(items__sources=source) | Q(clauses__suspensions__sources=source)
            )
            .distinct()
            .order_by("-published_on", "key")
        ],
        "catalogue": _catalogue(source, question),
        "listing_count": listings.count(),
        "listings": [
            {
                "key": listing.key,
                "name": listing.name_en or listing.entity.name,
                "url": address("controls:entity-detail", question=question, key=listing.entity.key),
            }
            for listing in listings[:MOST_SHOWN]
        ],
    }
    return render(request, "controls/source_detail.html", context)


def _catalogue(source: Source, question: Question) -> list[dict[str, str]]:
    """Editions and items of the technology catalogue that rest on a source."""
    found = [
        ("controls:edition-detail", source.cataloguerevisions.order_by("published_on")),
        ("controls:catalogue-item", CatalogueItem.objects.filter(versions__sources=source).distinct().order_by("key")),
    ]
    return [
        {"label": str(each), "url": address(name, question=question, key=each.key)}
        for name, facts in found
        for each in facts
    ]
