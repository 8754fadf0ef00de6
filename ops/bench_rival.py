"""Scores names with nomenklatura's logic-v2, for `bench_screening`; run by an interpreter that has it, not by ours.

Standard input has one party in each line, and in the last line the names to ask for and how many parties to score each
against: those that share most with it, words counted by how few have them, Chinese and Japanese runs by their pairs of
characters. So an index before the engine would pick them. Finding these and scoring them are timed apart.
"""

import json
import math
import re
import sys
import time
from collections import defaultdict
from importlib.metadata import version
from typing import Any

from followthemoney import model
from nomenklatura.matching import LogicV2

_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


def tokens(name: str) -> set[str]:
    """Words, and pairs of characters of Chinese and Japanese runs."""
    found = {word for word in _WORD.findall(name.casefold()) if not _WIDE.search(word)}
    for run in _WIDE.findall(name):
        found |= {run[place : place + 2] for place in range(max(len(run) - 1, 1))}
    return found


def entity(key: str, names: list[str], *, person: bool) -> Any:
    found = model.make_entity("Person" if person else "Company")
    found.id = key
    found.add("name", names)
    return found


def main() -> None:
    *parties, asked = [json.loads(line) for line in sys.stdin]
    known = [entity(party["key"], party["names"], person=party["person"]) for party in parties]
    having: dict[str, list[int]] = defaultdict(list)
    for place, party in enumerate(parties):
        for token in set().union(*map(tokens, party["names"])):
            having[token].append(place)
    config = LogicV2.default_config()
    finding, scoring, scored = 0.0, 0.0, 0
    for name in asked["ask"]:
        began = time.process_time()
        worths: dict[int, float] = defaultdict(float)
        for token in sorted(tokens(name)):
            for place in having.get(token, ()):
                worths[place] += math.log(1 + len(known) / len(having[token]))
        best = sorted(worths, key=lambda place: (-worths[place], place))[: asked["candidates"]]
        near = [known[place] for place in best]
        found = time.process_time()
        query = entity("asked", [name], person=False)
        for each in near:
            LogicV2.compare(query, each, config)
        finding, scoring = finding + found - began, scoring + time.process_time() - found
        scored += len(near)
    figures = {
        "asked": len(asked["ask"]),
        "finding": finding,
        "scoring": scoring,
        "scored": scored,
        "version": version("nomenklatura"),
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
