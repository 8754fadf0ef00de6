"""The consolidated list of persons and entities under EU financial sanctions: the XML file of version 1.1.

Read from the published description of the file (`export` with `sanctionEntity`, names as attributes of `nameAlias`).
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from controls.screening.formats.elements import Element, elements, only
from controls.screening.formats.rows import (
    ALIAS,
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_URL,
    NAME,
    PERSON,
    WEAK_ALIAS,
    Row,
    RowName,
    Unreadable,
    attempt,
    country,
    language,
    needed,
    party,
    text,
)

_CHILDREN = "remark regulation subjectType nameAlias citizenship birthdate identification address contactInfo"
_KNOWN = frozenset(_CHILDREN.split())
_SCHEMATA = {"person": PERSON, "enterprise": "Organization"}
_ADDRESS = ("street", "poBox", "place", "zipCode", "city", "region", "countryDescription")
_NO_COUNTRY = ("", "00")  # the list's own sign for a country that it does not know


def read(stream: BinaryIO) -> Iterator[Row]:
    """Every person and entity of the list."""
    for entry in elements(stream, "export", "sanctionEntity"):
        yield attempt(entry.line, partial(_row, entry))


def _row(entry: Element) -> Row:
    only(entry, _KNOWN)
    regulations = entry.all("regulation")
    urls = [found.text for regulation in regulations for found in regulation.all("publicationUrl")]
    return party(
        line=entry.line,
        own_id=_own_id(entry),
        schema=_schema(entry),
        names=_names(entry),
        countries=[
            country(code, "countryIso2Code")
            for found in (*entry.all("citizenship"), *entry.all("address"))
            if (code := found.attributes.get("countryIso2Code", "")) not in _NO_COUNTRY
        ],
        numbers=[number for found in entry.all("identification") for number in _numbers(found)],
        addresses=[_address(found) for found in entry.all("address")],
        programmes=[text(found.attributes.get("programme"), "programme", LONGEST_NAME) for found in regulations],
        source_url=text(next(iter(urls), ""), "publicationUrl", LONGEST_URL),
    )


def _own_id(entry: Element) -> str:
    reference = text(entry.attributes.get("euReferenceNumber"), "euReferenceNumber", LONGEST_ID)
    return reference or f"logical-{needed(entry.attributes.get('logicalId'), 'logicalId', LONGEST_ID - 8)}"


def _schema(entry: Element) -> str:
    kinds = entry.all("subjectType")
    if len(kinds) != 1:
        raise Unreadable(f"subjectType: is there {len(kinds)} times.")
    code = kinds[0].attributes.get("code", "")
    if code not in _SCHEMATA:
        raise Unreadable(f"subjectType: the code “{code[:80]}” is unknown.")
    return _SCHEMATA[code]


def _names(entry: Element) -> list[RowName]:
    """The first strong name is the name; the others are aliases, weak ones where the list calls them so."""
    names, kind = [], NAME
    for found in entry.all("nameAlias"):
        whole = needed(found.attributes.get("wholeName"), "wholeName", LONGEST_NAME)
        strong = found.attributes.get("strong", "true")
        if strong not in ("true", "false"):
            raise Unreadable(f"strong: “{strong[:80]}” is neither true nor false.")
        tag = language(found.attributes.get("nameLanguage", ""), "nameLanguage")
        names.append(RowName(whole, tag, kind if strong == "true" else WEAK_ALIAS))
        kind = ALIAS if strong == "true" else kind
    return names


def _numbers(found: Element) -> Iterator[tuple[str, str]]:
    kind = found.attributes.get("identificationTypeDescription") or found.attributes.get("identificationTypeCode")
    register = text(kind, "identificationTypeDescription", LONGEST_NUMBER)
    for attribute in ("number", "latinNumber"):
        yield register, text(found.attributes.get(attribute), f"identification: {attribute}", LONGEST_NUMBER)


def _address(found: Element) -> str:
    parts = [text(found.attributes.get(part), f"address: {part}", LONGEST_ADDRESS) for part in _ADDRESS]
    return ", ".join(part for part in parts if part and part != "UNKNOWN")
