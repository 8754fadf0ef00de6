"""What imported lists say, and on which days: for the index of names, and for receipts. Nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from controls.matching.facts import Facts
from controls.matching.parties import ALIAS, Party, Span, Spelling
from controls.models import Identifier
from controls.screening.formats.rows import NAME, PERSON
from controls.screening.models import ImportedList, ListedParty, ListVersion

_CHUNK = 2_000  # rows that are in memory at once


@dataclass(frozen=True, slots=True)
class SearchedList:
    """A list as it was screened on a day: how many entries, and what is known of their completeness."""

    key: str
    name: str
    version: int
    entries: int
    complete: bool
    verified_on: date | None
    digest: str


def revision() -> int:
    """Grows with every version that is brought into use: an index that was built at another number is old."""
    return ListVersion.objects.published().count()


def searched(*, on: date) -> list[SearchedList]:
    """Each imported list as it was screened at the end of the day, by key; one that was not there yet is left out."""
    versions = ListVersion.objects.in_use(on=on).select_related("imported_list").order_by("imported_list__key")
    return [
        SearchedList(
            key=version.imported_list.key,
            name=version.imported_list.name,
            version=version.number,
            entries=version.count,
            complete=version.imported_list.complete,
            verified_on=version.imported_list.verified_on,
            digest=version.digest,
        )
        for version in versions
    ]


def parties(*, on: date | None = None) -> Iterator[Party]:
    """Every entry that a list ever had here, with the days on which it was in use; with `on` those of that day only.

    Days are those on which versions came into use in this installation, for no file says since when it holds. The key
    is party:<list>/<own id>; what a later version replaced has @v<version> behind it, so that each key is there once.
    Of two versions that came into use on one day, the earlier one counts for nothing.
    """
    days = _days()
    keys = dict(ImportedList.objects.values_list("pk", "key"))
    rows = ListedParty.objects.order_by("pk").values_list(
        "imported_list_id", "own_id", "from_version", "until_version", "content"
    )
    if on is not None:
        rows = rows.filter(_on(on))
    for pk, own_id, begins, ends, content in rows.iterator(chunk_size=_CHUNK):
        first, last = days[pk, begins], days[pk, ends] if ends is not None else None
        if first == last:
            continue
        key = f"party:{keys[pk]}/{own_id}" + ("" if ends is None or on is not None else f"@v{begins}")
        yield party_of(key=key, content=content, span=Span(keys[pk], first, last))


def party_of(*, key: str, content: dict[str, Any], span: Span) -> Party:
    """An entry as it is compared. Weak aliases count as aliases; of several countries none is taken for the one.

    A number keeps its register only where the register of entities has the same one: lists name registers in words of
    their own, and a number of an unknown register may be that of any.
    """
    countries = [code for code in content["countries"] if len(code) == 2]
    return Party(
        key=key,
        person=content["schema"] == PERSON,
        names=tuple(
            Spelling(text, "" if language == "und" else language, kind if kind == NAME else ALIAS)
            for text, language, kind in content["names"]
        ),
        facts=Facts(
            country=countries[0] if len(countries) == 1 else "",
            numbers=frozenset(
                (register if register in Identifier.Scheme.values else "", number)
                for register, number in content["numbers"]
            ),
            address=next(iter(content["addresses"]), ""),
        ),
        spans=(span,),
    )


def _days() -> dict[tuple[int, int], date]:
    """The day from which each published version was in use, by list and number."""
    rows = ListVersion.objects.published().values_list("imported_list_id", "number", "published_on")
    return {(pk, number): day for pk, number, day in rows if day is not None}


def _on(day: date) -> Q:
    """Entries of the versions that were in use at the end of a day."""
    wanted = Q(pk__in=[])
    for pk, number in ListVersion.objects.in_use(on=day).values_list("imported_list_id", "number"):
        later = Q(until_version=None) | Q(until_version__gt=number)
        wanted |= later & Q(imported_list_id=pk, from_version__lte=number)
    return wanted
