"""Scores of nomenklatura's matchers for pairs of names: run by an interpreter that has that library, never imported.

Reads JSON from standard input: `questions`, a list of [name asked for, [numbers of parties]], and `parties`, a list of
lists of names. Writes for each algorithm the scores in the same order and the seconds that they took.
"""

import json
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from followthemoney import EntityProxy, model
from nomenklatura.matching import LogicV1, LogicV2
from nomenklatura.matching.types import ScoringAlgorithm

_ALGORITHMS: list[type[ScoringAlgorithm]] = [LogicV2, LogicV1]


def _company(key: str, names: list[str]) -> EntityProxy:
    company = model.make_entity("Company")
    company.id = key
    company.add("name", names)
    return company


def _scores(algorithm: type[ScoringAlgorithm], given: dict[str, Any]) -> Iterator[list[float]]:
    parties = [_company(f"party-{id(given)}-{at}", names) for at, names in enumerate(given["parties"])]
    config = algorithm.default_config()
    for at, (asked, numbers) in enumerate(given["questions"]):
        # The library keeps what it read of an entity by its key: each question needs its own.
        question = _company(f"question-{id(given)}-{at}", [asked])
        yield [algorithm.compare(question, parties[number], config).score for number in numbers]


def main() -> None:
    given = json.load(sys.stdin)
    answers = {}
    for algorithm in _ALGORITHMS:
        list(_scores(algorithm, {"questions": [["Warm Ltd", [0]]], "parties": [["Up Inc"]]}))  # tables are loaded once
        start = perf_counter()
        scores = list(_scores(algorithm, given))
        answers[algorithm.NAME] = {"scores": scores, "seconds": perf_counter() - start}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
