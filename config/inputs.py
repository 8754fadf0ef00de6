"""What a request may look like at all, before any view reads it. Each refusal names the field."""

import json
from math import isfinite
from typing import Any
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from controls.filters.fields import BadInput

MOST_QUERY_BYTES = 8_192
MOST_PARAMETERS = 200
MOST_JSON_BYTES = 1_048_576
MOST_JSON_DEPTH = 20
MOST_DIGITS = 30


def check_path(path: str) -> None:
    """Refuse NUL in an address. `path` is latin-1 text, as WSGI hands it over."""
    if "\x00" in path:
        raise BadInput({"path": [_("The address contains a NUL character.")]})


def check_query(query: str) -> None:
    """Refuse a query that is too long, not UTF-8 or contains NUL. `query` is still percent-encoded."""
    if len(query) > MOST_QUERY_BYTES:
        raise BadInput({"query": [_("The query is longer than %(most)s bytes.") % {"most": MOST_QUERY_BYTES}]})
    pairs = query.split("&") if query else []
    if len(pairs) > MOST_PARAMETERS:
        raise BadInput({"query": [_("The query has more than %(most)s parameters.") % {"most": MOST_PARAMETERS}]})
    for pair in pairs:
        name, _equals, value = pair.partition("=")
        field = _decoded(name, field="query")
        _decoded(value, field=field[:80] or "query")


def _decoded(text: str, *, field: str) -> str:
    raw = unquote_to_bytes(text.replace("+", " ").encode("latin-1", "replace"))
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput({field: [_("This is not text in UTF-8.")]}) from error
    if "\x00" in decoded:
        raise BadInput({field: [_("This contains a NUL character.")]})
    return decoded


def check_json(body: bytes) -> None:
    """Refuse a JSON body that is too large, too deep, ambiguous, or holds what no database can keep."""
    if len(body) > MOST_JSON_BYTES:
        raise BadInput({"body": [_("The body is longer than %(most)s bytes.") % {"most": MOST_JSON_BYTES}]})
    if not body.strip():
        return
    if _depth(body) > MOST_JSON_DEPTH:
        raise BadInput({"body": [_("The body is nested more than %(most)s levels deep.") % {"most": MOST_JSON_DEPTH}]})
    try:
        parsed = json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=float, parse_int=_integer)
    except UnicodeDecodeError as error:
        raise BadInput({"body": [_("This is not text in UTF-8.")]}) from error
    except json.JSONDecodeError as error:
        raise BadInput({"body": [_("This is not JSON: line %(line)s.") % {"line": error.lineno}]}) from error
    _check_values(parsed, field="body")


def _depth(body: bytes) -> int:
    """How deep brackets are nested, without a parser that recurses. Brackets in strings count too: close enough."""
    deepest = level = 0
    for byte in body:
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise BadInput({double[:80] or "body": [_("This name stands twice in one object.")]})
    return result


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise BadInput({"body": [_("A number has more than %(most)s digits.") % {"most": MOST_DIGITS}]})
    return int(text)


def _check_values(value: Any, *, field: str) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_values(name, field=field)
            _check_values(inner, field=name[:80] or field)
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, field=field)
    elif isinstance(value, str) and any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value):
        raise BadInput({_safe(field): [_("This contains a NUL character or half of a surrogate pair.")]})
    elif isinstance(value, float) and not isfinite(value):
        # NaN and Infinity are no JSON, although Python reads them; 1e999 is JSON, and more than a number can be here.
        raise BadInput({_safe(field): [_("This is no number that can be reckoned with.")]})


def _safe(field: str) -> str:
    return field.encode("ascii", "backslashreplace").decode()
