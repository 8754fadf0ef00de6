"""Sources of facts: where something was read, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import Change, Evidenced, Source
from controls.services import history
from controls.services.history import FactRefused


@transaction.atomic
def register(*, by: str, at: datetime, **columns: Any) -> Source:
    """Put a source on record. `columns` are those of `Source`; a source without the day it was seen is refused."""
    source = Source(**columns)
    history.store(row=source)
    history.record(subject=source, action=Change.Action.ADDED, before=None, by=by, at=at)
    return source


@transaction.atomic
def correct(*, source: Source, fields: Mapping[str, Any], reason: str, by: str, at: datetime) -> Source:
    """Mend what this register says of a source."""
    source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    before = source.snapshot()
    if history.amend(row=source, fields=fields):
        history.record(subject=source, action=Change.Action.CORRECTED, before=before, by=by, at=at, reason=reason)
    return source


def attach(*, fact: Evidenced, sources: Sequence[Source]) -> None:
    """Set the sources of a fact. A fact without one is refused. The caller records the change."""
    if not sources:
        raise FactRefused(_("%(fact)s needs at least one source.") % {"fact": fact})
    fact.sources.set(sources)
