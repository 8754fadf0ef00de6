"""Editions of the catalogue: what each changed, the sums, and the whole list that it leaves."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from controls import editions
from controls.filters.catalogue import EditionFilter
from controls.filters.questions import FactQuestion, Question
from controls.models import CatalogueItem, CatalogueRevision, Claim, ItemVersion
from controls.models.catalogue_states import in_words, whole_catalogue
from controls.models.spoken import Said, titles
from controls.views import catalogue_rows, errors, standings
from controls.views.addresses import SameQuestion, address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.citing import citation
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.looks import EVIDENCE
from controls.views.pages import page_links, page_of
from controls.views.printed import printable


@page(EditionFilter, nav="catalogue")
def edition_list(request: PageRequest, question: EditionFilter) -> HttpResponse:
    """Every edition published by the day, newest first, with what the authority counted and what is on file."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    catalogue = whole_catalogue()
    found.object_list = [
        catalogue_rows.edition_brief(revision, question)
        | {
            **titles(revision),
            "form_label": revision.get_form_display(),
            "sums": catalogue_rows.sums(revision, catalogue),
        }
        for revision in found.object_list
    ]
    chosen = question.cleaned_data["kind"]
    kinds = [
        {"value": value, "label": label, "chosen": value in chosen} for value, label in CatalogueRevision.Kind.choices
    ]
    context = {
        "filters": question,
        "page": found,
        "kinds": kinds,
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "controls/edition_list.html", context)


@printable
@page(FactQuestion, nav="catalogue")
def edition_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """One edition: what it changed, official numbers beside the rows on file, and the list as it leaves it."""
    revision = CatalogueRevision.objects.for_display().filter(key=key).first()
    if revision is None:
        return _unknown(request, question, key)
    catalogue = whole_catalogue()
    versions = list(ItemVersion.objects.filter(revision=revision).with_everything())
    footnotes = Footnotes()
    numbers = footnotes.numbers(revision)
    references = [f"catalogue-revision:{revision.key}"]
    claims = Claim.objects.on(*references).known(on=question.day).prefetch_related("sources")
    measure, notice = revision.measure, revision.notice
    context = {
        "fact": revision,
        "edition": catalogue_rows.edition_brief(revision, question),
        "known": revision.published_on <= question.day,
        "compare_query": f"from={revision.based_on.key}&to={revision.key}" if revision.based_on else "",
        "based_on": catalogue_rows.edition_brief(revision.based_on, question) if revision.based_on else None,
        "its_draft": catalogue_rows.edition_brief(revision.draft, question) if revision.draft else None,
        "sums": catalogue_rows.sums(revision, catalogue),
        "changes": _changes(versions, question, footnotes),
        "rows": _whole_list(revision, catalogue, question),
        "claims": standings.claim_rows(claims, question, footnotes),
        "notice_url": address("controls:notice-detail", question=question, key=notice.key) if notice else "",
        "measure_url": address("controls:measure-detail", question=question, key=measure.key) if measure else "",
        "evidence_level": EVIDENCE[revision.evidence_grade][0],
        "source_numbers": numbers,
        "changes_url": address("controls:change-list", question=question, query={"about": references[0]}),
        "sources": footnotes.listed(),
        "cite": {
            **citation(request, question, name=str(revision)),
            "json_url": lasting(reverse("api:catalogue-revision-detail", kwargs={"key": revision.key}), question),
        },
    }
    return render(request, "controls/edition_detail.html", context)


def _unknown(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """404 with editions of a day like the one asked for, else with all of them."""
    known = {each.key: each for each in CatalogueRevision.objects.order_by("published_on")}
    names = [each for each in known if each[:4] == key[:4]] or get_close_matches(key[:20], known, n=5) or list(known)
    near = [
        {
            "label": format_html("{}: {} ({})", name, Said(str(known[name])), known[name].get_kind_display()),
            "url": address("controls:edition-detail", question=question, key=name),
        }
        for name in names
    ]
    return errors.not_found(request, reason=_("No edition has the key “%(key)s”.") % {"key": key[:80]}, near=near)


def _changes(versions: Sequence[ItemVersion], question: Question, footnotes: Footnotes) -> list[dict[str, Any]]:
    """The rows of this edition on file, by what it did to the items."""
    groups: list[dict[str, Any]] = []
    for change, label in ItemVersion.Change.choices:
        rows = [
            {
                **titles(version),
                "url": address("controls:catalogue-item", question=question, key=version.item.key),
                "code": version.code,
                "code_before": version.predecessor_code,
                "part_label": catalogue_rows.part_label(version.part),
                "what_changed": version.what_changed,
                "evidence_label": version.get_evidence_grade_display(),
                "source_numbers": footnotes.numbers(version),
            }
            for version in versions
            if version.change == change
        ]
        if rows:
            groups.append({"label": label, "rows": rows})
    return groups


def _whole_list(revision: CatalogueRevision, catalogue: editions.Catalogue, question: Question) -> list[dict[str, Any]]:
    """The list as the edition leaves it, as far as it can be put together from what is on file."""
    stands = catalogue.view(catalogue.by_key[revision.key])
    items = {item.key: item for item in CatalogueItem.objects.filter(key__in=stands)}
    written = dict(ItemVersion.objects.values_list("key", "revision__key"))
    rows = []
    for key, stand in stands.items():
        if stand.code == editions.ENDED:
            continue
        standing = in_words(stand)
        rows.append(
            {
                **titles(items[key]),
                "url": address("controls:catalogue-item", question=question, key=key),
                "code": stand.label,
                "part_label": catalogue_rows.part_label(stand.part),
                "stands": stand.code == editions.IN_FORCE,
                "text_from": written.get(stand.entry, ""),
                "note": standing.note if standing else "",
            }
        )
    return sorted(rows, key=lambda row: (not row["stands"], row["part_label"], row["code"] or "~", row["title"]))
