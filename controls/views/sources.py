"""Sources: where the facts were read, and which facts rest on them."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from controls.filters.questions import FactQuestion
from controls.filters.sources import SourceFilter
from controls.models import CatalogueItem, Measure, Source, lookup
from controls.models.spoken import Said, wording
from controls.views.addresses import SameQuestion, address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from controls.views.unknown import unknown

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


@page(FactQuestion, nav="sources")
def source_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """One source, with the notices and listings that rest on it."""
    source = lookup.by_key(Source.objects.all(), key)
    if source is None:
        return unknown(
            request, question, rows=Source.objects.all(), key=key, route="controls:source-detail",
            reason=_("No source has the key “%(key)s”.") % {"key": lookup.said(key)},
            label=lambda source: Said(source.title),
        )  # fmt: skip
    listings = source.listings.select_related("entity").order_by("notice", "position")
    context = {
        "source": source,
        **_rests_on(source, question),
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


def _rests_on(source: Source, question: FactQuestion) -> dict[str, list[dict[str, str]]]:
    """Notices, measures, editions and catalogue items that rest on a source; suspensions and items count for theirs."""
    measures = Measure.objects.filter(
        Q(sources=source) | Q(items__sources=source) | Q(clauses__suspensions__sources=source)
    )
    return {
        "notices": [
            {
                "label": notice.label,
                "title": wording(notice),
                "url": address("controls:notice-detail", question=question, key=notice.key),
            }
            for notice in source.notices.order_by("-published_on")
        ],
        "measures": [
            {
                "label": Said(measure.number) or wording(measure),
                "title": wording(measure) if measure.number else "",
                "url": address("controls:measure-detail", question=question, key=measure.key),
            }
            for measure in measures.distinct().order_by("-published_on", "key")
        ],
        "catalogue": [
            *(
                {"label": Said(str(each)), "url": address("controls:edition-detail", question=question, key=each.key)}
                for each in source.cataloguerevisions.order_by("published_on")
            ),
            *(
                {"label": Said(str(each)), "url": address("controls:catalogue-item", question=question, key=each.key)}
                for each in CatalogueItem.objects.filter(versions__sources=source).distinct().order_by("key")
            ),
        ],
    }
