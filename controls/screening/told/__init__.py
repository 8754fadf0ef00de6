"""What the register itself wrote down about files, rows, batches and lists, in the reader's language.

Stored texts stay in English, as receipts and the API give them; a page says them anew from what they say.
"""

import re
from datetime import date

from django.utils.translation import gettext

from controls.models.labels import written_day
from controls.screening.told.files import FILES
from controls.screening.told.lists import LISTS
from controls.screening.told.work import WORK
from controls.sentences import Sentences

_KNOWN = Sentences((*FILES, *LISTS, *WORK))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# As days are written in what is kept.
_DAY = re.compile(rf"([1-9]|[12]\d|3[01]) ({'|'.join(_MONTHS)}) ([12]\d{{3}})")
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


def _value(text: str) -> str:
    """A value as it stands, but for a day, which each language writes in its own way."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    day, month, year = found.groups()
    try:
        return written_day(date(int(year), _MONTHS.index(month) + 1, int(day)))
    except ValueError:  # 31 Feb: no day, so it stays what it is
        return text


def _line(text: str, deepest: int) -> str | None:
    said = _KNOWN.said(text) if deepest else None
    if said is None:
        return None
    values = {name: _line(value, deepest - 1) or _value(value) for name, value in said.values.items()}
    return gettext(said.template) % values if values else gettext(said.template)
