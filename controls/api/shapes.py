"""The shape of each fact in the API: plain dictionaries from values that are already fetched; no queries here."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.urls import reverse

from controls import states
from controls.models import Change, EntityList, ListingEvent, Notice
from controls.models.labels import BADGE_LABELS, badge_of, state_note
from controls.models.orders import Orders

Shape = dict[str, Any]
CURATOR = "curator"


def address_of(name: str, root: str, *, part: str = "key") -> Callable[[Any], str]:
    """A function from the key of a fact to the address of its page. Looks the route up once, not for every row."""
    before, _mark, after = reverse(name, kwargs={part: "0"}).rpartition("0")
    return lambda key: f"{root}{before}{key}{after}"


def entity(row: Mapping[str, Any], names: list[Shape], identifiers: list[Shape], *, at: str = "") -> Shape:
    """An entity in short. `at` is what stands before its columns in the row."""
    return {
        "id": row[f"{at}key"],
        "name": row[f"{at}name"],
        "names": names,
        "type": row[f"{at}type"],
        "country": row[f"{at}country"] or None,
        "identifiers": identifiers,
    }


def entity_list_brief(row: Mapping[str, Any]) -> Shape:
    return {"id": row["entity_list__key"], "name": row["entity_list__name_en"], "effect": row["entity_list__effect"]}


def notice_brief(row: Mapping[str, Any]) -> Shape:
    return {"id": row["notice__key"], "number": row["notice__label"], "published_on": row["notice__published_on"]}


def state(
    published_on: date,
    effective_from: date,
    effective_time: time | None,
    acts: list[states.Act],
    *,
    effect: str,
    on: date,
) -> Shape:
    """What a listing is on the day, with since when and why. `label` is what stands on its badge."""
    found = states.state_on(
        on, published_on=published_on, effective_from=effective_from, effective_time=effective_time, acts=acts
    )
    if found is None:
        raise ValueError(f"Published on {published_on}: the question as of {on} should have left this listing out.")
    return {
        "code": found.code,
        "label": str(BADGE_LABELS[badge_of(state_code=found.code, effect=effect)]),
        "since": found.since,
        "until": found.until,
        "note": state_note(found),
    }


def source(key: str, title: str, url: str, kind: str, seen_on: date) -> Shape:
    return {"id": key, "title": title, "url": url or None, "kind": kind, "seen_on": seen_on}


def notice(row: Notice, *, listing_count: int, root: str) -> Shape:
    """One notice; `listing_count` is how many listings on record rest on it. Needs copies and sources."""
    on_list = row.entity_list
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
        "list": {"id": on_list.key, "name": on_list.name_en, "effect": on_list.effect} if on_list else None,
        "legal_basis": row.legal_basis or None,
        "summary": row.summary or None,
        "measures": row.measures.splitlines(),
        "stated_count": row.stated_count,
        "extra_count": row.extra_count,
        "listing_count": listing_count,
        "copies": [
            source(each.source.key, each.source.title, each.source.url, each.source.kind, each.source.seen_on)
            for each in row.copies.all()
        ],
        "evidence": {
            "grade": row.evidence_grade,
            "sources": [
                source(each.key, each.title, each.url, each.kind, each.seen_on)
                for each in sorted(row.sources.all(), key=lambda each: each.pk)  # the database promises no order
            ],
        },
        "note": row.note or None,
        "url": root + reverse("controls:notice-detail", kwargs={"key": row.key}),
    }


def listing_act(row: ListingEvent) -> Shape:
    """An act on names, or on one measure, of a notice. Needs both notices and `listing_count`."""
    target, notice = row.target_notice, row.notice
    return {
        "id": row.key,
        "act": row.kind,
        "acts_on": {"id": target.key, "number": target.label, "published_on": target.published_on},
        "ordered_by": {"id": notice.key, "number": notice.label, "published_on": notice.published_on}
        if notice
        else None,
        "announced_on": row.announced_on,
        "effective_from": row.effective_from,
        "until": row.until,
        "until_inclusive": row.until_inclusive,
        "effect": row.effect or None,
        "listing_count": row.listing_count,  # type: ignore[attr-defined]  # annotated by `controls.models.orders`
    }


def orders(found: Orders) -> Shape:
    """What a notice orders: acts on names, measures, and instruments that suspend or end clauses."""
    return {
        "acts": [listing_act(row) for row in found.acts],
        "measures": [{"id": row.key, "number": str(row)} for row in found.measures],
        "suspensions": [
            {
                "id": row.key,
                "act": row.kind,
                "clauses": sorted(clause.key for clause in row.clauses.all()),
                "effective_from": row.effective_from,
                "until": row.until,
                "until_inclusive": row.until_inclusive,
            }
            for row in found.suspensions
        ],
    }


def entity_list(row: EntityList, *, counts: dict[str, int]) -> Shape:
    """One list with the number of its listings in each state."""
    return {
        "id": row.key,
        "name": row.name_en,
        "effect": row.effect,
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
    notice = row.notice
    return {
        "id": row.pk,
        "recorded_at": row.recorded_at,
        "actor": _person(row.actor, name_people),
        "publication": row.publication or None,
        "approved_by": _person(row.approved_by, name_people) or None,
        "action": row.action,
        "subject": {"type": row.subject_type, "id": row.subject_key, "label": row.subject_label},
        "version": row.version,
        "notice": {"id": notice.key, "number": notice.label, "published_on": notice.published_on} if notice else None,
        "effective_on": row.effective_on,
        "reason": row.reason or None,
        "before": row.before,
        "after": row.after,
        "about": row.about,
        "digest": row.digest,
        "url": root + reverse("controls:change-detail", kwargs={"revision": row.pk}),
    }


def _person(name: str, name_people: bool) -> str:
    return name if name_people or "@" not in name else CURATOR


def clock(value: time | None) -> str | None:
    """A time of day in Beijing as HH:MM."""
    return value.strftime("%H:%M") if value else None
