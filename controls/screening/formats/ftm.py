"""FollowTheMoney: one JSON object on each line, as OpenSanctions and others publish their lists.

Read from the documentation of the model (followthemoney.tech). Of its properties only those below are read; there are
hundreds, and new ones are no error. Statements of other kinds (addresses, sanctions, ships) are left out, and counted.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from controls.screening.formats.lines import lines
from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_URL,
    NAME,
    PERSON,
    SCHEMATA,
    WEAK_ALIAS,
    Row,
    RowName,
    Skipped,
    Unreadable,
    attempt,
    needed,
    party,
    text,
)
from controls.screening.formats.strict_json import parsed

_NAMES = {"name": NAME, "alias": ALIAS, "previousName": ALIAS, "weakAlias": WEAK_ALIAS}
_COUNTRIES = ("country", "jurisdiction")
_COUNTRIES_OF_PERSONS = ("nationality", "citizenship")
_NUMBERS = {
    "registrationNumber": "",
    "taxNumber": "tax number",
    "leiCode": "lei",
    "innCode": "ru-inn",
    "ogrnCode": "ru-ogrn",
    "uscCode": "cn-uscc",
    "idNumber": "identity document",
}
_MOST_VALUES = 5_000  # of one property


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every statement of the file; empty lines are left out."""
    for line, content in lines(stream):
        if content.strip():
            yield attempt(line, partial(_row, line, content))


def _row(line: int, content: str) -> Row:
    statement = parsed(content)
    if not isinstance(statement, dict):
        raise Unreadable("A statement is needed: an object with id, schema and properties.")
    schema = needed(statement.get("schema"), "schema", LONGEST_ID)
    if schema not in SCHEMATA:
        return Skipped(line, f"schema {schema}")
    properties = statement.get("properties")
    if not isinstance(properties, dict):
        raise Unreadable("properties: is missing, or no object.")
    countries = (*_COUNTRIES, *_COUNTRIES_OF_PERSONS) if schema == PERSON else _COUNTRIES
    return party(
        line=line,
        own_id=needed(statement.get("id"), "id", LONGEST_ID),
        schema=schema,
        names=[
            RowName(value, kind=kind)
            for field, kind in _NAMES.items()
            for value in _values(properties, field, LONGEST_NAME)
        ],
        countries=[value.upper() for field in countries for value in _values(properties, field, 10)],
        numbers=[
            (register, value)
            for field, register in _NUMBERS.items()
            for value in _values(properties, field, LONGEST_NUMBER)
        ],
        addresses=_values(properties, "address", LONGEST_ADDRESS),
        programmes=_values(properties, "programId", LONGEST_NAME),
        source_url=next(iter(_values(properties, "sourceUrl", LONGEST_URL)), ""),
    )


def _values(properties: Mapping[str, Any], field: str, longest: int) -> list[str]:
    values = properties.get(field, [])
    if not isinstance(values, list):
        raise Unreadable(f"{field}: a list of texts is needed, not {type(values).__name__}.")
    if len(values) > _MOST_VALUES:
        raise Unreadable(f"{field}: {len(values):,} values, at most {_MOST_VALUES:,} are allowed.")
    return [text(value, field, longest) for value in values]
