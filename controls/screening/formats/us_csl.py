"""The Consolidated Screening List of the United States: consolidated.json of trade.gov, one object with `results`.

Read from the documentation of the Consolidated Screening List API. Ships and aircraft are left out, and counted. The
lists of the Commerce Department do not say whether a name is a person or a company; such an entry is a LegalEntity.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_URL,
    PERSON,
    Row,
    RowName,
    Skipped,
    Unreadable,
    attempt,
    needed,
    party,
    text,
)
from controls.screening.formats.strict_json import items

_SCHEMATA = {"Individual": PERSON, "Entity": "Organization", "": "LegalEntity"}
_NO_PARTIES = ("Vessel", "Aircraft")
_FIELDS = """
    id _id source entity_number type programs name title addresses federal_register_notice start_date end_date country
    standard_order license_requirement license_policy call_sign vessel_type gross_tonnage gross_registered_tonnage
    vessel_flag vessel_owner remarks source_list_url source_information_url alt_names citizenships dates_of_birth
    nationalities places_of_birth ids
"""
_KNOWN = frozenset(_FIELDS.split())
_ADDRESS = ("address", "city", "state", "postal_code", "country")
# What the list files under `ids` although it is the number of nobody.
_NO_NUMBERS = ("Gender", "Website", "Email Address", "Phone Number", "Secondary sanctions risk", "Additional Sanctions")


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every entry of the list."""
    for line, entry in items(stream, "results"):
        yield attempt(line, partial(_row, line, entry))


def _row(line: int, entry: Any) -> Row:
    if not isinstance(entry, dict):
        raise Unreadable("results: an entry is no object.")
    if unknown := sorted(entry.keys() - _KNOWN):
        raise Unreadable(f"{unknown[0][:80]}: the field is unknown.")
    kind = text(entry.get("type"), "type", LONGEST_ID)
    if kind in _NO_PARTIES:
        return Skipped(line, f"type {kind}")
    if kind not in _SCHEMATA:
        raise Unreadable(f"type: “{kind}” is unknown.")
    addresses = _objects(entry, "addresses")
    return party(
        line=line,
        own_id=needed(entry.get("id", entry.get("_id")), "id", LONGEST_ID),
        schema=_SCHEMATA[kind],
        names=[
            RowName(needed(entry.get("name"), "name", LONGEST_NAME)),
            *(RowName(name, kind=ALIAS) for name in _texts(entry, "alt_names")),
        ],
        countries=[
            *(text(address.get("country"), "addresses: country", 100) for address in addresses),
            text(entry.get("country"), "country", 100),
            *_texts(entry, "nationalities"),
            *_texts(entry, "citizenships"),
        ],
        numbers=[number for found in _objects(entry, "ids") for number in _number(found)],
        addresses=[_address(address) for address in addresses],
        programmes=[needed(entry.get("source"), "source", LONGEST_NAME), *_texts(entry, "programs")],
        source_url=text(entry.get("source_list_url") or entry.get("source_information_url"), "source", LONGEST_URL),
    )


def _texts(entry: Mapping[str, Any], field: str) -> list[str]:
    """A list of texts; the interface writes some as one text with semicolons."""
    values = entry.get(field) or []
    if isinstance(values, str):
        values = values.split("; ")
    if not isinstance(values, list):
        raise Unreadable(f"{field}: a list is needed, not {type(values).__name__}.")
    return [text(value, field, LONGEST_NAME) for value in values]


def _objects(entry: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    values = entry.get(field) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise Unreadable(f"{field}: a list of objects is needed.")
    return values


def _address(address: Mapping[str, Any]) -> str:
    parts = [text(address.get(part), f"addresses: {part}", LONGEST_ADDRESS) for part in _ADDRESS]
    return ", ".join(part for part in parts if part)


def _number(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = text(found.get("type"), "ids: type", LONGEST_NUMBER)
    number = text(found.get("number"), "ids: number", LONGEST_ADDRESS)
    if any(sign.isdigit() for sign in number) and not kind.startswith(_NO_NUMBERS):
        country = text(found.get("country"), "ids: country", 100)
        yield " ".join(part for part in (country, kind) if part), number[:LONGEST_NUMBER]
