"""Portfolios: made, changed, ended, looked at."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from controls.models import User
from controls.screening.models import Counterparty, Portfolio


class PortfolioRefused(Exception):
    """The act contradicts what is on record. The message is fit for the user; `field` is what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def make(*, owner: User, name: str, lists: Sequence[str], threshold: float, note: str, at: datetime) -> Portfolio:
    """A portfolio without counterparties. Raises PortfolioRefused when its owner has one of this name."""
    row = Portfolio(owner=owner, name=name, lists=list(lists), threshold=threshold, note=note, made_at=at)
    _store(row)
    return row


@transaction.atomic
def change(*, portfolio: Portfolio, name: str, lists: Sequence[str], threshold: float, note: str) -> Portfolio:
    """Set what a portfolio is called and what it is compared with.

    Other lists or another threshold make every result one of another question: everybody in it is compared anew.
    """
    row = _open(portfolio)
    other_question = row.lists != list(lists) or row.threshold != threshold
    row.name, row.lists, row.threshold, row.note = name, list(lists), threshold, note
    _store(row)
    if other_question:
        compare_all(portfolio=row, due=Counterparty.Due.PORTFOLIO)
    return row


@transaction.atomic
def end(*, portfolio: Portfolio, at: datetime) -> Portfolio:
    """Watch nobody in it any longer. What was found stays on record."""
    row = _open(portfolio)
    row.ended_at = at
    row.save()
    row.counterparties.under_watch().update(ended_at=at)
    row.rescreenings.unfinished().update(state="done", ended_at=at)
    return row


def compare_all(*, portfolio: Portfolio, due: Counterparty.Due = Counterparty.Due.FULL) -> int:
    """Have everybody in a portfolio compared with everything again. Says how many were not due already."""
    under_watch = portfolio.counterparties.under_watch()
    weaker = ["", "full"] if due == Counterparty.Due.PORTFOLIO else [""]
    return under_watch.filter(due__in=weaker).update(due=due)


def note_seen(*, portfolio: Portfolio, last: int) -> None:
    """Remember the newest difference that the owner has seen; never an older one than before."""
    Portfolio.objects.filter(pk=portfolio.pk, seen_difference__lt=last).update(seen_difference=last)


def _open(portfolio: Portfolio) -> Portfolio:
    """The portfolio as it is now, and ours until the transaction ends."""
    row = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if row.ended_at is not None:
        raise PortfolioRefused(_("This portfolio has ended."), field="portfolio")
    return row


def _store(row: Portfolio) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if "portfolio_name_unique_per_owner" not in str(clash):
            raise
        raise PortfolioRefused(_("You have a portfolio of this name."), field="name") from clash
