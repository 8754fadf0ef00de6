"""Finding a fact by the key that somebody typed, and keys like it where there is none. The same for every noun."""

from difflib import get_close_matches
from typing import TypeVar

from django.db.models import QuerySet

from controls.models.history import TrackedModel

Fact = TypeVar("Fact", bound=TrackedModel)
# As much of a key as is compared, or said back to who asked: longer than any key that is likely to be meant.
COMPARED, SAID = 60, 80


def by_key(rows: "QuerySet[Fact]", key: str) -> Fact | None:
    """The fact with this key. Keys are written small, and found however somebody wrote them."""
    return rows.filter(key=key.lower()).first()


def near(rows: QuerySet, key: str, *, most: int = 5) -> list[str]:
    """Keys like the one that nothing has: those that contain it, then those that look like it. One query."""
    asked, known = key.lower()[:COMPARED], list(rows.order_by("key").values_list("key", flat=True))
    containing = [each for each in known if len(asked) > 2 and asked in each]
    return list(dict.fromkeys([*containing, *get_close_matches(asked, known, n=most, cutoff=0.6)]))[:most]


def said(key: str) -> str:
    """The key as it is said back to who asked."""
    return key[:SAID]
