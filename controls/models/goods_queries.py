"""Which items name a customs number or a control code, and which are caught only in company."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from controls.models.goods import RARE_EARTHS
from controls.models.history import TrackedQuerySet
from controls.models.measures import ControlledItem


def known_items(*, on: date) -> TrackedQuerySet:
    """Items of measures published by the day, in the order of measures and positions."""
    items = ControlledItem.objects.filter(measure__published_on__lte=on)
    return items.select_related("measure").order_by("-measure__published_on", "measure__key", "position")


def items_by_number(numbers: Sequence[str], *, on: date) -> dict[str, list[ControlledItem]]:
    """Items by the customs numbers that they name. A shorter number stands for all that begin with it."""
    found: dict[str, list[ControlledItem]] = defaultdict(list)
    numbered = known_items(on=on).exclude(hs_stated=[], hs_catalogue=[])
    for item in numbered:
        named = {*item.hs_stated, *item.hs_catalogue}
        for number in numbers:
            if any(each.startswith(number) for each in named):
                found[number].append(item)
    return found


def items_of_code(code: str, *, on: date) -> list[ControlledItem]:
    """Items with this control code and those below it: 1C905 has 1C905.b, 1C90 has nothing. Case does not matter."""
    return list(known_items(on=on).filter(Q(code__iexact=code) | Q(code__istartswith=f"{code}.")))


def caught_together(elements: Iterable[str]) -> bool:
    """Whether two or three rare earths make the item together; a longer list names them as alternatives."""
    listed = set(elements)
    return 1 < len(listed) <= 3 and listed <= set(RARE_EARTHS)
