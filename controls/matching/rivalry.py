"""The same questions asked of several matchers, each against every party: scores in, counts out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from controls.matching.evaluation import Labelled, NameOnFile, Tally
from controls.matching.parts import Named, named
from controls.matching.rarity import rarity_of
from controls.matching.scoring import compare_named


@dataclass(frozen=True, slots=True)
class Names:
    """An entity with all its names."""

    entity: str
    texts: tuple[str, ...]


def parties_of(names: Iterable[NameOnFile]) -> list[Names]:
    """The entities with their names, in the order of the names."""
    by_entity: dict[str, list[str]] = {}
    for name in names:
        by_entity.setdefault(name.entity, []).append(name.text)
    return [Names(entity, tuple(texts)) for entity, texts in by_entity.items()]


def asked_of_all(questions: Sequence[Labelled], parties: Sequence[Names]) -> dict[str, Any]:
    """Every question against every party, as the other matchers' program reads it."""
    every = list(range(len(parties)))
    return {
        "questions": [[question.asked, every] for question in questions],
        "parties": [list(party.texts) for party in parties],
    }


def own_scores(questions: Sequence[Labelled], parties: Sequence[Names]) -> list[list[float]]:
    """Our score of every question against every party: that of its best name. Nothing is left out beforehand."""
    known: list[list[Named]] = [[named(text) for text in party.texts] for party in parties]
    rarity = rarity_of((party.entity, name) for party, texts in zip(parties, known, strict=True) for name in texts)
    return [
        [max(compare_named(named(question.asked), name, rarity).value for name in texts) for texts in known]
        for question in questions
    ]


def tallied(
    questions: Sequence[Labelled],
    parties: Sequence[Names],
    scores: Sequence[Sequence[float]],
    threshold: float,
    by: Callable[[Labelled], str] = lambda question: question.kind.partition(":")[0],
) -> dict[str, Tally]:
    """The answers counted by class. First is who scores highest and at least the threshold, alone."""
    found: dict[str, Tally] = {}
    for question, row in zip(questions, scores, strict=True):
        tally = found.setdefault(by(question), Tally())
        hits = [(score, party.entity) for score, party in zip(row, parties, strict=True) if score >= threshold]
        best = [entity for score, entity in hits if score == max(hits)[0]]
        tally.asked += 1
        tally.found += any(entity == question.entity for _score, entity in hits)
        tally.first += best == [question.entity]
        tally.wrong += sum(entity != question.entity for _score, entity in hits)
    return found
