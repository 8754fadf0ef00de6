"""The overview: what changed, how the controls and the lists stand on a day, and which formal ends are near."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from controls import states
from controls.filters.fields import BadInput
from controls.filters.overview import PERIODS, OverviewQuestion
from controls.models import EntityList
from controls.models.labels import ListingState
from controls.models.overview_clocks import Clock, clocks
from controls.models.spoken import titles
from controls.services import access
from controls.views import overview_charts, overview_news
from controls.views.addresses import SameQuestion, address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.looks import TONES
from controls.views.summaries import counts, revision_of

MOST_CONCERNS = 8


@page(OverviewQuestion, nav="home")
def home(request: PageRequest, question: OverviewQuestion) -> HttpResponse:
    """The register at a glance."""
    visit = access.note_visit(user=request.user, at=timezone.now()) if request.user.is_authenticated else None
    period = _period(question, visit)
    revision = revision_of(request)
    numbers = counts(question.day, revision)
    key = f"overview:{revision}:{question.day}:{question.today}:{get_language()}"
    context = {
        "counts": numbers,
        "lists": [_list_row(entity_list, numbers, question) for entity_list in _lists()],
        "states": [{"code": code, "label": ListingState(code).label} for code in states.CODES],
        "period": period,
        "heading": overview_news.heading(period),
        "periods": _periods(request, question, period, visit),
        "visit": visit,
        "ledger": overview_news.ledger(question, since=overview_news.first_day(period, question, visit)),
        "recorded": overview_news.recorded(question, since=visit if period == "visit" else None),
        "charts": cache.get_or_set(key, lambda: overview_charts.drawn(question)),
        "clocks": [_clock(each, question) for each in clocks(on=question.day)],
    }
    return render(request, "controls/home.html", context)


def _period(question: OverviewQuestion, visit: datetime | None) -> str:
    """How far back is told: as asked, else since the last visit, else 30 days. Raises BadInput."""
    asked: str = question.cleaned_data["period"]
    if asked == "visit" and visit is None:
        raise BadInput(
            {"period": [_("No earlier visit of yours is known. Sign in, or ask for 7 days, 30 days or 12 months.")]}
        )
    return asked or ("visit" if visit is not None else "month")


def _periods(
    request: PageRequest, question: OverviewQuestion, period: str, visit: datetime | None
) -> list[dict[str, Any]]:
    same = SameQuestion(request, question)
    return [
        {"label": label, "url": same.changed(period=code), "current": code == period}
        for code, label in PERIODS
        if code != "visit" or visit is not None
    ]


def _lists() -> Any:
    return EntityList.objects.select_related("authority").order_by("order", "key")


def _list_row(entity_list: EntityList, numbers: dict[str, Any], question: OverviewQuestion) -> dict[str, Any]:
    by_state = numbers["matrix"].get(entity_list.key, {})
    query = {"list": entity_list.key}
    return {
        **titles(entity_list),
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


def _clock(found: Clock, question: OverviewQuestion) -> dict[str, Any]:
    """A formal end with the days to it or since, and the end that was only announced beside it."""
    return {
        "days": found.days,
        "until": found.until,
        "label": found.label,
        "announced": found.announced,
        "listings": found.listings,
        "concerns": [
            {"label": each.label, "url": _address_of(each.page, question)} for each in found.concerns[:MOST_CONCERNS]
        ],
        "more": max(0, len(found.concerns) - MOST_CONCERNS),
    }


def _address_of(reference: str, question: OverviewQuestion) -> str:
    """The page of a measure or a notice."""
    noun, _colon, key = reference.partition(":")
    return address(f"controls:{noun}-detail", question=question, key=key)
