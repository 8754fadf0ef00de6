"""Everything that a text names, each fact once. Built once for a state of the register, shared by threads."""

from collections.abc import Iterable

from news.linking.codes import Codes
from news.linking.elements import Elements
from news.linking.entities import METHOD as BY_NAME
from news.linking.entities import Entities
from news.linking.known import Hit, Known
from news.linking.notices import Notices
from news.linking.reading import read
from news.linking.surroundings import Surroundings
from news.linking.titles import LIST, TITLE, Titles


class Finder:
    """Finds in a title and summary the facts on record that they name."""

    def __init__(self, known: Known) -> None:
        self._entities = Entities(known.parties) if known.parties else None
        self._notices = Notices([*known.notices, *known.measures])
        self._titles = Titles([*known.notices, *known.measures], known.items, known.lists)
        self._codes = Codes(known.item_codes, known.control_codes, known.tariff_codes)
        self._elements = Elements(known.elements)

    def find(self, title: str, summary: str = "") -> list[Hit]:
        """The facts that a text names, each once, in the order of the text; certain mentions before suggestions."""
        text = read(f"{title}\n{summary}" if summary else title)
        seen = Surroundings(text.written)
        names = list(self._entities.find(text)) if self._entities else []
        inside = [(hit.start, hit.end) for hit in names if hit.certain]
        others = [
            *self._notices.find(text.written),
            *self._titles.find(text, seen),
            *self._codes.find(text.written, seen),
            *self._elements.find(text, seen),
        ]
        kept = [hit for hit in _settled(others) if not (_may_be_part(hit) and _is_within(hit, inside))]
        return _each_once([*names, *kept])


def _settled(hits: list[Hit]) -> list[Hit]:
    """Without suggestions of a title that several facts share, where the text names one of them by number."""
    certain = {hit.reference for hit in hits if hit.certain}
    settled = {(hit.start, hit.end) for hit in hits if hit.method == TITLE and hit.reference in certain}
    return [hit for hit in hits if hit.certain or hit.method != TITLE or (hit.start, hit.end) not in settled]


def _may_be_part(hit: Hit) -> bool:
    """Elements and lists may be words of a name; numbers and titles are none."""
    return hit.reference.startswith("element:") or hit.method == LIST


def _is_within(hit: Hit, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)


def _each_once(hits: list[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (not hit.certain, -hit.likeness, hit.start, hit.method != BY_NAME)):
        best.setdefault(hit.reference, hit)
    return sorted(best.values(), key=lambda hit: (hit.start, hit.reference))
