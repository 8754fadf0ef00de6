"""Rows that others left become notifications: read in their order behind cursors, each exactly once.

A cursor and what lies before it move in one transaction, and whoever moves it holds its row. Two workers at once wait
for each other; one that is killed has done nothing. Nobody who writes facts knows of any of this.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Greatest

from controls.alerts import rules
from controls.alerts.models import Occurrence, Subscription
from controls.alerts.services import concerned, cursors, happenings, notifying, searches, wishes
from controls.alerts.services.notifying import Happening
from controls.models import Change, calendar
from controls.models.calendar_days import Day
from controls.models.spoken import as_stored
from controls.screening.models import Difference

BATCH = 500  # rows read in one transaction
Kind = Subscription.Kind
_SEARCHES = "searches"


def collect(*, at: datetime, on: date) -> int:
    """Read everything that is new and write down who wants to hear of it. How many notifications were written."""
    told = 0
    while (batch := read_changes(at=at)) is not None:
        told += batch
    while (batch := read_occurrences(at=at)) is not None:
        told += batch
    for portfolio in _portfolios():
        while (batch := read_differences(portfolio=portfolio, at=at)) is not None:
            told += batch
    return told + ask_searches(at=at, on=on) + look_ahead(at=at, on=on)


@transaction.atomic
def read_changes(*, at: datetime) -> int | None:
    """Some changes of facts. None when nothing is new."""
    cursor = cursors.hold(name=cursors.CHANGES)
    rows = Change.objects.filter(pk__gt=cursor.position).order_by("pk").select_related("notice__authority")
    changes = list(rows[:BATCH])
    if not changes:
        return None
    facts = concerned.facts_of(changes=changes)
    wanted: dict[int, list[Happening]] = {}
    for row in _about(set().union(*facts.values())):
        wish = wishes.of(subscription=row)
        wanted[row.pk] = [
            happenings.of_change(change=change)
            for change in changes
            if change.pk > row.since and rules.wants_change(wish, action=change.action, concerned=facts[change.pk])
        ]
    told = notifying.tell(wanted=wanted, at=at)
    cursors.move(cursor=cursor, position=changes[-1].pk, at=at)
    return told


def _about(facts: set[str]) -> Sequence[Subscription]:
    return list(Subscription.objects.standing().filter(kind__in=list(rules.NOUNS), subject__in=facts))


@transaction.atomic
def read_differences(*, portfolio: int, at: datetime) -> int | None:
    """Some of what moved for the counterparties of a portfolio. None when nothing is new."""
    cursor = cursors.hold(name=cursors.of_portfolio(pk=portfolio))
    rows = Difference.objects.after(cursor.position).filter(portfolio=portfolio).select_related("counterparty")
    found = list(rows[:BATCH])
    if not found:
        return None
    wanted: dict[int, list[Happening]] = {}
    rows_of = Subscription.objects.standing().filter(kind=Kind.PORTFOLIO, portfolio=portfolio)
    for row in rows_of.filter(portfolio__owner=F("owner")).select_related("owner"):
        wish = wishes.of(subscription=row)
        wanted[row.pk] = [
            happenings.of_difference(row=each)
            for each in found
            if each.pk > row.since
            and row.owner.may("screener")
            and rules.wants_difference(wish, portfolio=portfolio, kind=each.kind)
        ]
    told = notifying.tell(wanted=wanted, at=at)
    cursors.move(cursor=cursor, position=found[-1].pk, at=at)
    return told


def _portfolios() -> Iterator[int]:
    rows = Subscription.objects.standing().filter(kind=Kind.PORTFOLIO)
    yield from rows.order_by("portfolio").values_list("portfolio", flat=True).distinct()


@transaction.atomic
def read_occurrences(*, at: datetime) -> int | None:
    """Some of what floors above noted. None when nothing is new."""
    cursor = cursors.hold(name=cursors.OCCURRENCES)
    found = list(Occurrence.objects.filter(pk__gt=cursor.position).order_by("pk")[:BATCH])
    if not found:
        return None
    wanted: dict[int, list[Happening]] = {}
    for row in Subscription.objects.standing().filter(kind=Kind.SOURCE):
        wish = wishes.of(subscription=row)
        wanted[row.pk] = [
            happenings.of_occurrence(row=each)
            for each in found
            if each.pk > row.since and rules.wants_occurrence(wish, kind=each.kind, subject=each.subject)
        ]
    told = notifying.tell(wanted=wanted, at=at)
    cursors.move(cursor=cursor, position=found[-1].pk, at=at)
    return told


def ask_searches(*, at: datetime, on: date) -> int:
    """Ask the searches that somebody follows again, when the register moved or another day began."""
    revision, _recorded_at = Change.objects.revision()
    with transaction.atomic():
        cursor = cursors.hold(name=_SEARCHES)
        if (cursor.position, cursor.day) == (revision, on):
            return 0
        told = sum(searches.look(pk=pk, revision=revision, at=at, on=on) for pk in searches.followed())
        cursors.move(cursor=cursor, position=revision, at=at, day=on)
    return told


def look_ahead(*, at: datetime, on: date) -> int:
    """Tell of formal ends that came near: once a day, when the register moved, and for who wants more since."""
    revision, _recorded_at = Change.objects.revision()
    rows = Subscription.objects.standing().filter(kind=Kind.ENDS)
    newest = rows.aggregate(newest=Max(Greatest("made_at", "changed_at")))["newest"]
    if newest is None:
        return 0
    with transaction.atomic():
        cursor = cursors.hold(name=cursors.ENDS)
        seen = cursor.moved_at is not None and newest < cursor.moved_at
        if seen and (cursor.position, cursor.day) == (revision, on):
            return 0
        with as_stored():
            days = [day for day in calendar.days() if day.kind in rules.FORMAL_ENDS and not day.cancelled]
        told = notifying.tell(wanted={row.pk: _ends(row, days, on) for row in rows}, at=at)
        cursors.move(cursor=cursor, position=revision, at=at, day=on)
    return told


def _ends(row: Subscription, days: Sequence[Day], on: date) -> list[Happening]:
    wish = wishes.of(subscription=row)
    return [
        happenings.of_end(day=day, on=on) for day in days if rules.wants_end(wish, kind=day.kind, on=day.on, today=on)
    ]


def position_of(*, kind: str, portfolio: int | None) -> int:
    """The last row that a subscription of this kind, made now, does not hear of.

    Of differences it is that of the portfolio: others may be written just now under smaller numbers.
    """
    rows = {
        Kind.PORTFOLIO: Difference.objects.filter(portfolio=portfolio),
        Kind.SOURCE: Occurrence.objects.all(),
    }.get(Kind(kind), Change.objects.all())
    newest: int | None = rows.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0
