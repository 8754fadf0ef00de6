"""Sources that were not read for too long: noted once per spell, so that whoever wants to hears of it."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from controls.alerts.models import Subscription
from controls.alerts.services import occurrences
from news.models import Source

# So often the source's own rhythm may pass without an answer that can be read; but nobody is late within a day.
_MISSED = 3
_AT_LEAST = timedelta(days=1)


def names() -> dict[str, str]:
    """The sources that are asked, by their keys."""
    return dict(Source.objects.asked().values_list("key", "name"))


def late_from(*, source: Source) -> datetime | None:
    """When the present silence of a source becomes lateness. None for one that nobody has asked yet."""
    last = source.read_at or source.trouble_since or source.asked_at
    if last is None:
        return None
    return last + max(_AT_LEAST, _MISSED * timedelta(minutes=max(source.rhythm, source.quiet_rhythm or 0)))


def note_late(*, at: datetime) -> int:
    """Note the sources that are late now, also those that have ended. How many became late since the last time.

    A spell lasts from one reading to the next and is named by when the source was last read: however often this is
    called, and by however many workers at once, each spell is noted once.
    """
    noted = 0
    for source in Source.objects.filter(enabled=True).order_by("rank", "key"):
        begins = late_from(source=source)
        if begins is not None and begins <= at:
            noted += _note(source, at)
    return noted


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
