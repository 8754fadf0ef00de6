"""Keys of parts of names: text, meaning, spelling and sound, a text with a letter left out, and pieces of it."""

from collections.abc import Callable

from controls.matching.alphabets import bones, consonants, quiet, syllable_bones
from controls.matching.likeness import bare, clear
from controls.matching.parts import Part
from controls.matching.postings import key_in, kind_of
from controls.matching.sounds import skeleton
from controls.matching.words import singular

_BONES = 3  # consonants by which a sound is known
_SHORT, _SHORT_RUN = range(5, 9), range(4, 9)  # letters of a word that is also looked for with one of them left out
_LONG = 4  # letters of a word that is cut into pieces
_LONGEST = 60  # letters of a word that are cut into pieces
# Which scripts are compared with each other by each kind of sound.
_SOUNDS = {
    "rough": ("latin", "kana", "heard"),
    "clear": ("latin", "kana", "heard"),
    "sound": ("latin", "kana"),
    "bones": ("latin", "kana", "heard"),
    "quiet": ("latin", "kana", "heard"),
    "syllables": ("latin", "han"),
}
_HEARD_BY: dict[str, Callable[[str], str]] = {
    "rough": bare,
    "clear": clear,
    "sound": skeleton,
    "bones": bones,
    "quiet": quiet,
    "syllables": consonants,
}


# By the script of a part: how each kind of sound is heard, how long it is at least, and in which scripts it is kept.
_HEARD = {
    script: [
        (
            syllable_bones if script == "han" else heard_by,
            script == "han",
            1 if kind in ("rough", "clear") else _BONES,
            kind_of(f"{kind} {script}"),
            [kind_of(f"{kind} {other}") for other in _SOUNDS[kind] if other != script],
        )
        for kind, heard_by in _HEARD_BY.items()
        if script in _SOUNDS[kind]
    ]
    for script in ("latin", "kana", "heard", "han", "other")
}
_MEANS, _TEXT, _SPELT, _SLIP = kind_of("means"), kind_of("text"), kind_of("spelt"), kind_of("slip")


def kept_keys(part: Part) -> list[int]:
    """The keys under which a part is kept: those of its text, meaning, spelling and sound."""
    keys = _written_keys(part)
    if part.kind not in ("light", "number"):
        for heard_by, as_written, least, kept, _others in _HEARD[part.script]:
            heard = heard_by(part.text if as_written else part.latin)
            if len(heard) >= least:
                keys.append(key_in(kept, heard))
    return keys


def asked_keys(part: Part) -> list[int]:
    """The keys by which a part is looked for: its sound only in other scripts than its own."""
    keys = _written_keys(part)
    if part.kind not in ("light", "number"):
        for heard_by, as_written, least, _kept, others in _HEARD[part.script]:
            heard = heard_by(part.text if as_written else part.latin)
            if len(heard) >= least:
                keys += [key_in(other, heard) for other in others]
    return keys


def spelt_key(spelling: str) -> int:
    """The key of a part by its spelling."""
    return key_in(_SPELT, spelling)


def _written_keys(part: Part) -> list[int]:
    """The keys of text, meaning and spelling, and of a short word with a letter left out."""
    text, kind = part.text, part.kind
    keys = [key_in(_MEANS, part.meaning)] if part.meaning else []
    if kind != "light":
        keys.append(key_in(_TEXT, text))
        if kind != "number":
            keys += [key_in(_SPELT, spelling) for spelling in {part.spelling, singular(text)} if spelling]
    if kind != "number" and len(text) in (_SHORT_RUN if part.script == "han" else _SHORT):
        keys.append(key_in(_SLIP, text))
        keys += {key_in(_SLIP, text[:at] + text[at + 1 :]) for at in range(len(text))}
    return keys


def signs_of(text: str) -> int:
    """Which signs a text has, one bit for each; several signs may share a bit."""
    found = 0
    for sign in text:
        found |= 1 << (ord(sign) & 31)
    return found


def cut(part: Part) -> list[int]:
    """Pieces as numbers: pairs of Chinese characters, three letters of other words and their edges."""
    if part.kind in ("light", "number"):
        return []
    if part.script == "han":
        text = part.text if len(part.text) > 1 else ""
        signs = [ord(sign) for sign in text]
        return list({one << 21 | other for one, other in zip(signs, signs[1:], strict=False)})
    text = part.spelling
    if len(text) < _LONG:
        return []
    signs = [ord(sign) for sign in f"<{text[:_LONGEST]}>"]
    return list({a << 42 | b << 21 | c for a, b, c in zip(signs, signs[1:], signs[2:], strict=False)})
