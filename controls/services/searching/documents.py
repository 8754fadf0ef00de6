"""What a document of the search is made of, whatever the fact: texts with their kinds, and the keys drawn from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from controls.matching.numbers import compact, notice_numbers
from controls.matching.questions import NUMBER, exact_code, exact_name
from controls.matching.words import distinct, vector, vocabulary
from controls.models.search import Kind

EN, ZH, JA, NO_LANGUAGE = "en", "zh-Hans", "ja", ""
# Raise it when folding, words or documents change: the next start then draws up all documents anew.
FORM = 2
_NAMES = {Kind.AS_LISTED, Kind.LEGAL, Kind.FORMER, Kind.ALIAS, Kind.SHORT, Kind.NAME, Kind.TITLE, Kind.SYMBOL}
_CODES = {Kind.CONTROL_CODE, Kind.CATALOGUE_CODE, Kind.CUSTOMS_NUMBER, Kind.REGISTER_NUMBER, Kind.KEY}
# Codes that people mistake for each other and may be offered another of. A register number or a key is not one.
_NEAR = {Kind.CONTROL_CODE, Kind.CATALOGUE_CODE, Kind.CUSTOMS_NUMBER}
# How much a word counts: A in what the fact is called, B in what it says of itself, C and D around it.
_WEIGHTS = {
    **dict.fromkeys([*_NAMES, *(_CODES - {Kind.KEY}), Kind.NUMBER], "A"),
    **dict.fromkeys([Kind.CONTROL_POINT, Kind.DESCRIPTION, Kind.CLAIM], "B"),
    **dict.fromkeys([Kind.CLAUSE, Kind.SCOPE, Kind.SUMMARY, Kind.BETTER, Kind.ELEMENT], "C"),
    **dict.fromkeys([Kind.AUTHORITY, Kind.KEY], "D"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a fact. `language` is a BCP 47 tag; codes and numbers have none."""

    kind: Kind
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact as the search is to see it; `page` is the fact on whose page it stands, as kind and key."""

    noun: str
    key: str
    title: str
    page: tuple[str, str]
    texts: Sequence[Text]
    weight: int
    language: str = "en"
    known_from: date | None = None
    jurisdiction: str = ""
    lists: Sequence[str] = ()
    is_report: bool = False


def drawn(*, draft: Draft) -> dict[str, Any]:
    """The columns of a document."""
    texts = [each for each in dict.fromkeys(draft.texts) if each.text.strip()]
    return {
        "noun": draft.noun,
        "key": draft.key,
        "title": draft.title,
        "language": draft.language,
        "page_noun": draft.page[0],
        "page_key": draft.page[1],
        "known_from": draft.known_from,
        "jurisdiction": draft.jurisdiction,
        "lists": list(draft.lists),
        "weight": draft.weight,
        "is_report": draft.is_report,
        "texts": [[str(each.kind), each.language, each.text] for each in texts],
        "exact": distinct([key for each in texts for key in _exact(each)]),
        "words": vector((_WEIGHTS[each.kind], each.text) for each in texts),
        "form": FORM,
    }


def _exact(text: Text) -> list[str]:
    if text.kind in _CODES:
        return [exact_code(text.text)]
    if text.kind == Kind.NUMBER:
        cited = notice_numbers(text.text)
        # "No. 12" without its year finds them all; the newest stands first.
        alone = [f"/{number.partition('/')[2]}" for number in cited]
        return [exact_name(text.text), *(NUMBER + number for number in [*cited, *alone])]
    return [exact_name(text.text)] if text.kind in _NAMES else []


def words_of(*, draft: Draft) -> set[str]:
    """Words that a misspelt one may have meant: those of names, titles and control points."""
    return vocabulary(each.text for each in draft.texts if _WEIGHTS[each.kind] in "AB")


def codes_of(*, draft: Draft) -> set[str]:
    """Codes that may be offered as near ones."""
    return {compact(each.text)[:60] for each in draft.texts if each.kind in _NEAR}
