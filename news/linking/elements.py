"""Elements that a text names: in English, Chinese and Japanese, and by symbols that can mean nothing else there.

Symbols are words, too (In, No, As, Er, Ho): one is read as such in a formula (NdFeB, Dy2O3), beside another (Sm, Gd and
Tb), in brackets behind a name, or before oxide, metal and the like; Dy, Tb, Nd and Gd also in any text on rare earths.
"""

import re
from collections.abc import Iterable, Iterator

from controls.matching.scripts import folded
from news.linking.known import Hit, Material
from news.linking.reading import Text
from news.linking.surroundings import Surroundings

NAME, SYMBOL = "element", "symbol"
_SYMBOL = re.compile(r"[A-Z][a-z]?")
_IN_COMPOUND = re.compile(r"\d|\(")  # where one letter is a symbol: Y2O3, yttrium (Y)
_FEW, _MANY = 2, 5  # symbols in a row that may be names of persons, and that are none even where nothing else says so
_OWN_WORDS = frozenset({"Dy", "Tb", "Nd", "Gd"})  # that are hardly ever anything else in a text on rare earths
# Japanese names that are words of their own: ランタン is a lantern.
_OTHER_MEANING = frozenset({"ランタン"})
_VARIANTS = {
    "ネオジム": ("ネオジウム", "ネオディミウム"),
    "ジスプロシウム": ("ディスプロシウム",),
    "プラセオジム": ("プラセオジウム",),
}
# 流鏑馬, the archer on horseback, is written with the character of dysprosium.
_NO_ELEMENT = ("流鏑馬", "鏑木", "鏑矢")
_COMMON = (
    "H", "O", "N", "C", "F", "S", "B", "P", "Fe", "Co", "Al", "Cu", "Si", "Ni", "Zr", "Cl", "Ga", "Mg", "Ca", "Ti",
    "Mn", "Zn",
)  # fmt: skip
_BEHIND = (
    r"(?=[\s-]{0,2}(?:oxides?|metals?|alloys?|magnets?|compounds?|fluorides?|chlorides?|carbonates?|prices?"
    r"|氧化物|金属|合金|化合物))"
)
_JOINED = r"(?:\s?[,、/&+·・-]\s?|\s?,?\s(?:and|or|und)\s|[和与及と]\s?)"


class Elements:
    """Finds elements. Built once and only read afterwards."""

    def __init__(self, materials: Iterable[Material]) -> None:
        known = list(materials)
        self._symbols = {each.symbol: each.reference for each in known}
        self._narrow: dict[str, str] = {}
        self._han: dict[str, str] = {}
        kana: dict[str, str] = {}
        for each in known:
            for language, name in each.names.items():
                if language == "en":
                    self._narrow[name.casefold()] = each.reference
                elif language == "ja":
                    kana |= dict.fromkeys((name, *_VARIANTS.get(name, ())), each.reference)
                else:
                    self._han[folded(name)] = each.reference
        self._kana = kana
        self._patterns = _patterns(self._symbols, self._narrow, kana)
        self._characters = re.compile("[" + "".join(self._han) + "]") if self._han else None

    def find(self, text: Text, seen: Surroundings) -> Iterator[Hit]:
        """The elements that a text names."""
        if not self._symbols:
            return
        written = text.written
        for match in self._patterns["names"].finditer(written):
            yield _hit(self._narrow[match[1].casefold()], match, NAME)
        if not written.isascii():
            yield from self._asian(text, seen)
        yield from self._by_symbol(written, seen)

    def _asian(self, text: Text, seen: Surroundings) -> Iterator[Hit]:
        for match in self._patterns["kana"].finditer(text.written):
            certain = match[1] not in _OTHER_MEANING or seen.rare_earths
            yield _hit(self._kana[match[1]], match, NAME, certain=certain)
        if self._characters is None:
            return
        for found in self._characters.finditer(text.plain):
            start, end = text.origins[found.start()], text.after(found.start())
            if not any(word in text.written[max(0, start - 2) : end + 2] for word in _NO_ELEMENT):
                yield Hit(self._han[found[0]], text.written[start:end], start, end, NAME)

    def _by_symbol(self, written: str, seen: Surroundings) -> Iterator[Hit]:
        if not self._patterns["any"].search(written):
            return
        for kind in ("formula", "beside", "brackets", "row"):
            for match in self._patterns[kind].finditer(written):
                found = [each for each in _SYMBOL.findall(match[0]) if each in self._symbols]
                if (
                    kind in ("formula", "beside")
                    or len(found) >= _MANY
                    or seen.rare_earths
                    or (len(found) > _FEW and seen.controls)
                ):
                    yield from self._each(match, found)
        alone = list(self._patterns["alone"].finditer(written))
        if seen.rare_earths or len({match[1] for match in alone}) > 1:
            for match in alone:
                yield _hit(self._symbols[match[1]], match, SYMBOL)

    def _each(self, match: re.Match[str], found: list[str]) -> Iterator[Hit]:
        for symbol in found:
            if len(symbol) > 1 or _IN_COMPOUND.search(match[0]) or len(found) > 1:
                start = match.start() + match[0].index(symbol)
                words = match[0].strip("()（） ")
                yield Hit(self._symbols[symbol], words, start, start + len(symbol), SYMBOL)


def _patterns(symbols: dict[str, str], narrow: dict[str, str], kana: dict[str, str]) -> dict[str, re.Pattern[str]]:
    ours, pairs = _any(symbols), _any(symbol for symbol in symbols if len(symbol) > 1)
    atom = f"(?:{_any({*symbols, *_COMMON})})"
    metal = rf"(?:{ours}|Fe|Co|Ni|Al|Ga)"
    edge = r"(?<![A-Za-z0-9.'’-])"
    end = r"(?![A-Za-z0-9'’]|-(?!free|based|rich|bearing|doped|containing))"
    kana_edge = "[\u30a1-\u30fa\u30fc]"
    return {
        "any": re.compile(rf"(?<![A-Za-z])(?:{atom}\d{{0,2}}-?){{0,4}}(?:{ours})(?![a-z])"),
        "names": re.compile(rf"(?<![A-Za-z])({_any(narrow)})(?![A-Za-z])", re.I),
        "kana": re.compile(rf"(?<!{kana_edge})({_any(kana)})(?:(?!{kana_edge})|(?=コバルト))"),
        # An oxide or another compound with numbers of atoms, or an alloy of metals with or without boron.
        "formula": re.compile(
            rf"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*?(?:{ours}))"
            rf"(?:(?:{atom}\d{{0,2}}){{0,6}}{atom}\d{{1,2}}B?|{metal}(?:-?{metal}){{1,4}}(?:-?B)?)(?![A-Za-z0-9])"
        ),
        "beside": re.compile(rf"{edge}(?:{pairs}){_BEHIND}"),
        "brackets": re.compile(rf"[(（](?:{ours})[)）]"),
        "row": re.compile(rf"{edge}(?:{ours})(?:{_JOINED}(?:{ours})){{1,16}}{end}"),
        "alone": re.compile(rf"{edge}({_any(_OWN_WORDS & set(symbols))}){end}"),
    }


def _any(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first; one that nothing fits when there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"


def _hit(reference: str, match: re.Match[str], method: str, *, certain: bool = True) -> Hit:
    return Hit(reference, match[1], match.start(1), match.end(1), method, certain=certain)
