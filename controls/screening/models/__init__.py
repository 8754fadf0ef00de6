"""What screening keeps: working rows, none of them a fact of the register."""

from controls.screening.models.batches import Batch, BatchRow
from controls.screening.models.checks import ScreeningCheck, ScreeningHit
from controls.screening.models.decisions import Case, CaseEvent, Comment, Decision, SecondLook
from controls.screening.models.lists import ImportedList, ListedParty, ListVersion, WaitingParty

__all__ = [
    "Batch",
    "BatchRow",
    "Case",
    "CaseEvent",
    "Comment",
    "Decision",
    "ImportedList",
    "ListVersion",
    "ListedParty",
    "ScreeningCheck",
    "ScreeningHit",
    "SecondLook",
    "WaitingParty",
]
