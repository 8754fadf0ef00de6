"""Lists, notices, measures and catalogue items that a text names by title.

A title says what it names only if it is long enough to be one; what is also an ordinary phrase ("laser technology",
"watch list") needs surroundings that say which is meant, else it is a suggestion or nothing at all.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from news.linking.known import Hit, Titled
from news.linking.phrases import Phrases
from news.linking.reading import Text, signs_of
from news.linking.surroundings import Surroundings

TITLE, LIST = "title", "name of a list"
_LONG_WIDE, _LONG = 6, 22  # signs of a title that is no ordinary phrase
_ITEM_WIDE, _ITEM = 10, 30  # of that of a catalogue item: many are called as the trade calls the thing


def _list_names() -> dict[str, tuple[str, ...]]:
    """By which names each list goes besides its own; the table is kept by hand, from official pages and press."""
    table = Path(__file__).with_name("list_names.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(table):
        found[row["list"]] = (*found.get(row["list"], ()), row["spelling"])
    return found


_LIST_NAMES = _list_names()
_PLAIN = {
    "export control list": re.compile(r"(?<![\w-])export[\s-]control list", re.I),
    "watch list": re.compile(r"(?<![\w-])watch[\s-]?list", re.I),
}
# The list of dual-use items is one of goods, not of entities.
_OF_GOODS = (re.compile(r"dual[\s-]use\s+(?:items?\s+)?$", re.I), re.compile(r"\s+(?:of|for)\s+dual[\s-]use", re.I))
# Whose list it is when it is not China's.
_FOREIGN = re.compile(
    r"(?:\bUS|U\.S\.|American|\bEU|European|\bUK|British|Japan(?:ese|['’]s)|Wassenaar|Korean|Indian|Taiwan['’]?s?|FATF"
    r"|currency|credit|terror\w*|ratings?)(?:['’]s?)?\s+(?:[\w-]+\s+){0,2}$",
    re.I,
)
_OWN = re.compile(r"(?:China['’]s|Chinese|Beijing['’]s)\s+(?:export[\s-](?:control[\s-])?)?$", re.I)
_BEFORE = 40


class Titles:
    """Finds facts by their titles. Built once and only read afterwards."""

    def __init__(self, facts: Iterable[Titled], items: Iterable[Titled], lists: Iterable[Titled]) -> None:
        self._titles: dict[str, list[str]] = {}
        self._items: set[str] = set()
        phrases: list[str] = []
        for fact in facts:
            phrases += [title for title in fact.titles if self._enter(fact, title)]
        for item in items:
            for title in item.titles:
                if self._enter(item, title):
                    phrases.append(title)
                    self._items.add(signs_of(title))
        self._phrases = Phrases(phrases)
        self._parts = {one for one in self._titles for other in self._titles if one != other and one in other}
        self._lists: dict[str, str] = {}
        self._plain_lists: dict[str, str] = {}
        self._enter_lists(lists)
        self._list_phrases = Phrases(self._lists)
        self._lists = {signs_of(name): reference for name, reference in self._lists.items()}

    def _enter(self, fact: Titled, title: str) -> bool:
        signs = signs_of(title)
        if not signs:
            return False
        known = self._titles.setdefault(signs, [])
        if fact.reference not in known:
            known.append(fact.reference)
        return True

    def _enter_lists(self, lists: Iterable[Titled]) -> None:
        for fact in lists:
            for name in fact.titles:
                if name.casefold() in _PLAIN:
                    self._plain_lists[name.casefold()] = fact.reference
                else:
                    self._lists[name] = fact.reference
                for other in _LIST_NAMES.get(name, ()):
                    self._lists[other] = fact.reference

    def find(self, text: Text, seen: Surroundings) -> Iterator[Hit]:
        """Facts named by title, then lists that are named outside the titles of measures."""
        covered: list[tuple[int, int]] = []
        for spotted in self._phrases.find(text):
            references = self._titles[spotted.signs]
            words = spotted.words(text)
            if words.isascii() and _is_foreign(text, spotted.start):
                continue
            if any(each.startswith("measure:") for each in references):
                covered.append((spotted.start, spotted.end))
            certain = self._is_certain(spotted.signs, references, seen)
            if certain is None:
                continue
            for reference in references:
                yield Hit(reference, words, spotted.start, spotted.end, TITLE, certain=certain)
        for hit in self._listed(text, seen):
            if not any(start <= hit.start and hit.end <= end for start, end in covered):
                yield hit

    def _is_certain(self, signs: str, references: list[str], seen: Surroundings) -> bool | None:
        """Whether a title leaves no doubt; None when it is hardly meant as one.

        Titles that several facts have, or that are part of another's, leave one: editions of a catalogue share theirs.
        """
        if signs in self._items:
            long = len(signs) >= (_ITEM if signs.isascii() else _ITEM_WIDE)
            return long and len(references) == 1 if seen.catalogue else None
        if len(signs) < (_LONG if signs.isascii() else _LONG_WIDE):
            return False if seen.china else None
        own = len(references) == 1 and signs not in self._parts
        return own and (not signs.isascii() or seen.china)

    def _listed(self, text: Text, seen: Surroundings) -> Iterator[Hit]:
        taken = []
        for spotted in self._list_phrases.find(text):
            if _is_foreign(text, spotted.start):
                continue
            taken.append((spotted.start, spotted.end))
            yield Hit(self._lists[spotted.signs], spotted.words(text), spotted.start, spotted.end, LIST)
        for name, reference in self._plain_lists.items():
            for match in _PLAIN[name].finditer(text.written):
                if any(start <= match.start() < end for start, end in taken):
                    continue
                if not seen.china or _is_foreign(text, match.start()) or _is_of_goods(text, match):
                    continue
                named = match[0][0].isupper() and not text.title_case
                own = _OWN.search(text.written, max(0, match.start() - _BEFORE), match.start())
                certain = (seen.controls or named or bool(own)) and not seen.elsewhere
                yield Hit(reference, match[0], match.start(), match.end(), LIST, certain=certain)


def _is_of_goods(text: Text, match: re.Match[str]) -> bool:
    before, behind = _OF_GOODS
    start = max(0, match.start() - _BEFORE)
    return bool(before.search(text.written, start, match.start()) or behind.match(text.written, match.end()))


def _is_foreign(text: Text, start: int) -> bool:
    """Whether another country's name stands before a title: the EU export control list."""
    return bool(_FOREIGN.search(text.written, max(0, start - _BEFORE), start))
