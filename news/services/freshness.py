"""How fresh the official sources are: said in every answer of the API, so that nobody takes silence for calm."""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from news.models import HeldReading, Source
from news.services import troubles

KEY = "freshness"
KEPT_SECONDS = 30  # asked with every answer; half a minute is nothing beside a day
FRESH = timedelta(days=1)


def told(*, at: datetime) -> dict[str, Any]:
    """How many official sources are asked by the clock, how many were read within a day, and which are in trouble.

    In trouble is also one whose answer is held back until a person has looked: what it says is not in the register.
    """
    kept: dict[str, Any] | None = cache.get(KEY)
    if kept is None:
        kept = _told(at)
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def _told(at: datetime) -> dict[str, Any]:
    waiting = HeldReading.objects.filter(source=OuterRef("pk"), state=HeldReading.State.WAITING)
    switched_on = troubles.switched_on().filter(tier=Source.Tier.OFFICIAL)
    official = list(switched_on.annotate(is_held=Exists(waiting)))
    asked = [source for source in official if source.ended_at is None]
    return {
        "official_sources": {
            "asked": len(asked),
            "read_within_a_day": sum(1 for source in asked if source.read_at and at - source.read_at < FRESH),
            "in_trouble": [each.key for each in official if each.is_held or troubles.troubles(source=each, at=at)],
        }
    }
