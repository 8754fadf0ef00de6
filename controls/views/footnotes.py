"""Sources of a page, each with one number, in the order in which the page first needs them."""

from collections.abc import Iterable
from typing import Any

from controls.models import Evidenced, Source


class Footnotes:
    """Hands out numbers for sources while a page is put together, and lists them at the end."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._sources: list[Source] = []

    def numbers(self, facts: Evidenced | Iterable[Source]) -> list[int]:
        """The numbers of a fact's sources; official addresses first."""
        sources = facts.sources.all() if isinstance(facts, Evidenced) else facts
        return [self._number(source) for source in sorted(sources, key=_order)]

    def _number(self, source: Source) -> int:
        if source.pk not in self._numbers:
            self._sources.append(source)
            self._numbers[source.pk] = len(self._sources)
        return self._numbers[source.pk]

    def listed(self) -> list[dict[str, Any]]:
        """All sources that got a number."""
        return [
            {
                "number": number,
                "key": source.key,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "kind_label": source.get_kind_display(),
                "seen_on": source.seen_on,
                "seen_as_label": source.get_seen_as_display(),
                "sha256": source.sha256,
                "note": source.note,
            }
            for number, source in enumerate(self._sources, start=1)
        ]


def _order(source: Source) -> tuple[int, str]:
    return list(Source.Kind).index(Source.Kind(source.kind)), source.key
