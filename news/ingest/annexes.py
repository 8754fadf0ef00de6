"""Drafts of listings from the text of a notice that names entities: for a person to check line by line, never more.

Two counts must agree with what was read: the one that the notice states, and the numbering itself. If a line is
missing, doubled or unreadable there is no draft at all; half a list looks like a whole one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from news.ingest.calendars import number_of
from news.ingest.types import SourceUnreadable

# Names are kept as they stand, in full width or half; patterns see a copy of the same length in half width.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# A point before another figure is one within a number or a date.
ENTRY = re.compile(r"(\d{1,3})(?:\s*\.(?!\d)\s*|\s*[、)]\s*|\s+)(?=\S)(.+)")
SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
ASIAN = re.compile(rf"[{SIGNS}]")
LATIN = re.compile(r"[A-Za-z]")
STATED = re.compile(
    r"(?<![第\d])(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:家|个|名)\s*"
    r"((?:[\u4e00-\u9fff]{0,12}?)(?:实体|企业|公司|机构|组织|个人))"
)
# What follows such a word in brackets is another name of the same entity.
ALSO = re.compile(
    r"(?:又称|又名|别名|曾用名|简称|以下简称)\s*:?\s*"
    r"|(?:a\.?k\.?a\.?|f\.?k\.?a\.?|also known as|formerly(?: known as)?)(?:\s*:\s*|\s+)",
    re.I,
)
BETWEEN = re.compile(r"\s*[;\uff1b]\s*")
SIDE_BY_SIDE = (
    re.compile(rf"(?P<zh>.*[{SIGNS}])\s+(?P<en>[A-Za-z0-9][^{SIGNS}]*)"),
    re.compile(rf"(?P<en>[A-Za-z0-9][^{SIGNS}]*?)\s+(?P<zh>[{SIGNS}].*)"),
)
# So many lines of a numbered list must hold both scripts before it is taken for a list of entities.
BOTH = 0.8


@dataclass(frozen=True)
class DraftListing:
    """One numbered line of a notice: the names that it gives, and the line itself for the person who checks it."""

    position: int
    name_zh: str
    name_en: str
    other_names: tuple[str, ...]
    line: str


@dataclass(frozen=True)
class Annex:
    """The entities that a notice names. `stated` is its own count of them, None if it gives none; `of` its words."""

    listings: tuple[DraftListing, ...]
    stated: int | None
    of: str = ""


def read_annex(lines: Iterable[str]) -> Annex:
    """The drafts of a notice's list of entities, from the lines of its text.

    Raises SourceUnreadable when there is no such list or more than one, when its numbering has a gap, when a line has
    no name, or when their number is not the one that the notice states.
    """
    plain = [" ".join(line.split()) for line in lines]
    runs = [run for run in _runs(plain) if _names_entities(run)]
    if len(runs) != 1:
        raise SourceUnreadable(f"The notice has {len(runs)} lists of entities; one is read", " ".join(plain))
    listings = tuple(_listing(position, text) for position, text in runs[0])
    for place, listing in enumerate(listings, start=1):
        if listing.position != place:
            raise SourceUnreadable(f"The list goes from {place - 1} to {listing.position}", listing.line)
    stated = _stated(plain)
    if len(stated) > 1:
        raise SourceUnreadable(f"The notice states several counts: {', '.join(map(str, sorted(stated)))}")
    count, of = next(iter(stated.items()), (None, ""))
    if count is not None and count != len(listings):
        raise SourceUnreadable(f"The notice states {count} entities, and {len(listings)} were read")
    return Annex(listings, count, of)


def _half(text: str) -> str:
    """The text in half width, sign for sign."""
    return text.translate(HALF_WIDTH)


def _runs(lines: list[str]) -> list[list[tuple[int, str]]]:
    """Numbered lines, in runs that begin anew where the numbers do."""
    runs: list[list[tuple[int, str]]] = []
    for line in lines:
        if match := ENTRY.fullmatch(_half(line)):
            position = int(match[1])
            if not runs or position <= runs[-1][-1][0]:
                runs.append([])
            runs[-1].append((position, line[match.start(2) :].strip()))
    return runs


def _names_entities(run: list[tuple[int, str]]) -> bool:
    """Whether a run names entities: almost all of its lines give a name in each of the two scripts."""
    both = sum(bool(ASIAN.search(text) and LATIN.search(_half(text))) for _, text in run)
    return both >= max(1, BOTH * len(run))


def _stated(lines: list[str]) -> dict[int, str]:
    """The counts of entities that the text outside its list states, each with the words for what is counted."""
    found: dict[int, str] = {}
    for line in lines:
        if ENTRY.fullmatch(_half(line)):
            continue
        for match in STATED.finditer(_half(line)):
            if count := number_of(match[1]):
                found.setdefault(count, match[2])
    return found


def _listing(position: int, text: str) -> DraftListing:
    main, others = _without_other_names(text.rstrip(" ;；,，。"))
    zh, en = _two_names(main)
    if not zh and not en:
        raise SourceUnreadable(f"Line {position} of the list has no name", text)
    if _half(text).count("(") != _half(text).count(")"):
        raise SourceUnreadable(f"Line {position} of the list has a bracket too many", text)
    return DraftListing(position, zh, en, others, text)


def _without_other_names(text: str) -> tuple[str, tuple[str, ...]]:
    """A line without what says "also known as" at its end, and the names given there."""
    others: list[str] = []
    while group := _last_group(text):
        before, inside = group
        match = ALSO.match(_half(inside))
        if not match:
            first, *more = BETWEEN.split(inside)
            others += [more[place][_length_of_also(more[place]) :] for place in range(len(more) - 1, -1, -1)]
            return (f"{before}({first})" if more else text), tuple(reversed(others))
        others += reversed(BETWEEN.split(inside[match.end() :]))
        text = before
    return text, tuple(reversed(others))


def _length_of_also(text: str) -> int:
    match = ALSO.match(_half(text))
    return match.end() if match else 0


def _two_names(text: str) -> tuple[str, str]:
    """The Chinese and the English name of a line; empty for one that it does not give."""
    if group := _last_group(text):
        before, inside = group
        if ASIAN.search(before) and LATIN.search(_half(inside)) and not ASIAN.search(inside):
            return before, inside
        if ASIAN.search(inside) and LATIN.search(_half(before)) and not ASIAN.search(before):
            return inside, before
    for pattern in SIDE_BY_SIDE:
        if match := pattern.fullmatch(_half(text)):
            return text[slice(*match.span("zh"))].strip(), text[slice(*match.span("en"))].strip()
    return (text, "") if ASIAN.search(text) else ("", text if LATIN.search(_half(text)) else "")


def _last_group(text: str) -> tuple[str, str] | None:
    """What stands before and in the outermost brackets at the end of a text; None if it does not end with such."""
    signs, depth = _half(text), 0
    if not signs.endswith(")"):
        return None
    for place in range(len(signs) - 1, -1, -1):
        depth += (signs[place] == ")") - (signs[place] == "(")
        if depth == 0:
            before, inside = text[:place].strip(), text[place + 1 : -1].strip()
            return (before, inside) if before and inside else None
    return None
