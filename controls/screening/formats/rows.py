"""One party of a list as every format gives it, with the line it stands in, and what a row may hold."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# The kinds of party of FollowTheMoney, which the formats share. LegalEntity: whether a person or not is not said.
PERSON = "Person"
SCHEMATA = ("Organization", "Company", "LegalEntity", "PublicBody", PERSON)
NAME, ALIAS, WEAK_ALIAS = "name", "alias", "weak_alias"

MOST_NAMES = 500  # of one party
LONGEST_ID, LONGEST_NAME, LONGEST_ADDRESS, LONGEST_NUMBER, LONGEST_URL = 200, 1_000, 2_000, 200, 1_000
LARGEST_ROW = 1_048_576  # bytes of one party in the file

_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Signs that turn the direction of what follows: a name with one is shown as another name than it is.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Unreadable(ValueError):
    """A row is not what its format says. The message is fit for the user."""


class Broken(Unreadable):
    """From this line on nothing of the file can be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class RowName:
    """One spelling. `language` is a tag of BCP 47, "und" where the list does not say; `kind` is name, alias or
    weak_alias (a word so common that the list itself warns of it)."""

    text: str
    language: str = "und"
    kind: str = NAME


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party, cleaned of white space and of nothing else. `numbers` are (register, number) pairs.

    `countries` are codes of ISO 3166-1 alpha-2; a country of which nobody knows the code stands as the list prints it.
    """

    line: int
    own_id: str
    schema: str
    names: tuple[RowName, ...]
    countries: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """Why the row that begins in this line cannot be read."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no party and is none by intent: ships, addresses, statements of other kinds."""

    line: int
    reason: str


Row = PartyRow | RowError | Skipped


def attempt(line: int, build: Callable[[], Row]) -> Row:
    """The row that `build` makes, or why it cannot."""
    try:
        return build()
    except Broken:
        raise
    except Unreadable as error:
        return RowError(line, str(error))


def text(value: object, field: str, longest: int) -> str:
    """A value as one line of text, empty when there is none. Raises Unreadable, naming the field."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{field}: text is needed, not {type(value).__name__}.")
    for sign in value:
        if sign in _TURNING or unicodedata.category(sign) in ("Cc", "Cs") and not sign.isspace():
            raise Unreadable(f"{field}: the sign U+{ord(sign):04X} is not allowed.")
    plain = " ".join(value.split())
    if len(plain) > longest:
        raise Unreadable(f"{field}: {len(plain):,} signs, at most {longest:,} are allowed.")
    return plain


def needed(value: object, field: str, longest: int) -> str:
    """A value that must be there. Raises Unreadable, naming the field."""
    found = text(value, field, longest)
    if not found:
        raise Unreadable(f"{field}: is missing.")
    return found


def language(value: str, field: str) -> str:
    """A tag of BCP 47, "und" for none. Raises Unreadable."""
    tag = value[:2].lower() + value[2:] if value else "und"
    if not _LANGUAGE.fullmatch(tag):
        raise Unreadable(f"{field}: “{value[:40]}” is no tag of a language.")
    return tag


def country(value: str, field: str) -> str:
    """A code of ISO 3166-1 alpha-2 in capitals, empty for none. Raises Unreadable: the name of a country is no code."""
    if not value:
        return ""
    code = value.upper()
    if not _COUNTRY.fullmatch(code):
        raise Unreadable(f"{field}: “{value}” is no code of two letters.")
    return code


def party(
    *,
    line: int,
    own_id: str,
    schema: str,
    names: Iterable[RowName],
    countries: Iterable[str] = (),
    numbers: Iterable[tuple[str, str]] = (),
    addresses: Iterable[str] = (),
    programmes: Iterable[str] = (),
    source_url: str = "",
) -> PartyRow:
    """The row, each name once, with what no format may break. Raises Unreadable."""
    spellings: dict[str, RowName] = {}
    for name in names:
        if name.text:
            spellings.setdefault(name.text, name)
        if len(spellings) > MOST_NAMES:
            raise Unreadable(f"names: more than {MOST_NAMES} for one party.")
    if not spellings:
        raise Unreadable("names: the party has none.")
    if schema not in SCHEMATA:
        raise Unreadable(f"schema: “{schema}” is none of {', '.join(SCHEMATA)}.")
    if source_url and not source_url.startswith(("https://", "http://")):
        raise Unreadable(f"source URL: “{source_url[:80]}” does not begin with http:// or https://.")
    return PartyRow(
        line=line,
        own_id=own_id,
        schema=schema,
        names=tuple(spellings.values()),
        countries=_once(countries),
        numbers=tuple(dict.fromkeys(pair for pair in numbers if pair[1])),
        addresses=_once(addresses),
        programmes=_once(programmes),
        source_url=source_url,
    )


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
