"""Bringing a portfolio to where the lists are, in steps of one transaction each.

First come those whose result stands: of what moved, only what may concern them is compared. When very much moved at
once, all of them are due instead. Then those who are due are compared with everything, some at a time. A step reads and
compares without a lock; what it writes, it writes only of those who are still what they were when they were read.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from controls.matching.index import Index, is_hit
from controls.matching.watch import Compared, Moved, Watch, in_full, pairs
from controls.screening.models import Counterparty, Portfolio, Rescreening
from controls.screening.services import index, matches, moved, portfolios, rescreenings, results
from controls.screening.services.positions import Position
from controls.screening.services.rescreenings import Held
from controls.screening.services.results import Result
from controls.screening.standing import Match

AT_ONCE = 200  # counterparties compared with everything in one step
MOST_MOVED = 500  # entries; whoever follows more in one step may be at it for longer than a worker is let live


def step(*, held: Held, at: datetime, on: date) -> bool:
    """Do the next step of a re-screening. Says whether there is more to do.

    Raises IndexNotReady when nothing can be compared now; the row stays as it is.
    """
    loaded = index.current()
    place = Position.of(loaded, on=on)
    row = Rescreening.objects.select_related("portfolio").get(pk=held.pk)
    portfolio = row.portfolio
    if not place.is_of(portfolio):
        what = moved.between(portfolio=portfolio, place=place, index=loaded.index) if place.follows(portfolio) else None
        if what is None or len(what) > MOST_MOVED:
            return _begin_anew(held, portfolio, place, at)
        return _follow(held, portfolio, loaded.index, place, what, at)
    waiting = list(portfolio.counterparties.waiting().order_by("pk")[:AT_ONCE])
    if waiting:
        return _in_full(held, portfolio, waiting, loaded.index, place, at)
    return _finish(held, at)


def _begin_anew(held: Held, portfolio: Portfolio, place: Position, at: datetime) -> bool:
    """There is no position to follow from, or too much to follow at once: everybody is due, from here on."""
    with transaction.atomic():
        row = rescreenings.locked(held=held, at=at)
        if row is None:
            return False
        portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
        portfolios.compare_all(portfolio=portfolio)
        place.put_on(portfolio)
        portfolio.save()
        row.save()
    return True


def _follow(
    held: Held, portfolio: Portfolio, entries: Index, place: Position, what: Sequence[Moved], at: datetime
) -> bool:
    """Compare what moved since the portfolio's position with those whom it may concern."""
    rows = list(portfolio.counterparties.standing())
    watch = Watch((matches.watched(row=row, lists=portfolio.lists) for row in rows), entries)
    before = matches.standing(counterparties=None, portfolio=portfolio.pk)
    named = {each.key for each in what}
    near = {
        key: [each.subject for each in found.values() if each.hit or each.subject in named]
        for key, found in before.items()
    }
    compared = pairs(entries, watch, what, near, on=place.on, threshold=portfolio.threshold)
    result = Result(
        before=before,
        after=_merged(before, compared, portfolio, place.on),
        versions={row.pk: row.version for row in rows},
        moved={each.key: each.changes for each in what},
        new_day=portfolio.day != place.on,
    )
    with transaction.atomic():
        row = rescreenings.locked(held=held, at=at)
        now = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
        if row is None or (now.token, now.day) != (portfolio.token, portfolio.day) or not _asks_same(now, portfolio):
            return row is not None
        row.entries += len(what)
        row.affected += len(_concerned(compared, what))
        row.compared += compared.pairs
        place.put_on(now)
        results.write(row=row, portfolio=now, result=result, at=at)
    return True


def _concerned(compared: Compared, what: Sequence[Moved]) -> set[int]:
    """Counterparties that were compared with an entry that moved."""
    named = {each.key for each in what}
    return {key for key, found in compared.found.items() if not named.isdisjoint(found)}


def _merged(
    before: Mapping[int, Mapping[str, Match]], compared: Compared, portfolio: Portfolio, on: date
) -> dict[int, dict[str, Match]]:
    """What stands now: what was compared anew in the place of what it was, all else carried on."""
    subjects = {subject for found in compared.found.values() for subject in found}
    said = matches.described(subjects=subjects, lists=portfolio.lists, on=on)
    after: dict[int, dict[str, Match]] = {}
    for key, found in compared.found.items():
        stood = {subject: match for subject, match in before.get(key, {}).items() if subject not in compared.asked[key]}
        anew = {
            subject: matches.match_of(found=each, hit=is_hit(each.score, portfolio.threshold), said=said.get(subject))
            for subject, each in found.items()
        }
        after[key] = matches.kept(found={**stood, **anew})
    return after


def _in_full(
    held: Held, portfolio: Portfolio, waiting: Collection[Counterparty], entries: Index, place: Position, at: datetime
) -> bool:
    """Compare some counterparties with everything."""
    found = {
        row.pk: in_full(
            entries,
            matches.watched(row=row, lists=portfolio.lists),
            on=place.on,
            threshold=portfolio.threshold,
            most=matches.MOST,
            below=matches.BELOW,
        )
        for row in waiting
    }
    subjects = {subject for each in found.values() for subject in each}
    said = matches.described(subjects=subjects, lists=portfolio.lists, on=place.on)
    after = {
        key: {
            subject: matches.match_of(found=one, hit=is_hit(one.score, portfolio.threshold), said=said.get(subject))
            for subject, one in each.items()
        }
        for key, each in found.items()
    }
    result = Result(
        before=matches.standing(counterparties=[row.pk for row in waiting], portfolio=portfolio.pk),
        after=after,
        versions={row.pk: row.version for row in waiting},
        moved=None,
    )
    with transaction.atomic():
        row = rescreenings.locked(held=held, at=at)
        now = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
        if row is None or not place.is_of(now) or not _asks_same(now, portfolio):
            return row is not None
        row.in_full += len(waiting)
        results.write(row=row, portfolio=now, result=result, at=at)
    return True


def _asks_same(now: Portfolio, before: Portfolio) -> bool:
    """Whether the portfolio is compared with the same lists at the same threshold as when it was read."""
    return (now.lists, now.threshold) == (before.lists, before.threshold)


def _finish(held: Held, at: datetime) -> bool:
    """Nobody waits, and the portfolio is where the lists are. Not when somebody was added just now."""
    with transaction.atomic():
        row = rescreenings.locked(held=held, at=at)
        if row is None:
            return False
        portfolio = Portfolio.objects.select_for_update().get(pk=row.portfolio_id)
        under_watch = portfolio.counterparties.under_watch().count()
        if portfolio.counterparties.waiting().exists():
            return True
        row.under_watch, row.to_token, row.to_revision = under_watch, portfolio.token, portfolio.revision
        portfolio.screened_at = at
        if row.in_full >= under_watch:
            portfolio.full_at = at
        portfolio.save()
        rescreenings.finish(row=row, at=at)
    return False
