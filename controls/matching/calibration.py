"""What a value is worth by what labelled pairs of the same evidence turned out to be.

The table `calibration.csv` has for each band of evidence raw values and what they count for, straight lines between
them. It was made from the golden pairs: where of pairs with a value in a stretch fewer are one company than the value
says, the value is lowered towards their share (with one pair added of either kind), but never out of its class: what is
possible stays possible, since leaving a listed company out costs more than a look at another. Values are never raised,
and never for names that are no hit: those of siblings and unrelated names are no probabilities.
"""

import csv
from bisect import bisect_right
from pathlib import Path

from controls.matching.verdicts import POSSIBLE, Band


def _table() -> dict[Band, list[tuple[float, float]]]:
    lines = Path(__file__).with_name("calibration.csv").read_text(encoding="utf-8").splitlines()
    found: dict[Band, list[tuple[float, float]]] = {}
    for row in csv.DictReader(lines):
        found.setdefault(Band(row["band"]), []).append((float(row["raw"]), float(row["value"])))
    return found


TABLE = _table()


def calibrated(band: Band, raw: float) -> float:
    """The value that a raw one counts for."""
    if raw < POSSIBLE:
        return raw
    knots = TABLE[band]
    at = bisect_right(knots, (raw, 2.0))
    if at == len(knots):
        return knots[-1][1]
    (low, least), (high, most) = knots[at - 1], knots[at]
    return least + (most - least) * (raw - low) / (high - low)
