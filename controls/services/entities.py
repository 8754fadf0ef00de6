"""Entities, their names and their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from controls.matching.names import search_key
from controls.models import Change, Entity, EntityName, Identifier, Source
from controls.services import history, sources
from controls.services.history import FactRefused

# Any constant will do that is not the log's.
_PARTS_LOCK = 0x50415254


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling to be kept, with its evidence."""

    text: str
    language: str
    kind: str
    evidence_grade: str
    evidence: Sequence[Source]
    evidence_note: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One identifier to be kept, with its evidence."""

    scheme: str
    value: str
    evidence_grade: str
    evidence: Sequence[Source]
    evidence_note: str = ""


@transaction.atomic
def register(*, names: Sequence[Name], numbers: Sequence[Number] = (), by: str, at: datetime, **columns: Any) -> Entity:
    """Create an entity with all its spellings and identifiers. An entity without a sourced name is refused."""
    if not names:
        raise FactRefused(_("%(name)s needs at least one name with a source.") % {"name": columns.get("name", "–")})
    entity = Entity(**columns)
    history.store(row=entity)
    _replace(entity, names, numbers)
    entity = _fresh(entity)
    history.record(subject=entity, action=Change.Action.ADDED, before=None, by=by, at=at)
    return entity


@transaction.atomic
def correct(
    *,
    entity: Entity,
    fields: Mapping[str, Any],
    names: Sequence[Name] | None = None,
    numbers: Sequence[Number] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Entity:
    """Mend our record of an entity. Given names or numbers replace those on record; the log keeps the old ones."""
    if names is not None and not names:
        raise FactRefused(_("%(name)s needs at least one name with a source.") % {"name": entity.name})
    if "part_of" in fields:
        _take_turns()
    entity = _fresh(Entity.objects.select_for_update(of=("self",), no_key=True).get(pk=entity.pk))
    before, concerned = entity.snapshot(), entity.about()
    history.amend(row=entity, fields=fields)
    _refuse_circle(entity)
    _replace(
        entity,
        names if names is not None else _names_of(entity),
        numbers if numbers is not None else _numbers_of(entity),
    )
    entity = _fresh(entity)
    if entity.snapshot() != before:
        history.record(
            subject=entity,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            reason=reason,
            about=concerned,
        )
    return entity


@transaction.atomic
def add_name(*, entity: Entity, name: Name, by: str, at: datetime) -> Entity:
    """Add a spelling to an entity: a new fact about it, not a correction."""
    entity = _fresh(Entity.objects.select_for_update(of=("self",), no_key=True).get(pk=entity.pk))
    if any(known.text == name.text and known.language == name.language for known in entity.names.all()):
        raise FactRefused(_("%(entity)s already has the name %(name)s.") % {"entity": entity.name, "name": name.text})
    before = entity.snapshot()
    _replace(entity, [*_names_of(entity), name], _numbers_of(entity))
    entity = _fresh(entity)
    history.record(subject=entity, action=Change.Action.AMENDED, before=before, by=by, at=at)
    return entity


def _refuse_circle(entity: Entity) -> None:
    """Refuse an entity that would be part of itself by way of others."""
    above, chain = entity.part_of, [entity]
    while above is not None and above not in chain[1:]:
        chain.append(above)
        if above == entity:
            words = {"entity": entity, "chain": " → ".join(str(each) for each in chain)}
            raise FactRefused(_("%(entity)s would be part of itself: %(chain)s.") % words)
        # Asked anew: the caller's copy may be older than the turn that we waited for.
        above = Entity.objects.filter(parts=above).first()


def _take_turns() -> None:
    """Hold back others who say what is part of what: two acts at once could close a circle that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PARTS_LOCK])


def _fresh(entity: Entity) -> Entity:
    return (
        Entity.objects.select_related("part_of")
        .prefetch_related("names__sources", "identifiers__sources")
        .get(pk=entity.pk)
    )


def _names_of(entity: Entity) -> list[Name]:
    return [
        Name(row.text, row.language, row.kind, row.evidence_grade, list(row.sources.all()), row.evidence_note)
        for row in entity.names.all()
    ]


def _numbers_of(entity: Entity) -> list[Number]:
    return [
        Number(row.scheme, row.value, row.evidence_grade, list(row.sources.all()), row.evidence_note)
        for row in entity.identifiers.all()
    ]


def _replace(entity: Entity, names: Sequence[Name], numbers: Sequence[Number]) -> None:
    """Make the entity's names and numbers exactly these; rows that stay the same stay the same rows."""
    kept_names = []
    for name in names:
        row = EntityName.objects.filter(entity=entity, text=name.text, language=name.language).first() or EntityName(
            entity=entity, text=name.text, language=name.language, search_key=search_key(name.text)
        )
        kept_names.append(_keep(row, name, {"kind": name.kind}))
    kept_numbers = []
    for number in numbers:
        found = Identifier.objects.filter(entity=entity, scheme=number.scheme, value=number.value).first()
        kept_numbers.append(
            _keep(found or Identifier(entity=entity, scheme=number.scheme, value=number.value), number, {})
        )
    entity.names.exclude(pk__in=kept_names).detach()
    entity.identifiers.exclude(pk__in=kept_numbers).detach()


def _keep(row: EntityName | Identifier, wanted: Name | Number, columns: dict[str, str]) -> int:
    columns |= {"evidence_grade": wanted.evidence_grade, "evidence_note": wanted.evidence_note}
    for column, value in columns.items():
        setattr(row, column, value)
    history.store(row=row)
    sources.attach(fact=row, sources=wanted.evidence)
    return row.pk
