"""Names on record as they may stand in running text: whole, without legal forms, respelt, and their beginnings.

A name is proposed here and judged by the screening matcher (`entities`); nothing here says that two names are one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from controls.matching.forms import FORMS, set_aside
from controls.matching.parties import Party
from controls.matching.parts import Part, named
from controls.matching.scripts import folded
from controls.matching.sounds import one_spelling
from news.linking.phrases import Phrases
from news.linking.reading import signs_of

FEW = 3  # entities that a beginning may stand for; more, and it names their group alone
_LONGEST_FORM = 26  # characters of a legal form behind a name
_WORD = re.compile(r"[a-z](?:[a-z]|\.(?=[a-z]))*")
_SHORTEST, _SHORTEST_WIDE = 3, 2  # signs of a beginning
# One word in several spellings of one language; matching calls them the same, but here a look-up is exact.
_RESPELT = (
    ("defense", "defence"), ("&", " and "), (" and ", "&"), ("&", "与"), ("&", "和"), ("与", "和"), ("和", "与"),
    ("aero-engines", "aeroengines"),
)  # fmt: skip


def _lines(name: str) -> frozenset[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return frozenset(folded(line) for line in lines if line and not line.startswith("#"))


def _form_words() -> frozenset[str]:
    """With which words, without their dots, legal forms begin; of wide ones the first two characters."""
    found = set()
    for form in FORMS:
        plain = folded(form.text)
        word = _WORD.match(plain)
        found.add(word[0].replace(".", "") if word else plain[:2])
    return frozenset(found)


_FORM_WORDS = _form_words()
ORDINARY = _lines("ordinary_words.txt")  # words of the language, of which alone no name is known
AMBIGUOUS = frozenset(signs_of(line) for line in _lines("other_meanings.txt"))  # names that mean something else, too


class Names:
    """Names and beginnings of names by their signs, each with the entities for which they may stand."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self.whole: dict[str, set[str]] = {}
        self.begun: dict[str, set[str]] = {}
        self.heard: dict[str, set[str]] = {}
        phrases: set[str] = set()
        for party in parties:
            for name in party.names:
                for spelt in spellings(name.text):
                    phrases.add(spelt)
                    self.whole.setdefault(signs_of(spelt), set()).add(party.key)
                if not party.person:
                    self._begin(party.key, named(name.text).parts)
        self._hear()
        self.begun = {signs: keys for signs, keys in self.begun.items() if len(keys) <= FEW and signs not in self.whole}
        self.phrases = Phrases([*sorted(phrases), *sorted(self.begun)])

    def _begin(self, key: str, parts: Sequence[Part]) -> None:
        for signs in beginnings(parts):
            self.begun.setdefault(signs, set()).add(key)

    def _hear(self) -> None:
        """Single Latin words by their sound, for Japanese texts that write them in kana: スバル."""
        for signs, keys in self.whole.items():
            if signs.isascii() and signs.isalpha() and len(signs) > _SHORTEST + 1:
                self.heard.setdefault(heard_as(signs), set()).update(keys)


def heard_as(latin: str) -> str:
    """How a word sounds; kana end in a vowel where Latin letters need none: eneosu is ENEOS."""
    return one_spelling(latin).rstrip("u")


def spellings(text: str) -> Iterator[str]:
    """A name whole and without its legal forms, each in the spellings of its words that differ by country or hand."""
    found = [text]
    bare = set_aside(text).text
    if _is_enough(bare):
        found.append(bare)
    respelt = dict.fromkeys(folded(each) for each in found)
    for one, other in _RESPELT:
        respelt |= {spelt.replace(one, other): None for spelt in respelt if one in spelt}
    yield from dict.fromkeys([*found, *respelt])


def _is_enough(bare: str) -> bool:
    signs = signs_of(bare)
    return len(signs) > 1 if not signs.isascii() else len(signs) >= _SHORTEST


def beginnings(parts: Sequence[Part]) -> list[str]:
    """The signs of what a name begins with and may be called by for short: Anduril of Anduril Industries.

    It holds a word of the name's own or the group's, and no ordinary word stands there alone.
    """
    found: list[str] = []
    signs, own, before = "", False, ""
    for part in parts[:-1]:
        if part.text == before:  # one word of two meanings
            continue
        before = part.text
        signs += signs_of(part.text)
        own = own or (part.kind in ("word", "house") and not _is_ordinary(part.text))
        if own and len(signs) >= (_SHORTEST if signs.isascii() else _SHORTEST_WIDE):
            found.append(signs)
    return found


def _is_ordinary(text: str) -> bool:
    return len(text) == 1 or text in ORDINARY


def is_ordinary(words: str) -> bool:
    """Whether words are all ordinary ones of the language, or known to mean something else as well."""
    if signs_of(words) in AMBIGUOUS:
        return True
    return all(_says_little(part) for part in named(words).parts)


def _says_little(part: Part) -> bool:
    """Whether a part is no name of its own. Words of trade in Chinese and Japanese rarely stand together by chance."""
    kinds = ("light", "number", "trade", "place") if part.script == "latin" else ("light", "number")
    return part.text in ORDINARY or part.kind in kinds


@lru_cache(maxsize=20_000)
def form_length(after: str) -> int:
    """How many characters of what follows a name are its legal form: 5 of "co.,ltd", 0 of "drones"; all folded."""
    if not _begins_a_form(after):
        return 0
    for length in range(min(len(after), _LONGEST_FORM), 1, -1):
        tried = after[:length]
        if tried != tried.strip() or (length < len(after) and _goes_on(after[length - 1], after[length])):
            continue
        bare = set_aside(f"qqq {tried}" if tried[0].isascii() else f"甲甲{tried}")
        if bare.forms and bare.text in ("qqq", "甲甲"):
            return length
    return 0


def _begins_a_form(after: str) -> bool:
    """Whether the first word can begin a legal form: most words do not, and trying them all would cost too much."""
    word = _WORD.match(after)
    return word[0].replace(".", "") in _FORM_WORDS if word else after[:2] in _FORM_WORDS


def _goes_on(one: str, other: str) -> bool:
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()
