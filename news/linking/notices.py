"""Notices and measures that a text names by their official numbers, with and without the year.

Nothing is taken from counts: "28 US entities" is MOFCOM 2025 No. 1, and Nos. 21 and 22 together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from controls.matching.numbers import notice_numbers
from news.ingest.notice_numbers import notice_mentions
from news.linking.known import Hit, Titled

METHOD, YEARLESS = "number", "number without a year"
FEW = 2  # notices that a number without its year may be
_OFFICE = {"mofcom": re.compile(r"MOFCOM|商务部", re.I), "uel": re.compile(r"\bUEL\b|不可靠实体清单", re.I)}
_DECREE = re.compile(r"(?:国务院令|State Council (?:Decree|Order))\s*(?:No\.?\s*|第)?\s*(\d{1,4})\s*号?", re.I)
_ORDER = re.compile(r"\b(?:Order|Decree)\b|令")
_ALONE = re.compile(
    r"(?:(?:MOFCOM|Ministry of Commerce)(?:['’]s)?\s+(?:Announcement|Notice)\s+(?:Nos?\.?|#)\s*"
    r"(\d{1,3})(?!\d|\s*(?:of|,|/|\()?\s*(?:19|20)\d\d)"
    r"|商[务務][部省](?:公告)?第\s*(\d{1,3})\s*[号號](?:公告)?)",
    re.I,
)


class Notices:
    """Finds what is on record under an official number."""

    def __init__(self, facts: Iterable[Titled]) -> None:
        self._keyed: dict[str, list[str]] = {}
        self._alone: dict[str, list[str]] = {}
        self._decrees: dict[str, list[str]] = {}
        for fact in facts:
            for citation in fact.citations:
                self._enter(fact.reference, citation)

    def _enter(self, reference: str, citation: str) -> None:
        if match := _DECREE.search(citation):
            _put(self._decrees, match[1], reference)
        if _ORDER.search(citation):  # orders are counted by themselves
            return
        office = next((name for name, pattern in _OFFICE.items() if pattern.match(citation)), None)
        for year, _slash, number in (each.partition("/") for each in notice_numbers(citation)):
            if office and year:
                _put(self._keyed, f"{office}-{year}-{number}", reference)
                if office == "mofcom":
                    _put(self._alone, number, f"{office}-{year}-{number}")

    @property
    def keyed(self) -> Mapping[str, tuple[str, ...]]:
        """The facts under each number with year and authority, as the key that a notice of that number has."""
        return {key: tuple(references) for key, references in self._keyed.items()}

    def find(self, written: str) -> Iterator[Hit]:
        """The facts that a text names by number: with year and authority certainly, without as suggestions."""
        named: set[str] = set()
        for mention in notice_mentions(written):
            named.add(mention.key)
            for reference in self._keyed.get(mention.key, ()):
                yield _hit(written, reference, mention.words, METHOD, certain=mention.certain)
        for match in _DECREE.finditer(written):
            for reference in self._decrees.get(match[1], ()):
                yield Hit(reference, match[0], match.start(), match.end(), METHOD)
        for match in _ALONE.finditer(written):
            keys = self._alone.get(match[1] or match[2], [])
            if len(keys) <= FEW and not named.intersection(keys):
                for key in keys:
                    for reference in self._keyed[key]:
                        yield Hit(reference, match[0], match.start(), match.end(), YEARLESS, certain=False)


def _hit(written: str, reference: str, words: str, method: str, *, certain: bool) -> Hit:
    start = max(written.find(words), 0)
    return Hit(reference, words, start, start + len(words), method, certain=certain)


def _put(found: dict[str, list[str]], key: str, value: str) -> None:
    if value not in found.setdefault(key, []):
        found[key].append(value)
