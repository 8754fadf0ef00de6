"""How portfolios, counterparties and differences look over the API."""

from typing import Any

from django.urls import reverse

from controls.screening.filters.watch import SCHEMA_OF
from controls.screening.models import Counterparty, Difference, Portfolio


def portfolio(row: Portfolio, *, root: str) -> dict[str, Any]:
    """A portfolio and where it stands. The row has `under_watch`, `with_hits` and `waiting` counted."""
    return {
        "id": row.pk,
        "name": row.name,
        "lists": row.lists,
        "threshold": row.threshold,
        "note": row.note,
        "counterparties": row.watched,  # type: ignore[attr-defined]  # counted by the query
        "with_hits": row.with_hits,  # type: ignore[attr-defined]  # counted by the query
        "waiting": row.waiting,  # type: ignore[attr-defined]  # counted by the query
        "revision": row.revision or None,
        "as_of": row.day,
        "algorithm": row.algorithm or None,
        "screened_at": row.screened_at,
        "ended_at": row.ended_at,
        "url": root + reverse("screening:portfolio-detail", kwargs={"pk": row.pk}),
    }


def counterparty(row: Counterparty) -> dict[str, Any]:
    """A counterparty with its standing result; `matches` are fetched."""
    return {
        "number": row.pk,
        "id": row.own_id,
        "name": row.name,
        "further_names": row.further_names,
        "schema": SCHEMA_OF[row.person],
        "country": row.country,
        "identifier": row.identifier,
        "address": row.address,
        "note": row.note,
        "version": row.version,
        "waiting": bool(row.due),
        "screened_at": row.screened_at,
        "revision": row.screened_revision,
        "algorithm": row.algorithm or None,
        "outcome": _outcome(row),
        "hits": [
            {
                "key": match.subject,
                "name": match.label,
                "matched_name": {"text": match.matched_name, "lang": match.language},
                "score": match.score,
                "class": match.verdict,
                "listings": match.standing,
            }
            for match in sorted(row.matches.all(), key=lambda match: (-match.score, match.subject))
            if match.hit
        ],
        "check": row.last_check.number if row.last_check else None,
        "ended_at": row.ended_at,
    }


def _outcome(row: Counterparty) -> str | None:
    """What the standing result says; nothing before there is one."""
    if row.screened_at is None:
        return None
    return "possible_match" if row.hit_count else "no_entry_found"


def difference(row: Difference) -> dict[str, Any]:
    """What moved, and because of which changes."""
    return {
        "id": row.pk,
        "counterparty": {"number": row.counterparty_id, "id": row.counterparty.own_id, "name": row.counterparty.name},
        "key": row.subject,
        "name": row.label,
        "kind": row.kind,
        "cause": row.cause,
        "before": row.before,
        "after": row.after,
        "changes": row.changes,
        "found_at": row.found_at,
    }
