"""Entities on record that a line of an annex may name: found by the matcher of screening, decided by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from controls.matching.names import search_key
from controls.models import Entity, EntityName
from controls.screening.services import checks
from controls.screening.services.index import NothingLoaded
from controls.screening.services.questions import Asked

MOST = 3
LEAST = 0.7
PREFIX = "entity"
SPELT = "same"


@dataclass(frozen=True, slots=True)
class Party:
    """Names of one party, and its country as far as it is known."""

    names: tuple[str, ...]
    country: str = ""


def candidates(*, parties: Sequence[Party], on: date) -> list[list[dict[str, Any]]]:
    """For each party entities on record: `key`, `name`, `class` and `score`, the likest first; at most three.

    An entity with a name that is spelt the same is always among them, on a list or not. The number of queries does not
    grow with the parties. Raises IndexNotReady while nothing can be screened; a register without any listing is none
    of that: there is nobody to be found.
    """
    found = [_spelt(party, known) for known in [_known(parties)] for party in parties]
    for matched, party in zip(_matched(parties, on), found, strict=True):
        for each in matched:
            party.setdefault(each["id"], each)
    names = dict(Entity.objects.filter(key__in={key for each in found for key in each}).values_list("key", "name"))
    return [
        sorted(
            ({"key": key, "name": names[key], "class": each["class"], "score": each["score"]} for key, each in hits),
            key=lambda hit: (-hit["score"], hit["key"]),
        )[:MOST]
        for hits in ([(key, each) for key, each in party.items() if key in names] for party in found)
    ]


def _known(parties: Sequence[Party]) -> dict[str, list[str]]:
    """Keys of the entities that have a name under one of these search keys, by that."""
    keys = {search_key(name) for party in parties for name in party.names} - {""}
    known: dict[str, list[str]] = {}
    rows = EntityName.objects.filter(search_key__in=keys).order_by("entity__key")
    for key, entity in rows.values_list("search_key", "entity__key"):
        known.setdefault(key, []).append(entity)
    return known


def _spelt(party: Party, known: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    entities = [entity for name in party.names for entity in known.get(search_key(name), ())]
    return {entity: {"id": entity, "class": SPELT, "score": 1.0} for entity in entities}


def _matched(parties: Sequence[Party], on: date) -> list[list[dict[str, Any]]]:
    """What the matcher finds for every name of each party, the best score of an entity once."""
    asked = [(place, name) for place, party in enumerate(parties) for name in party.names if search_key(name)]
    questions = [
        Asked(name=name, as_of=on, threshold=LEAST, limit=MOST, country=parties[place].country) for place, name in asked
    ]
    best: list[dict[str, dict[str, Any]]] = [{} for _party in parties]
    try:
        answers = checks.match(questions=questions, limit=MOST, threshold=LEAST).candidates if questions else ()
    except NothingLoaded:
        answers = ()
    for (place, _name), hits in zip(asked, answers, strict=False):
        for hit in hits:
            before = best[place].get(hit["id"])
            if hit["key"].startswith(f"{PREFIX}:") and (before is None or before["score"] < hit["score"]):
                best[place][hit["id"]] = hit
    return [list(each.values()) for each in best]
