"""Letters of other alphabets that look like Latin ones: Сubaru with a Cyrillic С; and those alphabets in Latin letters.

A word that mixes Latin with letters that only look Latin was written to look Latin, or by somebody whose keyboard was
set to another alphabet. The pairs are those of the Unicode confusables (UTS 39) for Cyrillic and Greek; the
transliteration is the usual English one without signs (BGN/PCGN for Russian and Ukrainian, ELOT 743 for Greek).
"""

import re

_LIKE_LATIN = str.maketrans("аеорсухіјѕһԛԝукмтнвгαορνικτυχεηγ", "aeopcyxijshqwykmthbraopviktuxeny")
_LATIN = re.compile("[a-z]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[a-z\u0370-\u03ff\u0400-\u052f]+")
# Cyrillic letters whose capitals cannot be told from Latin ones.
_TWINS = re.compile("^[аеорсухкмтнві]+$")
_SPELT = dict(
    [
        *zip("абвгґдезиійклмнопрстуфыэ", "abvggdeziiyklmnoprstufye", strict=True),
        *zip("αβγδεζηικλμνξοπρστυφω", "avgdezii kl mnxoprstyfo".replace(" ", ""), strict=True),
    ],
    ж="zh", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ь="", ю="yu", я="ya", ё="e", є="ye", ї="yi", ў="u",
    θ="th", χ="ch", ψ="ps", ς="s", ј="j", љ="lj", њ="nj", ћ="c", ђ="dj", џ="dz",
)  # fmt: skip


def latin_looking(plain: str) -> str:
    """A folded text in which words that mix Latin with look-alikes are Latin throughout."""
    if not _OTHER.search(plain):
        return plain
    return _WORD.sub(lambda word: _as_seen(word[0]), plain)


def _as_seen(word: str) -> str:
    seen = word.translate(_LIKE_LATIN)
    return seen if _LATIN.search(word) and not _OTHER.search(seen) else word


def twin(word: str) -> str:
    """A Cyrillic word as one reads it who takes it for Latin capitals (ТОКЕМ, read TOKEM); empty when none would."""
    return word.translate(_LIKE_LATIN) if _TWINS.match(word) else ""


def transliterated(plain: str) -> str:
    """A folded text with its Cyrillic and Greek letters spelt in Latin ones."""
    if not _OTHER.search(plain):
        return plain
    return "".join(_SPELT.get(letter, letter) for letter in plain)
