"""The shape of each fact in the API: plain dictionaries from rows that are already fetched; no queries here."""

from datetime import date
from typing import Any

from django.urls import reverse

from controls import states
from controls.models import Change, Entity, EntityList, Evidenced, Listing, Notice, Source
from controls.models.labels import BADGE_LABELS, badge_of, state_note

Shape = dict[str, Any]
CURATOR = "curator"


def listing(row: Listing, *, on: date, root: str) -> Shape:
    """One listing as of a day. Needs `for_display` and its sources; the notice must be published by that day."""
    return {
        "id": row.key,
        "entity": entity_brief(row.entity),
        "list": list_brief(row.entity_list),
        "notice": notice_brief(row.notice),
        "item_number": row.item_number,
        "name_en": row.name_en or None,
        "name_zh": row.name_zh or None,
        "address": row.address or None,
        "effect": row.effect,
        "effective_from": row.effective_from,
        "effective_time": clock(row.effective_time),
        "state": state(row, on=on),
        "evidence": evidence(row),
        "note": row.note or None,
        "url": root + reverse("controls:entity-detail", kwargs={"key": row.key}),
    }


def entity_brief(row: Entity) -> Shape:
    return {
        "id": row.key,
        "name": row.name,
        "names": [{"text": name.text, "lang": name.language, "kind": name.kind} for name in row.names.all()],
        "type": row.type,
        "country": row.country or None,
        "identifiers": [{"scheme": each.scheme, "value": each.value} for each in row.identifiers.all()],
    }


def entity(row: Entity, listings: list[Listing], *, on: date, root: str) -> Shape:
    """An entity with its listings as of a day, newest notice first."""
    return {
        **entity_brief(row),
        "part_of": {"id": row.part_of.key, "name": row.part_of.name} if row.part_of else None,
        "note": row.note or None,
        "listings": [
            {
                "id": each.key,
                "list": list_brief(each.entity_list),
                "notice": notice_brief(each.notice),
                "item_number": each.item_number,
                "effect": each.effect,
                "effective_from": each.effective_from,
                "state": state(each, on=on),
            }
            for each in listings
        ],
        "url": root + reverse("controls:entity-detail", kwargs={"key": row.key}),
    }


def list_brief(row: EntityList) -> Shape:
    return {"id": row.key, "name": row.name_en, "effect": row.effect}


def notice_brief(row: Notice) -> Shape:
    return {"id": row.key, "number": row.label, "published_on": row.published_on}


def state(row: Listing, *, on: date) -> Shape:
    """What the listing is on the day, with since when and why. `label` is what stands on its badge."""
    found = row.state(on=on)
    if found is None:
        raise ValueError(f"{row.key} was not published by {on}; the question should have left it out.")
    return {
        "code": found.code,
        "label": str(BADGE_LABELS[badge_of(state_code=found.code, effect=row.effect)]),
        "since": found.since,
        "until": found.until,
        "note": state_note(found),
    }


def evidence(row: Evidenced) -> Shape:
    return {"grade": row.evidence_grade, "sources": [source(each) for each in row.sources.all()]}


def source(row: Source) -> Shape:
    return {"id": row.key, "title": row.title, "url": row.url or None, "kind": row.kind, "seen_on": row.seen_on}


def notice(row: Notice, *, listing_count: int, root: str) -> Shape:
    """One notice; `listing_count` is how many listings on record rest on it. Needs copies and sources."""
    return {
        "id": row.key,
        "number": row.label,
        "authority": {"id": row.authority.key, "name": row.authority.name_en, "name_zh": row.authority.name_zh or None},
        "year": row.year,
        "title_en": row.title_en,
        "title_zh": row.title_zh or None,
        "title_zh_inferred": row.title_zh_inferred,
        "published_on": row.published_on,
        "effective_from": row.effective_from,
        "effective_time": clock(row.effective_time),
        "list": list_brief(row.entity_list) if row.entity_list else None,
        "legal_basis": row.legal_basis or None,
        "summary": row.summary or None,
        "measures": row.measures.splitlines(),
        "stated_count": row.stated_count,
        "extra_count": row.extra_count,
        "listing_count": listing_count,
        "copies": [source(copy.source) for copy in row.copies.all()],
        "evidence": evidence(row),
        "note": row.note or None,
        "url": root + reverse("controls:notice-detail", kwargs={"key": row.key}),
    }


def entity_list(row: EntityList, *, counts: dict[str, int]) -> Shape:
    """One list with the number of its listings in each state."""
    return {
        **list_brief(row),
        "name_zh": row.name_zh or None,
        "name_ja": row.name_ja or None,
        "authority": {"id": row.authority.key, "name": row.authority.name_en, "name_zh": row.authority.name_zh or None},
        "effect_label": row.get_effect_display(),
        "legal_basis": row.legal_basis or None,
        "summary": row.summary or None,
        "verified_on": row.verified_on,
        "counts": {"total": sum(counts.values()), **{code: counts.get(code, 0) for code in states.CODES}},
    }


def change(row: Change, *, name_people: bool, root: str) -> Shape:
    """One entry of the change log. A visitor does not get the e-mail addresses of those who keep the register."""
    return {
        "id": row.pk,
        "recorded_at": row.recorded_at,
        "actor": row.actor if name_people or "@" not in row.actor else CURATOR,
        "action": row.action,
        "subject": {"type": row.subject_type, "id": row.subject_key, "label": row.subject_label},
        "version": row.version,
        "notice": notice_brief(row.notice) if row.notice else None,
        "effective_on": row.effective_on,
        "reason": row.reason or None,
        "before": row.before,
        "after": row.after,
        "about": row.about,
        "digest": row.digest,
        "url": root + reverse("controls:change-detail", kwargs={"revision": row.pk}),
    }


def clock(value: Any) -> str | None:
    """A time of day in Beijing as HH:MM."""
    return value.strftime("%H:%M") if value else None
