"""The entity lists as they bind on a day."""

from typing import Any, cast

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from controls.filters.listings import BADGES, SORTS, ListingFilter
from controls.models import EntityList, Listing, Notice
from controls.models.labels import BADGE_LABELS, ListingState
from controls.models.listing_queries import ListingQuerySet
from controls.models.spoken import Said, wording
from controls.views import summaries
from controls.views.addresses import SameQuestion, on_day
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.frame import page
from controls.views.looks import TONES, facet_option, listing_rows
from controls.views.pages import page_links, page_of
from controls.views.visits import since_visit, with_mark


@page(ListingFilter, nav="entities")
def listing_list(request: PageRequest, question: ListingFilter) -> HttpResponse:
    """Who is on the lists, as they bind today or on any day that the visitor asks for."""
    same, revision = SameQuestion(request, question), summaries.revision_of(request)
    tally = question.narrow(Listing.objects.all()).tally(chosen=question.chosen())
    found = page_of(question.apply(), question, count=tally[""]["matched"])
    found.object_list = listing_rows(cast(ListingQuerySet, found.object_list), question, revision=revision)
    marks = since_visit(request, Listing.noun, (row["key"] for row in found.object_list))
    if marks:
        found.object_list = [_marked(row, marks) for row in found.object_list]
    labels = _labels(question, request)
    context = {
        "title": _title(question, labels),
        "counts": summaries.counts(question.day, revision),
        "tabs": _tabs(question, request, labels),
        "filters": question,
        "facets": _facets(question, tally, labels),
        "lists": summaries.verified_lists(request, question.cleaned_data["list"]),
        "chips": _chips(question, same, labels),
        "clear_url": same.changed(**{name: None for name in question.fields if name not in ("as_of", "sort")}),
        "page": found,
        "matched": tally[""]["matched"],
        "total": summaries.counts(question.day, revision)["total"],
        "sort_links": _sort_links(question, same),
        "exports": same.exports("listing"),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    if found.paginator.count == 0 and question.cleaned_data["q"]:
        context["suggestions"] = summaries.suggestions(question)
    template = "controls/_listing_results.html" if request.is_fragment else "controls/listing_list.html"
    return render(request, template, context)


def _marked(row: dict[str, Any], marks: dict[str, str]) -> dict[str, Any]:
    """A row with what was recorded about it since the reader's last visit. Rows are kept: this is another one."""
    return row | {"markup": with_mark(row["markup"], marks[row["key"]])} if row["key"] in marks else row


def _labels(question: ListingFilter, request: PageRequest) -> dict[str, dict[str, str]]:
    """Words for the values of each facet. Lists and notices are read once per revision."""
    stored: dict[str, dict[str, str]] = (
        cache.get_or_set(
            f"labels:{summaries.revision_of(request)}:{get_language()}",
            lambda: {
                "list": {each.key: wording(each) for each in EntityList.objects.order_by("order", "key")},
                "notice": {
                    key: Said(label)
                    for key, label in Notice.objects.order_by("-published_on", "-pk").values_list("key", "label")
                },
            },
        )
        or {}
    )
    return {**stored, "effect": {code: str(BADGE_LABELS[code]) for code in BADGES}}


def _facets(question: ListingFilter, tally: dict[str, dict[str, int]], labels: dict) -> list[dict[str, Any]]:
    legends = {"effect": _("Effect on this day"), "list": _("List"), "notice": _("Notice"), "country": _("Country")}
    return [
        {
            "name": name,
            "legend": legend,
            "options": [
                facet_option(
                    name,
                    value=value,
                    label=labels[name][value] if name != "country" else country_name(value),
                    count=tally[name].get(value, 0),
                    checked=value in question.cleaned_data[name],
                    tone=TONES[value] if name == "effect" else "",
                )
                for value in _values(name, tally, labels, question)
            ],
        }
        for name, legend in legends.items()
    ]


def _values(name: str, tally: dict[str, dict[str, int]], labels: dict, question: ListingFilter) -> list[str]:
    """Values in a steady order: lists and effects greyed where nothing is left, notices and countries left out then."""
    chosen = set(question.cleaned_data[name])
    there = {value for value, count in tally[name].items() if value and (count or value in chosen)} | chosen
    if name == "country":
        return sorted(there, key=country_name)
    return [value for value in labels[name] if value in there or (name in ("list", "effect") and value in tally[name])]


def _chips(question: ListingFilter, same: SameQuestion, labels: dict) -> list[dict[str, str]]:
    wanted = question.cleaned_data
    chips = [
        (labels[name][value] if name != "country" else country_name(value), same.without(name, value))
        for name in ("list", "notice", "effect", "country")
        for value in wanted[name]
    ]
    chips += [(Said(value, "zxx"), same.without("entity", value)) for value in wanted["entity"]]
    chips += [(str(ListingState(value).label), same.without("state", value)) for value in wanted["state"]]
    if wanted["q"]:
        chips.append((_("Name contains “%(text)s”") % {"text": wanted["q"]}, same.changed(q=None)))
    if wanted["listed_from"]:
        chips.append((_("Listed from %(day)s") % {"day": wanted["listed_from"]}, same.changed(listed_from=None)))
    if wanted["listed_to"]:
        chips.append((_("Listed to %(day)s") % {"day": wanted["listed_to"]}, same.changed(listed_to=None)))
    return [
        {"label": label, "remove_url": url, "remove_label": _("Remove filter %(label)s") % {"label": label}}
        for label, url in chips
    ]


def _tabs(question: ListingFilter, request: PageRequest, labels: dict) -> list[dict[str, Any]]:
    by_list = summaries.counts(question.day, summaries.revision_of(request))["by_list"]
    day = {} if question.day == question.today else {"as_of": question.day}
    same = SameQuestion(request, question)
    same.asked.clear()
    chosen = question.cleaned_data["list"]
    tabs = [
        {"label": _("All lists"), "count": sum(by_list.values()), "url": same.changed(**day), "current": not chosen}
    ]
    for key, name in labels["list"].items():
        url = same.changed(list=key, **day)
        tabs.append({"label": name, "count": by_list.get(key, 0), "url": url, "current": chosen == [key]})
    return tabs


def _sort_links(question: ListingFilter, same: SameQuestion) -> dict[str, dict[str, str]]:
    sort = question.cleaned_data["sort"] or "item_number"
    links = {}
    for name in SORTS:
        current = {name: "asc", f"-{name}": "desc"}.get(sort, "")
        links[name] = {"url": same.changed(sort=f"-{name}" if current == "asc" else name), "current": current}
    return links


def _title(question: ListingFilter, labels: dict) -> str:
    wanted = question.cleaned_data
    parts = [labels["list"][key] for key in wanted["list"]] + [labels["notice"][key] for key in wanted["notice"]]
    title = ", ".join(parts) or _("Entity lists")
    return title if wanted["page"] == 1 else _("%(title)s, page %(page)s") % {"title": title, "page": wanted["page"]}
