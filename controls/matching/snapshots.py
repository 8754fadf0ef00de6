"""An index as a file, so that a process need not read every name again: columns of text and of numbers.

The first line says of which algorithm and of which state of the lists the file is, and has the digest of the rest.
What does not agree is refused; a file is never repaired, for an index is built again in seconds.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controls.matching.facts import Facts
from controls.matching.forms import LegalForm
from controls.matching.parties import Party, Span, Spelling
from controls.matching.parts import Part
from controls.matching.postings import Postings, Rows
from controls.matching.records import Records
from controls.matching.vocabulary import Vocabulary

_FORMAT = "index-1"
Columns = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


class SnapshotRefused(Exception):
    """A file that is no snapshot of this index: damaged, of another algorithm, or of another state of the lists."""


def write(path: Path, algorithm: str, token: str, parties: Sequence[Party], records: Records) -> None:
    """Write the snapshot beside its place and put it there whole."""
    columns = json.dumps({**_of_parties(parties), **_of_records(records)}, separators=(",", ":"))
    file = io.BytesIO()
    text = np.frombuffer(columns.encode("ascii"), dtype=np.uint8)
    np.savez(file, allow_pickle=False, columns=text, **_arrays(parties, records))
    body = file.getvalue()
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(json.dumps(_head(algorithm, token, body)).encode("ascii") + b"\n" + body)
    draft.replace(path)


def read(path: Path, algorithm: str, token: str) -> tuple[list[Party], Records]:
    """The parties and records of a snapshot. Raises SnapshotRefused when it is not one of this algorithm and token."""
    try:
        head, _line, body = path.read_bytes().partition(b"\n")
        said = json.loads(head)
    except (OSError, ValueError) as error:
        raise SnapshotRefused(f"{path.name} cannot be read: {error}") from error
    expected = _head(algorithm, token, body)
    if said != expected:
        differs = [key for key in expected if not isinstance(said, dict) or said.get(key) != expected[key]]
        raise SnapshotRefused(f"{path.name} is damaged or of another state: {', '.join(differs)} differs.")
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise SnapshotRefused(f"{path.name} cannot be read: {error}") from error
    columns = json.loads(arrays.pop("columns").tobytes())
    return _parties(columns, arrays), _records(columns, arrays)


def _head(algorithm: str, token: str, body: bytes) -> dict[str, str]:
    return {
        "format": _FORMAT,
        "algorithm": algorithm,
        "token": token,
        "digest": hashlib.sha256(body).hexdigest(),
    }


def _of_parties(parties: Sequence[Party]) -> Columns:
    names = [name for party in parties for name in party.names]
    spans = [span for party in parties for span in party.spans]
    return {
        "keys": [party.key for party in parties],
        "languages": [name.language for name in names],
        "kinds": [name.kind for name in names],
        "country": [party.facts.country for party in parties],
        "numbers": [sorted(party.facts.numbers) for party in parties],
        "address": [party.facts.address for party in parties],
        "lists": [span.list_key for span in spans],
    }


def _of_records(records: Records) -> Columns:
    parts = records.vocabulary.parts
    return {
        "texts": records.texts,
        "plain": records.plain,
        "forms": [
            ([(form.text, form.place, sorted(form.countries)) for form in forms], sorted(countries))
            for forms, countries in records.forms
        ],
        "parts": [[part.text, part.script, part.meaning, part.kind] for part in parts],
    }


def _arrays(parties: Sequence[Party], records: Records) -> Arrays:
    spans = [span for party in parties for span in party.spans]
    vocabulary = records.vocabulary
    found: Arrays = {
        "person": np.array([party.person for party in parties], dtype=bool),
        "names_of": np.array([len(party.names) for party in parties], dtype=np.int32),
        "spans_of": np.array([len(party.spans) for party in parties], dtype=np.int32),
        "first_days": np.array([_ordinal(span.first_day) for span in spans], dtype=np.int32),
        "last_days": np.array([_ordinal(span.last_day) for span in spans], dtype=np.int32),
        "form_of": records.form_of,
        "lookalike": records.lookalike,
        "cut": records.cut,
        "read_as": records.person,
        "row_starts": records.rows.starts,
        "row_numbers": records.rows.numbers,
    }
    for name, postings in (("whole", records.keys), ("exact", vocabulary.exact), ("pieces", vocabulary.pieces)):
        found[f"{name}_keys"] = postings.keys
        found[f"{name}_starts"] = postings.rows.starts
        found[f"{name}_numbers"] = postings.rows.numbers
    return found


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _parties(columns: Columns, arrays: Arrays) -> list[Party]:
    named = zip(columns["texts"], columns["languages"], columns["kinds"], strict=True)
    names = iter([Spelling(text, intern(language), intern(kind)) for text, language, kind in named])
    days = zip(columns["lists"], arrays["first_days"].tolist(), arrays["last_days"].tolist(), strict=True)
    spans = iter([Span(intern(key), _day(first), _day(last)) for key, first, last in days])
    rows = zip(
        columns["keys"],
        arrays["person"].tolist(),
        arrays["names_of"].tolist(),
        arrays["spans_of"].tolist(),
        columns["country"],
        columns["numbers"],
        columns["address"],
        strict=True,
    )
    return [
        Party(
            key=key,
            person=person,
            names=tuple(next(names) for _each in range(names_of)),
            facts=Facts(intern(country), frozenset((intern(one), number) for one, number in numbers), address),
            spans=tuple(next(spans) for _each in range(spans_of)),
        )
        for key, person, names_of, spans_of, country, numbers, address in rows
    ]


def _records(columns: Columns, arrays: Arrays) -> Records:
    postings = {
        name: Postings(arrays[f"{name}_keys"], Rows(arrays[f"{name}_starts"], arrays[f"{name}_numbers"]))
        for name in ("whole", "exact", "pieces")
    }
    parts = [
        Part(text, intern(script), intern(meaning), intern(kind)) for text, script, meaning, kind in columns["parts"]
    ]
    forms = [
        (tuple(LegalForm(text, place, frozenset(known)) for text, place, known in forms), frozenset(countries))
        for forms, countries in columns["forms"]
    ]
    return Records(
        texts=columns["texts"],
        plain=columns["plain"],
        forms=forms,
        form_of=arrays["form_of"],
        lookalike=arrays["lookalike"],
        cut=arrays["cut"],
        person=arrays["read_as"],
        rows=Rows(arrays["row_starts"], arrays["row_numbers"]),
        keys=postings["whole"],
        vocabulary=Vocabulary(parts, postings["exact"], postings["pieces"]),
    )
