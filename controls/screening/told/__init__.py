"""What the register itself wrote down about files, rows, batches and lists, in the reader's language.

Stored texts stay in English, as receipts and the API give them; a page says them anew from what they say.
"""

from django.utils.translation import gettext

from controls.screening.told.files import FILES
from controls.screening.told.lists import LISTS
from controls.screening.told.work import WORK
from controls.sentences import Sentences

_KNOWN = Sentences((*FILES, *LISTS, *WORK))
_DEEPEST = 3  # a sentence that quotes a sentence that quotes a sentence


def told(text: str) -> str | None:
    """The text in the reader's language, line by line; None when one of its lines is none of the register's own."""
    lines = [_line(line, _DEEPEST) for line in text.split("\n")]
    known = [line for line in lines if line is not None]
    return "\n".join(known) if len(known) == len(lines) else None


def in_words(text: object) -> str:
    """The same for messages: what is not known stays in English."""
    words = str(text)
    found = told(words)
    return words if found is None else found


def _line(text: str, deepest: int) -> str | None:
    said = _KNOWN.said(text) if deepest else None
    if said is None:
        return None
    values = {name: _line(value, deepest - 1) or value for name, value in said.values.items()}
    return gettext(said.template) % values if values else gettext(said.template)
