"""Which entries moved between two positions of the lists, with every name that they had or have.

The register says so itself: each change names the facts that it concerns. A source of parties that keeps no such log
says nothing of what moved; then everything has to be compared again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from controls.matching.facts import Facts, numbers_of
from controls.matching.index import Index
from controls.matching.watch import Moved
from controls.models import Change, Listing
from controls.screening.models import Portfolio
from controls.screening.services.positions import Position

_OF_ENTITY = "entity:"


def between(*, portfolio: Portfolio, place: Position, index: Index) -> list[Moved]:
    """What moved since the portfolio's position, by a change or because its day has come. Two queries."""
    found = in_register(after=portfolio.revision, until=place.revision, index=index)
    known = {each.key for each in found}
    if portfolio.day is not None and portfolio.day != place.on:
        first, last = sorted([portfolio.day, place.on])
        found += [
            Moved(party.key, tuple(name.text for name in party.names), frozenset(numbers_of(party.facts)), party.person)
            for party in index.turning(first, last)
            if party.key not in known
        ]
    return found


def in_register(*, after: int, until: int, index: Index) -> list[Moved]:
    """Entities that a change after one revision, up to another, concerns; in the order of their keys, in two queries.

    Names and numbers of before come from the changes, those of now from the index. Both ask: who was near the old name
    may be so no longer, and who is near the new one was not.
    """
    changes: dict[str, list[int]] = defaultdict(list)
    notices: dict[str, list[int]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Change.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    for pk, about, subject_type, key, before in rows.values_list(
        "pk", "about", "subject_type", "subject_key", "before"
    ).iterator(chunk_size=500):
        for subject in {each for each in about if each.startswith(_OF_ENTITY)}:
            changes[subject].append(pk)
        if subject_type == "notice":
            notices[key].append(pk)
        if subject_type == "entity" and before:
            names[f"{_OF_ENTITY}{key}"].update(_names(before))
            numbers[f"{_OF_ENTITY}{key}"].update((each["scheme"], each["value"]) for each in before["identifiers"])
    for subject, notice in _named_by(notices):
        changes[subject] += notices[notice]
    for subject in changes:
        if party := index.party(subject):
            names[subject].update(spelling.text for spelling in party.names)
            numbers[subject] |= party.facts.numbers
    return [
        Moved(
            key=subject,
            names=tuple(sorted(names[subject])),
            numbers=frozenset(numbers_of(Facts(numbers=frozenset(numbers[subject])))),
            person=bool((party := index.party(subject)) and party.person),
            changes=tuple(sorted(set(changes[subject]))),
        )
        for subject in sorted(changes)
    ]


def _named_by(notices: Collection[str]) -> Iterator[tuple[str, str]]:
    """Entities that a notice put on a list, with its key: from when it counts is the notice's day."""
    rows = Listing.objects.filter(notice__key__in=notices).order_by("pk")
    for entity, notice in rows.values_list("entity__key", "notice__key"):
        yield f"{_OF_ENTITY}{entity}", notice


def _names(snapshot: dict[str, Any]) -> Iterator[str]:
    yield snapshot["name"]
    yield from (name["text"] for name in snapshot["names"])
