"""Putting entities on lists: the only place where listings are written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from controls.models import Change, Entity, EntityList, Listing, Notice, Source
from controls.services import history, sources
from controls.services.history import FactRefused


@transaction.atomic
def add(
    *,
    entity: Entity,
    entity_list: EntityList,
    notice: Notice,
    evidence: Sequence[Source],
    by: str,
    at: datetime,
    **columns: Any,
) -> Listing:
    """Put an entity on a list, as a notice orders. `columns` are its others, key and item number among them.

    First day, hour and effect are the notice's and the list's unless given, the place is the next in the annex.
    Refuses a second listing of the same entity by the same notice, an item number that is taken, and a list that the
    notice does not write on.
    """
    Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)  # two curators, one annex: take turns
    _refuse_other_list(notice, entity_list)
    _refuse_doubles(notice, entity, entity_list, columns["item_number"])
    listing = Listing(entity=entity, entity_list=entity_list, notice=notice, **_completed(columns, notice, entity_list))
    history.store(row=listing)
    sources.attach(fact=listing, sources=evidence)
    history.record(
        subject=listing,
        action=Change.Action.ADDED,
        before=None,
        by=by,
        at=at,
        notice=notice,
        effective_on=listing.effective_from,
    )
    return listing


@transaction.atomic
def correct(
    *,
    listing: Listing,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Listing:
    """Mend our record of a listing. An end or a suspension is an act of the authority: see `listing_events`."""
    listing = Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    before, concerned = listing.snapshot(), listing.about()
    history.amend(row=listing, fields=fields)
    _refuse_other_list(listing.notice, listing.entity_list)
    _refuse_late_start(listing)
    if evidence is not None:
        sources.attach(fact=listing, sources=evidence)
    listing = Listing.objects.get(pk=listing.pk)
    if listing.snapshot() != before:
        history.record(
            subject=listing,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            notice=listing.notice,
            effective_on=listing.effective_from,
            reason=reason,
            about=concerned,
        )
    return listing


def _refuse_other_list(notice: Notice, entity_list: EntityList) -> None:
    if notice.entity_list_id not in (None, entity_list.pk):
        raise FactRefused(f"{notice.label} writes on {notice.entity_list}, not on {entity_list}.")


def _refuse_late_start(listing: Listing) -> None:
    first = listing.events.order_by("effective_from").values_list("effective_from", flat=True).first()
    if first and first < listing.effective_from:
        raise FactRefused(f"{listing.key} cannot begin on {listing.effective_from}: an act on {first} comes too early.")


def _refuse_doubles(notice: Notice, entity: Entity, entity_list: EntityList, item_number: str) -> None:
    listed = Listing.objects.filter(notice=notice)
    if listed.filter(entity=entity, entity_list=entity_list).exists():
        raise FactRefused(f"{notice.label} already lists {entity.name} on {entity_list}.")
    if taken := listed.filter(item_number=item_number).first():
        raise FactRefused(f"Item {item_number} of {notice.label} is already {taken.name_en or taken.name_zh}.")


def _completed(columns: dict[str, Any], notice: Notice, entity_list: EntityList) -> dict[str, Any]:
    """The columns given, and what the notice and the list say where nothing was given."""
    given = {name: value for name, value in columns.items() if value not in (None, "")}
    hour = {} if "effective_from" in given else {"effective_time": notice.effective_time}
    return {
        **columns,
        "position": given.get("position") or _next_position(notice),
        "effective_from": given.get("effective_from") or notice.effective_from,
        "effect": given.get("effect") or entity_list.effect,
        "effective_time": given.get("effective_time", hour.get("effective_time")),
    }


def _next_position(notice: Notice) -> int:
    last = Listing.objects.filter(notice=notice).order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
