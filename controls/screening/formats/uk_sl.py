"""The UK Sanctions List of the Foreign, Commonwealth and Development Office, as XML: `Designations`.

Read from the published file format. Ships are left out, and counted. Countries and languages are English words; where
nobody knows their code they stand as printed.
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from controls.screening.formats.elements import Element, elements, only
from controls.screening.formats.places import code_of, language_of
from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    NAME,
    PERSON,
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

_CHILDREN = """
    LastUpdated DateDesignated UniqueID OFSIGroupID UNReferenceNumber Names NonLatinNames Titles RegimeName
    IndividualEntityShip DesignationSource SanctionsImposed SanctionsImposedIndicators OtherInformation
    UKStatementofReasons Addresses PhoneNumbers EmailAddresses Websites IndividualDetails EntityDetails ShipDetails
"""
_KNOWN = frozenset(_CHILDREN.split())
_PARTS = ("Name1", "Name2", "Name3", "Name4", "Name5", "Name6")
_NAME = frozenset((*_PARTS, "NameType", "AliasStrength"))
_KINDS = {"primary name": NAME, "primary name variation": ALIAS, "alias": ALIAS}
_SCHEMATA = {"individual": PERSON, "entity": "Organization"}
_ADDRESS = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode", "AddressCountry")
_NUMBERS = {
    "passport": ("IndividualDetails", "Individual", "PassportDetails", "Passport", "PassportNumber"),
    "identity document": (
        *("IndividualDetails", "Individual", "NationalIdentifierDetails", "NationalIdentifier"),
        "NationalIdentifierNumber",
    ),
    "business registration": (
        *("EntityDetails", "Entity", "BusinessRegistrationNumbers"),
        "BusinessRegistrationNumber",
    ),
}


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every designation of the list."""
    for entry in elements(stream, "Designations", "Designation"):
        yield attempt(entry.line, partial(_row, entry))


def _row(entry: Element) -> Row:
    only(entry, _KNOWN)
    kind = needed(entry.first("IndividualEntityShip"), "IndividualEntityShip", LONGEST_ID).casefold()
    if kind == "ship":
        return Skipped(entry.line, "type Ship")
    if kind not in _SCHEMATA:
        raise Unreadable(f"IndividualEntityShip: “{kind}” is unknown.")
    addresses = entry.all("Addresses", "Address")
    nationalities = entry.all("IndividualDetails", "Individual", "Nationalities", "Nationality")
    places = [*(found.first("AddressCountry") for found in addresses), *(found.text for found in nationalities)]
    return party(
        line=entry.line,
        own_id=needed(entry.first("UniqueID"), "UniqueID", LONGEST_ID),
        schema=_SCHEMATA[kind],
        names=[
            *map(_name, entry.all("Names", "Name")),
            *map(_other_script, entry.all("NonLatinNames", "NonLatinName")),
        ],
        countries=[code_of(text(place, "country", 100)) for place in places],
        numbers=[
            (register, text(found.text, path[-1], LONGEST_ADDRESS)[:LONGEST_NUMBER])
            for register, path in _NUMBERS.items()
            for found in entry.all(*path)
        ],
        addresses=[_address(found) for found in addresses],
        programmes=[needed(entry.first("RegimeName"), "RegimeName", LONGEST_NAME)],
    )


def _name(found: Element) -> RowName:
    only(found, _NAME)
    parts = [text(found.first(part), part, LONGEST_NAME) for part in _PARTS]
    kind = needed(found.first("NameType"), "NameType", LONGEST_ID)
    if kind.casefold() not in _KINDS:
        raise Unreadable(f"NameType: “{kind}” is unknown.")
    weak = "low quality" in found.first("AliasStrength").casefold()
    return RowName(" ".join(part for part in parts if part), kind=WEAK_ALIAS if weak else _KINDS[kind.casefold()])


def _other_script(found: Element) -> RowName:
    tag = language_of(text(found.first("NonLatinScriptLanguage"), "NonLatinScriptLanguage", LONGEST_ID))
    return RowName(text(found.first("NameNonLatinScript"), "NameNonLatinScript", LONGEST_NAME), tag, ALIAS)


def _address(found: Element) -> str:
    parts = [text(found.first(part), part, LONGEST_ADDRESS) for part in _ADDRESS]
    return ", ".join(part for part in parts if part)
