"""Measures, their clauses and the items that they control."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from controls.models import Clause, ControlledItem, Measure, Source
from controls.services import evidenced
from controls.services.history import FactRefused


def register(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> Measure:
    """Put a measure on record. It binds by its clauses: record at least one with `register_clause`."""
    measure = Measure(**columns)
    return evidenced.add(fact=measure, evidence=evidence, by=by, at=at, notice=measure.notice)


def correct(
    *,
    measure: Measure,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Measure:
    """Mend our record of a measure. A suspension is an act of the authority: see `suspensions`."""
    return evidenced.mend(fact=measure, fields=fields, evidence=evidence, reason=reason, by=by, at=at)


def register_clause(*, by: str, at: datetime, **columns: Any) -> Clause:
    """Put a clause on record. Its key is the measure's, or the measure's and a mark of its own."""
    clause = Clause(**columns)
    _check_clause(clause)
    return evidenced.add(
        fact=clause, evidence=None, by=by, at=at, notice=clause.measure.notice, effective_on=clause.effective_from
    )


def correct_clause(*, clause: Clause, fields: Mapping[str, Any], reason: str, by: str, at: datetime) -> Clause:
    """Mend our record of a clause. Its key never changes, so that it cannot go to a measure of another key."""
    return evidenced.mend(fact=clause, fields=fields, evidence=None, reason=reason, by=by, at=at, check=_check_clause)


def register_item(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> ControlledItem:
    """Put a controlled item on record. Its key is measure, control code and position."""
    item = ControlledItem(**columns)
    _check_item(item)
    return evidenced.add(fact=item, evidence=evidence, by=by, at=at, notice=item.measure.notice)


def correct_item(
    *,
    item: ControlledItem,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> ControlledItem:
    """Mend our record of a controlled item. Measure, code and position are in its key, which never changes."""
    return evidenced.mend(fact=item, fields=fields, evidence=evidence, reason=reason, by=by, at=at, check=_check_item)


def _check_clause(clause: Clause) -> None:
    if clause.key != clause.measure.key and not clause.key.startswith(f"{clause.measure.key}-"):
        words = {"measure": clause.measure, "key": clause.measure.key}
        raise FactRefused(_("The key of a clause of %(measure)s must begin with %(key)s.") % words)


def _check_item(item: ControlledItem) -> None:
    expected = item_key(measure_key=item.measure.key, code=item.code, position=item.position)
    if item.key != expected:
        words = {"expected": expected, "key": item.key}
        raise FactRefused(_("The key of this item must be %(expected)s, not %(key)s.") % words)


def item_key(*, measure_key: str, code: str, position: int) -> str:
    """The key of an item: measure, control code where one is printed, position."""
    return "-".join(part for part in (measure_key, code.lower(), str(position)) if part)
