"""The calendar as a page: what is ahead, month by month, and what lies behind."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls import states
from controls.filters.calendar import CalendarFilter
from controls.filters.questions import Question
from controls.models import EntityList
from controls.models.calendar_days import Day, DayKind, state_label
from controls.models.spoken import wording
from controls.views.addresses import SameQuestion, address, on_day
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.frame import page
from controls.views.looks import TONES
from controls.views.pages import page_links, page_of

# The sign before a day: something begins, ends, changes, or must be asked.
MARKS = {
    DayKind.START: "add",
    DayKind.RESUMPTION: "add",
    DayKind.SUSPENSION_START: "chg",
    DayKind.STOP: "del",
    DayKind.END: "del",
}
NOUNS = {"notice": "controls:notice-detail", "measure": "controls:measure-detail", "edition": "controls:edition-detail"}


@page(CalendarFilter, nav="calendar")
def calendar(request: PageRequest, question: CalendarFilter) -> HttpResponse:
    """Days ahead of the day asked about, the next one first, then those past, the last one first."""
    same = SameQuestion(request, question)
    every = question.apply()
    found = page_of(every, question)
    narrowed = same.changed(reverse("controls:calendar-file"), as_of=None, page_size=None)
    rows = [_row(day, question) for day in found.object_list]
    context = {
        "filters": question,
        "asked_from": question.cleaned_data["from"],
        "asked_to": question.cleaned_data["to"],
        "page": found,
        "ahead": _months(row for row in rows if row["on"] >= question.day),
        "behind": _months(row for row in rows if row["on"] < question.day),
        "choices": _choices(question),
        "file_url": narrowed,
        "file_address": request.build_absolute_uri(narrowed),
        "webcal_address": "webcal" + request.build_absolute_uri(narrowed).removeprefix(request.scheme or ""),
        "json_url": on_day(same.changed(reverse("api:calendar-list"), as_of=None), question.day),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "controls/calendar.html", context)


def _months(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows under the first day of their month, in the order given."""
    return [{"first": first, "days": list(group)} for first, group in groupby(rows, key=lambda row: _month(row["on"]))]


def _month(day: date) -> date:
    return day.replace(day=1)


def _row(day: Day, question: CalendarFilter) -> dict[str, Any]:
    return {
        "id": day.id,
        "on": day.on,
        "away": (day.on - question.day).days,
        "mark": MARKS.get(DayKind(day.kind), "ask"),
        "title": day.title,
        "about": day.about,
        "meaning": day.meaning,
        "note": day.note if day.kind in (DayKind.ANNOUNCED_END, DayKind.DEADLINE) else "",
        "jurisdiction": day.jurisdiction,
        "cancelled": day.cancelled,
        "tone": "plain" if day.state in (None, states.MIXED, states.IN_FORCE) else TONES[day.state],
        "state_label": state_label(day.state) if day.state is not None else "",
        "url": address_of(day, question),
        "notices": [
            {"label": each.label, "url": address("controls:notice-detail", question=question, key=each.key)}
            for each in day.notices
        ],
        "measures": [
            {"label": each.label, "url": address("controls:measure-detail", question=question, key=each.key)}
            for each in day.measures
        ],
        "sources": [
            {"label": source.title, "url": address("controls:source-detail", question=question, key=source.key)}
            for source in day.sources
        ],
    }


def address_of(day: Day, question: Question) -> str:
    """The page of the fact whose day it is."""
    noun, key, anchor = day.place
    if noun == "change":
        return address("controls:change-list", question=question, query={"about": key})
    found = address(NOUNS[noun], question=question, key=key)
    return f"{found}#{anchor}" if anchor else found


def _choices(question: CalendarFilter) -> list[dict[str, Any]]:
    lists = EntityList.objects.order_by("order", "key").only("key", "name_en", "name_zh", "name_ja")
    jurisdictions = sorted({*question.jurisdictions(), *question.cleaned_data["jurisdiction"]})
    return [
        _choice("kind", _("What happens"), list(DayKind.choices), question),
        _choice("list", _("List"), [(each.key, wording(each)) for each in lists], question),
        _choice("jurisdiction", _("Jurisdiction"), [(code, country_name(code)) for code in jurisdictions], question),
    ]


def _choice(name: str, label: str, options: list[tuple[Any, Any]], question: CalendarFilter) -> dict[str, Any]:
    chosen = question.cleaned_data[name]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": said, "chosen": value in chosen} for value, said in options],
    }
