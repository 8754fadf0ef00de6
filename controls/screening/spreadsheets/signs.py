"""Signs in a name that deceive the eye or that nothing can store: which are refused, and how the others are shown."""

import re
import unicodedata

MOST_NAME = 600  # characters; a check keeps no longer name
# Controls that turn the direction of writing: a name that shows otherwise than it is compared (Unicode TR 9).
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]"
)
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def named(sign: str) -> str:
    """U+202E RIGHT-TO-LEFT OVERRIDE: the sign, so that it can be looked for and removed."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"


def name_trouble(name: str) -> str:
    """Why this name cannot be screened, in words for the user; empty when it can."""
    if not name.strip():
        return "There is no name in this row."
    if len(name) > MOST_NAME:
        return f"The name is {len(name):,} characters long; at most {MOST_NAME} are compared."
    if found := UNSTORABLE.search(name):
        return f"The name holds {named(found[0])}, which is no text. Remove it."
    if found := _TURNING.search(name):
        return f"The name holds {named(found[0])}, which shows it otherwise than it is. Remove it."
    if found := _CONTROL.search(name):
        return f"The name holds {named(found[0])}. Remove it."
    if not any(character.isalnum() for character in name):
        return "The name holds no letter and no digit."
    return ""


def shown(name: str) -> str:
    """The name with signs that nobody sees written out: Sub\\u200baru. What is stored stays as it was sent."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", name)
