"""Keys of whole names: equal, in other words one, heard as one, by initials, a person's words in any order.

A name is kept under some and looked for by others: sounds are looked for in other scripts only.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from controls.matching.alphabets import bones, quiet, rough
from controls.matching.likeness import spoken_whole
from controls.matching.parts import Named, Part
from controls.matching.persons import readings
from controls.matching.postings import key_of
from controls.matching.shortened import own_keys, short_keys
from controls.matching.sounds import one_spelling, skeleton

_HEARD, _SHORT, _INITIALS = 0.9, 0.9, 0.8  # what sounding alike, being short for another, and initials can give
_LETTERS = range(3, 7)  # of an acronym
_WORDS = range(2, 6)  # of a person's name that are looked for in any order
_BONES, _SPOKEN = 3, 5  # consonants by which a word and a whole name are known
_SPELT = ("latin", "kana", "heard")  # scripts that write sounds


def kept_keys(name: Named, *, person: bool) -> set[int]:
    """The keys under which a name is kept as a whole."""
    spoken = spoken_whole(name.parts)
    keys = {key for key, _share in _whole_keys(name, spoken)}
    for one, other in pairwise(name.parts):
        if one.script == other.script and one.script in _SPELT:
            keys |= set(apart_keys((one, other), one.script))
    keys |= _heard_keys(spoken, "heard" if _is_heard(name) else "plain")
    keys |= short_keys(name) | {_shortened(key) for key in own_keys(name)}
    return keys | {key for key, _share in person_keys(name)} if person else keys


def asked_keys(name: Named) -> Iterator[tuple[int, float]]:
    """The keys by which a name is looked for as a whole, and how much of both names each of them explains."""
    spoken = spoken_whole(name.parts)
    yield from _whole_keys(name, spoken)
    yield from person_keys(name)
    for key in _heard_keys(spoken, "plain" if _is_heard(name) else "heard"):
        yield key, _HEARD
    for key in (*own_keys(name), *(_shortened(key) for key in short_keys(name))):
        yield key, _SHORT


def _shortened(key: int) -> int:
    """The key of a name as one that may be short for others, beside those of the short names of names."""
    return key_of("is short", str(key))


def apart_keys(parts: Sequence[Part], script: str) -> list[int]:
    """The keys of parts in a script that another name may write as one: by their spelling, in others by their sound."""
    return _apart_keys(parts, (script,))


def _apart_keys(parts: Sequence[Part], scripts: Sequence[str]) -> list[int]:
    keys = [key_of("apart", "".join([part.spelling for part in parts]).replace(" ", ""))]
    if len(parts) > 1 and all([part.meaning for part in parts]):
        return keys  # each is found by what it means
    latin = "".join([part.latin for part in parts]).replace(" ", "")
    for kind, heard in (("sound", skeleton(latin)), ("bones", bones(latin)), ("quiet", quiet(latin))):
        if len(heard) >= _BONES:
            keys += [key_of(f"apart {kind} {script}", heard) for script in scripts]
    return keys


@lru_cache(maxsize=20_000)
def asked_apart(part: Part) -> frozenset[int]:
    """The keys by which a part is looked for that other names may write as several."""
    others = ("",) if part.script not in _SPELT else ("kana", "heard") if part.script == "latin" else ("latin",)
    return frozenset(_apart_keys([part], others))


def _heard_keys(spoken: str, script: str) -> set[int]:
    """The keys of a whole name as it sounds, among names of the scripts that are compared by sound or of the others."""
    heard = {bones(spoken), quiet(spoken)}
    return {key_of(f"bones {script}", each) for each in heard if len(each) >= _SPOKEN - 1}


def _is_heard(name: Named) -> bool:
    return "heard" in [part.script for part in name.parts]


def whole_keys(name: Named) -> Iterator[tuple[int, float]]:
    """The keys of a whole name that are the same for asking and keeping."""
    return _whole_keys(name, spoken_whole(name.parts))


def _whole_keys(name: Named, spoken: str) -> Iterator[tuple[int, float]]:
    if not name.whole:
        return
    yield key_of("whole", name.whole), 1.0
    latin = dict.fromkeys([part.text for part in name.said if part.script == "latin"])
    if len(latin) in _LETTERS:
        yield key_of("initials", "".join([text[0] for text in latin])), _INITIALS
    if len(name.parts) == 1 and len(name.whole) in _LETTERS and name.whole.isascii():
        yield key_of("initials", name.whole), _INITIALS
    if len(spoken) >= _SPOKEN:
        yield key_of("spoken", one_spelling(spoken)), _HEARD


def person_keys(name: Named) -> Iterator[tuple[int, float]]:
    """The keys of a person's name in any order, in Latin letters, by both ways in which two spellings are one."""
    for words in readings(name.written):
        if len(words) in _WORDS:
            yield key_of("person", " ".join(sorted(map(one_spelling, words)))), 1.0
            yield key_of("person heard", " ".join(sorted(map(rough, words)))), 1.0
