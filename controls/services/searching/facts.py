"""What of each kind of fact is searchable: one entry for each noun. A new noun joins the search by an entry here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from controls.matching.element_names import JAPANESE
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
from controls.models.goods import RARE_EARTHS
from controls.models.history import TrackedQuerySet
from controls.models.search import Kind
from controls.services.searching.documents import Draft, Text

EN, ZH, JA, NO_LANGUAGE = "en", "zh-Hans", "ja", ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """How the facts of a noun become documents. `rows` brings all that `draft` reads, in a fixed number of queries."""

    rows: Callable[[], TrackedQuerySet]
    draft: Callable[[Any], Draft]


def concerned(*, change: Change) -> set[str]:
    """Documents that a change makes stale, as noun:key: the fact's own, and those that quote it."""
    noun, key = change.subject_type, change.subject_key
    found = {f"{noun}:{key}"} if noun in SEARCHABLE else set()
    quoting = _QUOTED_BY.get(noun, "")
    found |= {reference for reference in change.about if quoting and reference.startswith(f"{quoting}:")}
    if change.before is not None and noun in _DEPENDENTS:  # nothing depends on a fact that is new
        found |= set(_DEPENDENTS[noun](key))
    return found


# The parts of a fact are facts themselves: a listing of its entity, a clause of its measure.
_QUOTED_BY = {"listing": "entity", "clause": "measure"}


def _of_measure(key: str) -> Iterable[str]:
    for item in ControlledItem.objects.filter(measure__key=key).values_list("key", flat=True):
        yield f"controlled-item:{item}"
    for each in Suspension.objects.filter(clauses__measure__key=key).values_list("key", flat=True):
        yield f"suspension:{each}"


def _of_notice(key: str) -> Iterable[str]:
    for entity in Entity.objects.filter(listings__notice__key=key).values_list("key", flat=True):
        yield f"entity:{entity}"


def _of_authority(key: str) -> Iterable[str]:
    for notice in Notice.objects.filter(authority__key=key).values_list("key", flat=True):
        yield f"notice:{notice}"


# Facts whose days or names stand in documents of others that they do not name themselves.
_DEPENDENTS: dict[str, Callable[[str], Iterable[str]]] = {
    "measure": _of_measure,
    "notice": _of_notice,
    "authority": _of_authority,
}


def _entity(row: Entity) -> Draft:
    listings = list(row.listings.all())
    texts = [Text(Kind(name.kind), name.language, name.text) for name in row.names.all()]
    texts += [Text(Kind.NAME, EN, row.name)] if row.name not in {text.text for text in texts} else []
    for listing in listings:
        texts += [Text(Kind.AS_LISTED, EN, listing.name_en), Text(Kind.AS_LISTED, ZH, listing.name_zh)]
    texts += [Text(Kind.REGISTER_NUMBER, NO_LANGUAGE, number.value) for number in row.identifiers.all()]
    texts += [Text(Kind.KEY, NO_LANGUAGE, key) for key in (row.key, *(listing.key for listing in listings))]
    return Draft(
        noun="entity",
        key=row.key,
        title=row.name,
        page=("entity", row.key),
        texts=texts,
        weight=80,
        known_from=min((listing.notice.published_on for listing in listings), default=None),
        jurisdiction=next((listing.entity_list.authority.jurisdiction for listing in listings), ""),
        lists=sorted({listing.entity_list.key for listing in listings}),
    )


