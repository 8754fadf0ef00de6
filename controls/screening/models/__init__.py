"""What screening keeps: working rows, none of them a fact of the register."""

from controls.screening.models.batches import Batch, BatchRow
from controls.screening.models.checks import ScreeningCheck, ScreeningHit

__all__ = ["Batch", "BatchRow", "ScreeningCheck", "ScreeningHit"]
