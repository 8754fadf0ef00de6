"""The list of entities in a notice's annex, as one act: every line of it or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import Entity, EntityList, Listing, Notice, Source
from controls.services import entities, listings
from controls.services.entities import Name
from controls.services.history import FactRefused


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the notice words it, and whom it names: an entity on record, or a new one by its own columns.

    `names` are the spellings that the line gives. A new entity is made with them; one on record gets those it lacks.
    """

    key: str
    item_number: str
    name_en: str
    name_zh: str
    names: Sequence[Name]
    entity: Entity | None = None
    entity_key: str = ""
    entity_name: str = ""
    type: str = ""
    country: str = ""


@transaction.atomic
def record(
    *,
    notice: Notice,
    entity_list: EntityList,
    lines: Sequence[Line],
    evidence: Sequence[Source],
    evidence_grade: str,
    evidence_note: str,
    by: str,
    at: datetime,
) -> list[Listing]:
    """Put every entity that an annex names on the list, in the order of the annex; new entities are made on the way.

    Refuses an annex without lines, one that names an entity twice, and one after which the notice would not have the
    number of names that it states. Raises FactRefused, also for whatever a single line's own act refuses, and names
    the line then; nothing is written.
    """
    if not lines:
        raise FactRefused(_("There is no line to record."))
    Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)  # two curators, one annex: take turns
    _refuse_other_count(notice, len(lines))
    first = Listing.objects.filter(notice=notice).count() + 1
    graded = {"evidence": evidence, "evidence_grade": evidence_grade, "evidence_note": evidence_note}
    written = []
    for place, line in enumerate(lines, start=first):
        try:
            written.append(_listed(line, notice, entity_list, {"position": place, **graded, "by": by, "at": at}))
        except FactRefused as why:
            words = _("Item %(item)s, %(name)s: %(why)s")
            name = line.name_en or line.name_zh
            raise FactRefused(words % {"item": line.item_number, "name": name, "why": why}) from why
    return written


def _listed(line: Line, notice: Notice, entity_list: EntityList, rest: Mapping[str, Any]) -> Listing:
    return listings.add(
        entity=_entity_of(line, rest["by"], rest["at"]),
        entity_list=entity_list,
        notice=notice,
        key=line.key,
        item_number=line.item_number,
        name_en=line.name_en,
        name_zh=line.name_zh,
        **rest,
    )


def _refuse_other_count(notice: Notice, coming: int) -> None:
    if notice.stated_count is None:
        return
    known = Listing.objects.filter(notice=notice).count()
    if not notice.stated_count <= known + coming <= notice.stated_count + notice.extra_count:
        raise FactRefused(
            _("%(notice)s states %(stated)s names; with these there would be %(number)s on record.")
            % {"notice": notice.label, "stated": notice.stated_count, "number": known + coming}
        )


def _entity_of(line: Line, by: str, at: datetime) -> Entity:
    if line.entity is None:
        return entities.register(
            key=line.entity_key,
            name=line.entity_name,
            type=line.type,
            country=line.country,
            names=line.names,
            by=by,
            at=at,
        )
    known = set(line.entity.names.values_list("text", "language"))
    for name in line.names:
        if (name.text, name.language) not in known:
            entities.add_name(entity=line.entity, name=name, by=by, at=at)
    return line.entity
