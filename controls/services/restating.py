"""Facts said once more when the register has learnt a new column, so that the log alone says all that is on record.

A migration may give every row of a table a column that no entry of the log speaks of. Whoever follows the changes would
never be told; so each such fact gets an entry that says it whole. No authority acted, and nothing said before changes.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from controls.models import Change, recorded
from controls.services import exporting, history

REASON = "The register records more of this fact than it did; nothing that was recorded before has changed."


@transaction.atomic
def restate(*, by: str, at: datetime) -> int:
    """Say each fact anew of which the log says less than is on record. Gives how many.

    A fact of which the log says something else is left as it is: that is for `verify_log` to name, not to cover up.
    """
    said = {(fact.noun, fact.key): fact.said for fact in exporting.register().facts}
    count = 0
    for model in recorded.facts():
        for row in model._default_manager.all().whole():
            before = said.get((model.noun, row.key))
            if before is not None and says_only_more(before=before, after=row.snapshot()):
                action = Change.Action.CORRECTED
                history.record(subject=row, action=action, before=dict(before), by=by, at=at, reason=REASON)
                count += 1
    return count


def says_only_more(*, before: Any, after: Any) -> bool:
    """Whether one says all that the other does, in the same words, and has columns besides, also in rows below."""
    return before != after and _within(before, after)


def _within(before: Any, after: Any) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return all(name in after and _within(value, after[name]) for name, value in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_within, before, after))
    return bool(before == after)
