"""Checks as callers get them: what was answered, with addresses in this installation."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.urls import reverse

from controls.screening.models import Case, ScreeningCheck
from controls.screening.services import cases, chain
from controls.screening.services.cases import Standing


def address(root: str, name: str, **parts: Any) -> str:
    return f"{root}{reverse(name, kwargs=parts)}"


def check(found: ScreeningCheck, *, root: str, met: Sequence[Case] | None = None) -> dict[str, Any]:
    """The whole answer to a question, as on the day on which it was asked. `met`: its cases, if they were just read."""
    answer, standings = found.answer, cases.standings(check=found, met=met)
    return {
        "id": found.number,
        "query": found.question,
        "asked_at": found.asked_at.astimezone(UTC),
        "asked_by": answer["asked_by"],
        "as_of": found.as_of,
        "revision": found.revision,
        "algorithm": found.algorithm,
        "threshold": found.threshold,
        "outcome": found.outcome,
        "hits": [{**_entry(hit, root), "case": _case(standings.get(hit["key"]), root)} for hit in answer["hits"]],
        "hits_in_all": found.hits_in_all,
        "below": [_entry(hit, root) for hit in answer["below"]],
        "searched": answer["searched"],
        "notices": answer["notices"],
        "freshness": found.freshness,
        "receipt": receipt_brief(found, root=root),
        "url": address(root, "screening:check-detail", number=found.number),
    }


def check_brief(found: ScreeningCheck, *, root: str) -> dict[str, Any]:
    """A row of a list of checks."""
    return {
        "id": found.number,
        "name": found.name,
        "asked_at": found.asked_at.astimezone(UTC),
        "as_of": found.as_of,
        "outcome": found.outcome,
        "hits": found.hit_count,
        "hits_in_all": found.hits_in_all,
        "url": address(root, "screening-api:check-detail", number=found.number),
    }


def receipt_brief(found: ScreeningCheck, *, root: str) -> dict[str, Any]:
    return {
        "number": found.number,
        "position": found.position,
        "digest": found.digest,
        "previous": found.previous_digest,
        "url": address(root, "screening-api:receipt", number=found.number),
    }


def receipt(found: ScreeningCheck) -> bytes:
    """The canonical text of a receipt: exactly the bytes that the verifier reads."""
    return chain.receipt_text(check=found).encode()


def _entry(hit: dict[str, Any], root: str) -> dict[str, Any]:
    """One entry; entities of the register have a page of their own."""
    entity = hit["entity"]
    url = None
    if hit["key"].startswith("entity:"):
        url = address(root, "controls:entity-detail", key=entity["key"])
    return {**hit, "entity": {**entity, "url": url}}


def _case(standing: Standing | None, root: str) -> dict[str, Any] | None:
    """What stands on a hit by now. The only part of an answer that changes later; no receipt has it."""
    if standing is None:
        return None
    case = standing.case
    return {
        "id": case.pk,
        "state": case.state,
        "holds": standing.holds,
        "words": standing.words,
        "url": address(root, "screening-api:case-detail", number=case.pk),
    }
