"""Codes in a text: of catalogue items, of controlled items, of the tariff. A code that is nearly right is another one.

Control codes whose last three digits begin with 9 are China's own; the others stand in the lists of many countries and
are suggestions. Customs numbers without anything that says so are numbers.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from controls.matching.numbers import parents_of
from news.linking.known import Coded, Hit
from news.linking.surroundings import Surroundings

ITEM, CONTROL, TARIFF = "catalogue code", "control code", "customs number"
_ITEM = re.compile(r"(?<![0-9A-Za-z])(\d{6}[JX])(?![0-9A-Za-z])")
_CONTROL = re.compile(r"(?<![0-9A-Za-z.])(\d[A-E]\d{3}(?:\.[a-z0-9]{1,2})*)(?![0-9A-Za-z])", re.I)
_TARIFF = re.compile(
    r"(?<![\d.,/$€£¥A-Za-z-])(\d{4}[.\s]?\d{2}(?:[.\s]?\d{2}){0,2}|\d{6}(?:\d{2}){0,2})(?![\d/A-Za-z-]|[.,]\d)"
)
_NEAR = re.compile(
    r"(?:\bHS\b|\bHTS(?:US)?\b|tariff|customs|heading|subheading|codes?|税则|税号|商品编[号码]|编码|税番|コード)\W{0,6}[^\W\d]{0,12}\W{0,4}$",
    re.I,
)
_LONG = 8  # digits: as many do not come about by chance
_BEFORE = 40
Numbers = dict[str, list[str]]


class Codes:
    """Finds codes that are on record."""

    def __init__(self, items: Iterable[Coded], controls: Iterable[Coded], tariff: Iterable[Coded]) -> None:
        self._items = _by(items, str.upper)
        self._controls = _by(controls, str.casefold)
        self._tariff = _by(tariff, str)

    def find(self, written: str, seen: Surroundings) -> Iterator[Hit]:
        """The codes in a text, in its order for each kind."""
        for match in _ITEM.finditer(written):
            keys = self._items.get(match[1], [])
            for key in keys:
                yield Hit(key, match[1], match.start(1), match.end(1), ITEM, certain=len(keys) == 1)
        for match in _CONTROL.finditer(written):
            yield from self._control(match, seen)
        for match in _TARIFF.finditer(written):
            yield from self._number(written, match, seen)

    def _control(self, match: re.Match[str], seen: Surroundings) -> Iterator[Hit]:
        code = match[1].casefold()
        own = code[2] == "9"
        if seen.elsewhere and not own:
            return
        for place, each in enumerate(parents_of(code)):
            if keys := self._controls.get(each):
                for key in keys:
                    certain = not place and own and not seen.elsewhere
                    yield Hit(key, match[1], match.start(1), match.end(1), CONTROL, certain=certain)
                return

    def _number(self, written: str, match: re.Match[str], seen: Surroundings) -> Iterator[Hit]:
        digits = re.sub(r"\D", "", match[1])
        keys = self._tariff.get(digits, [])
        marked = _NEAR.search(written, max(0, match.start() - _BEFORE), match.start())
        if not keys or (len(digits) < _LONG and not (marked or seen.customs)) or (" " in match[1] and not marked):
            return
        for key in keys:
            certain = bool(marked or seen.customs)
            yield Hit(key, match[1], match.start(1), match.end(1), TARIFF, certain=certain)


def _by(coded: Iterable[Coded], spelt: Callable[[str], str]) -> Numbers:
    found: Numbers = {}
    for each in coded:
        if each.code and each.reference not in found.setdefault(spelt(each.code), []):
            found[spelt(each.code)].append(each.reference)
    return found
