"""How far each reader has come: one row each, held by whoever moves it until its transaction ends."""

from datetime import date, datetime

from controls.alerts.models import Cursor

CHANGES, OCCURRENCES, ENDS = "changes", "occurrences", "ends"


def of_portfolio(*, pk: int) -> str:
    """Differences of one portfolio are committed in the order of their ids; those of several are not."""
    return f"differences:{pk}"


def hold(*, name: str) -> Cursor:
    """The cursor, ours until the transaction ends. One that is new stands at the beginning."""
    Cursor.objects.get_or_create(name=name)
    return Cursor.objects.select_for_update().get(name=name)


def move(*, cursor: Cursor, position: int, at: datetime, day: date | None = None) -> None:
    """Put a cursor forward, in the transaction that wrote what lies before it."""
    cursor.position, cursor.moved_at, cursor.day = position, at, day
    cursor.save(update_fields=["position", "moved_at", "day"])
