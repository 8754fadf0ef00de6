"""What a listing means for a shipment on a day: its own effect, and that of measures added to it and not yet stopped.

A notice can put a name on a list without ordering anything, and a later one can order it. Pure: knows no Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# What weighs more for a shipment stands first; the same codes as those of the lists.
BY_WEIGHT = ("prohibited", "licence_needed", "extra_review", "none_stated")
ADDING, STOPPING = "measure_added", "measure_stopped"
ACTS = (ADDING, STOPPING)


@dataclass(frozen=True, slots=True)
class MeasureAct:
    """One act on a single measure of a listing. `measure` is the number of the notice that sets it; `effect` is what
    the measure means, and empty when it stops one."""

    kind: str
    announced_on: date
    effective_from: date
    effect: str
    measure: int


def added_on(day: date, acts: Iterable[MeasureAct]) -> list[MeasureAct]:
    """The acts whose measures bind on a day, in the order of their first days: added by then, and not stopped since.

    Of several acts on one measure the last that had begun decides (by first day, then announcement, then the order
    given), as it does for states.
    """
    last: dict[int, MeasureAct] = {}
    for act in sorted(acts, key=lambda act: (act.effective_from, act.announced_on)):
        if act.kind in ACTS and act.effective_from <= day:
            last[act.measure] = act
    binding = [act for act in last.values() if act.kind == ADDING]
    return sorted(binding, key=lambda act: act.effective_from)


def effect_on(day: date, *, effect: str, acts: Iterable[MeasureAct]) -> str:
    """The weightiest of a listing's own effect and those of the measures that bind besides on a day."""
    return min([effect, *(act.effect for act in added_on(day, acts))], key=BY_WEIGHT.index)
