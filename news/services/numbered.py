"""What is on record under the official number of a notice, though the notice itself has no record of its own."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Value

from controls.models import CatalogueRevision, Measure, Suspension
from news.linking.known import Titled
from news.linking.notices import Notices

# A measure says most of a notice, an edition of the catalogue the least.
_FACTS: tuple[Any, ...] = (Measure, Suspension, CatalogueRevision)


def on_record() -> Mapping[str, tuple[str, ...]]:
    """The measures, suspensions and editions of the catalogue by the key that their notice would have. One query.

    A number in English and in Chinese is the same number; orders and decrees are counted by themselves and left out.
    """
    first, *others = (_numbers(model, place) for place, model in enumerate(_FACTS))
    rows = first.union(*others).order_by("place", "key")
    return Notices(
        Titled(f"{noun}:{key}", (), tuple(filter(None, numbers))) for _place, noun, key, *numbers in rows
    ).keyed


def _numbers(model: Any, place: int) -> QuerySet[Any, Any]:
    rows = model.objects.order_by().annotate(place=Value(place), noun=Value(model.noun))
    found: QuerySet[Any, Any] = rows.values_list("place", "noun", "key", "number", "number_zh")
    return found
