"""What screening keeps: working rows, none of them a fact of the register."""

from controls.screening.models.batches import Batch, BatchRow
from controls.screening.models.checks import ScreeningCheck, ScreeningHit
from controls.screening.models.counterparties import Counterparty, CounterpartyVersion, Portfolio, StandingMatch
from controls.screening.models.decisions import Case, CaseEvent, Comment, Decision, SecondLook
from controls.screening.models.lists import ImportedList, ListedParty, ListVersion, WaitingParty
from controls.screening.models.rescreenings import Difference, Rescreening

__all__ = [
    "Batch",
    "BatchRow",
    "Case",
    "CaseEvent",
    "Comment",
    "Counterparty",
    "CounterpartyVersion",
    "Decision",
    "Difference",
    "ImportedList",
    "ListVersion",
    "ListedParty",
    "Portfolio",
    "Rescreening",
    "ScreeningCheck",
    "ScreeningHit",
    "SecondLook",
    "StandingMatch",
    "WaitingParty",
]
