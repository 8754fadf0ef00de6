"""Legal forms of companies, set aside wherever they stand: 株式会社三井E&S and 三井E&S株式会社 are one name.

The table `legal_forms.csv` says of each form where in a name it is one, and in which countries it alone is used. Forms
that its last column calls ISO 20275 stand in the list of entity legal forms of that standard, as of 28 September 2023;
the others are spellings and abbreviations in use.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from controls.matching.scripts import folded
from controls.matching.words import WIDE

LONGEST = 600  # characters of a name that are compared; no company of any country has a longer one
_ROUNDS = 6  # more legal forms than any name has
_WIDE = re.compile(rf"[{WIDE}]")
# Spaces and dots between wide characters go, but for those between words of kana, which tell where one ends.
_KANA = "\u30a1-\u30fa\u30fc"
_GAPS = re.compile(
    rf"(?<=[{WIDE}])(?<![{_KANA}])[\s·・‧•]+(?=[{WIDE}])|(?<=[{WIDE}])[\s·・‧•]+(?=[{WIDE}])(?![{_KANA}])"
)
# Where a form of each place may stand: anywhere, anywhere but first, first or last, last.
_PLACES = {"any": "({0})", "inside": "({0})", "ends": r"^({0})|({0})\W*$", "end": r"({0})\W*$"}
_SPACES = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W_]")
_STARTS = re.compile(r"(?<![^\W_]).", re.DOTALL)
# Chinese and Japanese characters stand beside Latin words without a space.
_NARROW = rf"[^\W_{WIDE}]"
_ABBREVIATION = re.compile("[bcdfghjklmnpqrstvwxz]{2,4}")  # may have dots: plc, gmbh
_EDGES = " \t,.;:·-–—/&\"'"


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form: its usual spelling, where it stands, and the countries that alone know it (empty: many do)."""

    text: str
    place: str
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bare:
    """A folded name without its legal forms, and those forms in the order in which they were set aside."""

    text: str
    forms: tuple[LegalForm, ...]
    cut: bool = False

    @property
    def countries(self) -> frozenset[str]:
        """The countries of which a form says that the company is theirs; empty when none says so."""
        known = [form.countries for form in self.forms if form.countries]
        return frozenset.intersection(*known) if known else frozenset()


def _forms() -> list[LegalForm]:
    table = Path(__file__).with_name("legal_forms.csv").read_text(encoding="utf-8").splitlines()
    found = [LegalForm(row["form"], row["place"], frozenset(row["countries"].split())) for row in csv.DictReader(table)]
    return sorted(found, key=lambda form: (-len(_letters(form.text)), form.text))


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(folded(text)))


def _key(text: str) -> str:
    """What all spellings of a form have in common, and no other form: letters, strokes and brackets."""
    return "".join(sign for sign in folded(text) if sign.isalnum() or sign in "/(")


def _spelt(text: str) -> str:
    """A pattern of a form in all its spellings: S.A., SA, S. A.; Co., Ltd., Co.,Ltd, Co Ltd."""
    plain = folded(text)
    if _WIDE.search(plain):
        return re.escape(plain)
    words = []
    for word in plain.split(" "):
        parts = re.findall(r"[^\W_]+|[^\w\s.]", word)
        if _ABBREVIATION.fullmatch(word) or ("." in word and all(len(part) == 1 for part in parts)):
            letters = [re.escape(letter) for letter in word if letter != "."]
            words.append("(?:" + "|".join(joint.join(letters) for joint in (r"\.\s?", " ", "")) + ")")
        else:
            words.append((r"\.?\s?" if "." in word else r"\s?").join(re.escape(part) for part in parts))
    return "[.,]{0,2}[ ]{0,2}".join(words)


def _any_of(forms: list[LegalForm]) -> str:
    """A pattern of all these forms. Whether a word begins here is asked once, which is most of what this costs."""
    spelt = [_spelt(form.text) for form in forms]
    wide = [each for each in spelt if _WIDE.search(each)] or ["(?!)"]
    narrow = [each for each in spelt if not _WIDE.search(each)] or ["(?!)"]
    return rf"(?<!{_NARROW})(?:{'|'.join(narrow)})(?!{_NARROW})[.]?|{'|'.join(wide)}"


FORMS = _forms()
_KNOWN = {place: {_key(form.text): form for form in FORMS if form.place == place} for place in _PLACES}
_SPELT = {
    place: re.compile(_PLACES[place].format(_any_of([form for form in FORMS if form.place == place])))
    for place in _PLACES
}


def _begun() -> dict[str, tuple[str, ...]]:
    """With which two characters a form of which places can begin: its letters may have a dot, comma or space between.

    No form is a single letter.
    """
    found: dict[str, set[str]] = {}
    for form in FORMS:
        plain = folded(form.text)
        signs = plain if _WIDE.search(plain) else "".join(sign for sign in plain if sign not in " .,_")
        for begun in (signs[:2], *(f"{signs[0]}{sign}" for sign in " .,")):
            found.setdefault(begun, set()).add(form.place)
    return {begun: tuple(place for place in _PLACES if place in places) for begun, places in found.items()}


_BEGUN = _begun()


def set_aside(text: str) -> Bare:
    """A name without its legal forms, folded. One that is nothing else stays as it is.

    What goes beyond `LONGEST` characters is not compared; `cut` says so.
    """
    plain = " ".join(folded(text[: 4 * LONGEST]).split())
    plain = plain if plain.isascii() else _GAPS.sub("", plain)
    rest, cut = plain[:LONGEST], len(text) > 4 * LONGEST or len(plain) > LONGEST
    found: list[tuple[int, LegalForm]] = []
    for _round in range(_ROUNDS):
        hit = _next(rest)
        if hit is None:
            break
        form, start, end = hit
        found.append((start, form))
        rest = _SPACES.sub(" ", f"{rest[:start]} {rest[end:]}").strip(_EDGES)
    return Bare(rest, tuple(form for _place, form in sorted(found, key=lambda each: each[0])), cut)


def _next(text: str) -> tuple[LegalForm, int, int] | None:
    """The next form to set aside: the longest that stands where it may and leaves something of the name."""
    hits = []
    ends = dict.fromkeys(_PLACES, 0)
    # Forms of letters begin a word; only those of wide characters begin within one.
    for at in [start.start() for start in _STARTS.finditer(text)] if text.isascii() else range(len(text)):
        for place in _BEGUN.get(text[at : at + 2], ()):
            match = _SPELT[place].match(text, at) if at >= ends[place] else None
            if match is None:
                continue
            ends[place] = match.end()
            start, end = match.span(match.lastindex or 0)
            before, after = _LETTER.search(text[:start]), _LETTER.search(text[end:])
            if before or (after and place != "inside"):
                hits.append((_KNOWN[place][_key(text[start:end])], start, end, place))
    order = list(_PLACES)
    hit = min(hits, key=lambda hit: (hit[1] - hit[2], hit[1], order.index(hit[3])), default=None)
    return hit[:3] if hit else None
