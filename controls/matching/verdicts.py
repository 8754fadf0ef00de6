"""What is said of two names whose parts have been put beside each other: a class, and what value it can have."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from controls.matching.alignment import Aligned
from controls.matching.parts import Part
from controls.matching.rarity import Rarity
from controls.matching.steps import Step


class Band(StrEnum):
    """Of what kind the evidence is, the strongest first."""

    SAME_SCRIPT = "same_script"
    FOLDED = "folded"
    ALIAS = "alias"
    ROMANISED = "romanised"


class Verdict(StrEnum):
    """What is said of two names, never a bare percentage."""

    SAME = "same"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    SIBLING = "sibling"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Score:
    """How sure it is that two names are one, from 0 to 1, what is said of them, by what evidence, and why."""

    value: float
    verdict: Verdict
    band: Band
    steps: tuple[Step, ...]


SAME, PROBABLE, POSSIBLE = 0.95, 0.85, 0.70
# The most that evidence of each band is worth.
CEILINGS = {Band.SAME_SCRIPT: 1.0, Band.FOLDED: 0.99, Band.ALIAS: 0.98, Band.ROMANISED: 0.94}
# Never called the same: names of which one has words that the other lacks, names with a slip, initials and their words.
_LACKING_MOST, _INITIALS_MOST, _UNSURE_MOST = 0.94, 0.80, 0.84
_SIBLING_MOST, _UNRELATED_MOST = 0.65, 0.50
_TRANSLATED = 0.95  # of the value, when what is left over of two languages cannot be compared
OTHER_TRADE = 0.72  # two languages name one trade in two ways: 豊和工業, Howa Machinery
LIFTED_FROM = 0.45  # the least that all else says, for that to count
_FILLERS = {"and", "of"}
_TELLING = {"holdings", "international", "global"}  # light words that tell a company from its parent
_OWN = 0.3  # so much a word says at least that tells one company from others


def verdict_of(value: float) -> Verdict:
    """The class of a value, for names that are not siblings."""
    if value >= SAME:
        return Verdict.SAME
    if value >= PROBABLE:
        return Verdict.PROBABLE
    return Verdict.POSSIBLE if value >= POSSIBLE else Verdict.UNRELATED


def judge(found: Aligned, value: float, rarity: Rarity, full: tuple[bool, bool]) -> tuple[float, Verdict]:
    """The value and the class of two names that are not equal; `full` says which of them has its legal form.

    A name of one's own is a word that no group and no trade uses. When names share one, words that only one of them has
    leave it open whether they are one company: a name without its legal form may be short for the other, one with it
    hardly is. When they share no more than the group, such a word tells two companies of the group apart; so do
    different words on both sides, unless they may be translations of each other.
    """
    kinds = [pair.likeness.kind for pair in found.pairs]
    if "initials" in kinds:
        value = min(value, _INITIALS_MOST)
    if "slip" in kinds:
        value = min(value, _LACKING_MOST)
    one, other = _saying(found.one_left), _saying(found.other_left)
    shared = [(*pair.one, *pair.other) for pair in found.pairs]
    houses = [any(map(rarity.is_house, parts)) for parts in shared]
    has_own = any(
        not house and all([_is_own(part, rarity) for part in parts])
        for parts, house in zip(shared, houses, strict=True)
    )
    known = has_own or any(houses)
    complete = (full[0] and not one) or (full[1] and not other)
    if not one and not other:
        lacking = (*found.one_left, *found.other_left)
        if any(
            whole and any(part.meaning in _TELLING for part in left)
            for whole, left in ((full[1], found.one_left), (full[0], found.other_left))
        ):
            value = min(value, _UNSURE_MOST)
        elif any(part.meaning not in _FILLERS for part in lacking):
            value = min(value, _LACKING_MOST)
        return value, verdict_of(value)
    if one and other:
        return _of_two_languages(one, other, value, has_own=has_own, known=known)
    if not has_own:
        return _apart(value, known=known)
    unsure = complete or any(part.kind == "place" for part in (*one, *other))
    value = min(value, _UNSURE_MOST if unsure else _LACKING_MOST)
    return (value, verdict_of(value)) if value >= POSSIBLE else _apart(value, known=True)


def _of_two_languages(
    one: Sequence[Part], other: Sequence[Part], value: float, *, has_own: bool, known: bool
) -> tuple[float, Verdict]:
    """Both names have words that the other lacks. Those of two languages may be one: by a rendering not known here."""
    if not _comparable(one, other):
        value = min(value * _TRANSLATED, _UNSURE_MOST)
        return (value, Verdict.POSSIBLE) if value >= POSSIBLE else _apart(value, known=known)
    trades = all(part.kind == "trade" for part in (*one, *other))
    in_two_scripts = not {part.script for part in one} & {part.script for part in other}
    if has_own and trades and in_two_scripts and value >= LIFTED_FROM:
        return min(max(value, OTHER_TRADE), _UNSURE_MOST), Verdict.POSSIBLE
    return _apart(value, known=known)


def _apart(value: float, *, known: bool) -> tuple[float, Verdict]:
    """Two companies: of one group when what they share is known to name one."""
    if known:
        return min(value, _SIBLING_MOST), Verdict.SIBLING
    return min(value, _UNRELATED_MOST), Verdict.UNRELATED


def _saying(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.kind != "light"]


def _is_own(part: Part, rarity: Rarity) -> bool:
    return part.kind in ("word", "number") and not rarity.is_house(part) and rarity.weight(part) >= _OWN


def _comparable(one: Sequence[Part], other: Sequence[Part]) -> bool:
    """Whether what is left of two names can be told apart: words of one script, or such as the glossary knows."""
    return any(
        part.script == against.script or bool(part.meaning and against.meaning) for part in one for against in other
    )
