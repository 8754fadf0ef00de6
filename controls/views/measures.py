"""Measures: the rules, their clauses, what they control, and what suspends them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from controls import states
from controls.filters.measures import MeasureFilter
from controls.filters.questions import FactQuestion, Question
from controls.models import Claim, Measure, lookup
from controls.models.clause_states import clauses_of, of_measure, suspensions_of
from controls.models.goods import MATERIALS
from controls.models.labels import ListingState
from controls.models.spoken import Said, wording
from controls.views import standings
from controls.views.addresses import SameQuestion, address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.citing import citation
from controls.views.countries import country_name
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.looks import EVIDENCE
from controls.views.pages import page_links, page_of
from controls.views.printed import printable
from controls.views.timelines import records_of
from controls.views.unknown import unknown
from controls.views.visits import since_visit


@page(MeasureFilter, nav="measures")
def measure_list(request: PageRequest, question: MeasureFilter) -> HttpResponse:
    """Every measure published by the day asked about, newest first, with its state on that day."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    marks = since_visit(request, Measure.noun, (measure.key for measure in found.object_list))
    found.object_list = [
        standings.measure_row(measure, question) | {"since": marks.get(measure.key, "")}
        for measure in found.object_list
    ]
    jurisdictions = Measure.objects.order_by("jurisdiction").values_list("jurisdiction", flat=True).distinct()
    context = {
        "filters": question,
        "page": found,
        "choices": [
            _choice(
                "jurisdiction", _("Jurisdiction"), [(code, country_name(code)) for code in jurisdictions], question
            ),
            _choice("type", _("Type"), list(Measure.Type.choices), question),
            _choice(
                "state", _("State of a clause"), [(code, ListingState(code).label) for code in states.CODES], question
            ),
            _choice("element", _("Element"), [(symbol, symbol) for symbol in MATERIALS], question),
        ],
        "exports": same.exports("measure"),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "controls/measure_list.html", context)


def _choice(name: str, label: str, options: list[tuple[Any, Any]], question: MeasureFilter) -> dict[str, Any]:
    chosen = question.cleaned_data[name]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": said, "chosen": value in chosen} for value, said in options],
    }


@printable
@page(FactQuestion, nav="measures")
def measure_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """One measure as of a day: clauses with their states, items, suspensions, and what is often reported wrongly."""
    measure = lookup.by_key(Measure.objects.with_everything(), key)
    if measure is None:
        return _unknown(request, question, key)
    footnotes = Footnotes()
    numbers = footnotes.numbers(measure)
    references = [f"measure:{measure.key}", *(f"suspension:{each.key}" for each in suspensions_of(measure))]
    claims = Claim.objects.on(*references).known(on=question.day).prefetch_related("sources")
    level, _short = EVIDENCE[measure.evidence_grade]
    context = {
        "measure": measure,
        "jurisdiction": country_name(measure.jurisdiction),
        "published": standings.published(measure),
        "known": measure.published_on <= question.day,
        "state": standings.badge(of_measure(measure, on=question.day)),
        "clauses": standings.clause_rows(measure, question),
        "suspensions": standings.suspension_rows(measure, question, footnotes),
        "items": standings.item_rows(sorted(measure.items.all(), key=lambda item: item.position), footnotes, question),
        "claims": standings.claim_rows(claims, question, footnotes),
        "elements": standings.elements_shown(measure.elements),
        "refers_to": _refers_to(measure, question),
        "notice_url": address("controls:notice-detail", question=question, key=measure.notice.key)
        if measure.notice
        else "",
        "evidence_level": level,
        "source_numbers": numbers,
        "history": _history(measure, references, question),
        "other_days": standings.turning_days(measure, question, request.path),
        "sources": footnotes.listed(),
        "cite": _cite(request, measure, question),
    }
    return render(request, "controls/measure_detail.html", context)


def _unknown(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """404 with measures whose keys look like the one asked for."""
    return unknown(
        request, question, rows=Measure.objects.all(), key=key, route="controls:measure-detail",
        reason=_("No measure has the key “%(key)s”.") % {"key": lookup.said(key)},
        label=lambda measure: Said(f"{measure.key}: {measure.title_en}"),
    )  # fmt: skip


def _refers_to(measure: Measure, question: Question) -> list[dict[str, str]]:
    rows = Measure.objects.filter(key__in=measure.references).order_by("key")
    return [
        {"label": Said(str(row)), "url": address("controls:measure-detail", question=question, key=row.key)}
        for row in rows
    ]


def _history(measure: Measure, references: list[str], question: Question) -> list[dict[str, Any]]:
    """What the law did, and what this register recorded, in the order of their days."""
    rows = [
        _law(clause.effective_from, _("First day of %(clause)s") % {"clause": clause}, clause.text)
        for clause in clauses_of(measure)
        if clause.effective_from
    ]
    for each in suspensions_of(measure):
        rows.append(
            _law(each.effective_from, format_html("{}: {}", Said(each.number), each.get_kind_display()), wording(each))
        )
        if each.until:
            rows.append(_law(each.until, _("Formal end of %(suspension)s") % {"suspension": each}, wording(each)))
    rows += records_of(references, question)
    return sorted(rows, key=lambda row: (row["on"], row["kind"] != "law"))


def _law(on: Any, title: str, detail: str) -> dict[str, Any]:
    return {"on": on, "kind": "law", "title": title, "detail": detail, "url": "", "wording": ""}


def _cite(request: PageRequest, measure: Measure, question: Question) -> dict[str, str]:
    json_url = lasting(reverse("api:measure-detail", kwargs={"key": measure.key}), question)
    return citation(request, question, name=str(measure)) | {"json_url": json_url}
