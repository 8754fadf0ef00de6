"""Keys of parts of names: text, meaning, spelling and sound, a text with a letter left out, and pieces of it."""

from collections.abc import Callable, Iterator

from controls.matching.alphabets import bones, consonants, quiet, syllable_bones
from controls.matching.likeness import bare, clear
from controls.matching.parts import Part
from controls.matching.postings import key_of
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


def kept_keys(part: Part) -> Iterator[int]:
    """The keys under which a part is kept: those of its text, meaning, spelling and sound."""
    yield from _written_keys(part)
    yield from (key_of(f"{kind} {part.script}", heard) for kind, heard in _sounds(part))


def asked_keys(part: Part) -> Iterator[int]:
    """The keys by which a part is looked for: its sound only in other scripts than its own."""
    yield from _written_keys(part)
    for kind, heard in _sounds(part):
        yield from (key_of(f"{kind} {script}", heard) for script in _SOUNDS[kind] if script != part.script)


def _written_keys(part: Part) -> Iterator[int]:
    """The keys of text, meaning and spelling, and of a short word with a letter left out."""
    if part.meaning:
        yield key_of("means", part.meaning)
    if part.kind != "light":
        yield key_of("text", part.text)
    if part.kind not in ("light", "number"):
        yield from {key_of("spelt", spelling) for spelling in (part.spelling, singular(part.text)) if spelling}
    if part.kind != "number" and len(part.text) in (_SHORT_RUN if part.script == "han" else _SHORT):
        yield key_of("slip", part.text)
        yield from {key_of("slip", part.text[:at] + part.text[at + 1 :]) for at in range(len(part.text))}


def _sounds(part: Part) -> Iterator[tuple[str, str]]:
    """The sounds of a part that scripts have in common, by the kind of sound."""
    if part.kind in ("light", "number"):
        return
    for kind, heard_by in _HEARD_BY.items():
        if part.script in _SOUNDS[kind]:
            heard = syllable_bones(part.text) if part.script == "han" else heard_by(part.latin)
            if len(heard) >= (1 if kind in ("rough", "clear") else _BONES):
                yield kind, heard


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
