"""Imported lists as a source of parties: who stands on them, on which days, and what is said of those who are found.

A source of parties has these public names; `controls.screening.services.sources` has the row of them.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from controls import states
from controls.matching.facts import Facts
from controls.matching.parties import ALIAS, Party, Span, Spelling
from controls.models import Effect, Identifier
from controls.models.labels import ListingState, written_day
from controls.screening.formats.rows import NAME, PERSON
from controls.screening.models import ImportedList, ListedParty, ListVersion
from controls.screening.receipts import digest_of

PREFIX = "party"
# The newest versions that count, where a question is asked as at an earlier moment.
_up_to: ContextVar[Mapping[str, int] | None] = ContextVar("up_to", default=None)
_CHUNK = 2_000  # rows that are in memory at once
# Every check asks this twice. Put together by Django it takes three times as long.
_VERSION = """
SELECT list.key, list.name, used.versions, list.complete, list.verified_on::text, list.expected_count
FROM screening_importedlist AS list
JOIN (
  SELECT imported_list_id, count(*) AS versions FROM screening_listversion WHERE state = %s GROUP BY imported_list_id
) AS used ON used.imported_list_id = list.id
ORDER BY list.key
"""


def version() -> tuple[tuple[Any, ...], ...]:
    """What is in use of each list, and what is known of it: moves with every version, and with every word on a list.

    All of it is JSON, for a snapshot of the index is known by the digest of this.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [ListVersion.State.PUBLISHED])
        return tuple(cursor.fetchall())


def versions() -> dict[str, int]:
    """The newest version in use of each list, by its key."""
    newest = ListVersion.objects.published().values_list("imported_list__key").annotate(Max("number"))
    return dict(newest.order_by("imported_list__key"))


@contextmanager
def at(*, versions: Mapping[str, int]) -> Iterator[None]:
    """Let every question inside be answered as when these were the newest versions; lists without one were not there.

    What is said of a list itself (its name, whether it is complete) is said as today: no version has it.
    """
    token = _up_to.set(versions)
    try:
        yield
    finally:
        _up_to.reset(token)


def _in_use(on: date) -> list[ListVersion]:
    """The versions in use at the end of a day, as far as they were there."""
    up_to, published = _up_to.get(), ListVersion.objects.select_related("imported_list")
    if up_to is None:
        return list(published.in_use(on=on).order_by("imported_list__key"))
    rows = published.published().filter(published_on__lte=on).order_by("imported_list__key", "number")
    return list(
        {row.imported_list_id: row for row in rows if row.number <= up_to.get(row.imported_list.key, 0)}.values()
    )


def searched(*, on: date) -> list[dict[str, Any]]:
    """The imported lists as they were in use at the end of a day, in one query; one that was not there is left out.

    A list is complete when somebody said so who had compared it at most SCREENING_VERIFIED_DAYS before the day.
    """
    recent = on - timedelta(days=settings.SCREENING_VERIFIED_DAYS)
    return [
        {
            "list": found.key,
            "name": found.name,
            "entries": version.count,
            "expected": found.expected_count,
            "complete": found.complete and found.verified_on is not None and found.verified_on >= recent,
            "verified_on": found.verified_on.isoformat() if found.verified_on else None,
        }
        for version in _in_use(on)
        for found in [version.imported_list]
    ]


def parties() -> Iterator[Party]:
    """Every entry that a list ever had here, with the days on which it was in use, in three queries.

    Days are those on which versions came into use in this installation, for no file says since when it holds. The key
    is party:<list>/<own id>, and party:<list>@<version>/<own id> for what a later version replaced, so that each key
    is there once. Of two versions that came into use on one day, the earlier one counts for nothing.
    """
    days = _days()
    keys = dict(ImportedList.objects.values_list("pk", "key"))
    # As text, for the fast reader: a hundred thousand entries are read whenever a process builds its index.
    rows = ListedParty.objects.order_by("pk").values_list(
        "imported_list_id", "own_id", "from_version", "until_version", Cast("content", TextField())
    )
    for pk, own_id, begins, ends, content in rows.iterator(chunk_size=_CHUNK):
        # A version that came into use since the days were read is not there yet: what it ended still stands.
        ends = ends if (pk, ends) in days else None
        first, last = days.get((pk, begins)), days.get((pk, ends)) if ends is not None else None
        if first is not None and first != last:
            replaced = "" if ends is None else f"@{begins}"
            yield party_of(
                key=f"{PREFIX}:{keys[pk]}{replaced}/{own_id}",
                content=orjson.loads(content),
                span=Span(keys[pk], first, last),
            )


