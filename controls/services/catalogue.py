"""The catalogue: editions, items, and items in editions with their control points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import CatalogueItem, CatalogueRevision, Change, ControlPoint, ItemVersion, Source
from controls.services import evidenced, history, sources
from controls.services.history import FactRefused

# Words that stand in the place of an item's key in addresses of pages.
RESERVED = ("editions", "compare")


@dataclass(frozen=True, slots=True)
class Point:
    """One control point to be kept, by its printed number."""

    position: int
    text_en: str = ""
    text_zh: str = ""


def register_revision(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> CatalogueRevision:
    """Put an edition on record. Refuses one that is compared with a draft: only a final is law."""
    revision = CatalogueRevision(**columns)
    _compared_with_a_final(revision.based_on)
    return evidenced.add(
        fact=revision,
        evidence=evidence,
        by=by,
        at=at,
        notice=revision.notice,
        effective_on=revision.effective_from,
    )


def correct_revision(
    *,
    revision: CatalogueRevision,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> CatalogueRevision:
    """Mend our record of an edition."""
    _compared_with_a_final(fields.get("based_on"))
    return evidenced.mend(fact=revision, fields=fields, evidence=evidence, reason=reason, by=by, at=at)


def register_item(*, by: str, at: datetime, **columns: Any) -> CatalogueItem:
    """Put an item on record. What is known of it follows with `register_version`."""
    item = CatalogueItem(**columns)
    if item.key in RESERVED:
        raise FactRefused(
            _("“%(key)s” is part of an address of this register; choose other words.") % {"key": item.key}
        )
    return evidenced.add(fact=item, evidence=None, by=by, at=at)


def correct_item(
    *, item: CatalogueItem, fields: Mapping[str, Any], reason: str, by: str, at: datetime
) -> CatalogueItem:
    """Mend our record of an item."""
    return evidenced.mend(fact=item, fields=fields, evidence=None, reason=reason, by=by, at=at)


@transaction.atomic
def register_version(
    *, evidence: Sequence[Source], points: Sequence[Point] = (), by: str, at: datetime, **columns: Any
) -> ItemVersion:
    """Put an item in an edition on record, with its control points. Its key is the edition and the code."""
    version = ItemVersion(**columns)
    expected = version_key(revision_key=version.revision.key, code=version.code, item_key=version.item.key)
    if version.key != expected:
        raise FactRefused(
            _("The key of this version must be %(key)s, not %(given)s.") % {"key": expected, "given": version.key}
        )
    _same_item(version)
    history.store(row=version)
    sources.attach(fact=version, sources=evidence)
    _replace(version, points)
    version = _fresh(version)
    history.record(
        subject=version,
        action=Change.Action.ADDED,
        before=None,
        by=by,
        at=at,
        notice=version.revision.notice,
        effective_on=version.revision.effective_from,
    )
    return version


@transaction.atomic
def correct_version(
    *,
    version: ItemVersion,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    points: Sequence[Point] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> ItemVersion:
    """Mend our record of a version. Given points replace those on record; the log keeps the old ones."""
    version = _fresh(ItemVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk))
    before, concerned = version.snapshot(), version.about()
    history.amend(row=version, fields=fields)
    _same_item(version)
    if evidence is not None:
        sources.attach(fact=version, sources=evidence)
    if points is not None:
        _replace(version, points)
    version = _fresh(version)
    if version.snapshot() != before:
        history.record(
            subject=version,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            reason=reason,
            about=concerned,
        )
    return version


def version_key(*, revision_key: str, code: str, item_key: str) -> str:
    """The key of a version: edition and code, or edition and item where no code was seen."""
    return f"{revision_key}-{code.lower() or item_key}"


def _compared_with_a_final(base: CatalogueRevision | None) -> None:
    if base is not None and base.kind != CatalogueRevision.Kind.FINAL:
        raise FactRefused(_("An edition is compared with a final, never with a draft: %(base)s.") % {"base": base.key})


def _same_item(version: ItemVersion) -> None:
    before = version.predecessor
    if before is not None and (before.item_id != version.item_id or before.pk == version.pk):
        raise FactRefused(_("The version before %(version)s is one of another item.") % {"version": version.key})


def _fresh(version: ItemVersion) -> ItemVersion:
    return ItemVersion.objects.with_everything().select_related("revision__notice").get(pk=version.pk)


def _replace(version: ItemVersion, points: Sequence[Point]) -> None:
    """Make the control points exactly these; one that keeps its number stays the same row."""
    numbers = [point.position for point in points]
    if len(set(numbers)) != len(numbers):
        raise FactRefused(_("Two control points of %(version)s have the same number.") % {"version": version.key})
    present = {row.position: row for row in ControlPoint.objects.filter(version=version)}
    for point in points:
        row = present.get(point.position) or ControlPoint(version=version, position=point.position)
        row.text_en, row.text_zh = point.text_en, point.text_zh
        history.store(row=row)
    ControlPoint.objects.filter(version=version).exclude(position__in=numbers).detach()
