"""Cases as callers get them: the pair, what stands, and the history in words."""

from collections.abc import Mapping
from typing import Any

from controls.screening.api.shapes import address
from controls.screening.models import Case
from controls.screening.services import case_log, case_words, cases
from controls.screening.services.case_log import Line


def brief(case: Case, *, root: str) -> dict[str, Any]:
    """A row of the queue. `version` goes with every act on the case."""
    standing = case.standing
    return {
        "id": case.pk,
        "version": case.version,
        "state": case.state,
        "verdict": standing.verdict if standing else None,
        "needs_more_facts": case.wants_facts,
        "words": case_words.stands(case=case),
        "counterparty": {
            "name": case.name,
            "country": case.asked.get("country"),
            "identifier": case.asked.get("identifier"),
            "address": case.asked.get("address"),
            "schema": case.asked.get("schema"),
        },
        "entry": {"key": case.subject, "name": case.label, "lists": case.lists},
        "class": case.verdict,
        "score": case.score,
        "algorithm": case.algorithm,
        "assigned_to": case.assigned_to.get_username() if case.assigned_to else None,
        "open_since": case.opened_at,
        "check": case.latest_hit.screening_check.number if case.latest_hit else None,
        "url": address(root, "screening-api:case-detail", number=case.pk),
    }


def whole(case: Case, *, root: str) -> dict[str, Any]:
    """A case with the steps that led to it, as its newest check answered them, and with all that was said."""
    told = cases.answered(hit=case.latest_hit) if case.latest_hit else {}
    return {
        **brief(case, root=root),
        "steps": list(told.get("steps", ())),
        "listings": list(told.get("listings", ())),
        "history": [line(each) for each in case_log.history(case=case)],
    }


def line(told: Line) -> dict[str, Any]:
    return {
        "version": told.version,
        "at": told.at,
        "by": told.who or None,
        "kind": told.kind,
        "words": told.words,
        "text": told.text,
        "causes": list(told.causes),
    }


def counts(counted: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """How many cases each value of a filter would leave, the other filters being as they are."""
    return {name: dict(each) for name, each in counted.items()}
