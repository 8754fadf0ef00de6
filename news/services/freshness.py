"""How fresh the official sources are: said in every answer of the API, so that nobody takes silence for calm."""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from news.models import Source

KEY = "freshness"
KEPT_SECONDS = 30  # asked with every answer; half a minute is nothing beside a day
FRESH = timedelta(days=1)


def told(*, at: datetime) -> dict[str, Any]:
    """How many official sources are asked by the clock, how many were read within a day, and which are in trouble."""
    kept: dict[str, Any] | None = cache.get(KEY)
    if kept is None:
        kept = _told(at)
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def _told(at: datetime) -> dict[str, Any]:
    official = Source.objects.asked().filter(tier=Source.Tier.OFFICIAL).order_by("rank", "key")
    rows = list(official.values_list("key", "read_at", "failures", "trouble"))
    return {
        "official_sources": {
            "asked": len(rows),
            "read_within_a_day": sum(
                1 for _key, read_at, _failures, _trouble in rows if read_at and at - read_at < FRESH
            ),
            "in_trouble": [key for key, _read_at, failures, trouble in rows if failures or trouble],
        }
    }
