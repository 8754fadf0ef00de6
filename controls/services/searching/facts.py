"""What of each kind of fact is searchable: one entry for each noun. A new noun joins the search by an entry here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from controls.models import (
    Change,
    Claim,
    ControlledItem,
    Element,
    Entity,
    EntityList,
    Measure,
    Notice,
    Suspension,
    TariffCode,
)
from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.history import TrackedQuerySet
from controls.services.searching import catalogue, entities, measures
from controls.services.searching.documents import Draft


@dataclass(frozen=True, slots=True)
class Searchable:
    """How the facts of a noun become documents.

    `joined` and `apart` bring all that `draft` reads, in a fixed number of queries.
    """

    model: Any
    draft: Callable[..., Draft]
    joined: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def rows(self) -> TrackedQuerySet:
        rows = self.model.objects.prefetch_related(*self.apart)
        return rows.select_related(*self.joined) if self.joined else rows


_LISTED = ("names", "identifiers", "listings__notice", "listings__entity_list__authority")
SEARCHABLE: dict[str, Searchable] = {
    Entity.noun: Searchable(Entity, entities.entity, apart=_LISTED),
    EntityList.noun: Searchable(EntityList, entities.entity_list, joined=("authority",)),
    Notice.noun: Searchable(Notice, entities.notice, joined=("authority", "entity_list")),
    CatalogueItem.noun: Searchable(CatalogueItem, catalogue.item, apart=("versions__revision", "versions__points")),
    CatalogueRevision.noun: Searchable(CatalogueRevision, catalogue.revision),
    Measure.noun: Searchable(Measure, measures.measure, apart=("clauses",)),
    Suspension.noun: Searchable(Suspension, measures.suspension, apart=("clauses__measure",)),
    ControlledItem.noun: Searchable(ControlledItem, measures.item, joined=("measure",)),
    Element.noun: Searchable(Element, measures.element),
    TariffCode.noun: Searchable(TariffCode, measures.tariff_code),
    Claim.noun: Searchable(Claim, measures.claim),
}
# The parts of a fact are facts themselves: a listing of its entity, a clause of its measure, a version of its item.
_QUOTED_BY = {"listing": "entity", "clause": "measure", "item-version": "catalogue-item"}


def concerned(*, change: Change) -> set[str]:
    """Documents that a change makes stale, as noun:key: the fact's own, and those that quote it."""
    noun, key = change.subject_type, change.subject_key
    found = {f"{noun}:{key}"} if noun in SEARCHABLE else set()
    quoting = _QUOTED_BY.get(noun, "")
    found |= {reference for reference in change.about if quoting and reference.startswith(f"{quoting}:")}
    if change.before is not None and noun in _DEPENDENTS:  # nothing depends on a fact that is new
        found |= set(_DEPENDENTS[noun](key))
    return found


def _of_measure(key: str) -> Iterable[str]:
    yield from _references(ControlledItem.objects.filter(measure__key=key))
    yield from _references(Suspension.objects.filter(clauses__measure__key=key))


def _of_notice(key: str) -> Iterable[str]:
    yield from _references(Entity.objects.filter(listings__notice__key=key))


def _of_authority(key: str) -> Iterable[str]:
    yield from _references(Notice.objects.filter(authority__key=key))


def _of_revision(key: str) -> Iterable[str]:
    yield from _references(CatalogueItem.objects.filter(versions__revision__key=key))


def _references(rows: TrackedQuerySet) -> Iterable[str]:
    return (f"{rows.model.noun}:{key}" for key in rows.values_list("key", flat=True))


# Facts whose days or names stand in documents of others that they do not name themselves.
_DEPENDENTS: dict[str, Callable[[str], Iterable[str]]] = {
    "measure": _of_measure,
    "notice": _of_notice,
    "authority": _of_authority,
    "catalogue-revision": _of_revision,
}
