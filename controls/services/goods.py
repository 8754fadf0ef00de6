"""Elements and customs numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from controls.models import Element, Source, TariffCode
from controls.services import evidenced


def register_element(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> Element:
    """Put an element on record."""
    return evidenced.add(fact=Element(**columns), evidence=evidence, by=by, at=at)


def correct_element(
    *,
    element: Element,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Element:
    """Mend what this register says of an element."""
    return evidenced.mend(fact=element, fields=fields, evidence=evidence, reason=reason, by=by, at=at)


def register_tariff_code(*, evidence: Sequence[Source], by: str, at: datetime, **columns: Any) -> TariffCode:
    """Put a customs number on record."""
    return evidenced.add(fact=TariffCode(**columns), evidence=evidence, by=by, at=at)


def correct_tariff_code(
    *,
    tariff_code: TariffCode,
    fields: Mapping[str, Any],
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> TariffCode:
    """Mend what this register says of a customs number."""
    return evidenced.mend(fact=tariff_code, fields=fields, evidence=evidence, reason=reason, by=by, at=at)
