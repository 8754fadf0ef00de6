"""Claims: what was reported, and what better sources say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from controls.models import Claim, Source
from controls.services import evidenced


def register(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> Claim:
    """Put a claim on record. `evidence` are the better sources, never the claim's own address."""
    return evidenced.add(fact=Claim(**columns), evidence=evidence, by=by, at=at)


def correct(
    *,
    claim: Claim,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Claim:
    """Mend our record of a claim or of the verdict on it."""
    return evidenced.mend(fact=claim, fields=fields, evidence=evidence, reason=reason, by=by, at=at)
