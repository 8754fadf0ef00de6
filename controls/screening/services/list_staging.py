"""Reading a file of a list into rows that wait: streamed, and never more of it in memory than one party."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson
from django.db import connection

from controls.screening import formats
from controls.screening.formats import PartyRow, RowError, Skipped
from controls.screening.models import ListVersion

MOST_ERRORS = 100  # that are told, each with its line
_TELL_EVERY = 1_000  # rows

Tell = Callable[[int], None]  # hears how many bytes of the file were read

# A page may not keep the database busy for long; a list of a hundred thousand entries may, until its transaction ends.
_PATIENCE = "SET LOCAL statement_timeout = '300s'"
_COPY = "COPY screening_waitingparty (version_id, line, own_id, digest, content) FROM STDIN"
_CHANGES = """
    SELECT count(*) FILTER (WHERE listed.id IS NULL),
           count(*) FILTER (WHERE waiting.id IS NOT NULL AND listed.digest <> waiting.digest),
           count(*) FILTER (WHERE waiting.id IS NULL)
      FROM (SELECT * FROM screening_waitingparty WHERE version_id = %(version)s) AS waiting
      FULL JOIN (SELECT * FROM screening_listedparty
                  WHERE imported_list_id = %(list)s AND until_version IS NULL) AS listed
        ON listed.own_id = waiting.own_id
"""
_END = """
    UPDATE screening_listedparty AS listed SET until_version = %(number)s
     WHERE listed.imported_list_id = %(list)s AND listed.until_version IS NULL
       AND NOT EXISTS (SELECT 1 FROM screening_waitingparty AS waiting
                        WHERE waiting.version_id = %(version)s AND waiting.own_id = listed.own_id
                          AND waiting.digest = listed.digest)
"""
_BEGIN = """
    INSERT INTO screening_listedparty (imported_list_id, from_version, own_id, digest, content)
    SELECT %(list)s, %(number)s, waiting.own_id, waiting.digest, waiting.content
      FROM screening_waitingparty AS waiting
     WHERE waiting.version_id = %(version)s
       AND NOT EXISTS (SELECT 1 FROM screening_listedparty AS listed
                        WHERE listed.imported_list_id = %(list)s AND listed.until_version IS NULL
                          AND listed.own_id = waiting.own_id)
     ORDER BY waiting.line
"""


@dataclass(slots=True)
class Reading:
    """What was found in a file. `errors` holds the first of them, `error_count` says how many there are."""

    count: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    error_count: int = 0

    def refuse(self, line: int, message: str) -> None:
        self.error_count += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(line, message))


def digest_of(*, stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of a whole file, which is then at its beginning again."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(1_048_576):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return digest.hexdigest(), size


def stage(*, version: ListVersion, stream: BinaryIO, tell: Tell) -> Reading:
    """Keep every party of the file as waiting for this version. The caller looks at the errors, and rolls back."""
    reading = Reading()
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        with cursor.copy(_COPY) as copy:
            for row in _parties(version.form, stream, reading, tell):
                # After an error nothing will be kept: the rest is only read for its errors.
                if not reading.error_count:
                    content = content_of(row=row)
                    digest = hashlib.sha256(content).hexdigest()
                    copy.write_row((version.pk, row.line, row.own_id, digest, content.decode()))
        # Without it the planner takes the table for empty, and joins row by row.
        cursor.execute("ANALYZE screening_waitingparty")
    return reading


def content_of(*, row: PartyRow) -> bytes:
    """What is kept of a party, as one JSON text: the same party gives the same bytes, whatever line it stands in."""
    return orjson.dumps(
        {
            "schema": row.schema,
            "names": [[name.text, name.language, name.kind] for name in row.names],
            "countries": row.countries,
            "numbers": row.numbers,
            "addresses": row.addresses,
            "programmes": row.programmes,
            "source_url": row.source_url,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def changes(*, version: ListVersion) -> tuple[int, int, int]:
    """How many parties the waiting version adds, changes and removes, against the entries in use."""
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute(_CHANGES, {"version": version.pk, "list": version.imported_list_id})
        added, changed, removed = cursor.fetchone()
    return added, changed, removed


def bring_into_use(*, version: ListVersion) -> None:
    """Make the waiting parties of a version those in use. Entries that did not change keep their rows."""
    names = {"version": version.pk, "list": version.imported_list_id, "number": version.number}
    with connection.cursor() as cursor:
        cursor.execute(_END, names)
        cursor.execute(_BEGIN, names)
    version.waiting.all().delete()


def _parties(form: str, stream: BinaryIO, reading: Reading, tell: Tell) -> Iterator[PartyRow]:
    """The parties of a file; everything else, and each number that is there twice, is noted in the reading."""
    lines: dict[str, int] = {}
    for count, row in enumerate(formats.read(stream, form), start=1):
        if count % _TELL_EVERY == 0:
            tell(stream.tell())
        if isinstance(row, RowError):
            reading.refuse(row.line, row.message)
        elif isinstance(row, Skipped):
            reading.skipped[row.reason] += 1
        elif row.own_id in lines:
            reading.refuse(row.line, f"id: {row.own_id} is in line {lines[row.own_id]} already.")
        else:
            lines[row.own_id] = row.line
            reading.count += 1
            yield row
    tell(stream.tell())
