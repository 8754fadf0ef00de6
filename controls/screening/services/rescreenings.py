"""The rows of work of the watch: found to be due, claimed under a lease, given back, ended.

A row and the position of its portfolio say all there is to know. Whoever is killed leaves a lease that runs out, and
the next worker goes on where the last transaction ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.screening.models import Counterparty, Portfolio, Rescreening
from controls.screening.services import portfolios
from controls.screening.services.index import Loaded
from controls.screening.services.positions import Position

LEASE = timedelta(seconds=120)  # a worker that has not been heard of for so long is taken for dead
ATTEMPTS = 5  # claims in a row without a step done, after which a person has to look
_FULL_HOUR = 3  # of the night, from which everybody is compared in full once a day

Reason = Rescreening.Reason


@dataclass(frozen=True, slots=True)
class Held:
    """A row of work that is ours, as long as nobody else has the claim."""

    pk: int
    claim: str


def find_due(*, loaded: Loaded, at: datetime, on: date) -> int:
    """Open a row of work for each portfolio that is not where the lists are. Says how many were opened."""
    place = Position.of(loaded, on=on)
    waiting = Counterparty.objects.waiting().filter(portfolio=OuterRef("pk"))
    open_rows = Rescreening.objects.unfinished().filter(portfolio=OuterRef("pk"))
    rows = Portfolio.objects.under_watch().annotate(has_waiting=Exists(waiting), has_work=Exists(open_rows))
    opened = 0
    for portfolio in rows.filter(has_work=False).order_by("pk"):
        if reason := _reason(portfolio, place, waiting=portfolio.has_waiting, at=at):
            opened += _open(portfolio, reason, at)
    return opened


def _reason(portfolio: Portfolio, place: Position, *, waiting: bool, at: datetime) -> Reason | None:
    if portfolio.algorithm and portfolio.algorithm != place.algorithm:
        return Reason.ALGORITHM
    if portfolio.token and portfolio.token != place.token:
        return Reason.CHANGED
    if _is_night_due(portfolio, at):
        return Reason.NIGHTLY
    if portfolio.day is not None and portfolio.day != place.on:
        return Reason.DAY
    return Reason.COUNTERPARTIES if waiting else None


def _is_night_due(portfolio: Portfolio, at: datetime) -> bool:
    """Whether the last full run was before the hour at which the night's is due, and that hour has come."""
    now = timezone.localtime(at)
    night = now.replace(hour=_FULL_HOUR, minute=0, second=0, microsecond=0)
    return bool(portfolio.token) and (portfolio.full_at or portfolio.made_at) < night <= now


def _open(portfolio: Portfolio, reason: Reason, at: datetime) -> int:
    """Open a row, unless somebody else did so just now."""
    try:
        with transaction.atomic():
            Rescreening.objects.create(
                portfolio=portfolio,
                reason=reason,
                due_at=at,
                from_token=portfolio.token,
                from_revision=portfolio.revision or None,
            )
            if reason in (Reason.ALGORITHM, Reason.NIGHTLY, Reason.ASKED):
                portfolios.compare_all(portfolio=portfolio)
    except IntegrityError as clash:
        if "rescreening_one_open" not in str(clash):
            raise
        return 0
    return 1


@transaction.atomic
def ask_in_full(*, portfolio: Portfolio, at: datetime) -> int:
    """Have everybody compared again because somebody wants it. Work that is open already does it. Says how many.

    Raises PortfolioRefused when the portfolio has ended.
    """
    row = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if row.ended_at is not None:
        raise portfolios.PortfolioRefused(_("This portfolio has ended."), field="portfolio")
    due = portfolios.compare_all(portfolio=row)
    _open(row, Reason.ASKED, at)
    return due


@transaction.atomic
def claim(*, name: str, at: datetime) -> Held | None:
    """Take the oldest work that nobody holds, under a lease. `name` is a claim that nobody else uses; None: no work."""
    row = (
        Rescreening.objects.free(at=at)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")
        .first()
    )
    if row is None:
        return None
    if row.attempts >= ATTEMPTS:
        row.state, row.ended_at, row.claim = Rescreening.State.HELD, at, ""
        row.trouble = row.trouble or "Begun several times, and no step of it was ever done."
        row.save()
        return None
    row.claim, row.leased_until, row.attempts = name, at + LEASE, row.attempts + 1
    row.began_at = row.began_at or at
    row.save()
    return Held(row.pk, name)


def give_back(*, held: Held, trouble: str) -> None:
    """Let somebody else have the work at once, with what went wrong. Nothing happens when it is ours no longer."""
    Rescreening.objects.unfinished().filter(pk=held.pk, claim=held.claim).update(
        claim="", leased_until=None, trouble=trouble[:500]
    )


def let_go(*, held: Held) -> None:
    """Put unfinished work down in good order: what was done counts, and the attempt does not."""
    Rescreening.objects.unfinished().filter(pk=held.pk, claim=held.claim).update(
        claim="", leased_until=None, attempts=0
    )


def locked(*, held: Held, at: datetime) -> Rescreening | None:
    """The row, ours until the transaction ends, with its lease drawn out; None when somebody else has it by now."""
    row = Rescreening.objects.unfinished().select_for_update().filter(pk=held.pk, claim=held.claim).first()
    if row is not None:
        row.leased_until, row.attempts, row.trouble = at + LEASE, 0, ""
    return row


def finish(*, row: Rescreening, at: datetime) -> None:
    """The portfolio is where the lists are, and nobody in it waits."""
    row.state, row.ended_at, row.claim, row.leased_until = Rescreening.State.DONE, at, "", None
    row.save()
