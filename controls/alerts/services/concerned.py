"""Which facts a change concerns beyond those that it names: a suspended measure concerns the elements it controls."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from controls.models import Change, ControlledItem, ItemVersion, Measure

_MEASURE = f"{Measure.noun}:"


def facts_of(*, changes: Sequence[Change]) -> dict[int, set[str]]:
    """For each change by its id every fact that it concerns, as `noun:key`. Three queries, however many changes.

    What it names itself; the elements that it mentions and those of measures that it names; and the catalogue items of
    editions that are measures, when it names such a measure.
    """
    named = {reference for change in changes for reference in change.about}
    measures = {reference.removeprefix(_MEASURE) for reference in named if reference.startswith(_MEASURE)}
    reached = _elements_of(measures)
    for key, items in _items_of(measures).items():
        reached[key] |= items
    return {change.pk: _concerned(change, reached) for change in changes}


def _concerned(change: Change, reached: dict[str, set[str]]) -> set[str]:
    found = set(change.about)
    for snapshot in (change.before, change.after):
        mentioned = (snapshot or {}).get("elements")
        found |= _symbols(mentioned if isinstance(mentioned, list) else ())
    for reference in change.about:
        if reference.startswith(_MEASURE):
            found |= reached.get(reference.removeprefix(_MEASURE), set())
    return found


def _symbols(elements: Iterable[str]) -> set[str]:
    return {f"element:{str(symbol).lower()}" for symbol in elements}


def _elements_of(measures: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, elements in Measure.objects.filter(key__in=measures).values_list("key", "elements"):
        found[key] |= _symbols(elements)
    for key, elements in ControlledItem.objects.filter(measure__key__in=measures).values_list(
        "measure__key", "elements"
    ):
        found[key] |= _symbols(elements)
    return found


def _items_of(measures: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = ItemVersion.objects.filter(revision__measure__key__in=measures).distinct()
    for measure, item in rows.values_list("revision__measure__key", "item__key"):
        found[measure].add(f"catalogue-item:{item}")
    return found
