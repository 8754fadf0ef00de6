"""What a notice orders, as rows of a page: acts on names, measures, and suspensions of clauses."""

from collections.abc import Iterator
from typing import Any

from controls.filters.questions import Question
from controls.models import ListingEvent, Measure, Suspension
from controls.models.orders import Orders
from controls.models.spoken import Said
from controls.views.addresses import address


def rows(orders: Orders, question: Question) -> list[dict[str, Any]]:
    """Each order with what it is about and its days, in the order of first days; without a first day at the end."""
    found = [
        *(_act(act, question) for act in orders.acts),
        *(_measure(measure, question) for measure in orders.measures),
        *(_suspension(suspension, question) for suspension in orders.suspensions),
    ]
    return sorted(found, key=lambda row: (row["effective_from"] is None, row["effective_from"] or question.day))


def _act(act: ListingEvent, question: Question) -> dict[str, Any]:
    target = act.target_notice
    return {
        "kind_label": act.get_kind_display(),
        "effect_label": act.get_effect_display() if act.effect else "",
        "about": [
            {"label": Said(target.label), "url": address("controls:notice-detail", question=question, key=target.key)}
        ],
        "effective_from": act.effective_from,
        "until": act.until,
    }


def _measure(measure: Measure, question: Question) -> dict[str, Any]:
    days = [clause.effective_from for clause in measure.clauses.all() if clause.effective_from]
    return {
        "kind_label": measure.get_type_display(),
        "effect_label": "",
        "about": [
            {"label": Said(str(measure)), "url": address("controls:measure-detail", question=question, key=measure.key)}
        ],
        "effective_from": min(days, default=None),
        "until": None,
    }


def _suspension(suspension: Suspension, question: Question) -> dict[str, Any]:
    return {
        "kind_label": suspension.get_kind_display(),
        "effect_label": "",
        "about": list(_clauses(suspension, question)),
        "effective_from": suspension.effective_from,
        "until": suspension.until,
    }


def _clauses(suspension: Suspension, question: Question) -> Iterator[dict[str, Any]]:
    for clause in sorted(suspension.clauses.all(), key=lambda clause: clause.key):
        page = address("controls:measure-detail", question=question, key=clause.measure.key)
        yield {"label": Said(f"{clause.measure} {clause.label}".strip()), "url": f"{page}#{clause.key}"}
