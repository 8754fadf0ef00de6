"""References to facts, as noun:key: whether what they name is on record."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from controls.models import recorded


def unknown(*, references: Iterable[str]) -> list[str]:
    """Those that name nothing on record, in the order given. One query for each noun."""
    given = list(dict.fromkeys(references))
    wanted: dict[str, set[str]] = defaultdict(set)
    for reference in given:
        noun, _colon, key = reference.partition(":")
        wanted[noun].add(key)
    models: dict[str, Any] = {model.noun: model for model in recorded.facts()}  # every fact has a key
    found = {
        f"{noun}:{key}"
        for noun, keys in wanted.items()
        if noun in models
        for key in models[noun].objects.filter(key__in=keys).values_list("key", flat=True)
    }
    return [reference for reference in given if reference not in found]
