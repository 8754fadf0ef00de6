"""Tables: a ZIP archive with one CSV for each kind of fact, all of the same revision.

The archive is stored and not compressed, with the first day that ZIP knows on every member: how bytes are compressed
differs from one machine to the next, and then no digest would be the same.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from controls.cells import BYTE_ORDER_MARK, neutralised
from controls.exporting.register import Fact, Register, canonical

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16  # rights of the members where the archive is unpacked
HEAD = "register.json"


def written(register: Register, columns: Mapping[str, Sequence[str]]) -> bytes:
    """The archive. `columns` has every kind of fact with its columns; a kind without facts has a table of none.

    What the log says and the register has no column for any more stands last.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_member(HEAD), f"{canonical(register.head())}\n".encode())
        for noun in sorted(columns):
            facts = list(register.of(noun))
            older = {name for fact in facts for name in fact.said} - set(columns[noun])
            archive.writestr(_member(f"{noun}.csv"), table(facts, [*columns[noun], *sorted(older)]))
    return content.getvalue()


def table(facts: Iterable[Fact], columns: Sequence[str]) -> bytes:
    """UTF-8 with a byte order mark, commas, CRLF. Empty: the log does not say this of the fact, or says null."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(columns)
    for fact in facts:
        writer.writerow([_cell(fact.said.get(name)) for name in columns])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    """Lists and rows below a fact are JSON, so that no separator has to be agreed upon; texts run as no formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return canonical(value)
    return neutralised(value)


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
    member.external_attr = _READABLE
    member.create_system = 3  # Unix, on every machine
    return member
