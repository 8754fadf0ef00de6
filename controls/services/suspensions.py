"""What authorities do with clauses of measures: suspend them, let them bind again, or end them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls import states
from controls.models import Change, Clause, Source, Suspension
from controls.services import history, sources
from controls.services.history import FactRefused

ACTIONS = {
    Suspension.Kind.SUSPENDED: Change.Action.SUSPENDED,
    Suspension.Kind.SUSPENSION_CONTINUED: Change.Action.SUSPENDED,
    Suspension.Kind.RESUMED: Change.Action.RESUMED,
    Suspension.Kind.REPEALED: Change.Action.ENDED,
    Suspension.Kind.SUPERSEDED: Change.Action.ENDED,
    Suspension.Kind.EXPIRED: Change.Action.ENDED,
}


@transaction.atomic
def register(
    *,
    clauses: Sequence[Clause],
    evidence: Sequence[Source],
    announced: Sequence[Source] = (),
    by: str,
    at: datetime,
    **columns: Any,
) -> Suspension:
    """Record a suspension of clauses, its end, or the end of the clauses themselves.

    `announced` are the sources of a politically announced end.
    """
    hold(clauses=clauses)
    suspension = Suspension(**columns)
    check(suspension=suspension, clauses=clauses, announced=announced)
    history.store(row=suspension)
    suspension.clauses.set(clauses)
    suspension.announced_sources.set(announced)
    sources.attach(fact=suspension, sources=evidence)
    history.record(
        subject=suspension,
        action=ACTIONS[Suspension.Kind(suspension.kind)],
        before=None,
        by=by,
        at=at,
        notice=suspension.notice,
        effective_on=suspension.effective_from,
    )
    return suspension


@transaction.atomic
def correct(
    *,
    suspension: Suspension,
    fields: Mapping[str, Any],
    clauses: Sequence[Clause] | None = None,
    evidence: Sequence[Source] | None = None,
    announced: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Suspension:
    """Mend our record of a suspension. A further notice of the authority is a suspension of its own."""
    suspension = Suspension.objects.select_for_update(of=("self",), no_key=True).get(pk=suspension.pk)
    hold(clauses=[*suspension.clauses.all(), *(clauses or ())])
    before, concerned = suspension.snapshot(), suspension.about()
    history.amend(row=suspension, fields=fields)
    if clauses is not None:
        suspension.clauses.set(clauses)
    if evidence is not None:
        sources.attach(fact=suspension, sources=evidence)
    if announced is not None:
        suspension.announced_sources.set(announced)
    suspension = Suspension.objects.get(pk=suspension.pk)
    targets, said_by = suspension.clauses.select_related("measure"), suspension.announced_sources.all()
    check(suspension=suspension, clauses=list(targets), announced=list(said_by))
    if suspension.snapshot() != before:
        history.record(
            subject=suspension,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            notice=suspension.notice,
            effective_on=suspension.effective_from,
            reason=reason,
            about=concerned,
        )
    return suspension


def hold(*, clauses: Sequence[Clause]) -> None:
    """Keep other acts off these clauses until the transaction ends; all of them, always in the same order."""
    chosen = Clause.objects.filter(pk__in=[clause.pk for clause in clauses]).order_by("pk")
    list(chosen.select_for_update(no_key=True).values_list("pk"))


def check(*, suspension: Suspension, clauses: Sequence[Clause], announced: Sequence[Source]) -> None:
    """Refuse an act that cannot be meant: on no clause, before the measure, ending nothing, or without its source."""
    if not clauses:
        raise FactRefused(_("A suspension needs at least one clause."))
    if bool(announced) != (suspension.announced_until is not None):
        raise FactRefused(_("An announced end needs a source of its own, and only an announced end has one."))
    for clause in clauses:
        if suspension.effective_from < clause.measure.published_on:
            words = _("%(clause)s was published on %(published)s; an act from %(day)s comes too early.")
            days = {"published": clause.measure.published_on, "day": suspension.effective_from}
            raise FactRefused(words % {"clause": clause, **days})
        earlier = clause.suspensions.filter(
            kind__in=states.SUSPENDING, effective_from__lte=suspension.effective_from
        ).exclude(pk=suspension.pk)
        if suspension.kind == Suspension.Kind.RESUMED and not earlier.exists():
            words = _("%(clause)s was not suspended before %(day)s.")
            raise FactRefused(words % {"clause": clause, "day": suspension.effective_from})
        _refuse_after_the_end(suspension, clause)


def _refuse_after_the_end(suspension: Suspension, clause: Clause) -> None:
    """What has ended cannot be suspended, resumed or ended once more; nor end before what is on record of it."""
    others = clause.suspensions.exclude(pk=suspension.pk)
    ended = others.filter(kind__in=states.REPEALING, effective_from__lte=suspension.effective_from).first()
    if ended:
        words = {"clause": clause, "ended": ended.effective_from, "by": ended, "day": suspension.effective_from}
        raise FactRefused(_("%(clause)s ended on %(ended)s by %(by)s; an act from %(day)s comes too late.") % words)
    later = others.filter(effective_from__gt=suspension.effective_from).first()
    if suspension.kind in states.REPEALING and later:
        words = {"clause": clause, "by": later, "later": later.effective_from, "day": suspension.effective_from}
        raise FactRefused(_("%(clause)s cannot end on %(day)s: %(by)s acts on it from %(later)s.") % words)
