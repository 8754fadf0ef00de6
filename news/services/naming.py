"""Which known articles a reading speaks of: its items' names held against every name on record, all at once."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from news.ingest.normalise import Folded, Name, contradict
from news.models import ArticleName, Source
from news.services import many_rows

Kind = ArticleName.Kind
# Names that mean something only at the source that gives them.
_OWN = {Kind.KEY, Kind.WORDS}
_LONGEST = 2_000  # characters of a name that are shown


@dataclass(frozen=True)
class FullName:
    """A name with where it holds. `digest` is what no two articles share."""

    kind: str
    scope: str
    value: str

    @property
    def digest(self) -> bytes:
        return hashlib.sha256("\x1f".join((self.kind, self.scope, self.value)).encode()).digest()


@dataclass
class Sighting:
    """One item of a reading with all its names, and the known article that it is, if any.

    `others` are articles to which its other names lead, or which its official number forbids: suggestions for a person.
    """

    folded: Folded
    names: dict[bytes, FullName]
    article: int | None = None
    others: list[int] = field(default_factory=list)
    unknown: list[FullName] = field(default_factory=list)


def recognise(*, items: Sequence[Folded], source: Source) -> list[Sighting]:
    """The items of one reading of a source, each with the known article that it is. In two statements.

    The surest name decides. An article whose official numbers are others than the item's is never it.
    """
    sightings = [Sighting(item, {name.digest: name for name in _full_names(item, source)}) for item in items]
    known = _known({digest for sighting in sightings for digest in sighting.names})
    numbers = _numbers(set(known.values()))
    for sighting in sightings:
        led_to = list(dict.fromkeys(known[digest] for digest in sighting.names if digest in known))
        fitting = [pk for pk in led_to if not contradict(numbers[pk], sighting.folded.names)]
        sighting.article = fitting[0] if fitting else None
        if fitting:  # a number that the article gets by this holds for the rest of the reading
            numbers[fitting[0]] += (name for name in sighting.folded.names if name.kind == Kind.NOTICE)
        sighting.others = [pk for pk in led_to if pk != sighting.article]
        sighting.unknown = [name for digest, name in sighting.names.items() if digest not in known]
    return sightings


def keep(*, named: Iterable[tuple[int, Iterable[FullName]]], at: datetime) -> None:
    """Keep names of articles. A name that two of them bear stays with the first. In one statement."""
    rows = [
        {
            **{"article_id": article, "kind": name.kind, "scope": name.scope, "value": name.value[:_LONGEST]},
            **{"digest": name.digest, "seen_at": at},
        }
        for article, names in named
        for name in names
    ]
    many_rows.insert(model=ArticleName, rows=rows, or_ignore=True)


def _full_names(item: Folded, source: Source) -> list[FullName]:
    """Every name of an item, the surest first; last of all its addresses as the source wrote them."""
    names = [FullName(name.kind, source.key if name.kind in _OWN else "", name.value) for name in item.names]
    return [*names, *(FullName(Kind.RECEIVED, "", address) for address in item.addresses)]


def _known(digests: Collection[bytes]) -> dict[bytes, int]:
    """The articles that bear names, by the digests of these."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, article_id FROM news_articlename WHERE digest = ANY(%s::bytea[])", [list(digests)]
        )
        return {bytes(digest): article for digest, article in cursor.fetchall()}


def _numbers(articles: Collection[int]) -> dict[int, list[Name]]:
    """The official numbers of articles; none for most."""
    found: dict[int, list[Name]] = defaultdict(list)
    rows = ArticleName.objects.filter(article_id__in=articles, kind=Kind.NOTICE)
    for article, value in rows.values_list("article_id", "value"):
        found[article].append(Name(Kind.NOTICE, value))
    return found
