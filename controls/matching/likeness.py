"""How like two parts of names are, and in which way: the same word, one meaning, one sound, a slip of the pen."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from controls.matching.parts import Part
from controls.matching.sounds import skeleton
from controls.matching.words import singular

_LOUD = 3  # consonants by which a sound is known
_ALIKE = 0.75  # of the letters, for two spellings of one sound


@dataclass(frozen=True, slots=True)
class Likeness:
    """`degree` is 0 to 1; `kind` is the kind of step that says why."""

    degree: float
    kind: str


NONE = Likeness(0.0, "")


def likeness(one: Part, other: Part) -> Likeness:
    """How like two parts are. It makes no difference which is named first."""
    if one.text == other.text and one.meaning == other.meaning:
        return Likeness(1.0, "equal")
    if one.meaning and other.meaning:
        return _of_meanings(one, other)
    if "number" in (one.kind, other.kind) or "light" in (one.kind, other.kind):
        return NONE
    scripts = {one.script, other.script}
    if scripts == {"latin"} or scripts == {"kana"}:
        return _of_words(one, other)
    if scripts == {"kana", "latin"}:
        return _by_sound(one, other)
    if scripts == {"han"}:
        return _of_runs(one.text, other.text)
    return Likeness(0.88, "pinyin") if scripts == {"han", "latin"} and one.spelling == other.spelling else NONE


def _of_meanings(one: Part, other: Part) -> Likeness:
    if one.meaning != other.meaning:
        return NONE
    if one.script == other.script == "latin" and one.spelling[:4] == other.spelling[:4]:
        return Likeness(0.99, "spelling")  # technology, technologies
    return Likeness(0.97, "meaning")


def _of_words(one: Part, other: Part) -> Likeness:
    if any(character.isdigit() for character in one.text + other.text):
        return NONE
    if singular(one.text) == singular(other.text):
        return Likeness(0.99, "spelling")
    if one.spelling == other.spelling:
        return Likeness(0.95, "spelling")
    return slipped(one.text, other.text)


def slipped(one: str, other: str) -> Likeness:
    """Two words of five letters that one slip of the pen tells apart, or two in words of eight and more."""
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 5 else 1 if shorter < 8 else 2
    slips = OSA.distance(one, other, score_cutoff=allowed) if allowed else 1
    return Likeness(1 - 0.6 * slips / shorter, "slip") if slips <= allowed else NONE


def _by_sound(one: Part, other: Part) -> Likeness:
    said, heard = one.spelling, other.spelling
    if said == heard:
        return Likeness(0.92, "sound")
    bones = skeleton(one.latin), skeleton(other.latin)
    alike = OSA.normalized_similarity(said, heard)
    if bones[0] == bones[1] and len(bones[0]) >= _LOUD:
        return Likeness(0.86, "sound")
    return Likeness(0.82 * alike, "sound") if alike >= _ALIKE else NONE


def _of_runs(one: str, other: str) -> Likeness:
    """Runs of Chinese characters: one character of four may be wrong; one of three is another name."""
    shorter = min(len(one), len(other))
    if shorter >= 4 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return Likeness(1 - 0.6 / shorter, "slip")
    return NONE
