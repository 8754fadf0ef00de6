"""What the register itself wrote down about sources and their answers, in the reader's language.

Stored texts stay in English, as the API gives them; a page says them anew from what they say.
"""

import re

from django.utils.translation import gettext

from controls.sentences import Sentences
from news.told.answers import ANSWERS
from news.told.asking import ASKING
from news.told.marks import MARKS

_KNOWN = Sentences((*ANSWERS, *ASKING, *MARKS))
_DEEPEST = 3  # a sentence that quotes a sentence that quotes a sentence
# What cannot be read is quoted after the reason, as Python writes a string.
_QUOTING = re.compile(r"(?P<why>.+?): (?P<sample>'.*'|\".*\")", re.DOTALL)


def told(text: str) -> str | None:
    """The text in the reader's language; None when it is none of the register's own."""
    return _said(text, _DEEPEST)


def in_words(text: object) -> str:
    """The same for messages: what is not known stays in English."""
    words = str(text)
    found = told(words)
    return words if found is None else found


def _said(text: str, deepest: int) -> str | None:
    if not deepest:
        return None
    if quoting := _QUOTING.fullmatch(text):
        why = _said(quoting["why"], deepest - 1)
        if why is not None:
            return gettext("%(why)s: %(sample)s") % {"why": why, "sample": quoting["sample"]}
    said = _KNOWN.said(text)
    if said is None:
        return None
    values = {name: _said(value, deepest - 1) or value for name, value in said.values.items()}
    return gettext(said.template) % values if values else gettext(said.template)
