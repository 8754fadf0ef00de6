"""Editions of the catalogue, items, and versions with control points, made by the real services."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from controls.models import CatalogueItem, CatalogueRevision, ItemVersion
from controls.services import catalogue
from controls.services.catalogue import Point
from tests.factories import make_source

_numbers = count(1)


def _author() -> dict[str, Any]:
    return {"by": "tests", "at": timezone.now()}


def make_revision(**columns: Any) -> CatalogueRevision:
    """A final after all real ones, so that it changes nothing before it; the day grows with each."""
    published_on = columns.pop("published_on", None) or date(2090, 1, 1 + next(_numbers) % 28)
    final = columns.get("kind", "final") == "final"
    defaults = {
        "key": published_on.isoformat(),
        "kind": "final",
        "form": "delta",
        "title_en": f"Test edition of {published_on}",
        "authority_text": "Test Authority",
        "effective_from": published_on if final else None,
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    return catalogue.register_revision(published_on=published_on, **{**defaults, **columns}, **_author())


def make_catalogue_item(**columns: Any) -> CatalogueItem:
    number = next(_numbers)
    defaults = {"key": f"test-technology-{number}", "title_en": f"Test technology {number}", "rare_earth": "no"}
    return catalogue.register_item(**{**defaults, **columns}, **_author())


def make_version(
    *,
    item: CatalogueItem | None = None,
    revision: CatalogueRevision | None = None,
    points: Sequence[Point] = (),
    **columns: Any,
) -> ItemVersion:
    item = item or make_catalogue_item()
    revision = revision or CatalogueRevision.objects.filter(key="2090-02-01").first()
    revision = revision or make_revision(published_on=date(2090, 2, 1))
    code = columns.pop("code", "")
    defaults = {
        "key": catalogue.version_key(revision_key=revision.key, code=code, item_key=item.key),
        "code_grade": "one_report" if code else "",
        "part": "restricted" if code.endswith("X") else "prohibited",
        "title_en": item.title_en,
        "change": "added",
        "points_known": "all" if points else "none",
        "evidence_grade": "official_text",
        "evidence": [make_source()],
    }
    return catalogue.register_version(
        item=item, revision=revision, code=code, points=points, **{**defaults, **columns}, **_author()
    )
