"""Rules that reach parties whom no list names: why "no entry found" never means that a shipment may leave.

Which clauses these are stands in the table of `controls.models.unlisted`. A check names those that bind or may: a rule
that is suspended, has ended or is not yet published is not named.
"""

from datetime import date
from typing import Any

from controls import states
from controls.models import unlisted

# What may bind, or will: a rule whose end is not confirmed is named too.
_BINDING = (states.IN_FORCE, states.TO_BE_CONFIRMED, states.SCHEDULED)


def rules(*, on: date) -> list[dict[str, Any]]:
    """The clauses that reach unlisted parties and had been published by a day, with their states. Two queries."""
    return [
        {
            "measure": rule.clause.measure.key,
            "cited_as": rule.cited_as,
            "notice": rule.clause.measure.notice.key if rule.clause.measure.notice else None,
            "state": rule.state.code,
            "since": rule.state.since.isoformat(),
            "text": rule.text,
        }
        for rule in unlisted.rules(on=on)
        if rule.state.code in _BINDING
    ]
