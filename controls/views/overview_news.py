"""What changed: days on which something began, ended or became uncertain, and what this register recorded."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from controls import states
from controls.filters.questions import Question
from controls.models import Change
from controls.models.calendar import days
from controls.models.calendar_days import Day, DayKind, state_label
from controls.views.addresses import address
from controls.views.calendar import MARKS, address_of
from controls.views.looks import TONES
from controls.views.sentences import mark, sentence

SHOWN = 12
RECORDED = 8
# Days on which the law itself moved; a formal end is told by the day after it, on which nobody knows.
TOLD = frozenset(
    {
        DayKind.START, DayKind.SUSPENSION_START, DayKind.RESUMPTION, DayKind.STOP, DayKind.END, DayKind.DEADLINE,
        DayKind.TO_BE_CONFIRMED,
    }
)  # fmt: skip


def ledger(question: Question, *, since: date) -> dict[str, Any]:
    """The days from `since` on, up to the day asked about, the latest first."""
    found = [
        day
        for day in days(known_by=question.day)
        if since <= day.on <= question.day and day.kind in TOLD and not day.cancelled
    ]
    rows = [_row(day, question) for day in reversed(found)]
    return {
        "rows": rows[:SHOWN],
        "count": len(rows),
        "more": max(0, len(rows) - SHOWN),
        "since": since,
        "all_url": address("controls:calendar", question=question, query={"from": since, "to": question.day}),
    }


def _row(day: Day, question: Question) -> dict[str, Any]:
    return {
        "on": day.on,
        "mark": MARKS.get(DayKind(day.kind), "ask"),
        "kind_label": DayKind(day.kind).label,
        "title": day.title,
        "about": day.about,
        "url": address_of(day, question),
        "tone": "plain" if day.state in (None, states.MIXED, states.IN_FORCE) else TONES[day.state],
        "state_label": state_label(day.state) if day.state is not None else "",
    }


def recorded(question: Question, *, since: datetime | None = None) -> dict[str, Any]:
    """What this register recorded last, or since a moment: newest first, with how many there are in all."""
    changes = Change.objects.order_by("-id")
    count = None
    if since is not None:
        changes = changes.filter(recorded_at__gt=since)
        count = changes.count()
    return {
        "count": count,
        "rows": [
            {
                "revision": change.pk,
                "recorded_at": change.recorded_at,
                "mark": mark(change),
                "title": sentence(change),
                "label": change.subject_label,
            }
            for change in changes[:RECORDED]
        ],
    }


def first_day(period: str, question: Question, visit: datetime | None) -> date:
    """The first day of a period that ends with the day asked about."""
    if period == "visit" and visit is not None:
        return min(timezone.localdate(visit), question.day)
    return question.day - timedelta(days={"week": 6, "month": 29, "year": 364}.get(period, 29))


def heading(period: str) -> str:
    return {
        "visit": _("What changed since your last visit"),
        "week": _("What changed in 7 days"),
        "month": _("What changed in 30 days"),
        "year": _("What changed in 12 months"),
    }[period]
