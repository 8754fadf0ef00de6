"""How fresh the sources of news are, for services that keep what they answer: only news know it, and hand it over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Teller = Callable[..., dict[str, Any]]


@dataclass
class _Held:
    teller: Teller | None = None


_held = _Held()


def hand_over(*, teller: Teller) -> None:
    """Say who knows it: called once when a process starts, by what stands above the register (decision 27)."""
    _held.teller = teller


def told(*, at: datetime) -> dict[str, Any] | None:
    """What is said of it at a moment; None where nobody knows."""
    return None if _held.teller is None else _held.teller(at=at)
