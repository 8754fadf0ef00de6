"""Elements and codes: what controls an element on a day, and what a code may point to."""

import re
from difflib import get_close_matches
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls import states
from controls.filters.fields import LAST_DAY
from controls.filters.measures import ElementFilter
from controls.filters.questions import FactQuestion, Question
from controls.models import ControlledItem, Element, Form, Measure, TariffCode
from controls.models.catalogue_states import about_rare_earths
from controls.models.clause_states import of_measure
from controls.models.goods_queries import caught_together, items_by_number, items_of_code
from controls.models.spoken import Said, wording
from controls.views import catalogue, catalogue_rows, errors, standings
from controls.views.addresses import address, lasting
from controls.views.asking import PageRequest
from controls.views.footnotes import Footnotes
from controls.views.frame import page


@page(ElementFilter, nav="measures")
def element_list(request: PageRequest, question: ElementFilter) -> HttpResponse:
    """The 17 rare earths, each with the measures that name it on the day."""
    measures = list(Measure.objects.published(on=question.day).for_display())
    known = [(measure, standings.badge(of_measure(measure, on=question.day))) for measure in measures]
    rows = [
        {
            "symbol": element.symbol,
            "number": element.atomic_number,
            "name": wording(element),
            "name_zh": element.name_zh,
            "official_class": element.official_class,
            "url": address("controls:element-detail", question=question, symbol=element.symbol),
            "states": _counted([state for measure, state in known if element.symbol in measure.elements]),
        }
        for element in question.apply()
    ]
    return render(request, "controls/element_list.html", {"rows": rows})


def _counted(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many measures carry each badge."""
    counts: dict[tuple[str, str], int] = {}
    for state in found:
        counts[(state["tone"], state["label"])] = counts.get((state["tone"], state["label"]), 0) + 1
    return [{"tone": tone, "label": label, "count": count} for (tone, label), count in counts.items()]


@page(FactQuestion, nav="measures")
def element_detail(request: PageRequest, question: FactQuestion, symbol: str) -> HttpResponse:
    """What controls an element on a day: goods and technology, binding or not, and the rules of composition."""
    element = Element.objects.prefetch_related("sources").filter(key=symbol.lower()).first()
    if element is None:
        known = [(each.symbol, Said(str(each))) for each in Element.objects.order_by("atomic_number")]
        near = [
            {"label": label, "url": address("controls:element-detail", question=question, symbol=each)}
            for each, label in known
            if each.lower()[0] == symbol.lower()[0]
        ]
        return errors.not_found(
            request, reason=_("“%(symbol)s” is not one of the 17 rare earths.") % {"symbol": symbol[:80]}, near=near
        )
    footnotes = Footnotes()
    numbers = footnotes.numbers(element)
    measures = list(Measure.objects.published(on=question.day).touching(element.symbol).with_everything())
    groups = [_group(measure, element, question) for measure in measures]
    context = {
        "element": element,
        "source_numbers": numbers,
        "binding": [group for group in groups if group["state"]["code"] in (states.IN_FORCE, states.MIXED)],
        "pending": [group for group in groups if group["state"]["code"] not in (states.IN_FORCE, states.MIXED)],
        "catalogue": [
            catalogue_rows.item_row(item, standing, question) for item, standing in about_rare_earths(on=question.day)
        ],
        "together": [row for group in groups for row in [*group["goods"], *group["technology"]] if row["together"]],
        "sources": footnotes.listed(),
        "cite": {
            "permalink": lasting(request.path, question),
            "json_url": lasting(reverse("api:element-detail", kwargs={"symbol": element.symbol}), question),
        },
    }
    return render(request, "controls/element_detail.html", context)


def _group(measure: Measure, element: Element, question: Question) -> dict[str, Any]:
    """A measure with its items that name the element."""
    items = [item for item in measure.items.all() if element.symbol in item.elements]
    items.sort(key=lambda item: item.position)
    rows = standings.item_rows(items, None, question)
    for row, item in zip(rows, items, strict=True):
        row["together"] = caught_together(item.elements)
        row["technology"] = item.form == Form.TECHNOLOGY
    return {
        "measure": standings.measure_row(measure, question),
        "state": standings.badge(of_measure(measure, on=question.day)),
        "names_it": element.symbol in measure.elements,
        "goods": [row for row in rows if not row["technology"]],
        "technology": [row for row in rows if row["technology"]],
        "scope": measure.scope,
    }


@page(FactQuestion, nav="measures")
def code_detail(request: PageRequest, question: FactQuestion, code: str) -> HttpResponse:
    """A control code or a customs number: what it may point to. A hint, never a verdict."""
    if re.fullmatch(r"[0-9]{4,10}", code):
        return _customs_number(request, question, code)
    items = items_of_code(code, on=question.day)
    if not items and not items_of_code(code, on=LAST_DAY):  # a code of a later measure is known, and empty that day
        return _unknown(request, question, code)
    context = _code_context(question, items) | {"code": code, "tariff": [], "sources": []}
    return render(request, "controls/code_detail.html", context)


def _customs_number(request: PageRequest, question: Question, number: str) -> HttpResponse:
    codes = list(TariffCode.objects.filter(key__startswith=number).prefetch_related("sources").order_by("key"))
    items = items_by_number([number], on=question.day)[number]
    if not codes and not items:
        return _unknown(request, question, number)
    footnotes = Footnotes()
    tariff = [
        {
            "number": each.key,
            "description": each.description_en,
            "description_zh": each.description_zh,
            "schedule": each.schedule,
            "elements": standings.elements_shown(each.elements),
            "monitoring": each.monitoring,
            "dual_use_label": each.get_dual_use_licence_display(),
            "ordinary_label": each.get_ordinary_licence_display(),
            "note": each.note,
            "evidence_label": each.get_evidence_grade_display(),
            "source_numbers": footnotes.numbers(each),
        }
        for each in codes
    ]
    context = _code_context(question, items) | {"code": number, "tariff": tariff, "sources": footnotes.listed()}
    return render(request, "controls/code_detail.html", context)


def _code_context(question: Question, items: list[ControlledItem]) -> dict[str, Any]:
    """Items with the state of their measures, each measure explained once."""
    measures = Measure.objects.filter(pk__in={item.measure_id for item in items}).for_display()
    found = {measure.pk: standings.measure_row(measure, question) for measure in measures}
    rows = standings.item_rows(items, None, question)
    for row, item in zip(rows, items, strict=True):
        row["measure"] = found[item.measure_id]
    return {"items": rows}


def _unknown(request: PageRequest, question: Question, code: str) -> HttpResponse:
    """404 with codes that look like the one asked for. Codes are law: what is near is offered, never taken."""
    known = set(ControlledItem.objects.exclude(code="").values_list("code", flat=True))
    known |= set(TariffCode.objects.values_list("key", flat=True))
    short = code[:20]
    near = get_close_matches(
        short.upper() if short[:1].isdigit() and not short.isdigit() else short, sorted(known), n=5
    )
    offered = [
        {"label": each, "url": address("controls:code-detail", question=question, code=each)}
        for each in near or sorted(each for each in known if short[:3] and each.startswith(short[:3]))[:5]
    ]
    offered = [*catalogue.items_with_code(code, question), *offered]
    reason = _("No control code and no customs number “%(code)s” is on record. That does not mean no control.")
    return errors.not_found(request, reason=reason % {"code": code[:80]}, near=offered)
