"""What stands in which column of an export in CSV: one row a fact, nested parts joined or picked out."""

from collections.abc import Callable, Mapping
from typing import Any

from controls.api.rendering import as_json
from controls.api.shapes import Shape

Columns = Mapping[str, Callable[[Shape], Any]]
BETWEEN = " | "


def _at(*path: str) -> Callable[[Shape], Any]:
    """Read a value through nested parts; nothing when a part is missing on the way."""

    def read(row: Shape) -> Any:
        value: Any = row
        for name in path:
            value = value[name] if value is not None else None
        return value

    return read


def _joined(read: Callable[[Shape], list[Any]], word: Callable[[Any], str]) -> Callable[[Shape], str]:
    return lambda row: BETWEEN.join(word(each) for each in read(row))


def _address(source: Shape) -> str:
    return source["url"] or source["title"]


def _number(identifier: Shape) -> str:
    return f"{identifier['scheme']}:{identifier['value']}"


def _text(name: Shape) -> str:
    return name["text"]


def _flag(*path: str) -> Callable[[Shape], str | None]:
    """Yes and no as JSON writes them."""
    read = _at(*path)
    return lambda row: {True: "true", False: "false"}.get(read(row))


def _clause(clause: Shape) -> str:
    """A clause with its state on the day: `cn-2025-61-a suspended`."""
    return f"{clause['id']} {clause['state']['code']}"


def _hint(number: Shape) -> str:
    """A customs number with the document in which it stands: a hint, never a verdict."""
    return f"{number['number']} ({number['source']} {number['year']})"


