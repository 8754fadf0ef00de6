"""Entities that a text names: spans proposed by the names on record, judged by the screening matcher.

The matcher's class decides: *same* is certain where the words can mean nothing else, *probable* and *possible* are
suggestions, and so is the beginning of a name that few entities share. A span that goes on with words of trade
(Hitachi Construction Machinery) is judged with them, so that a sibling on record is not taken for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from controls.matching.facts import Facts
from controls.matching.forms import set_aside
from controls.matching.index import Index
from controls.matching.parties import Party, Question
from controls.matching.sounds import romaji
from controls.matching.verdicts import Verdict
from news.linking.known import Hit
from news.linking.names import AMBIGUOUS, Names, heard_as, is_ordinary
from news.linking.phrases import Spotted
from news.linking.reading import Text, signs_of
from news.linking.spans import goes_on, widened

METHOD = "name"
_NOTHING = Facts(country="", numbers=frozenset(), address="")
_KEPT = 20_000  # judgements that are kept
_SMALL = ("and", "of", "the", "for", "in")
_KANA_RUN = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_WIDE = re.compile("[\u3400-\u9fff\u30a1-\u30fa\u30fc]")
_NAME_OF_WORDS = 3
_SHORT_WIDE = 2  # characters, which in Chinese are part of many words: 日油 in 每日油价


@dataclass(frozen=True, slots=True)
class Judged:
    """What the matcher says of words and one entity."""

    reference: str
    verdict: Verdict
    value: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the matcher says of words, and what the words say by themselves: plainly a name, or something else too."""

    found: tuple[Judged, ...]
    plain: bool
    ambiguous: bool


class Entities:
    """Finds entities by their names. Built once and only read afterwards, but for judgements that it remembers."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._index = Index.build(parties)
        self._names = Names(parties)
        self._judged: dict[tuple[str, frozenset[str]], Judgement] = {}

    def find(self, text: Text) -> Iterator[Hit]:
        """The entities that a text names, in its order."""
        taken: list[tuple[int, int]] = []
        for spotted in self._names.phrases.find(text):
            hits = list(self._of(text, spotted))
            taken.extend((hit.start, hit.end) for hit in hits)
            yield from hits
        if self._names.heard and _KANA_RUN.search(text.written):
            yield from self._heard(text, taken)

    def _of(self, text: Text, spotted: Spotted) -> Iterator[Hit]:
        whole = self._names.whole.get(spotted.signs)
        keys = whole or self._names.begun.get(spotted.signs, set())
        span = widened(text, spotted)
        words = span.words(text.written)
        if _is_inside(text.written, spotted) and not span.legal:
            return
        further = goes_on(text, span)
        if whole is None and further:
            return
        judged = self._judge(words, keys)
        same = [each for each in judged.found if each.verdict is Verdict.SAME]
        named = judged.plain or (span.legal and not judged.ambiguous) or (not text.title_case and _is_named(words))
        plain = whole is not None and len(same) == 1 and named and not further
        if _is_small(words) or (not plain and _is_partly_small(words)):
            return
        for each in same or judged.found:
            if each.verdict in (Verdict.SIBLING, Verdict.UNRELATED) and (whole or span.longer or span.legal):
                continue
            certain = plain and each.verdict is Verdict.SAME
            yield _hit(each, words, span.start, certain=certain)

    def _heard(self, text: Text, taken: Iterable[tuple[int, int]]) -> Iterator[Hit]:
        """Names in Latin letters that a Japanese text writes by their sound: suggestions."""
        spans = list(taken)
        for run in _KANA_RUN.finditer(text.written):
            keys = self._names.heard.get(heard_as(romaji(run[0])))
            if not keys or any(start < run.end() and run.start() < end for start, end in spans):
                continue
            for each in self._judge(run[0], keys).found:
                if each.verdict in (Verdict.SAME, Verdict.PROBABLE):
                    yield _hit(each, run[0], run.start(), certain=False)

    def _judge(self, words: str, keys: Iterable[str]) -> Judgement:
        asked = (words, frozenset(keys))
        found = self._judged.get(asked)
        if found is None:
            question = Question(words, _NOTHING, None, None, date.max)
            compared = self._index.compare(question, sorted(asked[1]))
            best = sorted(compared, key=lambda each: (-each.score.value, each.key))
            found = Judgement(
                tuple(Judged(each.key, each.score.verdict, each.score.value) for each in best),
                plain=_is_plain(words),
                ambiguous=signs_of(words) in AMBIGUOUS,
            )
            if len(self._judged) >= _KEPT:
                self._judged.clear()
            self._judged[asked] = found
        return found


def _hit(judged: Judged, words: str, start: int, *, certain: bool) -> Hit:
    likeness = round(judged.value, 4)
    return Hit(judged.reference, words, start, start + len(words), METHOD, certain=certain, likeness=likeness)


def _is_plain(words: str) -> bool:
    """Whether words can hardly mean anything but the one whose name they are."""
    if signs_of(words) in AMBIGUOUS:
        return False
    bare = set_aside(words)
    return bool(bare.forms) or not is_ordinary(bare.text)


def _is_named(words: str) -> bool:
    """Whether three ordinary words or more have capitals, as a name has where other words have none."""
    return sum(word[0].isupper() for word in words.split()) >= _NAME_OF_WORDS and signs_of(words) not in AMBIGUOUS


def _is_small(words: str) -> bool:
    """Whether words in Latin letters have no capital: words of the language, no name."""
    letters = [sign for sign in words if sign.isalpha()]
    return all(sign.isascii() for sign in letters) and not any(sign.isupper() for sign in letters)


def _is_partly_small(words: str) -> bool:
    """Whether words in Latin letters are partly without capital, as those of a sentence are: Source intelligence is."""
    return words.isascii() and any(word[0].islower() and word not in _SMALL for word in words.split())


def _is_inside(written: str, spotted: Spotted) -> bool:
    """Whether two characters of Chinese stand among others, so that they may be the end of one word and the next."""
    if spotted.last - spotted.first > _SHORT_WIDE or not _WIDE.match(written[spotted.start]):
        return False
    before = written[spotted.start - 1] if spotted.start else " "
    after = written[spotted.end] if spotted.end < len(written) else " "
    return bool(_WIDE.match(before) or _WIDE.match(after))
