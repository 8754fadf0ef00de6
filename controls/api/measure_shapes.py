"""The shapes of measures, elements, customs numbers and claims in the API; no queries here, all is prefetched."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from controls.api import shapes
from controls.api.shapes import Shape
from controls.models import Claim, ControlledItem, Element, Evidenced, Measure, Source, Suspension, TariffCode
from controls.models.clause_states import Standing, clauses_of, of_clause, of_measure, suspensions_of


def standing(found: Standing | None) -> Shape:
    """A state with its announced end. Whoever asks has left out what was not yet published."""
    if found is None:
        raise ValueError("The question should have left out a measure that was published later.")
    return {
        "code": found.code,
        "label": found.label,
        "since": found.since,
        "until": found.until,
        "until_announced": found.until_announced,
        "note": found.note,
    }


def measure(row: Measure, *, on: date, root: str) -> Shape:
    """A measure with its clauses, items and suspensions as they stand on the day. Needs `with_everything`."""
    items = sorted(row.items.all(), key=lambda item: item.position)
    return {
        **measure_brief(row, on=on, root=root),
        "authority": {"id": row.authority.key if row.authority else None, "name": row.authority_text},
        "number_zh": row.number_zh or None,
        "title_zh": row.title_zh or None,
        "instrument": row.instrument or None,
        "published_on": row.published_on if row.published_precision == Measure.Precision.DAY else None,
        "known_from": row.published_on,
        "legal_basis": row.legal_basis or None,
        "destinations": row.destination_scope or None,
        "extraterritorial": {"yes": True, "no": False}.get(row.extraterritorial),
        "extraterritorial_rule": row.extraterritorial_rule or None,
        "references": row.references,
        "references_note": row.references_note or None,
        "scope": row.scope,
        "thin": row.thin,
        "notice": row.notice.key if row.notice else None,
        "clauses": [
            {
                "id": clause.key,
                "label": clause.label or None,
                "text": clause.text,
                "effective_from": clause.effective_from,
                "until": clause.until,
                "state": standing(of_clause(clause, on=on)),
            }
            for clause in clauses_of(row)
        ],
        "items": [item(each, row) for each in items],
        "suspensions": [suspension(each) for each in suspensions_of(row) if each.published_on <= on],
        "elements": row.elements,
        "evidence": evidence(row),
        "note": row.note or None,
    }


def measure_brief(row: Measure, *, on: date, root: str) -> Shape:
    """A measure in short, with its state."""
    return {
        "id": row.key,
        "number": row.number or None,
        "title": row.title_en,
        "jurisdiction": row.jurisdiction,
        "type": row.type,
        "state": standing(of_measure(row, on=on)),
        "url": root + reverse("controls:measure-detail", kwargs={"key": row.key}),
    }


def item(row: ControlledItem, within: Measure) -> Shape:
    row.measure = within
    return {
        "id": row.key,
        "code": row.code or None,
        "level": row.level,
        "part": row.part or None,
        "title_en": row.title_en,
        "title_zh": row.title_zh or None,
        "form": row.form or None,
        "threshold": row.threshold or None,
        "elements": row.elements,
        "hs": row.customs_numbers(),
        "hs_basis": row.hs_basis or None,
        "evidence_grade": row.evidence_grade,
        "note": row.note or None,
    }


def suspension(row: Suspension) -> Shape:
    announced = None
    if row.announced_until:
        announced = {
            "until": row.announced_until,
            "announced_on": row.announced_on,
            "note": row.announced_note or None,
            "sources": _sources(row.announced_sources.all()),
        }
    return {
        "id": row.key,
        "kind": row.kind,
        "number": row.number,
        "title": row.title_en,
        "clauses": sorted(clause.key for clause in row.clauses.all()),
        "published_on": row.published_on,
        "from": row.effective_from,
        "until": row.until,
        "until_inclusive": row.until_inclusive,
        "announced_end": announced,
        "evidence": evidence(row),
        "note": row.note or None,
    }


def element(row: Element, *, root: str) -> Shape:
    return {
        "id": row.symbol,
        "atomic_number": row.atomic_number,
        "name_en": row.name_en,
        "name_zh": row.name_zh,
        "official_class": row.official_class,
        "geological_class": row.geological_class or None,
        "note": row.note or None,
        "url": root + reverse("controls:element-detail", kwargs={"symbol": row.symbol}),
    }


def tariff_code(row: TariffCode, items: Iterable[ControlledItem], *, root: str) -> Shape:
    """A customs number with the items that name it: a hint, never a verdict."""
    return {
        "id": row.key,
        "schedule": row.schedule,
        "description_en": row.description_en,
        "description_zh": row.description_zh or None,
        "elements": row.elements,
        "form": row.form or None,
        "monitoring": row.monitoring or None,
        "dual_use_licence": row.dual_use_licence,
        "ordinary_licence": row.ordinary_licence,
        "items": [
            {"id": each.key, "code": each.code or None, "measure": each.measure.key, "title_en": each.title_en}
            for each in items
        ],
        "verdict": None,
        "evidence": evidence(row),
        "note": row.note or None,
        "url": root + reverse("controls:code-detail", kwargs={"code": row.key}),
    }


def claim(row: Claim) -> Shape:
    return {
        "id": row.key,
        "text": row.text,
        "claimed_by": row.claimed_by,
        "url": row.url or None,
        "verdict": row.verdict,
        "verdict_label": row.get_verdict_display(),
        "better": row.better,
        "about": row.subjects,
        "evidence": evidence(row),
    }


def evidence(row: Evidenced) -> dict[str, Any]:
    return {"grade": row.evidence_grade, "sources": _sources(row.sources.all())}


def _sources(rows: Iterable[Source]) -> list[Shape]:
    found = sorted(rows, key=lambda each: each.key)
    return [shapes.source(each.key, each.title, each.url, each.kind, each.seen_on) for each in found]
