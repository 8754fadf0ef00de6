"""What one cell of the seed may say: each function turns its text into a value or raises ValueError in words."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any, Protocol

# A cell once read: text, number, day, hour, yes or no, several keys, or None when it is empty and empty means unknown.
Cell = Any

LINE_MARK = " ¶ "  # a cell with several statements stays one line of the file, so that a difference shows one row


class Reader(Protocol):
    """Turns the text of a filled cell into its value, or raises ValueError in words."""

    def __call__(self, *, cell: str) -> Cell: ...


def text(*, cell: str) -> str:
    """Any text, as it stands."""
    return cell


def key(*, cell: str) -> str:
    """A key that people use in addresses."""
    if not re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", cell):
        raise ValueError(f"'{cell}' is no key: small letters, digits, single hyphens and dots only")
    return cell


def keys(*, cell: str) -> tuple[str, ...]:
    """Several keys, with one space between them."""
    found = tuple(key(cell=part) for part in cell.split(" "))
    twice = sorted({one for one in found if found.count(one) > 1})
    if twice:
        raise ValueError(f"'{twice[0]}' stands twice")
    return found


def day(*, cell: str) -> date:
    """A calendar day."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(f"'{cell}' is no date of the form 2026-02-24")
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"'{cell}' is no day of the calendar") from error


def hour(*, cell: str) -> time:
    """An hour of the day in Beijing."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", cell):
        raise ValueError(f"'{cell}' is no time of the form 12:01")
    return time.fromisoformat(cell)


def number(*, cell: str) -> int:
    """A whole number from 0 to 999999."""
    if not re.fullmatch(r"[0-9]{1,6}", cell):
        raise ValueError(f"'{cell}' is no whole number")
    return int(cell)


def yes_no(*, cell: str) -> bool:
    """1 or 0."""
    if cell not in ("0", "1"):
        raise ValueError(f"'{cell}' is neither 1 (yes) nor 0 (no)")
    return cell == "1"


def lines(*, cell: str) -> str:
    """Several statements; in the register each has a line of its own."""
    return "\n".join(cell.split(LINE_MARK))


def country(*, cell: str) -> str:
    """An ISO 3166-1 alpha-2 code."""
    if not re.fullmatch(r"[A-Z]{2}", cell):
        raise ValueError(f"'{cell}' is no country code of two capital letters")
    return cell


def address(*, cell: str) -> str:
    """A web address."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", cell):
        raise ValueError(f"'{cell}' is no web address")
    return cell


def sha256(*, cell: str) -> str:
    """The digest of a kept copy."""
    if not re.fullmatch(r"[0-9a-f]{64}", cell):
        raise ValueError(f"'{cell}' is no SHA-256 of 64 hexadecimal digits")
    return cell


def words(*, cell: str) -> list[str]:
    """Several words, with one space between them: symbols of elements, keys of other facts."""
    found = cell.split(" ")
    if "" in found or len(set(found)) != len(found):
        raise ValueError(f"'{cell}' holds a double or a double space")
    return found


def customs_numbers(*, cell: str) -> list[str]:
    """Several customs numbers of 6, 8 or 10 digits."""
    found = words(cell=cell)
    for number in found:
        if not re.fullmatch(r"[0-9]{6}([0-9]{2}){0,2}", number):
            raise ValueError(f"'{number}' is no customs number of 6, 8 or 10 digits")
    return found


def one_of(*, choices: Iterable[str]) -> Reader:
    """A reader that knows a closed list of values."""
    allowed = list(choices)

    def read(*, cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"unknown value '{cell}', expected one of {', '.join(allowed)}")
        return cell

    return read
