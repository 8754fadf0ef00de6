"""How measures stand on a day, as pages show it: badges, clauses, suspensions, items, and the days that matter."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from controls import states
from controls.filters.questions import Question
from controls.models import CatalogueRevision, Claim, ControlledItem, Measure, Suspension
from controls.models.clause_states import Standing, clauses_of, of_clause, of_measure, suspensions_of
from controls.models.spoken import Said, titles
from controls.views.addresses import address, lasting, version_address
from controls.views.footnotes import Footnotes
from controls.views.looks import EVIDENCE, TONES
from controls.views.sentences import NOUNS as NOUN_WORDS

# A measure without an effect of its own on a shipment is plain; one with differing clauses asks for a closer look.
_OWN_TONES = {states.IN_FORCE: "plain", states.MIXED: "watch"}


def badge(found: Standing | None) -> dict[str, Any]:
    """What a badge and the sentence beside it need."""
    if found is None:
        return {"tone": "plain", "label": _("Not yet published"), "code": "", "note": "", "since": None, "until": None}
    return {
        "tone": _OWN_TONES.get(found.badge) or TONES[found.badge],
        "label": found.label,
        "code": found.code,
        "note": found.note,
        "since": found.since,
        "until": found.until,
        "until_announced": found.until_announced,
    }


def measure_row(measure: Measure, question: Question) -> dict[str, Any]:
    """One measure in a list."""
    level, evidence = EVIDENCE[measure.evidence_grade]
    return {
        "url": address("controls:measure-detail", question=question, key=measure.key),
        **titles(measure),
        "number": Said(measure.number),
        "jurisdiction": measure.jurisdiction,
        "type_label": measure.get_type_display(),
        "thin": measure.thin,
        "published": published(measure),
        "elements": elements_shown(measure.elements),
        "clauses": len(measure.clauses.all()),
        "state": badge(of_measure(measure, on=question.day)),
        "evidence_level": level,
        "evidence_label": evidence,
    }


def published(measure: Measure | CatalogueRevision) -> dict[str, Any]:
    """The day of publication as exactly as it is known: `format` is that of a date, empty when nothing is."""
    formats = {
        Measure.Precision.DAY: "DATE_FORMAT",
        Measure.Precision.MONTH: "YEAR_MONTH_FORMAT",
        Measure.Precision.YEAR: "YEAR_FORMAT",
    }
    return {"on": measure.published_on, "format": formats.get(Measure.Precision(measure.published_precision), "")}


def elements_shown(symbols: list[str]) -> str:
    """Symbols in a row; all seventeen in words."""
    return _("all 17 rare earths") if len(symbols) == 17 else " ".join(symbols)


def clause_rows(measure: Measure, question: Question) -> list[dict[str, Any]]:
    return [
        {
            "key": clause.key,
            "label": Said(clause.label),
            "text": clause.text,
            "effective_from": clause.effective_from,
            "until": clause.until,
            "note": clause.note,
            "state": badge(of_clause(clause, on=question.day)),
        }
        for clause in clauses_of(measure)
    ]


def suspension_rows(measure: Measure, question: Question, footnotes: Footnotes) -> list[dict[str, Any]]:
    """Suspensions published by the day, with the clauses of this measure on which they act."""
    labels = {
        clause.pk: Said(clause.label) if clause.label else _("the whole measure") for clause in clauses_of(measure)
    }
    return [
        _suspension(suspension, [labels[c.pk] for c in suspension.clauses.all() if c.pk in labels], question, footnotes)
        for suspension in suspensions_of(measure)
        if suspension.published_on <= question.day
    ]


def _suspension(row: Suspension, clauses: list[str], question: Question, footnotes: Footnotes) -> dict[str, Any]:
    announced = row.announced_until if row.announced_on and row.announced_on <= question.day else None
    return {
        "key": row.key,
        "number": Said(row.number),
        "number_zh": row.number_zh,
        "kind_label": row.get_kind_display(),
        "clauses": format_html_join(", ", "{}", ((each,) for each in sorted(clauses))),
        "published_on": row.published_on,
        "effective_from": row.effective_from,
        "until": row.until,
        "over": row.until is not None and row.until < question.day,
        "announced_until": announced,
        "announced_on": row.announced_on,
        "announced_note": row.announced_note if announced else "",
        "announced_numbers": footnotes.numbers(row.announced_sources.all()) if announced else [],
        "scope": row.scope,
        "note": row.note,
        "source_numbers": footnotes.numbers(row),
    }


def item_rows(items: Iterable[ControlledItem], footnotes: Footnotes | None, question: Question) -> list[dict[str, Any]]:
    """Items as rows; with footnotes where the page lists sources."""
    return [
        {
            "key": item.key,
            "code": item.code,
            "code_url": address("controls:code-detail", question=question, code=item.code) if item.code else "",
            "part": item.part,
            "indent": item.level or 0,
            **titles(item),
            "form_label": item.get_form_display() if item.form else "",
            "threshold": item.threshold,
            "elements": elements_shown(item.elements),
            "hs": _numbers(item, question),
            "hs_basis_label": item.get_hs_basis_display() if item.hs_basis else "",
            "note": item.note,
            "evidence_label": item.get_evidence_grade_display(),
            "source_numbers": footnotes.numbers(item) if footnotes else [],
        }
        for item in items
    ]


def _numbers(item: ControlledItem, question: Question) -> list[dict[str, Any]]:
    """Each customs number once, with the documents in which it stands."""
    found: dict[str, list[str]] = {}
    for each in item.customs_numbers():
        name = _("measure") if each["source"] == "measure" else _("licence catalogue")
        found.setdefault(each["number"], []).append(f"{name} {each['year']}")
    return [
        {
            "number": number,
            "where": ", ".join(where),
            "url": address("controls:code-detail", question=question, code=number),
        }
        for number, where in found.items()
    ]


def claim_rows(claims: Iterable[Claim], question: Question, footnotes: Footnotes) -> list[dict[str, Any]]:
    return [
        {
            "key": claim.key,
            "text": claim.text,
            "claimed_by": claim.claimed_by,
            "url": claim.url,
            "url_note": claim.url_note,
            "verdict_label": claim.get_verdict_display(),
            "better": claim.better,
            "subjects": [_subject(reference, question) for reference in claim.subjects],
            "evidence_label": claim.get_evidence_grade_display(),
            "source_numbers": footnotes.numbers(claim),
        }
        for claim in claims
    ]


def _subject(reference: str, question: Question) -> dict[str, str]:
    """A reference in words, with the address of its page, where it has one."""
    noun, _colon, key = reference.partition(":")
    label = format_html('{} <span translate="no">{}</span>', NOUN_WORDS[noun], key)
    if noun == "item-version":
        return {"label": label, "url": version_address(key, question)}
    pages = {
        "measure": "controls:measure-detail",
        "notice": "controls:notice-detail",
        "catalogue-item": "controls:catalogue-item",
        "catalogue-revision": "controls:edition-detail",
    }
    return {"label": label, "url": address(pages[noun], question=question, key=key) if noun in pages else ""}


def turning_days(measure: Measure, question: Question, path: str) -> list[dict[str, Any]]:
    """The days on which something about the measure changed, each with what it was then; today among them."""
    days: set[date] = {question.today, measure.published_on}
    for clause in clauses_of(measure):
        days |= {day for day in (clause.effective_from,) if day}
        if clause.until:
            days.add(clause.until + timedelta(days=1))
        for act in clause.acts():
            days |= {day for day in (act.effective_from, act.first_day_after) if day}
    return [
        {
            "on": day,
            "label": standing.label.lower() if (standing := of_measure(measure, on=day)) else _("not yet published"),
            "url": path if day == question.today and not question.recorded else lasting(path, question, day=day),
            "current": day == question.day,
            "is_today": day == question.today,
        }
        for day in sorted(days)
    ]
