"""The shapes of the overview in the API: the values behind its charts, and the rows of their tables."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from controls import states
from controls.api.measure_shapes import standing
from controls.api.shapes import Shape
from controls.models.overview_clocks import Clock
from controls.models.overview_lists import ListGrowth, MonthCount
from controls.models.overview_measures import Lane, Stretch, Strip, StripRow


def strip(found: Strip, *, root: str) -> Shape:
    return {
        "elements": [
            {"id": each.symbol, "atomic_number": each.atomic_number, "name_en": each.name_en, "name_zh": each.name_zh}
            for each in found.elements
        ],
        "measures": [_strip_row(row, root=root) for row in found.rows],
    }


def _strip_row(row: StripRow, *, root: str) -> Shape:
    return {
        "id": row.measure.key,
        "label": row.measure.label,
        "title": row.measure.title_en,
        "title_zh": row.measure.title_zh or None,
        "type": row.measure.type,
        "state": standing(row.standing),
        "elements": row.symbols,
        "only_in_items": row.only_in_items,
        "url": _measure_url(row.measure.key, root),
    }


def marks(found: Strip, *, root: str) -> Iterator[Shape]:
    """One row for each rare earth and each measure that touches it."""
    for element in found.elements:
        for row in found.touching(element.symbol):
            own = element.symbol not in row.only_in_items
            yield {"element": element.symbol, "named_by": "measure" if own else "item", **_strip_row(row, root=root)}


def lane(found: Lane, *, root: str) -> Shape:
    return {
        "id": found.key,
        "measure": found.measure.key,
        "clause": found.clause or None,
        "label": found.label,
        "title": found.measure.title_en,
        "type": found.measure.type,
        "elements": found.symbols,
        "stretches": [_stretch(each) for each in found.stretches],
        "url": _measure_url(found.measure.key, root),
    }


def _stretch(found: Stretch) -> Shape:
    return {
        "code": found.code,
        "badge": found.badge,
        "label": found.label,
        "first": found.first,
        "last": found.last,
    }


def stretches(found: Iterable[Lane], *, root: str) -> Iterator[Shape]:
    """One row for each stretch of each lane."""
    for each in found:
        shape = lane(each, root=root)
        for stretch in shape.pop("stretches"):
            # The lane's label says which measure or clause it is; that of the stretch says what it was.
            yield {**shape, "state_label": stretch.pop("label"), **stretch}


def growth(found: ListGrowth) -> Shape:
    return {
        "list": found.key,
        "name": found.name_en,
        "points": [
            {"on": point.on, "named": point.named, **{code: getattr(point, code) for code in states.CODES}}
            for point in found.points
        ],
    }


def points(found: Iterable[ListGrowth]) -> Iterator[Shape]:
    """One row for each list and each day on which a count changes."""
    for each in found:
        shape = growth(each)
        for point in shape["points"]:
            yield {"list": shape["list"], "name": shape["name"], **point}


def month(found: MonthCount) -> Shape:
    return {"month": found.month, "notices": found.notices, "listing_notices": found.listing_notices}


def clock(found: Clock) -> Shape:
    announced = None
    if found.announced:
        announced = {
            "until": found.announced.until,
            "announced_on": found.announced.announced_on,
            "days": found.announced.days,
        }
    return {
        "id": found.reference,
        "label": found.label,
        "until": found.until,
        "until_inclusive": found.until_inclusive,
        "days": found.days,
        "announced_end": announced,
        "concerns": [{"id": each.reference, "label": each.label} for each in found.concerns],
        "listings": found.listings,
    }


def _measure_url(key: str, root: str) -> str:
    return root + reverse("controls:measure-detail", kwargs={"key": key})
