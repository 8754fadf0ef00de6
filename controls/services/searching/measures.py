"""Documents of measures and what belongs to them: suspensions, items, elements, customs numbers and claims."""

from controls.matching.element_names import JAPANESE
from controls.models import Claim, ControlledItem, Element, Measure, Suspension, TariffCode
from controls.models.goods import RARE_EARTHS
from controls.models.search import Kind
from controls.services.searching.documents import EN, JA, NO_LANGUAGE, ZH, Draft, Text


def measure(*, row: Measure) -> Draft:
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


def suspension(*, row: Suspension) -> Draft:
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


def item(*, row: ControlledItem) -> Draft:
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


def element(*, row: Element) -> Draft:
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


def tariff_code(*, row: TariffCode) -> Draft:
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


def claim(*, row: Claim) -> Draft:
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
