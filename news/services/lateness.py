"""Sources that were not read for too long: noted once per spell, so that whoever wants to hears of it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from controls.alerts.models import Subscription
from controls.alerts.services import occurrences
from news.models import Source
from news.services import troubles
from news.services.troubles import switched_on


def names() -> dict[str, str]:
    """The sources that are asked, by their keys."""
    return dict(Source.objects.asked().values_list("key", "name"))


def note_late(*, at: datetime) -> int:
    """Note the sources that are late now, also those that have ended. How many became late since the last time.

    A spell lasts from one reading to the next and is named by when the source was last read: however often this is
    called, and by however many workers at once, each spell is noted once.
    """
    late = [each for each in switched_on() if troubles.BLIND.intersection(troubles.troubles(source=each, at=at))]
    return sum(_note(source, at) for source in late)


def _note(source: Source, at: datetime) -> bool:
    read_at = source.read_at.isoformat() if source.read_at else ""
    said: dict[str, Any] = {
        "read_at": read_at,
        "trouble": source.trouble[:300],
        "ended": source.ended_at is not None,
        "path": reverse("news:source-detail", kwargs={"key": source.key}),
    }
    occurrence = occurrences.note(
        key=f"source:{source.key}:late:{read_at or 'never'}",
        kind=Subscription.Kind.SOURCE,
        subject=f"source:{source.key}",
        label=source.name,
        said=said,
        at=at,
    )
    return occurrence is not None
