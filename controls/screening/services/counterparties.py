"""Counterparties: put under watch, edited, ended. Whoever is new or edited is due to be compared."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls.screening.models import Counterparty, CounterpartyVersion, Portfolio
from controls.screening.models.counterparties import COMPARED
from controls.screening.services.portfolios import PortfolioRefused

MOST = 100_000  # counterparties in one portfolio
_WRITTEN_AT_ONCE = 1_000


class Outcome(StrEnum):
    """What became of a counterparty that was handed in."""

    ADDED = "added"
    EDITED = "edited"
    RESUMED = "resumed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Particulars:
    """A counterparty as its owner describes it. Empty: not known."""

    own_id: str
    name: str
    further_names: tuple[str, ...] = ()
    person: bool | None = None
    country: str = ""
    identifier: str = ""
    address: str = ""
    note: str = ""

    def content(self) -> dict[str, Any]:
        """The columns that an edit may change."""
        columns = {**asdict(self), "further_names": list(self.further_names)}
        del columns["own_id"]
        return columns


@transaction.atomic
def put(*, portfolio: Portfolio, given: Sequence[Particulars], by: str, at: datetime) -> list[Outcome]:
    """Bring counterparties to what is given: added when their own number is new, edited when something differs.

    One that was ended is watched again. Nobody else in the portfolio is touched. Raises PortfolioRefused when a number
    is given twice, when the portfolio has ended, or when it would grow beyond what one may hold.
    """
    owned = _own(portfolio)
    numbers = [each.own_id for each in given]
    if len(set(numbers)) < len(numbers):
        raise PortfolioRefused(_("A number stands twice in what was given."), field="own_id")
    known = {row.own_id: row for row in owned.counterparties.select_for_update().filter(own_id__in=numbers)}
    rising = sum(1 for each in given if each.own_id not in known or known[each.own_id].ended_at is not None)
    if rising and owned.counterparties.under_watch().count() + rising > MOST:
        raise PortfolioRefused(_("A portfolio holds at most %(most)s counterparties.") % {"most": MOST}, field="own_id")
    outcomes = [_put(known.get(each.own_id), each, by, at) for each in given]
    new = (
        Counterparty(portfolio=owned, own_id=each.own_id, added_at=at, edited_at=at, **each.content())
        for each in given
        if each.own_id not in known
    )
    Counterparty.objects.bulk_create(new, batch_size=_WRITTEN_AT_ONCE)
    return outcomes


def edit(*, counterparty: Counterparty, fields: dict[str, Any], by: str, at: datetime) -> Counterparty:
    """Set some columns of a counterparty that is under watch; what it was stays as a version."""
    with transaction.atomic():
        _own(counterparty.portfolio)
        row = Counterparty.objects.select_for_update().get(pk=counterparty.pk)
        if row.ended_at is not None:
            raise PortfolioRefused(_("This counterparty is no longer under watch."), field="own_id")
        was = Particulars(own_id=row.own_id, **{**row.content(), "further_names": tuple(row.further_names)})
        _put(row, replace(was, **fields), by, at)
        return row


@transaction.atomic
def end(*, counterparty: Counterparty, by: str, at: datetime) -> Counterparty:
    """Take a counterparty off the watch. It stays on record with all that was found. Twice is as good as once."""
    row = Counterparty.objects.select_for_update().get(pk=counterparty.pk)
    if row.ended_at is None:
        _keep_version(row, by, at)
        row.ended_at, row.due, row.version = at, Counterparty.Due.NO, row.version + 1
        row.save()
    return row


def _own(portfolio: Portfolio) -> Portfolio:
    """The portfolio, held against a re-screening that would write results of names of before."""
    row = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if row.ended_at is not None:
        raise PortfolioRefused(_("This portfolio has ended."), field="portfolio")
    return row


def _put(row: Counterparty | None, given: Particulars, by: str, at: datetime) -> Outcome:
    if row is None:
        return Outcome.ADDED
    different = {name: value for name, value in given.content().items() if getattr(row, name) != value}
    ended = row.ended_at is not None
    if not different and not ended:
        return Outcome.UNCHANGED
    _keep_version(row, by, at)
    for name, value in different.items():
        setattr(row, name, value)
    row.version, row.edited_at, row.ended_at = row.version + 1, at, None
    if ended or _is_compared(different):
        row.due = Counterparty.Due.EDITED
    row.save()
    return Outcome.RESUMED if ended else Outcome.EDITED


def _is_compared(names: Iterable[str]) -> bool:
    """Whether one of the columns is compared: a note is not."""
    return not set(names).isdisjoint(COMPARED)


def _keep_version(row: Counterparty, by: str, at: datetime) -> None:
    """Keep what it is, before anything of it is set."""
    content = {**row.content(), "ended_at": row.ended_at.isoformat() if row.ended_at else None}
    CounterpartyVersion.objects.create(counterparty=row, version=row.version, content=content, until=at, by=by)
