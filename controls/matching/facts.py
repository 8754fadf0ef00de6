"""What else is known of two parties moves the score of their names: country, number in a register, address.

A fact that one side lacks moves nothing: not known is not another.
"""

from dataclasses import dataclass, replace

from controls.matching.numbers import compact
from controls.matching.scripts import folded
from controls.matching.steps import Step
from controls.matching.verdicts import POSSIBLE, PROBABLE, Score, Verdict, verdict_of
from controls.matching.words import tokens

_SAME_NUMBER = 0.99
_UNSURE_NUMBER = 0.94  # in another country, or of a register that is not known where the names are not alike
_OTHER_NUMBER, _OTHER_COUNTRY, _SAME_COUNTRY, _SAME_ADDRESS = -0.20, -0.10, 0.02, 0.04
MOST_BY_FACTS = _SAME_COUNTRY + _SAME_ADDRESS  # that facts other than numbers can add to a score
_SHORTEST = 6  # signs of a number that can be nobody else's
_ALIKE = 0.6  # of the words and characters of the shorter address
_LONGEST = 300  # signs of an address that are compared


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the name. `numbers` are (register, number) pairs; the register is empty when not known."""

    country: str = ""
    numbers: frozenset[tuple[str, str]] = frozenset()
    address: str = ""


NOTHING = Facts()


def with_facts(score: Score, asked: Facts, known: Facts) -> Score:
    """The score of two names, moved by what else is known of the two, with a step for each move.

    A number in common makes the same company, whatever the names; a probable one where the country is another, or where
    the register is not known and the names are not alike: registers count from one, each of them. Otherwise a sibling
    stays one, and names that have nothing in common are never made a hit.
    """
    if asked == NOTHING or known == NOTHING:
        return score
    numbers = _same_numbers(asked, known)
    if numbers:
        return _by_number(score, asked, known, numbers)
    steps = [step for step in (_country(asked, known), _number(asked, known), _address(asked, known)) if step]
    if not steps:
        return score
    moved = score.value + sum(step.points for step in steps)
    if score.verdict in (Verdict.SIBLING, Verdict.UNRELATED):
        value = min(moved, score.value)
        return replace(score, value=round(max(value, 0.0), 4), steps=(*score.steps, *steps))
    value = round(min(max(moved, 0.0), max(score.value, _most(score))), 4)
    return replace(score, value=value, verdict=verdict_of(value), steps=(*score.steps, *steps))


def _by_number(score: Score, asked: Facts, known: Facts, numbers: dict[str, bool]) -> Score:
    """The score of two that have a number in common, by what else is known of them.

    `numbers` says of each whether both name the register that it is of.
    """
    number = min(numbers, key=lambda each: (not numbers[each], each))
    country = _country(asked, known)
    elsewhere = country is not None and country.kind == "country_differs"
    apart = score.verdict in (Verdict.SIBLING, Verdict.UNRELATED)
    least = max(score.value, _SAME_NUMBER)
    steps = [Step("number", number, number, round(least - score.value, 4))]
    steps += [step for step in (country, _address(asked, known)) if step]
    moved = least + sum(step.points for step in steps[1:])
    most = _UNSURE_NUMBER if elsewhere or (apart and not numbers[number]) else least
    value = round(max(min(moved, most), PROBABLE), 4)
    if off := round(value - moved, 4):
        steps.append(Step("at_most", points=off))
    return replace(score, value=value, verdict=verdict_of(value), steps=(*score.steps, *steps))


def _most(score: Score) -> float:
    """Facts alone never make the same name of one that is not."""
    return 1.0 if score.verdict is Verdict.SAME else 0.94 if score.value >= POSSIBLE else score.value


def numbers_of(facts: Facts) -> set[str]:
    """The numbers of a party by which alone it can be told, as they are compared."""
    return {number for _register, number in _plain(facts) if len(number) >= _SHORTEST}


def _plain(facts: Facts) -> set[tuple[str, str]]:
    return {(folded(register).strip(), compact(number)) for register, number in facts.numbers if compact(number)}


def _same_numbers(asked: Facts, known: Facts) -> dict[str, bool]:
    """Numbers that both have, with whether both name the register; those of two named registers are two numbers."""
    found: dict[str, bool] = {}
    for register, number in _plain(asked):
        for other, against in _plain(known):
            if number == against and len(number) >= _SHORTEST and ("" in (register, other) or register == other):
                found[number] = found.get(number, False) or "" not in (register, other)
    return found


def _number(asked: Facts, known: Facts) -> Step | None:
    """Another number of the same register."""
    for register, number in sorted(_plain(asked)):
        for other, against in sorted(_plain(known)):
            if register and register == other and number != against:
                return Step("number_differs", number, against, _OTHER_NUMBER)
    return None


def _country(asked: Facts, known: Facts) -> Step | None:
    one, other = asked.country.strip().upper(), known.country.strip().upper()
    if not one or not other:
        return None
    return (
        Step("country", one, other, _SAME_COUNTRY)
        if one == other
        else Step("country_differs", one, other, _OTHER_COUNTRY)
    )


def _address(asked: Facts, known: Facts) -> Step | None:
    """An address alike in most of its words and characters; one that is not says nothing, companies have several."""
    one, other = _words(asked.address), _words(known.address)
    shorter = min(len(one), len(other))
    if shorter < 2 or len(one & other) < _ALIKE * shorter:
        return None
    return Step("address", asked.address.strip(), known.address.strip(), _SAME_ADDRESS)


def _words(address: str) -> set[str]:
    found: set[str] = set()
    for token in tokens(folded(address[:_LONGEST])):
        found |= set(token.text) if token.wide else {token.text}
    return found
