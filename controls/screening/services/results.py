"""What a step of a re-screening found, written: standing matches, differences, and a check for each who differs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from controls.screening.models import (
    Counterparty,
    CounterpartyVersion,
    Difference,
    Portfolio,
    Rescreening,
    ScreeningCheck,
)
from controls.screening.models.counterparties import COMPARED
from controls.screening.services import checks, matches
from controls.screening.services.questions import ORGANISATION, PERSON, Asked
from controls.screening.standing import Match, Moving, moving

Due = Counterparty.Due
_OWN_CAUSES = {str(Due.EDITED): Difference.Cause.COUNTERPARTY, str(Due.PORTFOLIO): Difference.Cause.PORTFOLIO}
_REASONS = Rescreening.Reason
_BY_COMPARISON = (_REASONS.ALGORITHM, _REASONS.NIGHTLY, _REASONS.ASKED)


@dataclass(frozen=True, slots=True)
class Result:
    """For some counterparties what stood before and what stands now.

    `versions` are theirs as they were read; `moved` has the changes of the entries that moved, None when everything was
    compared; `new_day` says that another day than before counts.
    """

    before: Mapping[int, Mapping[str, Match]]
    after: Mapping[int, Mapping[str, Match]]
    versions: Mapping[int, int]
    moved: Mapping[str, Sequence[int]] | None
    new_day: bool = False


def write(*, row: Rescreening, portfolio: Portfolio, result: Result, at: datetime) -> None:
    """Write down a result, inside the transaction of the step that holds the row and the portfolio.

    Nothing is written of a counterparty that was edited or ended since it was read: it is due, or nobody's any more.
    """
    held = Counterparty.objects.under_watch().select_for_update().filter(pk__in=list(result.after))
    in_full = result.moved is None
    counterparties = {each.pk: each for each in held if each.version == result.versions[each.pk]}
    _overtaken(portfolio, set(result.after) - set(counterparties))
    after = {key: dict(found) for key, found in result.after.items() if key in counterparties}
    found = {key: _moving(result, key, now) for key, now in after.items()}
    fresh = [each for each in counterparties.values() if each.due == Due.EDITED]
    _note(row, [(counterparties[key], each) for key, one in found.items() for each in one], result, at)
    matches.write(before=result.before, after=after)
    for key, counterparty in counterparties.items():
        counterparty.due = Due.NO if in_full else counterparty.due
        _settle(counterparty, portfolio, after[key].values(), at)
    differing = [counterparties[key] for key, one in found.items() if one]
    _check(portfolio, list({each.pk: each for each in [*fresh, *differing]}.values()), at)
    fields = ["due", "screened_at", "screened_revision", "algorithm", "hit_count", "verdict", "last_check"]
    Counterparty.objects.bulk_update(counterparties.values(), fields, batch_size=500)
    portfolio.screened_at = at
    portfolio.save()
    row.save()


def _overtaken(portfolio: Portfolio, keys: Collection[int]) -> None:
    """Have those compared again who are not due: an edit of a note alone makes nobody due, and the position moves."""
    portfolio.counterparties.under_watch().filter(pk__in=keys, due=Due.NO).update(due=Due.FULL)


def _moving(result: Result, key: int, now: Mapping[str, Match]) -> list[Moving]:
    return moving(result.before.get(key, {}), now, entries=result.moved)


def _note(row: Rescreening, found: Sequence[tuple[Counterparty, Moving]], result: Result, at: datetime) -> None:
    changes = result.moved or {}
    Difference.objects.bulk_create(
        Difference(
            portfolio_id=row.portfolio_id,
            rescreening=row,
            counterparty=counterparty,
            subject=each.subject,
            label=each.label,
            kind=each.kind,
            cause=_cause(row, counterparty, result, each.subject),
            before=each.before.as_json() if each.before else None,
            after=each.after.as_json() if each.after else None,
            changes=list(changes.get(each.subject, ())),
            found_at=at,
        )
        for counterparty, each in found
    )
    row.differing += len(found)


def _cause(row: Rescreening, counterparty: Counterparty, result: Result, subject: str) -> Difference.Cause:
    """Why a match moved: the entry itself, the day, the counterparty, or how much words say."""
    if result.moved is None:
        if counterparty.due in _OWN_CAUSES:
            return _OWN_CAUSES[counterparty.due]
        return Difference.Cause.COMPARISON if row.reason in _BY_COMPARISON else Difference.Cause.LISTS
    if result.moved.get(subject):
        return Difference.Cause.LISTS
    return Difference.Cause.DAY if result.new_day else Difference.Cause.COMPARISON


def _settle(counterparty: Counterparty, portfolio: Portfolio, now: Collection[Match], at: datetime) -> None:
    """The counterparty stands where the portfolio does."""
    counterparty.screened_at = at
    counterparty.screened_revision, counterparty.algorithm = portfolio.revision, portfolio.algorithm
    counterparty.hit_count = sum(1 for each in now if each.hit)
    counterparty.verdict = matches.best(matches=now)


def _check(portfolio: Portfolio, counterparties: Collection[Counterparty], at: datetime) -> None:
    """Keep a check with its receipt for each name of these; the last check is the one of the main name."""
    asked = [(each, _asked(portfolio, each, name)) for each in counterparties for name in each.names]
    if not asked:
        return
    questions = [question for _counterparty, question in asked]
    origin = ScreeningCheck.Origin.MONITORING
    former = _former(portfolio, asked)
    kept = checks.screen_many(questions=questions, by=portfolio.owner, at=at, origin=origin, former=former)
    for (counterparty, question), check in zip(asked, kept, strict=True):
        if question.name == counterparty.name:
            counterparty.last_check = check


def _former(portfolio: Portfolio, asked: Sequence[tuple[Counterparty, Asked]]) -> dict[str, frozenset[str]]:
    """By party all that the same counterparties were before they were edited, with each of their names; one query."""
    were: dict[int, set[str]] = defaultdict(set)
    current = {each.pk: each for each, _question in asked}
    rows = CounterpartyVersion.objects.filter(counterparty_id__in=current).order_by("pk")
    for key, content in rows.values_list("counterparty_id", "content"):
        before = Counterparty(**{name: content[name] for name in COMPARED})
        were[key].update(*(_asked(portfolio, before, name).parties for name in before.names))
    found: dict[str, set[str]] = defaultdict(set)
    for counterparty, question in asked:
        found[question.party] |= were[counterparty.pk] - {question.party}
    return {party: frozenset(parties) for party, parties in found.items()}


def _asked(portfolio: Portfolio, counterparty: Counterparty, name: str) -> Asked:
    if portfolio.day is None:
        raise ValueError("A portfolio that stands nowhere has no results.")
    return Asked(
        name=name,
        as_of=portfolio.day,
        threshold=portfolio.threshold,
        limit=matches.MOST,
        country=counterparty.country,
        identifier=counterparty.identifier,
        address=counterparty.address,
        schema={None: "", True: PERSON, False: ORGANISATION}[counterparty.person],
        lists=tuple(portfolio.lists),
    )
