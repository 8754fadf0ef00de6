"""How the database is asked: exact keys first, then words, beginnings, words like them, and some of the words.

All that belongs to one answer (the hits of a page in their order, how many there are, how many by each facet) comes
from one statement, so that the numbers agree.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from controls.matching.numbers import are_one_line, compact
from controls.matching.questions import CODE, Sought
from controls.matching.slips import may_mean
from controls.models.search import SearchDocument

FACETS = ("type", "list", "jurisdiction")
# Reports are very many: of those that answer, the newest so many are ranked, and no more than so many are counted.
NEWEST_REPORTS = 200
# What trigrams two words must share to be taken for each other; a little less will do for a slip or two.
LIKE_ENOUGH = 0.45
CODE_LIKE_ENOUGH = 0.4


class Level(StrEnum):
    """How loosely words were taken before anything was found."""

    WORDS = "words"
    LIKENESS = "likeness"
    SOME = "some"


@dataclass(frozen=True)
class Asked:
    """A question with all that narrows it. `chosen` has the values of facets that were ticked."""

    sought: Sought
    on: date
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first: int = 0
    most: int = 20


@dataclass(frozen=True)
class Answer:
    """Numbers of documents with their scores, best first; how many there are, and by facet. `sought` as last asked."""

    hits: Sequence[tuple[int, float]]
    matched: int
    found: int
    counts: Mapping[str, Mapping[str, int]]
    level: Level
    sought: Sought


def look(asked: Asked) -> Answer:
    """Ask from the strictest to the loosest, until something is found. At most four statements."""
    answer = _find(asked, asked.sought.beginnings, Level.WORDS)
    if answer.found:
        return answer
    corrected = replace(asked, sought=replace(asked.sought, corrections=near_words(asked.sought.to_correct)))
    answer = _find(corrected, corrected.sought.likenesses, Level.LIKENESS)
    if answer.found or len(asked.sought.tokens) < 2:
        return answer
    return _find(asked, asked.sought.some, Level.SOME)


# By the weights of the words (D, C, B, A) and the length of the document, from 0 to 1.
_RANK = "ts_rank('{0.1, 0.3, 0.6, 1.0}', words, %(wide)s::tsquery, 33)"
_SCORES = {
    # The first part of a score says how strictly it was found, the second how much of the document it is about.
    Level.WORDS: f"CASE WHEN words @@ %(words)s::tsquery THEN 0.45 + 0.25 * {_RANK} ELSE 0.3 + 0.15 * {_RANK} END",
    Level.LIKENESS: f"0.15 + 0.15 * {_RANK}",
    Level.SOME: f"0.15 * {_RANK}",
}
_EXACT = "exact && %(whole)s::varchar[] OR exact && %(codes)s::varchar[]"
_KNOWN = "(known_from IS NULL OR known_from <= %(on)s)"
_COLUMNS = "id, noun, lists, jurisdiction, weight, known_from"
_FACET_VALUES = {"type": "noun", "list": "unnest(lists)", "jurisdiction": "jurisdiction"}
_FACET_TESTS = {
    "type": "noun = ANY(%(type)s)",
    "list": "lists && %(list)s::varchar[]",
    "jurisdiction": "jurisdiction = ANY(%(jurisdiction)s)",
}


def _find(asked: Asked, wide: str, level: Level) -> Answer:
    sought = asked.sought
    values: dict[str, Any] = {
        "wide": wide,
        "words": sought.words,
        "whole": sought.whole,
        "codes": sought.codes,
        "on": asked.on,
        "first": asked.first,
        "most": asked.most,
        **{name: list(given) for name, given in asked.chosen.items()},
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(level, [name for name in FACETS if asked.chosen.get(name)]), values)
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for part, value, number, _score in rows:
        if part != "hit" and value:
            counts[part][value] = number
    hits = [(number, value, score) for part, value, number, score in rows if part == "hit"]
    return Answer(
        hits=[(int(value), round(score, 3)) for _place, value, score in sorted(hits)],
        matched=counts["total"]["matched"],
        found=counts["total"]["found"],
        counts={name: counts[name] for name in FACETS},
        level=level,
        sought=sought,
    )


def _statement(level: Level, chosen: Sequence[str]) -> str:
    """The whole question. Only names from above stand in the text; what was asked is bound."""
    score = (
        f"CASE WHEN exact && %(whole)s::varchar[] THEN 0.9 + 0.1 * {_RANK} "
        f"WHEN exact && %(codes)s::varchar[] THEN 0.75 ELSE {_SCORES[level]} END"
    )
    reports = (
        f"SELECT {_COLUMNS}, {score} - 0.05 AS score FROM controls_searchdocument "  # noqa: S608
        f"WHERE is_report AND words @@ %(wide)s::tsquery AND {_KNOWN} "
        f"ORDER BY known_from DESC, id DESC LIMIT {NEWEST_REPORTS}"
    )
    facts = (
        f"SELECT {_COLUMNS}, {score} AS score FROM controls_searchdocument "  # noqa: S608
        f"WHERE NOT is_report AND (words @@ %(wide)s::tsquery OR {_EXACT}) AND {_KNOWN}"
    )
    both = f"({facts})" if level is Level.SOME else f"({facts}) UNION ALL ({reports})"
    every = " AND ".join(_FACET_TESTS[name] for name in chosen) or "TRUE"
    order = "round(score::numeric, 2) DESC, weight DESC, known_from DESC NULLS LAST, id"
    parts = [
        "SELECT 'total' AS part, 'found' AS value, count(*) AS number, 0.0::float AS score FROM found",
        f"SELECT 'total', 'matched', count(*), 0.0 FROM found WHERE {every}",  # noqa: S608
        f"(SELECT 'hit', id::text, row_number() OVER (ORDER BY {order}), score FROM found WHERE {every} "  # noqa: S608
        "ORDER BY 3 LIMIT %(most)s OFFSET %(first)s)",
    ]
    for name, value in _FACET_VALUES.items():
        others = " AND ".join(_FACET_TESTS[other] for other in chosen if other != name) or "TRUE"
        parts.append(f"SELECT '{name}', {value}, count(*), 0.0 FROM found WHERE {others} GROUP BY 2")  # noqa: S608
    return f"WITH found AS MATERIALIZED ({both}) {' UNION ALL '.join(parts)}"


def near_words(words: Sequence[str]) -> dict[str, list[str]]:
    """For each word, those on record that it may mean, the likest first; at most five."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        # By default `%` asks for a likeness of 0.3.
        cursor.execute(
            "SELECT asked.word, near.text, near.likeness FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL ("
            "  SELECT text, similarity(text, asked.word) AS likeness FROM controls_searchword"
            "  WHERE NOT is_code AND text %% asked.word ORDER BY likeness DESC, text LIMIT 20) AS near",
            [list(words)],
        )
        rows = cursor.fetchall()
    found: dict[str, list[str]] = defaultdict(list)
    for word, near, likeness in rows:
        if likeness >= LIKE_ENOUGH or may_mean(word, near):
            found[word].append(near)
    return {word: near[:5] for word, near in found.items()}


