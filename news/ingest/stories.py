"""Whether two items tell the same story: a suggestion for a person, never a merger.

Copies of an agency's text differ in headline and dateline and share their sentences. Two notices of one day about the
same country and count do not tell the same story when their numbers differ.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import date, timedelta

from news.ingest.notice_numbers import notice_mentions

WINDOW = timedelta(days=3)
SAME_TEXT, SAME_TITLE = 0.5, 0.6
# Enough where both articles are linked to the same fact.
SAME_TITLE_AND_FACT = 0.4
# Of the pieces of a title and of a text, so many are kept to find other articles by, always the same ones.
KEYS_OF_TITLE, KEYS_OF_TEXT = 10, 6
# Below this many pieces a text says too little to be compared.
FEWEST = 6
RUN_OF_WORDS, RUN_OF_SIGNS = 3, 3
WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Story:
    """What is compared of an item: its title, its text, its day if that is known, and the facts it is linked to."""

    title: str
    text: str
    day: date | None
    about: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    """That two items tell one story, how alike they are (0 to 1), and by what."""

    likeness: float
    reason: str


def pieces(text: str) -> frozenset[str]:
    """The runs of words of a text, and of signs where words are not written apart."""
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    spaced = [word for word in words if not ASIAN.match(word)]
    runs = {" ".join(spaced[at : at + RUN_OF_WORDS]) for at in range(len(spaced) - RUN_OF_WORDS + 1)}
    for word in words:
        if ASIAN.match(word):
            runs |= {word[at : at + RUN_OF_SIGNS] for at in range(max(len(word) - RUN_OF_SIGNS + 1, 1))}
    return frozenset(runs)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two texts is in the longer, 0 to 1; 0 when one says too little."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= FEWEST else 0.0


def same_story(one: Story, other: Story) -> Suggestion | None:
    """The suggestion that two items tell one story; None when they do not look like it."""
    if one.day and other.day and abs(one.day - other.day) > WINDOW:
        return None
    numbers, others = ({hit.key for hit in notice_mentions(story.title) if hit.certain} for story in (one, other))
    if numbers and others and not numbers & others:
        return None
    by_text = likeness(pieces(one.text), pieces(other.text))
    if by_text >= SAME_TEXT:
        return Suggestion(round(by_text, 3), "text")
    by_title = likeness(pieces(one.title), pieces(other.title))
    if by_title >= SAME_TITLE:
        return Suggestion(round(by_title, 3), "title")
    if by_title >= SAME_TITLE_AND_FACT and one.about & other.about:
        return Suggestion(round(by_title, 3), "title and fact")
    return None


def keys_of(story: Story) -> list[int]:
    """Numbers (32 bits) under which an article is found by others that may tell its story; empty without a day.

    Each is made of a piece and of the week, so that what is found is as much as a few days bring, however much is kept.
    """
    return _keys(story, {_week(story.day)}) if story.day else []


def keys_to_ask(story: Story) -> list[int]:
    """The numbers under which an article is looked for: its own, and the same pieces in the weeks within its window."""
    if not story.day:
        return []
    return _keys(story, {_week(story.day - WINDOW), _week(story.day), _week(story.day + WINDOW)})


def _week(day: date) -> int:
    return day.toordinal() // 7


def _keys(story: Story, weeks: set[int]) -> list[int]:
    kept = ((0, story.title, KEYS_OF_TITLE), (1, story.text, KEYS_OF_TEXT))
    chosen = [f"{part}{piece}".encode() for part, text, most in kept for piece in _least(pieces(text), most)]
    return list(dict.fromkeys(zlib.crc32(piece, week) - 2**31 for week in sorted(weeks) for piece in chosen))


def _least(found: frozenset[str], most: int) -> list[str]:
    """The pieces with the lowest checksums: two texts that share much share some of these."""
    return sorted(found, key=lambda piece: (zlib.crc32(piece.encode()), piece))[:most]
