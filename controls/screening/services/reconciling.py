"""Names of somebody's table set against the entities of this register, for him to decide on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from controls.matching.facts import Facts
from controls.matching.index import Question
from controls.matching.names import search_key
from controls.matching.parties import Found
from controls.matching.verdicts import Verdict
from controls.models import Entity, EntityList
from controls.screening.services import index
from controls.screening.services.sources import own_id

_MOST = 100  # compared of one name, of which those of other types are then left out
# Kinds of names that belong to their bearer and to nobody else: an alias or a short name may be another's as well.
_OWN_NAMES = ("as_listed", "legal")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One name to be reconciled. Empty: not given; no `types`: of any.

    `doubted`: something was said of it that nobody understood; then nothing is beyond doubt.
    """

    name: str
    types: tuple[str, ...] = ()
    limit: int = 10
    country: str = ""
    identifier: str = ""
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant. `score` is from 0 to 100; `match`: it bears this very name, and no other does."""

    entity: Entity
    score: float
    match: bool
    matched_name: str


def reconcile(*, wanted: Mapping[str, Wanted], on: date) -> dict[str, list[Candidate]]:
    """The candidates for each name, the best first: entities that a list of this register names on the day.

    Two queries when the index is ready. Raises IndexNotReady.
    """
    loaded = index.current()
    lists = frozenset(EntityList.objects.order_by().values_list("key", flat=True))
    questions = [_compared(each, lists, on) for each in wanted.values()]
    screened = loaded.index.screen_many(
        questions, threshold=settings.SCREENING_THRESHOLD, limit=_MOST, below=0, told=False
    )
    found = dict(zip(wanted, (each.hits for each in screened), strict=True))
    keys = {own_id(key=hit.key) for hits in found.values() for hit in hits}
    entities = {entity.key: entity for entity in Entity.objects.filter(key__in=keys)}
    return {name: _candidates(wanted[name], hits, entities) for name, hits in found.items()}


def _compared(wanted: Wanted, lists: frozenset[str], on: date) -> Question:
    numbers = frozenset({("", wanted.identifier)} if wanted.identifier else ())
    facts = Facts(country=wanted.country, numbers=numbers, address="")
    return Question(name=wanted.name, facts=facts, person=None, lists=lists, on=on)


def _candidates(wanted: Wanted, hits: Sequence[Found], entities: Mapping[str, Entity]) -> list[Candidate]:
    same = [hit for hit in hits if hit.score.verdict == Verdict.SAME]
    candidates = []
    for hit in hits:
        entity = entities.get(own_id(key=hit.key))
        if entity is not None and (not wanted.types or entity.type in wanted.types):
            match = same == [hit] and _is_beyond_doubt(wanted, hit, entity)
            candidates.append(Candidate(entity, round(hit.score.value * 100, 1), match, hit.name.text))
    return candidates[: wanted.limit]


def _is_beyond_doubt(wanted: Wanted, hit: Found, entity: Entity) -> bool:
    """The very name that the entity bears, letter by letter but for case and width; and nothing against it."""
    if wanted.doubted:
        return False
    elsewhere = bool(wanted.country and entity.country and wanted.country != entity.country)
    same = search_key(wanted.name) == search_key(hit.name.text) and hit.name.kind in _OWN_NAMES
    return same and not elsewhere


def suggest(*, prefix: str, types: Collection[str], after: int, limit: int) -> list[Entity]:
    """Listed entities of which a name or the key begins so, in the order of their names. One query."""
    begins = Q(names__search_key__startswith=search_key(prefix)) | Q(key__startswith=prefix.lower())
    found = Entity.objects.filter(begins, listings__isnull=False).order_by("name", "pk").distinct()
    if types:
        found = found.filter(type__in=types)
    return list(found[after : after + limit])
