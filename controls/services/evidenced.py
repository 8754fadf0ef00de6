"""Adding and mending a fact that needs nothing but its columns and its evidence: one transaction, one change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from controls.models import Change, Evidenced, Notice, Source, TrackedModel
from controls.services import history, sources

Fact = TypeVar("Fact", bound=TrackedModel)


@transaction.atomic
def add(
    *,
    fact: Fact,
    evidence: Sequence[Source] | None,
    by: str,
    at: datetime,
    notice: Notice | None = None,
    effective_on: date | None = None,
) -> Fact:
    """Put a new fact on record. `evidence` is None for a fact that rests on the evidence of another one."""
    history.store(row=fact)
    if isinstance(fact, Evidenced):
        sources.attach(fact=fact, sources=evidence or ())
    history.record(
        subject=fact, action=Change.Action.ADDED, before=None, by=by, at=at, notice=notice, effective_on=effective_on
    )
    return fact


@transaction.atomic
def mend(
    *,
    fact: Fact,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None,
    reason: str,
    by: str,
    at: datetime,
    notice: Notice | None = None,
    check: Callable[[Fact], None] | None = None,
) -> Fact:
    """Correct our record of a fact. Evidence stays as it is when None is given; equal fields write nothing.

    `check` refuses what the fact has become, before it is recorded.
    """
    manager = type(fact)._base_manager
    fact = manager.select_for_update(of=("self",), no_key=True).get(pk=fact.pk)
    before, concerned = fact.snapshot(), fact.about()
    history.amend(row=fact, fields=fields)
    if evidence is not None and isinstance(fact, Evidenced):
        sources.attach(fact=fact, sources=evidence)
    fact = manager.get(pk=fact.pk)
    if check is not None:
        check(fact)
    if fact.snapshot() != before:
        history.record(
            subject=fact,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            notice=notice,
            reason=reason,
            about=concerned,
        )
    return fact
