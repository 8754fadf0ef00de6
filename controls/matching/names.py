"""Forms of a name for finding it again."""

import unicodedata

# Soft hyphen, zero-width characters, joiners, byte order mark, variation selectors: seen by nobody, typed by nobody.
INVISIBLE = {0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


def search_key(text: str) -> str:
    """The form in which "name contains" compares: width, case, spaces and invisible characters folded.

    Full-width Latin becomes half-width and half-width kana full-width (Unicode NFKC); runs of spaces become one, and
    spaces beside Chinese or Japanese characters go, since notices set them at random (AEVEX 航天公司 / AEVEX航天公司).
    """
    folded = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(INVISIBLE))).casefold()
    words = folded.split()
    joined = words[0] if words else ""
    for word in words[1:]:
        joined += word if _is_wide(joined[-1]) or _is_wide(word[0]) else f" {word}"
    return joined


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
