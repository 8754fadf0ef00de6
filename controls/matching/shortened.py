"""Whether a name is a short name of another: it lacks only the end of an enumeration, a place or a kind of body.

Without this rule Fujitsu Defense would be told apart from Fujitsu Defense & National Security as Mitsubishi Electric
is from Mitsubishi Electric Engineering. Where the name breaks off tells them apart: sisters of a group differ in
a word that follows at once, a short name ends where the other goes on with "and", with a place, or within a word.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from controls.matching.parts import Named, Part
from controls.matching.postings import key_of

LIST, PLACE, BODY, CUT = "short_list", "short_place", "short_body", "short_cut"  # kinds of steps
LEAST, MOST = 0.72, 0.84  # what a short name can score: always possible, never probable
_BODIES = {"academy", "university", "institute", "centre", "agency", "laboratory"}
_CUT_TO = "大研硏"  # 大学, 大学校, 研究所, 研究院
_SEPARATORS = ",&+/、・"
_TELLING = 0.5  # so much the words say at least that are left when a place or a body is not said
_TWO, _THREE = 2, 3  # words that say something; fewer are anybody's


class Short(NamedTuple):
    """A name without its end: the words that are left, and of what kind the end is."""

    words: tuple[Part, ...]
    kind: str


def shortened(one: Named, other: Named, weight: Callable[[Part], float]) -> str:
    """How the one is short for the other, or the other for the one: the kind of step, or nothing.

    A name that has its legal form is no short name.
    """
    if not one.said or not other.said or one.said[0].key != other.said[0].key:
        return ""
    short, whole = sorted((one, other), key=lambda name: (len(name.said), len(name.whole)))
    if short.forms:
        return ""
    words = _keys(short.said)
    for each in _shorts(whole):
        if _keys(each.words) == words and (each.kind == LIST or sum(map(weight, each.words)) >= _TELLING):
            return each.kind
    return CUT if _cut(whole) == short.whole else ""


def short_keys(name: Named) -> set[int]:
    """The keys of the short names of a name."""
    keys = {_key(_keys(each.words)) for each in _shorts(name)}
    cut = _cut(name)
    return keys | {key_of("short cut", cut)} if cut else keys


def own_keys(name: Named) -> set[int]:
    """The keys by which a name is looked for among the short names of others."""
    if name.forms or not name.said:
        return set()
    keys = {_key(_keys(name.said))} if len(name.said) >= _TWO else set()
    return keys if name.whole.isascii() else keys | {key_of("short cut", name.whole)}


def _shorts(name: Named) -> Iterator[Short]:
    said = name.said
    for place in _breaks(name):
        if place >= _TWO and all(part.kind in ("trade", "place") for part in said[place:]):
            yield Short(said[:place], LIST)
    if any(part.kind == "house" for part in said):
        return  # a place or a body tells the companies of a group apart
    for least, kind, is_of in (
        (_TWO, PLACE, lambda part: part.kind == "place"),
        (_THREE, BODY, lambda part: part.meaning in _BODIES),
    ):
        end = len(said)
        while end and is_of(said[end - 1]):
            end -= 1
        if least <= end < len(said):
            yield Short(said[:end], kind)


def _breaks(name: Named) -> Iterator[int]:
    """Which of the words that say something follow upon a sign or a word for "and"."""
    at, number, parted, before = 0, 0, False, ""
    for part in name.parts:
        place = at if part.text == before and part.meaning else name.text.find(part.text, at)
        if place < 0:
            return  # read otherwise than it is written
        parted = parted or any(sign in name.text[at:place] for sign in _SEPARATORS)
        at, before = max(at, place + len(part.text)) if part.text != before else at, part.text
        if part.kind == "light":
            parted = parted or part.meaning == "and"
            continue
        if parted and number:
            yield number
        number, parted = number + 1, False


def _cut(name: Named) -> str:
    """The name that ends with the first character of its last word, as in Japanese with universities: 防衛大."""
    last = name.parts[-1] if name.parts else None
    if last is None or last.meaning not in _BODIES or last.text[0] not in _CUT_TO or len(name.said) < _TWO:
        return ""
    return name.whole[: len(name.whole) - len(last.text) + 1] if name.whole.endswith(last.text) else ""


def _keys(parts: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple([part.key for part in parts])


def _key(words: tuple[str, ...]) -> int:
    return key_of("short", " ".join(words))
