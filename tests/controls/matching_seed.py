"""The names of the seed, as the matcher gets them: real spellings of listed entities."""

import csv
from functools import cache
from pathlib import Path

from controls.matching.parts import named
from controls.matching.rarity import Rarity, rarity_of

SEED = Path(__file__).resolve().parents[2] / "controls/seed"


@cache
def names():
    """Every name on file, as (entity, text, language, kind)."""
    with (SEED / "names.csv").open(encoding="utf-8") as table:
        return [(row["entity"], row["text"], row["language"], row["kind"]) for row in csv.DictReader(table)]


@cache
def rarity() -> Rarity:
    return rarity_of((entity, named(text)) for entity, text, _language, _kind in names())


@cache
def countries():
    with (SEED / "entities.csv").open(encoding="utf-8") as table:
        return {row["key"]: row["country"] for row in csv.DictReader(table)}


rarity()  # counted once at import, so that no single example of a property pays for it
