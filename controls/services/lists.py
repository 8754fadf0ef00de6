"""Entity lists themselves: what they are called and what being on them means."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from controls.models import Change, EntityList
from controls.services import history


@transaction.atomic
def register(*, by: str, at: datetime, **columns: Any) -> EntityList:
    """Put a list on record, with the effect of being on it."""
    entity_list = EntityList(**columns)
    history.store(row=entity_list)
    history.record(subject=entity_list, action=Change.Action.ADDED, before=None, by=by, at=at)
    return entity_list


@transaction.atomic
def correct(*, entity_list: EntityList, fields: Mapping[str, Any], reason: str, by: str, at: datetime) -> EntityList:
    """Mend what this register says of a list."""
    entity_list = EntityList.objects.select_for_update(no_key=True).get(pk=entity_list.pk)
    before = entity_list.snapshot()
    if history.amend(row=entity_list, fields=fields):
        history.record(subject=entity_list, action=Change.Action.CORRECTED, before=before, by=by, at=at, reason=reason)
    return entity_list
