"""The names of the seed, as the matcher gets them: real spellings of listed entities."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from controls.matching.candidates import Candidate, Candidates, Wanted
from controls.matching.parts import named
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.records import read

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


class Kept:
    """Names by themselves, each of an entity of its own, as an index keeps them before it scores any."""

    def __init__(self, texts, *, person=False):
        found = read((text, person) for text in texts)
        self.rarity = rarity_of((str(place), found.named(place)) for place in range(len(found)))
        self._candidates = Candidates(
            found.vocabulary, found.rows, found.keys, self.rarity, np.full(len(found), person)
        )

    def find(self, text, *, limit, least=0.0) -> list[Candidate]:
        return self._candidates.find([Wanted(named(text), least)], limit=limit)[0]


rarity()  # counted once at import, so that no single example of a property pays for it
