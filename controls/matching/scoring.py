"""How sure it is that two names are one company's: a value, a class, the band of the evidence and the steps to it.

The value is the share of what both names say that is the same in both, each part counting by its rarity and each pair
by its likeness; legal forms say nothing. A band sets how high evidence of its kind may reach. `ALGORITHM` changes with
every change that can change a value, so that a value on record says how it came about.
"""

from collections.abc import Sequence
from dataclasses import replace

from controls.matching.alignment import Aligned, Pair, align
from controls.matching.calibration import calibrated
from controls.matching.forms import LONGEST
from controls.matching.likeness import of_wholes
from controls.matching.parts import Named, Part, named
from controls.matching.rarity import Rarity
from controls.matching.scripts import Folded, fold
from controls.matching.shortened import LEAST, MOST, shortened
from controls.matching.steps import Step
from controls.matching.variation import changed_forms
from controls.matching.verdicts import CEILINGS, Band, Score, Verdict, judge, verdict_of

ALGORITHM = "names-3"


_FOREIGN_FORMS = 0.16  # off the value when the legal forms are of different countries
_WRITTEN = {"form", "form_differs", "fold", "lookalike", "alias", "whole"}  # steps whose words are not parts of names
_HEARD = {"meaning", "sound", "pinyin", "initials"}


def compare(query: str, candidate: str, rarity: Rarity, *, alias: bool = False) -> Score:
    """The score of a name asked for against one on record; `alias` when that one is an alias.

    Exchanging the names changes nothing but the sides of the steps.
    """
    return as_written(compare_named(named(query), named(candidate), rarity, alias=alias), query, candidate)


def as_written(score: Score, query: str, candidate: str) -> Score:
    """The same score with the words of its steps as the names have them: Mitsubishi for mitsubishi, 豊和 for 丰和."""
    # What goes beyond any name is not compared, and no step speaks of it.
    folds = fold(query[: 4 * LONGEST]), fold(candidate[: 4 * LONGEST])
    steps = tuple(
        step
        if step.kind in _WRITTEN
        else replace(
            step,
            query=_in(step.query, query, folds[0]),
            candidate=_in(step.candidate, candidate, folds[1]),
        )
        for step in score.steps
    )
    return replace(score, steps=steps)


def _in(words: str, written: str, fold_of: Folded) -> str:
    """Words of a folded name as they stand in the name, where they stand there in one piece; else each by itself."""
    place = fold_of.text.find(words) if words else -1
    if place >= 0:
        return written[fold_of.origins[place] : fold_of.origins[place + len(words) - 1] + 1]
    if " " in words:
        return " ".join(_in(word, written, fold_of) for word in words.split(" "))
    return words


def compare_named(one: Named, other: Named, rarity: Rarity, *, alias: bool = False, told: bool = True) -> Score:
    """The same for names made ready, as an index keeps them. Unless it is to be `told`, a score has no steps."""
    turned = (one.whole, one.text, one.written) > (other.whole, other.text, other.written)
    first, second = (other, one) if turned else (one, other)
    if not first.whole or not second.whole:
        return Score(0.0, Verdict.UNRELATED, Band.SAME_SCRIPT, (Step("nothing"),) if told else ())
    same = first.whole == second.whole
    found = _equal(first, second, told) if same else _aligned(first, second, rarity, told)
    band = Band.ALIAS if alias and found.band is not Band.ROMANISED else found.band
    value = min(found.value, CEILINGS[band])
    worth = calibrated(band, value)
    if not told:
        return Score(round(worth, 4), found.verdict, band, ())
    steps = [step.turned() for step in found.steps] if turned else list(found.steps)
    if alias:
        steps.append(Step("alias", candidate=other.written, points=round(value - found.value, 4)))
    if worth != value:
        steps.append(Step("calibrated", points=round(worth - value, 4)))
    return Score(round(worth, 4), found.verdict, band, tuple(steps))


def _equal(one: Named, other: Named, told: bool) -> Score:
    forms = changed_forms(one, other)
    band = Band.FOLDED if forms else Band.SAME_SCRIPT
    if not told:
        return _with_forms(one, other, CEILINGS[band], band, [])
    steps = _about(one, other)
    steps.append(
        Step("fold", "".join(pair[0] for pair in forms), "".join(pair[1] for pair in forms), CEILINGS[band])
        if forms
        else Step("whole", one.text, other.text, CEILINGS[band])
    )
    return _with_forms(one, other, CEILINGS[band], band, steps)


