"""The overview: how the lists stand on a day, what happened last, and which formal ends are near."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from controls import states
from controls.filters.questions import Question
from controls.models import Change, EntityList, ListingEvent, Notice
from controls.models.labels import ListingState
from controls.views.addresses import address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.looks import TONES
from controls.views.sentences import mark, sentence
from controls.views.summaries import counts, revision_of

NEAR = timedelta(days=60)
SHOWN = 8


@page(Question, nav="home")
def home(request: PageRequest, question: Question) -> HttpResponse:
    """The register at a glance."""
    numbers = counts(question.day, revision_of(request))
    context = {
        "counts": numbers,
        "lists": [_list_row(entity_list, numbers, question) for entity_list in _lists()],
        "states": [{"code": code, "label": ListingState(code).label} for code in states.CODES],
        "acts": _latest_acts(question),
        "clocks": _clocks(question),
        "recorded": [
            {"revision": change.pk, "recorded_at": change.recorded_at, "mark": mark(change), "title": sentence(change)}
            | {"label": change.subject_label}
            for change in Change.objects.order_by("-id")[:SHOWN]
        ],
    }
    return render(request, "controls/home.html", context)


def _lists() -> Any:
    return EntityList.objects.select_related("authority").order_by("order", "key")


def _list_row(entity_list: EntityList, numbers: dict[str, Any], question: Question) -> dict[str, Any]:
    by_state = numbers["matrix"].get(entity_list.key, {})
    query = {"list": entity_list.key}
    return {
        "label": entity_list.name_en,
        "name_zh": entity_list.name_zh,
        "effect_label": entity_list.get_effect_display(),
        "tone": TONES[entity_list.effect],
        "url": address("controls:listing-list", question=question, query=query),
        "total": numbers["by_list"].get(entity_list.key, 0),
        "cells": [
            {
                "count": by_state.get(code, 0),
                "url": address("controls:listing-list", question=question, query=query | {"state": code}),
            }
            for code in states.CODES
        ],
    }


def _latest_acts(question: Question) -> list[dict[str, Any]]:
    """Notices and acts on listings that began by the day, latest first."""
    notices = Notice.objects.published(on=question.day).for_display()[:SHOWN]
    events = ListingEvent.objects.filter(effective_from__lte=question.day).select_related("target_notice")
    rows: list[dict[str, Any]] = [
        {
            "on": notice.published_on,
            "mark": "add",
            "title": notice.title_en,
            "detail": notice.summary,
            "notice_label": notice.label,
            "url": address("controls:notice-detail", question=question, key=notice.key),
        }
        for notice in notices
    ]
    rows += [
        {
            "on": event.effective_from,
            "mark": "del" if event.kind in states.STOPPING + states.ENDING else "chg",
            "title": _("%(notice)s: %(act)s") % {"notice": event.target_notice, "act": event.get_kind_display()},
            "detail": event.note,
            "wording": event.wording_zh,
            "notice_label": event.target_notice.label,
            "url": address("controls:notice-detail", question=question, key=event.target_notice.key),
        }
        for event in events.order_by("-effective_from", "-announced_on", "-pk")[:SHOWN]
    ]
    return sorted(rows, key=lambda row: row["on"], reverse=True)[:SHOWN]


def _clocks(question: Question) -> list[dict[str, Any]]:
    """Formal ends of suspensions within sixty days before or after the day, unless a later act replaced them."""
    later = ListingEvent.objects.filter(
        target_notice=OuterRef("target_notice"),
        kind__in=states.STATE_CHANGING,
        effective_from__gt=OuterRef("effective_from"),
        effective_from__lte=question.day,
    )
    near = ListingEvent.objects.filter(
        ~Exists(later),
        kind__in=states.SUSPENDING,
        effective_from__lte=question.day,
        until__range=(question.day - NEAR, question.day + NEAR),
    ).select_related("target_notice")
    return [
        {
            "days": (event.until - question.day).days,
            "until": event.until,
            "title": _("Suspension of %(notice)s") % {"notice": event.target_notice},
            "count": event.stated_count,
            "url": address("controls:notice-detail", question=question, key=event.target_notice.key),
        }
        for event in near.order_by("until", "pk")
        if event.until
    ]
