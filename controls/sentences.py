"""Sentences that were written down in English, read back into what they say and of what, to be said in other languages.

A sentence is known by its template: "The file has more than %(most)s rows." What was stored stays as it is; who shows
it to a person may find template and values here, and say the same in the person's language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says: its template, and the values in it, as they stand in the sentence."""

    template: str
    values: dict[str, str]


class Sentences:
    """Templates of sentences. Of several that fit, the one with the most words of its own is meant."""

    def __init__(self, templates: Iterable[str]) -> None:
        weighed = sorted(templates, key=lambda template: (-len(_PLACE.sub("", template)), template))
        self._known = [(template, _PLACE.split(template)[0], _pattern(template)) for template in weighed]

    def said(self, text: str) -> Said | None:
        """What a text says; None for one that no template fits."""
        for template, beginning, pattern in self._known:
            if text.startswith(beginning) and (found := pattern.fullmatch(text)):
                return Said(template, found.groupdict())
        return None


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _PLACE.split(template)
    seen: set[str] = set()
    for place in range(1, len(pieces), 2):
        name = pieces[place]
        pieces[place] = f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
        seen.add(name)
    for place in range(0, len(pieces), 2):
        pieces[place] = re.escape(pieces[place])
    return re.compile("".join(pieces), re.DOTALL)
