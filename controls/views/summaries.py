"""How many there are of what on a day: counted once per revision and day, shown on several pages."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.cache import cache
from django.db.models import Max
from django.utils.translation import get_language

from controls import states
from controls.filters.listings import ListingFilter
from controls.matching.names import search_key
from controls.models import Change, EntityList, Listing, Notice
from controls.models.spoken import wording
from controls.views.addresses import address
from controls.views.asking import PageRequest

LIKE_ENOUGH = 0.45  # word similarity of pg_trgm; finds "Subaro" and "Sumitomo Electric" without offering half the list


def revision_of(request: PageRequest) -> int:
    """The register's revision; asked for once per request."""
    if not hasattr(request, "revision"):
        request.revision = Change.objects.revision()
    return request.revision[0]


def counts(day: date, revision: int) -> dict[str, Any]:
    """Listings in all, by state and by list, and the notices behind them, as of a day."""
    return cache.get_or_set(f"counts:{revision}:{day}", lambda: _counts(day)) or {}


def _counts(day: date) -> dict[str, Any]:
    rows = Listing.objects.published(on=day).with_state(on=day).summary()
    by_state: Counter[str] = Counter()
    by_list: Counter[str] = Counter()
    matrix: dict[str, dict[str, int]] = {}
    for row in rows:
        by_state[row["state_code"]] += row["count"]
        by_list[row["entity_list__key"]] += row["count"]
        matrix.setdefault(row["entity_list__key"], {})[row["state_code"]] = row["count"]
    notices = Notice.objects.published(on=day).filter(listings__isnull=False).distinct()
    return {
        "total": sum(by_state.values()),
        **{code: by_state[code] for code in states.CODES},
        "notices": notices.count(),
        "since": notices.order_by("published_on").values_list("published_on", flat=True).first(),
        "by_list": dict(by_list),
        "matrix": matrix,
    }


def verified_lists(request: PageRequest, keys: Collection[str] = ()) -> list[dict[str, Any]]:
    """Up to which day each list was compared with its sources; of some lists alone, if given. Read once a revision."""
    found: list[dict[str, Any]] = (
        cache.get_or_set(
            f"verified:{revision_of(request)}:{get_language()}",
            lambda: [
                {"key": each.key, "label": wording(each), "verified_on": each.verified_on}
                for each in EntityList.objects.order_by("order", "key")
            ],
        )
        or []
    )
    return [each for each in found if not keys or each["key"] in keys]


def suggestions(question: ListingFilter) -> list[dict[str, str]]:
    """Up to three listed names that look like the one that was not found."""
    text = search_key(question.cleaned_data["q"])
    near = (
        Listing.objects.published(on=question.day)
        .values("entity__key", "entity__name")
        .annotate(likeness=Max(TrigramWordSimilarity(text, "entity__names__search_key")))
        .filter(likeness__gte=LIKE_ENOUGH)
        .order_by("-likeness", "entity__name")[:3]
    )
    return [
        {
            "name": row["entity__name"],
            "url": address("controls:entity-detail", question=question, key=row["entity__key"]),
        }
        for row in near
    ]
