"""Names of companies that never were, by recombining names that are: the crowd among which a screening has to find one.

The first half of a word and the second half of another make a new word, which a third name's other words follow; names
in Chinese characters lend a character each. Words of trade, legal forms and the frequencies of both stay those of real
names. Nothing is drawn by chance: the same names give the same crowd.
"""

from collections.abc import Iterator, Sequence
from itertools import count, islice

from controls.matching.parts import named

_TRIES = 50  # names made for each that is asked for: few words give few names
_LETTERS = 5  # of an own word that is cut in two
_STEPS = (7919, 104_729)  # primes: which halves and ends come together


def recombined(texts: Sequence[str], number: int, *, turn: int = 0) -> list[str]:
    """So many names, none of which is one of `texts`, and none twice; fewer where `texts` have too few words.

    `turn` gives another crowd of the same names.
    """
    latin = [(text, parts) for text in texts if len(parts := text.split()) > 1 and text.isascii()]
    heads = sorted({word for text in texts for word in text.split() if len(word) >= _LETTERS and _is_word(word)})
    ends = [" ".join(parts[1:]) for _text, parts in latin]
    wide = sorted({own for text in texts if len(own := _own_run(text)) > 1})
    tails = [text[text.index(own) + len(own) :] for text in texts if len(own := _own_run(text)) > 1 and own in text]
    known = {*texts, *heads, *wide}
    found: dict[str, None] = {}
    ways = [_latin(heads, ends, turn)] * bool(heads and ends) + [_wide(wide, tails, turn)] * bool(wide)
    if not ways or not number:
        return []
    for name in islice(_interleaved(ways[0], ways[-1]), _TRIES * number):
        if name not in known and name.split()[0] not in known:
            found[name] = None
        if len(found) == number:
            break
    return list(found)


def _is_word(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _own_run(text: str) -> str:
    """The first word of a name in Chinese characters, where that is a word of its own, as it is written."""
    first = next(iter(named(text).parts), None)
    own = first.text if first is not None and first.script == "han" and not first.meaning else ""
    return own if own in text else ""


def _latin(heads: Sequence[str], ends: Sequence[str], turn: int) -> Iterator[str]:
    for at in count(turn * _STEPS[1]):
        one = heads[at % len(heads)]
        other = heads[(at // len(heads) + at * 31 + turn) % len(heads)]
        word = one[: len(one) // 2 + at % 2] + other[len(other) // 2 :].lower()
        yield f"{word} {ends[at * _STEPS[0] % len(ends)]}"


def _wide(owns: Sequence[str], tails: Sequence[str], turn: int) -> Iterator[str]:
    for at in count(turn * _STEPS[1]):
        one = owns[at % len(owns)]
        other, third = owns[(at // len(owns) + at * 17 + turn) % len(owns)], owns[at * 29 % len(owns)]
        yield f"{one[0]}{other[-1]}{third[-1]}{tails[at * _STEPS[0] % len(tails)]}"


def _interleaved(one: Iterator[str], other: Iterator[str]) -> Iterator[str]:
    """Two of the one for each of the other: as many as names in Latin letters stand in lists of many countries."""
    while True:
        yield from islice(one, 2)
        yield from islice(other, 1)