def _entity_list(row: EntityList) -> Draft:
    return Draft(
        noun="entity-list",
        key=row.key,
        title=row.name_en,
        page=("entity-list", row.key),
        texts=[
            Text(Kind.NAME, EN, row.name_en),
            Text(Kind.NAME, ZH, row.name_zh),
            Text(Kind.NAME, JA, row.name_ja),
            Text(Kind.SUMMARY, EN, row.summary),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=85,
        jurisdiction=row.authority.jurisdiction,
        lists=[row.key],
    )


def _notice(row: Notice) -> Draft:
    authority = row.authority
    return Draft(
        noun="notice",
        key=row.key,
        title=f"{row.label}: {row.title_en}",
        page=("notice", row.key),
        texts=[
            Text(Kind.NUMBER, NO_LANGUAGE, row.label),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            Text(Kind.SUMMARY, EN, row.summary),
            Text(Kind.AUTHORITY, EN, authority.name_en),
            Text(Kind.AUTHORITY, ZH, authority.name_zh),
            Text(Kind.AUTHORITY, JA, authority.name_ja),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=70,
        known_from=row.published_on,
        jurisdiction=authority.jurisdiction,
        lists=[row.entity_list.key] if row.entity_list else [],
    )


def _measure(row: Measure) -> Draft:
    clauses = sorted(row.clauses.all(), key=lambda clause: clause.position)
    return Draft(
        noun="measure",
        key=row.key,
        title=f"{row.number}: {row.title_en}" if row.number else row.title_en,
        page=("measure", row.key),
        texts=[
            Text(Kind.NUMBER, EN, row.number),
            Text(Kind.NUMBER, ZH, row.number_zh),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            Text(Kind.SCOPE, EN, row.scope),
            *(Text(Kind.CLAUSE, EN, clause.text) for clause in clauses),
            *_elements(row.elements),
            Text(Kind.AUTHORITY, EN, row.authority_text),
            *(Text(Kind.KEY, NO_LANGUAGE, key) for key in (row.key, *(clause.key for clause in clauses))),
        ],
        weight=75,
        known_from=row.published_on,
        jurisdiction=row.jurisdiction,
    )


def _suspension(row: Suspension) -> Draft:
    measures = sorted({clause.measure.key for clause in row.clauses.all()})
    return Draft(
        noun="suspension",
        key=row.key,
        title=f"{row.number}: {row.title_en}",
        page=("measure", measures[0]),
        texts=[
            Text(Kind.NUMBER, EN, row.number),
            Text(Kind.NUMBER, ZH, row.number_zh),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=60,
        known_from=row.published_on,
        jurisdiction=next(iter(row.clauses.all())).measure.jurisdiction,
    )


def _item(row: ControlledItem) -> Draft:
    return Draft(
        noun="controlled-item",
        key=row.key,
        title=str(row),
        page=("code", row.code) if row.code else ("measure", row.measure.key),
        texts=[
            Text(Kind.CONTROL_CODE, NO_LANGUAGE, row.code),
            Text(Kind.TITLE, EN, row.title_en),
            Text(Kind.TITLE, ZH, row.title_zh),
            *(Text(Kind.CUSTOMS_NUMBER, NO_LANGUAGE, each) for each in (*row.hs_stated, *row.hs_catalogue)),
            *_elements(row.elements),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=50,
        known_from=row.measure.published_on,
        jurisdiction=row.measure.jurisdiction,
    )


def _element(row: Element) -> Draft:
    return Draft(
        noun="element",
        key=row.key,
        title=str(row),
        page=("element", row.symbol),
        texts=[
            Text(Kind.SYMBOL, NO_LANGUAGE, row.symbol),
            Text(Kind.TITLE, EN, str(row)),
            Text(Kind.NAME, EN, row.name_en),
            Text(Kind.NAME, ZH, row.name_zh),
            Text(Kind.NAME, JA, JAPANESE[row.symbol]),
        ],
        weight=90,
    )


def _tariff_code(row: TariffCode) -> Draft:
    return Draft(
        noun="tariff-code",
        key=row.key,
        title=str(row),
        page=("code", row.key),
        texts=[
            Text(Kind.CUSTOMS_NUMBER, NO_LANGUAGE, row.key),
            Text(Kind.DESCRIPTION, EN, row.description_en),
            Text(Kind.DESCRIPTION, ZH, row.description_zh),
            *_elements(row.elements),
        ],
        weight=55,
    )


def _claim(row: Claim) -> Draft:
    return Draft(
        noun="claim",
        key=row.key,
        title=row.text,
        page=("claim", row.key),
        texts=[
            Text(Kind.CLAIM, EN, row.text),
            Text(Kind.BETTER, EN, row.better),
            Text(Kind.KEY, NO_LANGUAGE, row.key),
        ],
        weight=30,
    )


def _elements(symbols: list[str]) -> list[Text]:
    """Symbols as a text. A fact that names all seventeen is about none of them."""
    return [Text(Kind.ELEMENT, NO_LANGUAGE, " ".join(symbols))] if not set(RARE_EARTHS) <= set(symbols) else []


def _of(model: Any, *joined: str, apart: tuple[str, ...] = ()) -> Callable[[], TrackedQuerySet]:
    return lambda: (
        model.objects.select_related(*joined).prefetch_related(*apart)
        if joined
        else model.objects.prefetch_related(*apart)
    )


_LISTED = ("names", "identifiers", "listings__notice", "listings__entity_list__authority")
SEARCHABLE: dict[str, Searchable] = {
    Entity.noun: Searchable(_of(Entity, apart=_LISTED), _entity),
    EntityList.noun: Searchable(_of(EntityList, "authority"), _entity_list),
    Notice.noun: Searchable(_of(Notice, "authority", "entity_list"), _notice),
    Measure.noun: Searchable(_of(Measure, apart=("clauses",)), _measure),
    Suspension.noun: Searchable(_of(Suspension, apart=("clauses__measure",)), _suspension),
    ControlledItem.noun: Searchable(_of(ControlledItem, "measure"), _item),
    Element.noun: Searchable(_of(Element), _element),
    TariffCode.noun: Searchable(_of(TariffCode), _tariff_code),
    Claim.noun: Searchable(_of(Claim), _claim),
}