LISTING: Columns = {
    "id": _at("id"),
    "list": _at("list", "id"),
    "list_name": _at("list", "name"),
    "notice": _at("notice", "id"),
    "notice_number": _at("notice", "number"),
    "notice_published_on": _at("notice", "published_on"),
    "item_number": _at("item_number"),
    "name_en": _at("name_en"),
    "name_zh": _at("name_zh"),
    "address": _at("address"),
    "entity": _at("entity", "id"),
    "entity_name": _at("entity", "name"),
    "entity_names": _joined(_at("entity", "names"), _text),
    "entity_type": _at("entity", "type"),
    "entity_country": _at("entity", "country"),
    "entity_identifiers": _joined(_at("entity", "identifiers"), _number),
    "effect": _at("effect"),
    "effective_from": _at("effective_from"),
    "effective_time": _at("effective_time"),
    "state": _at("state", "code"),
    "state_label": _at("state", "label"),
    "state_since": _at("state", "since"),
    "state_until": _at("state", "until"),
    "state_note": _at("state", "note"),
    "evidence": _at("evidence", "grade"),
    "sources": _joined(_at("evidence", "sources"), _address),
    "note": _at("note"),
    "url": _at("url"),
}
ENTITY: Columns = {
    "id": _at("id"),
    "name": _at("name"),
    "names": _joined(_at("names"), _text),
    "type": _at("type"),
    "country": _at("country"),
    "identifiers": _joined(_at("identifiers"), _number),
    "part_of": _at("part_of", "id"),
    "listings": _joined(_at("listings"), lambda each: each["id"]),
    "states": _joined(_at("listings"), lambda each: each["state"]["label"]),
    "note": _at("note"),
    "url": _at("url"),
}
NOTICE: Columns = {
    "id": _at("id"),
    "number": _at("number"),
    "authority": _at("authority", "id"),
    "year": _at("year"),
    "title_en": _at("title_en"),
    "title_zh": _at("title_zh"),
    "published_on": _at("published_on"),
    "effective_from": _at("effective_from"),
    "effective_time": _at("effective_time"),
    "list": _at("list", "id"),
    "legal_basis": _at("legal_basis"),
    "summary": _at("summary"),
    "measures": _joined(_at("measures"), str),
    "stated_count": _at("stated_count"),
    "extra_count": _at("extra_count"),
    "listing_count": _at("listing_count"),
    "copies": _joined(_at("copies"), _address),
    "evidence": _at("evidence", "grade"),
    "sources": _joined(_at("evidence", "sources"), _address),
    "note": _at("note"),
    "url": _at("url"),
}
STATE: Columns = {
    "state": _at("state", "code"),
    "state_label": _at("state", "label"),
    "state_since": _at("state", "since"),
    "state_until": _at("state", "until"),
    "state_until_announced": _at("state", "until_announced"),
    "state_note": _at("state", "note"),
}
MEASURE: Columns = {
    "id": _at("id"),
    "number": _at("number"),
    "number_zh": _at("number_zh"),
    "title": _at("title"),
    "title_zh": _at("title_zh"),
    "jurisdiction": _at("jurisdiction"),
    "authority": _at("authority", "id"),
    "authority_name": _at("authority", "name"),
    "type": _at("type"),
    "instrument": _at("instrument"),
    **STATE,
    "published_on": _at("published_on"),
    "known_from": _at("known_from"),
    "clauses": _joined(_at("clauses"), _clause),
    "suspensions": _joined(_at("suspensions"), lambda each: each["id"]),
    "items": lambda row: len(row["items"]),
    "elements": _joined(_at("elements"), str),
    "legal_basis": _at("legal_basis"),
    "destinations": _at("destinations"),
    "extraterritorial": _flag("extraterritorial"),
    "extraterritorial_rule": _at("extraterritorial_rule"),
    "references": _joined(_at("references"), str),
    "references_note": _at("references_note"),
    "scope": _at("scope"),
    "thin": _flag("thin"),
    "notice": _at("notice"),
    "evidence": _at("evidence", "grade"),
    "sources": _joined(_at("evidence", "sources"), _address),
    "note": _at("note"),
    "url": _at("url"),
}
ITEM: Columns = {
    "id": _at("id"),
    "measure": _at("measure"),
    "code": _at("code"),
    "level": _at("level"),
    "part": _at("part"),
    "title_en": _at("title_en"),
    "title_zh": _at("title_zh"),
    "form": _at("form"),
    "threshold": _at("threshold"),
    "elements": _joined(_at("elements"), str),
    "hs_hints": _joined(_at("hs"), _hint),
    "hs_basis": _at("hs_basis"),
    **STATE,
    "evidence": _at("evidence_grade"),
    "note": _at("note"),
}
CLAIM: Columns = {
    "id": _at("id"),
    "text": _at("text"),
    "claimed_by": _at("claimed_by"),
    "url": _at("url"),
    "verdict": _at("verdict"),
    "verdict_label": _at("verdict_label"),
    "better": _at("better"),
    "about": _joined(_at("about"), str),
    "evidence": _at("evidence", "grade"),
    "sources": _joined(_at("evidence", "sources"), _address),
}
CHANGE: Columns = {
    "id": _at("id"),
    "recorded_at": lambda row: row["recorded_at"].isoformat(timespec="seconds"),
    "actor": _at("actor"),
    "publication": _at("publication"),
    "approved_by": _at("approved_by"),
    "action": _at("action"),
    "subject_type": _at("subject", "type"),
    "subject": _at("subject", "id"),
    "subject_label": _at("subject", "label"),
    "version": _at("version"),
    "notice": _at("notice", "id"),
    "effective_on": _at("effective_on"),
    "reason": _at("reason"),
    "before": lambda row: as_json(row["before"]).decode() if row["before"] is not None else None,
    "after": lambda row: as_json(row["after"]).decode() if row["after"] is not None else None,
    "about": _joined(_at("about"), str),
    "digest": _at("digest"),
    "url": _at("url"),
}
MARK: Columns = {
    "element": _at("element"),
    "measure": _at("id"),
    "label": _at("label"),
    "title": _at("title"),
    "title_zh": _at("title_zh"),
    "type": _at("type"),
    "named_by": _at("named_by"),
    "state": _at("state", "code"),
    "state_label": _at("state", "label"),
    "state_since": _at("state", "since"),
    "state_until": _at("state", "until"),
    "state_until_announced": _at("state", "until_announced"),
    "state_note": _at("state", "note"),
    "url": _at("url"),
}
STRETCH: Columns = {
    "id": _at("id"),
    "measure": _at("measure"),
    "clause": _at("clause"),
    "label": _at("label"),
    "title": _at("title"),
    "type": _at("type"),
    "elements": _joined(_at("elements"), str),
    "code": _at("code"),
    "badge": _at("badge"),
    "state_label": _at("state_label"),
    "first": _at("first"),
    "last": _at("last"),
    "url": _at("url"),
}
POINT: Columns = {
    name: _at(name)
    for name in (
        "list", "name", "on", "named",
        "scheduled", "in_force", "suspended", "to_be_confirmed", "stopped", "ended",
    )
}  # fmt: skip
MONTH: Columns = {name: _at(name) for name in ("month", "notices", "listing_notices")}
CLOCK: Columns = {
    "id": _at("id"),
    "label": _at("label"),
    "until": _at("until"),
    "until_inclusive": lambda row: "yes" if row["until_inclusive"] else "no",
    "days": _at("days"),
    "announced_until": _at("announced_end", "until"),
    "announced_on": _at("announced_end", "announced_on"),
    "announced_days": _at("announced_end", "days"),
    "concerns": _joined(_at("concerns"), lambda each: each["id"]),
    "listings": _at("listings"),
}
