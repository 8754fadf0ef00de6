"""JSON answers read strictly: what is missing, has another type or another name stops the reading and is named."""

import json
import re
from typing import Any

from news.ingest.decoding import decode
from news.ingest.types import Page, SourceUnreadable

# Escapes of JSON that say something, and halves of a sign outside the basic plane that stand alone.
ESCAPES = re.compile(
    r"(?P<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)

# A few bytes of JSON become many in memory. The largest real answers have some ten thousand values.
MOST_VALUES = 200_000


def read_json(page: Page) -> tuple[dict[str, Any], str, str]:
    """The object of a JSON answer, its encoding, and its text. Raises SourceUnreadable when it is none."""
    value, encoding, text = _value_of(page)
    if not isinstance(value, dict):
        raise SourceUnreadable(f"The answer is a JSON {type(value).__name__}, not an object", text)
    return value, encoding, text


def read_json_rows(page: Page) -> tuple[list[dict[str, Any]], str, str]:
    """The objects of a JSON answer that is a list of them, its encoding, and its text. Raises SourceUnreadable."""
    value, encoding, text = _value_of(page)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise SourceUnreadable(f"The answer is a JSON {type(value).__name__}, not a list of objects", text)
    return value, encoding, text


def _value_of(page: Page) -> tuple[Any, str, str]:
    decoded = decode(page.body, content_type=page.content_type)
    text = decoded.text.lstrip("\ufeff")
    # Those in the midst of words count too: more cannot be told before it is taken apart.
    if sum(text.count(sign) for sign in "{[,") > MOST_VALUES:
        raise SourceUnreadable(f"The answer has more than {MOST_VALUES} values", text)
    try:
        value = json.loads(_whole(text), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable("The answer is no JSON", text) from error
    return value, decoded.encoding, text


def _whole(text: str) -> str:
    """A JSON text in which halves of signs are the mark of a broken one: nothing can be made of a half, nor kept."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return ESCAPES.sub(lambda found: found["whole"] or "\\ufffd", text)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def rows_in(value: dict[str, Any], *path: str, text: str) -> list[dict[str, Any]]:
    """The list of objects at a path. Raises SourceUnreadable naming the first field that is not as expected."""
    at: Any = value
    for place, name in enumerate(path, start=1):
        if not isinstance(at, dict) or name not in at:
            raise SourceUnreadable(f"The answer has no field {'.'.join(path[:place])!r}", text)
        at = at[name]
    if not isinstance(at, list) or not all(isinstance(row, dict) for row in at):
        raise SourceUnreadable(f"The field {'.'.join(path)!r} is no list of objects", text)
    return at


def needed(row: dict[str, Any], name: str, *, text: str) -> str:
    """A text or number that every row has. Raises SourceUnreadable naming the field when it is missing or empty."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise SourceUnreadable(f"A row has no field {name!r}, or nothing that we know in it", text)
    return str(value)


def optional(row: dict[str, Any], name: str, *, text: str) -> str:
    """A text or number that a row may have; empty for null. Raises SourceUnreadable for any other type."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SourceUnreadable(f"The field {name!r} holds a {type(value).__name__}", text)
    return str(value)