def near_codes(sought: Sought, *, on: date, most: int = 5) -> list[tuple[str, SearchDocument]]:
    """Codes that look like the one asked for and are others, each with a fact that has it. Two statements at most.

    A code above or below the one asked for is no other code: 1C902.a belongs to 1C902, and 850511 to 8505.
    """
    asked = [key.removeprefix(CODE) for key in sought.whole if key.startswith(CODE)]
    if not asked or len(sought.tokens) > 1 or not sought.tokens[0].is_code:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM controls_searchword WHERE is_code AND text %% %(code)s AND text <> %(code)s"
            " AND similarity(text, %(code)s) >= %(enough)s ORDER BY similarity(text, %(code)s) DESC, text LIMIT 25",
            {"code": asked[0], "enough": CODE_LIKE_ENOUGH},
        )
        near = [row[0] for row in cursor.fetchall()]
    documents = SearchDocument.objects.filter(exact__overlap=[CODE + code for code in near]).order_by("-weight", "pk")
    first: dict[str, tuple[str, SearchDocument]] = {}
    for document in documents if near else ():
        if document.known_from is None or document.known_from <= on:
            for written in document.written(near):
                if not are_one_line(written, sought.text):
                    first.setdefault(compact(written), (written, document))
    return [first[code] for code in near if code in first][:most]