def described(*, keys: Collection[str], on: date) -> dict[str, dict[str, Any]]:
    """What is said of entries that were found, by their keys with the prefix. Two queries, however many they are.

    What a list means for a shipment is not said: the register does not know the law of others.
    """
    asked = {key: _parts(key) for key in keys}
    found = ListedParty.objects.select_related("imported_list").filter(
        imported_list__key__in={list_key for list_key, _begins, _own_id in asked.values()},
        own_id__in={own_id for _list_key, _begins, own_id in asked.values()},
    )
    days, rows = _days(), dict[tuple[str, int | None, str], ListedParty]()
    for row in found.order_by("from_version"):
        if (row.imported_list_id, row.from_version) not in days:
            continue
        for begins in (None, row.from_version):  # without a version it is the newest that is asked for
            rows[row.imported_list.key, begins, row.own_id] = row
    told = {key: rows[parts] for key, parts in asked.items()}
    return {key: _entry(row, days[row.imported_list_id, row.from_version]) for key, row in told.items()}


def _parts(key: str) -> tuple[str, int | None, str]:
    """The list, the version from which it held if it was replaced, and the entry's own id."""
    place, _slash, own_id = key.partition(":")[2].partition("/")
    list_key, _at, begins = place.partition("@")
    return list_key, int(begins) if begins else None, own_id


def _entry(row: ListedParty, since: date) -> dict[str, Any]:
    content, found = row.content, row.imported_list
    listing = {
        "key": f"{found.key}/{row.own_id}",
        "list": found.key,
        "list_name": found.name,
        "notice": "",
        "notice_label": "; ".join(content["programmes"]) or found.name,
        "item_number": row.own_id,
        "published_on": since.isoformat(),
        "effective_from": since.isoformat(),
        "effect": Effect.NONE_STATED.value,
        "effect_label": str(Effect.NONE_STATED.label),
        "state": {
            "code": states.IN_FORCE,
            "label": str(ListingState.IN_FORCE.label),
            "since": since.isoformat(),
            "until": None,
            "note": (
                f"In this list as imported on {written_day(since)}. "
                "Since when it stands there, and what it means, the list says."
            ),
        },
    }
    return {
        "entity": {"key": listing["key"], "name": row.name, "country": _country(content)},
        "listing": {name: value for name, value in listing.items() if name != "state"},
        "listings": [listing],
        "state": listing["state"],
        "basis": digest_of([listing["list"], row.own_id, row.digest]),
    }


def party_of(*, key: str, content: dict[str, Any], span: Span) -> Party:
    """An entry as it is compared. Weak aliases count as aliases; of several countries none is taken for the one.

    A number keeps its register only where the register of entities has the same one: lists name registers in words of
    their own, and a number of an unknown register may be that of any.
    """
    return Party(
        key=key,
        person=content["schema"] == PERSON,
        names=tuple(
            Spelling(text, "" if language == "und" else language, kind if kind == NAME else ALIAS)
            for text, language, kind in content["names"]
        ),
        facts=Facts(
            country=_country(content),
            numbers=frozenset(
                (register if register in Identifier.Scheme.values else "", number)
                for register, number in content["numbers"]
            ),
            address=next(iter(content["addresses"]), ""),
        ),
        spans=(span,),
    )


def _country(content: dict[str, Any]) -> str:
    countries = [code for code in content["countries"] if len(code) == 2]
    return countries[0] if len(countries) == 1 else ""


def _days() -> dict[tuple[int, int], date]:
    """The day from which each published version was in use, by list and number."""
    up_to = _up_to.get()
    rows = ListVersion.objects.published().values_list(
        "imported_list_id", "number", "published_on", "imported_list__key"
    )
    return {
        (pk, number): day
        for pk, number, day, key in rows
        if day is not None and (up_to is None or number <= up_to.get(key, 0))
    }
