"""Which characters of two names differ in form only: 機 and 机, 業 and 业."""

import unicodedata

from controls.matching.parts import Named
from controls.matching.scripts import VARIANTS


def changed_forms(one: Named, other: Named) -> list[tuple[str, str]]:
    """Pairs of forms of one character, the form in the one name and that in the other, in the order of the name.

    Characters of legal forms do not count. A character that a name has in both forms counts as equal.
    """
    if one.written.isascii() or other.written.isascii():
        return []
    first, second = _forms(one.written), _forms(other.written)
    found = []
    for plain in dict.fromkeys(one.text):
        here, there = first.get(plain, set()), second.get(plain, set())
        if here and there and not here & there:
            found.append((min(here), min(there)))
    return found


def _forms(written: str) -> dict[str, set[str]]:
    forms: dict[str, set[str]] = {}
    for character in unicodedata.normalize("NFKC", written[:2_400]):
        if character in VARIANTS or unicodedata.east_asian_width(character) == "W":
            forms.setdefault(VARIANTS.get(character, character), set()).add(character)
    return forms
