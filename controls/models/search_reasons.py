"""Why a document was found, in words and with the places that answer the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from controls.matching.highlights import Marker, Place, coverage, shortened
from controls.models.search import Kind, SearchDocument
from controls.models.search_queries import Answer, Level

MOST = 3  # reasons shown of one hit


@dataclass(frozen=True)
class Reason:
    """One text of a fact that answers the question. Long texts are shortened; places are those of what is shown."""

    kind: Kind
    language: str
    text: str
    places: Sequence[Place]

    @property
    def label(self) -> str:
        return str(self.kind.label)


def marker_of(answer: Answer) -> Marker:
    """The marker for the hits of an answer, with the words that were meant perhaps."""
    return Marker(answer.sought, loose=answer.level is Level.LIKENESS)


def reasons(document: SearchDocument, marker: Marker) -> list[Reason]:
    """The texts that answer the question best, at least one: whole ones first, then those of which most is meant."""
    found: list[tuple[int, int, int, Reason]] = []
    for place, (kind, language, text) in enumerate(document.texts):
        rank, places = _rank(Kind(kind), text, marker), marker.places(text)
        # A key explains a hit when it was typed; that its parts are words is no reason.
        if places and (rank == 0 or kind != Kind.KEY):
            shown, moved = shortened(text, places)
            found.append((rank, -coverage(places), place, Reason(Kind(kind), language, shown, moved)))
    best = [reason for *_rank, reason in sorted(found, key=lambda each: each[:3])]
    distinct = {reason.text.casefold(): reason for reason in reversed(best)}
    chosen = [reason for reason in best if distinct[reason.text.casefold()] is reason]
    return chosen[:MOST] or [_first(document)]


def _rank(kind: Kind, text: str, marker: Marker) -> int:
    """What is meant as a whole explains best, then the number of the notice that was cited, then some words."""
    if marker.is_whole(text):
        return 0
    return 1 if kind == Kind.NUMBER and marker.cites(text) else 2


def _first(document: SearchDocument) -> Reason:
    """What the fact is called, when its words answer the question only together."""
    kind, language, text = document.texts[0]
    return Reason(Kind(kind), language, shortened(text, [])[0], [])
