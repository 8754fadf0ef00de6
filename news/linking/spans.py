"""Where a name that was spotted ends in a running text: with its legal form, words of trade, or as part of another's.

Who stands on record as Subaru Corporation is not Subaru of America, Inc., and TDK is not TDK-Lambda: words that go on
with a name make it uncertain, unless they say what its bearer is or does (Anduril CEO, Skydio Tuesday).
"""

import re
from dataclasses import dataclass, replace

from controls.matching.forms import set_aside
from controls.matching.glossary import GLOSSARY, form_of
from news.linking.names import form_length
from news.linking.phrases import Spotted
from news.linking.reading import Text

_NEXT_WORD = re.compile(r"\s?([ &-])\s?([A-Z][A-Za-z]+)")
_BEFORE = re.compile(r"([A-Z][A-Za-z]+)[ -]$")
_ABBREVIATION = re.compile(r"(?:\b(?:Corp|Inc|Ltd|Co)|\.[A-Za-z]{1,2})$", re.I)
_GAP = re.compile(r"[\s,(（]{0,2}")
_WIDE = re.compile("[\u3400-\u9fff\u30a1-\u30fa\u30fc]")
_TRADES = ("trade", "house", "place")
_LATIN_TRADES = (*_TRADES, "light")
_LEGAL_BEFORE = ("株式会社", "有限会社", "合同会社")
_LONGEST_TRADE = 6  # characters of a word of trade in Chinese or Japanese
_AHEAD = 30  # characters around a name in which its legal form may stand
# A name that goes on: Saronic Gulf, TDK-Lambda, Subaru of America, TDKラムダ, 因美纳剑桥有限公司.
_ONE_MORE = re.compile(r"(?:[ -]|\sof\s)([A-Z][\w’']*)")
_KATAKANA = re.compile("(?<=[A-Za-z])[\u30a1-\u30fa\u30fc]{2,}")
_COMPANY = re.compile(
    r"(?:(?![和与與及等被将將在对對向是的为為从從给給把令让讓])[\u3400-\u9fff\u30a1-\u30fa\u30fc]){1,6}?"
    "(?:有限公司|股份公司|株式会社|公司|集团)"
)
_MOST_MORE = 5  # words between a name and a legal form
# Who speaks for a company, and when.
_FOLLOWING = frozenset(
    ("Chief", "President", "Chairman", "Chairwoman", "Chair", "Vice", "Director", "Spokesman", "Spokeswoman")
    + ("Executive", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January")
    + ("February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
)
_ACRONYM = 4  # letters, all of them capitals, of a post: CEO


@dataclass(frozen=True, slots=True)
class Span:
    """Words in a text that may be a name. `legal`: with a legal form; `longer`: with words that the name lacks."""

    start: int
    end: int
    legal: bool = False
    longer: bool = False

    def words(self, written: str) -> str:
        """The words, with the full stop that belongs to an abbreviated legal form and without a comma at the end."""
        words = written[self.start : self.end].rstrip(" ,")
        stop = written[self.start + len(words) : self.start + len(words) + 1] == "."
        return f"{words}." if stop and _ABBREVIATION.search(words) else words


def widened(text: Text, spotted: Spotted) -> Span:
    """The span with the words of trade and the legal form that follow it, and the group that stands before it."""
    written, end = text.written, spotted.end
    longer = False
    while _legal_form_after(written, end) == end and (more := _trade_after(written, end)) > end:
        end, longer = more, True
    span = Span(spotted.start, end, longer=longer)
    if found := _BEFORE.search(written, max(0, span.start - _AHEAD), span.start):
        meaning = GLOSSARY.get(found[1].lower())
        if meaning and meaning.kind == "house":
            span = replace(span, start=found.start(1), longer=True)
    return _with_legal_form(written, span)


def goes_on(text: Text, span: Span) -> bool:
    """Whether the words behind a span may make it another's name.

    In titles of which all words have capitals only a legal form further on tells.
    """
    written = text.written
    if span.legal or not _may_go_on(text, span.end):
        return False
    return not set_aside(written[span.start : span.end]).forms


def _may_go_on(text: Text, end: int) -> bool:
    written = text.written
    if _KATAKANA.match(written, end) or _COMPANY.match(written, end):
        return True
    first = _ONE_MORE.match(written, end)
    if first is None or first[1] in _FOLLOWING or (first[1].isupper() and len(first[1]) <= _ACRONYM):
        return False
    return written[end] == "-" or not text.title_case or _company_follows(written, first.end())


def _company_follows(written: str, end: int) -> bool:
    for _word in range(_MOST_MORE):
        if _legal_form_after(written, end) > end:
            return True
        more = _ONE_MORE.match(written, end)
        if more is None:
            return False
        end = more.end()
    return False


def _trade_after(written: str, end: int) -> int:
    """Where the word of trade ends that goes on with a name; `end` itself when none does."""
    if found := _NEXT_WORD.match(written, end):
        meaning = GLOSSARY.get(found[2].lower())
        kinds = _LATIN_TRADES if found[1] != "&" else ("trade",)
        return found.end() if meaning and meaning.kind in kinds else end
    if _WIDE.match(written, end):
        for length in range(_LONGEST_TRADE, 1, -1):
            meaning = form_of(written[end : end + length])
            if meaning and meaning.kind in _TRADES and len(written) >= end + length:
                return end + length
    return end


def _legal_form_after(written: str, end: int) -> int:
    """Where the legal form ends that follows; `end` itself when none does."""
    gap = _GAP.match(written, end)
    begin = gap.end() if gap else end
    after = written[begin : begin + _AHEAD]
    length = form_length(after.lower()) if after[:1].isupper() or _WIDE.match(after) else 0
    return begin + length if length else end


def _with_legal_form(written: str, span: Span) -> Span:
    end = _legal_form_after(written, span.end)
    if end > span.end:
        return replace(span, end=end, legal=True)
    before = written[max(0, span.start - 4) : span.start]
    if before in _LEGAL_BEFORE:
        return replace(span, start=span.start - len(before), legal=True)
    return span
