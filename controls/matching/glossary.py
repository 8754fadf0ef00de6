"""Words of trade, houses and places that have one meaning in several languages: 航空, aviation, アビエーション.

The table `glossary.csv` is kept by hand. Its forms are folded; a meaning with + is two in one word (MHI). Kinds:
*trade* says what a company does, *house* which group it is of, *place* where, *light* next to nothing; *word* is a name
of its own that has several spellings. The source column says *register* when the form stands in a name that a notice or
a company itself printed and the register holds; *usage* when it is the ordinary rendering in names of companies.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from controls.matching.sounds import is_kana, one_spelling

_LONGEST_PHRASE = 4  # words
_LONGEST_RUN = 12  # characters
_KANA = 3  # characters: shorter ones stand in too many other words (ガス in ガスト)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form in the glossary means, and the kind of word it is."""

    names: tuple[str, ...]
    kind: str


def _glossary() -> dict[str, Meaning]:
    table = Path(__file__).with_name("glossary.csv").read_text(encoding="utf-8").splitlines()
    return {row["form"]: Meaning(tuple(row["meaning"].split("+")), row["kind"]) for row in csv.DictReader(table)}


GLOSSARY = _glossary()
# The kind of each meaning by itself: MHI is a house, the heavy industries in it are a trade.
KINDS = {meaning.names[0]: meaning.kind for meaning in GLOSSARY.values() if len(meaning.names) == 1}
# Words of Latin letters in one spelling of romaji: kohgyo and kougyou are kogyo.
_SPELT = {
    one_spelling(form): meaning for form, meaning in reversed(GLOSSARY.items()) if form.isalpha() and form.isascii()
}
# Words of kana without the marks of long vowels, which writers leave out: センサー is センサ.
_SHORT = {form.replace("ー", ""): meaning for form, meaning in reversed(GLOSSARY.items()) if is_kana(form)}
_PHRASES = {form.partition(" ")[0] for form in GLOSSARY if " " in form}  # words with which those of several begin
# By what a form in a run can begin: two characters, or one of kana, whose marks of length may be left out.
_BEGINNINGS = {form[:2] for form in GLOSSARY} | {form[:1] for form in _SHORT}
_LONG_ENOUGH = 5  # letters; shorter words are too easily spelt alike


def phrases(words: list[str]) -> list[tuple[int, Meaning | None]]:
    """Words of a text one after another, the longest phrases of the glossary first: how many words, what they mean."""
    found: list[tuple[int, Meaning | None]] = []
    place = 0
    while place < len(words):
        most = _LONGEST_PHRASE if words[place] in _PHRASES else 1
        for length in range(min(most, len(words) - place), 0, -1):
            meaning = _meaning(" ".join(words[place : place + length]))
            if meaning or length == 1:
                found.append((length, meaning))
                place += length
                break
    return found


def _meaning(text: str) -> Meaning | None:
    # Forms that are compared by their spelling are single words; spelling several would find none.
    if text in GLOSSARY or len(text) < _LONG_ENOUGH or not text.isascii() or " " in text:
        return GLOSSARY.get(text)
    return _SPELT.get(one_spelling(text))


@lru_cache(maxsize=20_000)
def segments(run: str) -> tuple[tuple[str, Meaning | None], ...]:
    """A run of Chinese or Japanese characters cut into forms of the glossary and what is left between them.

    Of all ways to cut it, that which leaves the fewest characters over, and then has the fewest pieces. A single
    character is a form only when it is the whole run, or says next to nothing (与).
    """
    whole = form_of(run)
    if whole:
        return ((run, whole),)
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # left over, pieces, where the last piece begins; per length
    starts = [at for at in range(len(run)) if run[at : at + 2] in _BEGINNINGS or run[at] in _BEGINNINGS]
    for end in range(1, len(run) + 1):
        over = 0 if _is_light(run[end - 1]) else 1
        ways = [(best[end - 1][0] + over, best[end - 1][1] + 1, end - 1)]
        for start in starts:
            if 1 < end - start <= _LONGEST_RUN and _is_form(run[start:end]):
                ways.append((best[start][0], best[start][1] + 1, start))
        best.append(min(ways))
    return _pieces(run, best)


def _pieces(run: str, best: list[tuple[int, int, int]]) -> tuple[tuple[str, Meaning | None], ...]:
    found: list[tuple[str, Meaning | None]] = []
    end = len(run)
    while end:
        start = best[end][2]
        piece = run[start:end]
        meaning = form_of(piece) if _is_form(piece) else None
        if meaning is None and found and found[-1][1] is None:
            found[-1] = (piece + found[-1][0], None)
        else:
            found.append((piece, meaning))
        end = start
    return tuple(reversed(found))


def form_of(piece: str) -> Meaning | None:
    """What a run or a piece of one means, kana with or without their marks of long vowels."""
    if piece in GLOSSARY or not is_kana(piece) or piece.startswith("ー"):
        return GLOSSARY.get(piece)
    return _SHORT.get(piece.replace("ー", ""))


def _is_form(piece: str) -> bool:
    if form_of(piece) is None or (len(piece) < _KANA and is_kana(piece)):
        return False
    return len(piece) > 1 or _is_light(piece)


def _is_light(character: str) -> bool:
    return character in GLOSSARY and GLOSSARY[character].kind == "light"