def _with_forms(one: Named, other: Named, value: float, band: Band, steps: list[Step]) -> Score:
    """The score of names that are one but for what their legal forms say of the country."""
    if one.countries and other.countries and not one.countries & other.countries:
        value -= _FOREIGN_FORMS
        steps.append(Step("form_differs", _written(one), _written(other), -_FOREIGN_FORMS))
    return Score(value, verdict_of(value), band, tuple(steps))


def _about(one: Named, other: Named) -> list[Step]:
    """What was done to the names before they were compared."""
    steps = []
    if _written(one) != _written(other):
        steps.append(Step("form", _written(one), _written(other)))
    if one.lookalike or other.lookalike:
        steps.append(Step("lookalike", one.written, other.written))
    if one.cut or other.cut:
        steps.append(Step("cut"))
    return steps


def _written(name: Named) -> str:
    return ", ".join(form.text for form in name.forms)


def _aligned(one: Named, other: Named, rarity: Rarity, told: bool) -> Score:
    whole = of_wholes(one.parts, other.parts)
    found = (
        Aligned((Pair(one.parts, other.parts, whole),), (), ())
        if whole.degree
        else align(one.parts, other.parts, rarity.weight)
    )
    total = sum(map(rarity.weight, (*one.parts, *other.parts)))
    shares = [
        pair.likeness.degree * sum(map(rarity.weight, (*pair.one, *pair.other))) / total if total else 0.0
        for pair in found.pairs
    ]
    band = _band(one, other, found)
    full = bool(one.forms), bool(other.forms)
    value, verdict = judge(found, min(sum(shares), CEILINGS[band]), rarity, full)
    apart = verdict in (Verdict.SIBLING, Verdict.UNRELATED)
    short = shortened(one, other, rarity.weight) if apart else ""
    if short:
        apart, verdict, value = False, Verdict.POSSIBLE, min(max(sum(shares), LEAST), MOST)
    steps = _steps(one, other, found, shares, value, short) if told else []
    if apart:
        return Score(value, verdict, band, tuple(steps))
    return _with_forms(one, other, value, band, steps)


def _steps(one: Named, other: Named, found: Aligned, shares: Sequence[float], value: float, short: str) -> list[Step]:
    """What was done to the names, what each pair of their parts says, and how the one is `short` for the other."""
    steps = _about(one, other)
    said = list(zip(found.pairs, shares, strict=True))
    # Words that say next to nothing are told where there are no others.
    for pair, share in [each for each in said if not _is_light(each[0])] or said:
        steps.append(Step(pair.likeness.kind, _texts(pair.one), _texts(pair.other), round(share, 4)))
    if short:
        steps.append(Step(short))
    steps += _left_over(_texts(found.one_left), _texts(found.other_left))
    return _counted(steps, value) or [Step("nothing")]


def _counted(steps: list[Step], value: float) -> list[Step]:
    """Steps whose points come to the value: what is taken off is put to the words that only one name has."""
    off = round(value - sum(step.points for step in steps), 4)
    if not off:
        return steps
    if steps and steps[-1].kind in ("differs", "only_query", "only_candidate"):
        return [*steps[:-1], replace(steps[-1], points=off)]
    return [*steps, Step("at_most", points=off)]


def _band(one: Named, other: Named, found: Aligned) -> Band:
    if not _HEARD.isdisjoint([pair.likeness.kind for pair in found.pairs]):
        return Band.ROMANISED
    return Band.FOLDED if changed_forms(one, other) else Band.SAME_SCRIPT


def _left_over(one: str, other: str) -> list[Step]:
    if one and other:
        return [Step("differs", one, other)]
    if one:
        return [Step("only_query", query=one)]
    return [Step("only_candidate", candidate=other)] if other else []


def _is_light(pair: Pair) -> bool:
    return all(part.kind == "light" for part in (*pair.one, *pair.other))


def _texts(parts: Sequence[Part]) -> str:
    """The words of parts that say something; a word with two meanings once."""
    return " ".join(dict.fromkeys(part.text for part in parts if part.kind != "light" or len(parts) == 1))
