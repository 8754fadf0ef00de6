"""What screening keeps: working rows, none of them a fact of the register."""

from controls.screening.models.checks import ScreeningCheck, ScreeningHit
from controls.screening.models.counterparties import Counterparty, CounterpartyVersion, Portfolio, StandingMatch
from controls.screening.models.rescreenings import Difference, Rescreening

__all__ = [
    "Counterparty",
    "CounterpartyVersion",
    "Difference",
    "Portfolio",
    "Rescreening",
    "ScreeningCheck",
    "ScreeningHit",
    "StandingMatch",
]
