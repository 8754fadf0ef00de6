"""Two editions of the catalogue, and two versions of an item, side by side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from controls.filters.comparisons import VIEWS, ComparisonView, Editions, UnknownEdition
from controls.models import CatalogueItem, CatalogueRevision, Claim, ItemVersion
from controls.models.catalogue_comparisons import VersionComparison, compare_editions, compare_versions
from controls.models.catalogue_states import whole_catalogue
from controls.models.spoken import Said
from controls.views import catalogue_rows, comparison_rows, errors, standings
from controls.views.addresses import address, on_day
from controls.views.asking import PageRequest
from controls.views.catalogue import near_items, one_with_code
from controls.views.citing import citation
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.printed import printable


@printable
@page(ComparisonView, nav="catalogue")
def edition_comparison(request: PageRequest, question: ComparisonView) -> HttpResponse:
    """What became of every item between two editions."""
    revisions = list(CatalogueRevision.objects.for_display())
    try:
        asked = question.between(revisions)
    except UnknownEdition as unknown:
        return _unknown(request, question, unknown, path=request.path)
    catalogue = whole_catalogue()
    versions = list(ItemVersion.objects.all().with_everything())
    by_key = {version.key: version for version in versions}
    ends = [catalogue.by_key[revision.key] for revision in (asked.old, asked.new)]
    fates = compare_editions(catalogue, ends[0], ends[1], versions)
    footnotes = Footnotes()
    context = {
        "asked": asked,
        "sums": _sums_between(asked, catalogue),
        "counts": comparison_rows.counts_of(fates),
        "groups": comparison_rows.groups_of(fates, by_key, asked, question),
        "claims": _claims(asked, [], question, footnotes),
        "sources": footnotes.listed(),
        **_frame(request, question, asked, revisions),
    }
    return render(request, "controls/edition_comparison.html", context)


@printable
@page(ComparisonView, nav="catalogue")
def item_comparison(request: PageRequest, question: ComparisonView, key: str) -> HttpResponse:
    """One item in two editions, field by field and point by point."""
    item = CatalogueItem.objects.filter(key=key.lower()).first() or one_with_code(key)
    if item is None:
        reason = _("No item of the catalogue has the key or the code “%(key)s”. That does not mean no control.")
        return errors.not_found(request, reason=reason % {"key": key[:80]}, near=near_items(key, question))
    if item.key != key:
        asked = request.GET.urlencode()
        path = reverse("controls:item-comparison", kwargs={"key": item.key})
        return redirect(f"{path}?{asked}" if asked else path)
    versions = list(ItemVersion.objects.filter(item=item).with_everything())
    try:
        between = question.between([each.revision for each in versions], newest=_latest_change(versions, question))
    except UnknownEdition as unknown:
        return _unknown(request, question, unknown, path=request.path)
    by_edition = {version.revision.key: version for version in versions}
    found = compare_versions(by_edition[between.old.key], by_edition[between.new.key], versions)
    footnotes = Footnotes()
    context = {
        "item": item,
        "asked": between,
        "item_url": address("controls:catalogue-item", question=question, key=item.key),
        "old_label": _version_label(found.old, footnotes, question),
        "new_label": _version_label(found.new, footnotes, question),
        "comparison": comparison_rows.comparison(found, question.look),
        "summary": comparison_rows.summary(found),
        "what_changed": _what_changed(found, between),
        "claims": _claims(between, [f"catalogue-item:{item.key}"], question, footnotes),
        "sources": footnotes.listed(),
        **_frame(request, question, between, [each.revision for each in versions]),
    }
    return render(request, "controls/item_comparison.html", context)


def _frame(
    request: PageRequest, question: ComparisonView, asked: Editions, revisions: list[CatalogueRevision]
) -> dict[str, Any]:
    """What both comparisons have: the choice of editions, the ways to look, and the permanent address."""
    ends = f"{request.path}?from={asked.old.key}&to={asked.new.key}"
    item = request.resolver_match.kwargs.get("key", "") if request.resolver_match else ""
    json_url = f"{reverse('api:catalogue-compare')}?from={asked.old.key}&to={asked.new.key}"
    in_order = sorted(revisions, key=lambda each: (each.effective_from or each.published_on, each.key))
    return {
        "old": catalogue_rows.edition_brief(asked.old, question),
        "new": catalogue_rows.edition_brief(asked.new, question),
        "choices": [
            {"key": each.key, "label": f"{each.key} · {each.get_kind_display()}"}
            for each in in_order
            if each.published_on <= question.day
        ],
        "looks": [
            {"label": label, "url": on_day(f"{ends}&view={code}", question.day), "current": code == question.look}
            for code, label in VIEWS
        ],
        "look": question.look,
        "cite": citation(request, question, name=_name(item, asked), permalink=on_day(ends, question.day)),
        "json_url": on_day(f"{json_url}&item={item}" if item else json_url, question.day),
    }


def _name(item: str, asked: Editions) -> str:
    """What a comparison is called where it is cited."""
    words = {"item": item, "old": asked.old.key, "new": asked.new.key}
    if item:
        return _("catalogue item %(item)s, editions %(old)s and %(new)s compared") % words
    return _("catalogue editions %(old)s and %(new)s compared") % words


def _unknown(request: PageRequest, question: ComparisonView, unknown: UnknownEdition, *, path: str) -> HttpResponse:
    """404 with comparisons to the editions that are near; a page that says so when none had been published."""
    if not unknown.key:
        return render(request, "controls/comparison_none.html")
    near = [
        {
            "label": format_html("{}: {} ({})", each.key, Said(str(each)), each.get_kind_display()),
            "url": on_day(f"{path}?to={each.key}", question.day),
        }
        for each in unknown.near
    ]
    reason = _("No edition on record by that day has the key “%(key)s”.") % {"key": unknown.key[:80]}
    return errors.not_found(request, reason=reason, near=near)


def _latest_change(versions: list[ItemVersion], question: ComparisonView) -> str:
    """The key of the latest final that did something to an item: what a reader wants to see first."""
    changed = [
        version.revision.key
        for version in versions
        if version.revision.kind == CatalogueRevision.Kind.FINAL
        and version.change not in (ItemVersion.Change.UNCHANGED, ItemVersion.Change.UNKNOWN)
        and version.revision.published_on <= question.day
    ]
    return changed[-1] if changed else ""


def _sums_between(asked: Editions, catalogue: Any) -> dict[str, Any] | None:
    """The official numbers, when the later edition states its changes against the earlier one."""
    direct = asked.new.based_on is not None and asked.new.based_on.key == asked.old.key
    return catalogue_rows.sums(asked.new, catalogue) if direct else None


def _claims(
    asked: Editions, references: list[str], question: ComparisonView, footnotes: Footnotes
) -> list[dict[str, Any]]:
    """What was reported wrongly of either edition, or of the item."""
    about = references or [f"catalogue-revision:{each.key}" for each in (asked.old, asked.new)]
    claims = Claim.objects.on(*about).known(on=question.day).prefetch_related("sources")
    return standings.claim_rows(claims, question, footnotes)


def _what_changed(found: VersionComparison, asked: Editions) -> str:
    """What the record says in words, where it speaks of these two editions."""
    direct = found.new.predecessor is not None and found.new.predecessor.key == found.old.key
    return found.new.what_changed if direct and not asked.swapped else ""


def _version_label(version: ItemVersion, footnotes: Footnotes, question: ComparisonView) -> dict[str, Any]:
    return {
        "edition": catalogue_rows.edition_brief(version.revision, question),
        "source_numbers": footnotes.numbers(version),
        "points_label": version.get_points_known_display(),
    }
