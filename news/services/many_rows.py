"""Many rows in one statement with one parameter: what Django writes for them takes longer than the database does.

Rows are objects of a model or mappings of column to value. They are handed over as JSON and typed by the columns.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Row = Model | Mapping[str, Any]


def numbers(*, model: type[Model], count: int) -> list[int]:
    """So many primary keys that nobody else will be given."""
    if not count:
        return []
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
        )
        return [number for (number,) in cursor.fetchall()]


def insert(*, model: type[Model], rows: Sequence[Row], or_ignore: bool = False) -> None:
    """Write new rows. With `or_ignore`, those whose unique values are taken are left out."""
    if not rows:
        return
    names = tuple(rows[0]) if isinstance(rows[0], Mapping) else _columns(model, with_key=rows[0].pk is not None)
    end = "ON CONFLICT DO NOTHING" if or_ignore else ""
    listed = _quoted(names)
    _run(f"INSERT INTO {_table(model)} ({listed}) SELECT {listed} FROM {_rows(model, names)} {end}", names, rows)  # noqa: S608 - names of the model's own columns


def update(*, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write columns of rows that there are; each gives its `id` and the same columns."""
    if not rows:
        return
    names = tuple(rows[0])
    pairs = ", ".join(f'"{name}" = new."{name}"' for name in names if name != "id")
    _run(f"UPDATE {_table(model)} AS kept SET {pairs} FROM {_rows(model, names)} WHERE kept.id = new.id", names, rows)  # noqa: S608 - as above


def _run(statement: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    told = [
        {name: row[name] for name in names}
        if isinstance(row, Mapping)
        else {name: getattr(row, name) for name in names}
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, default=_in_json, ensure_ascii=False)])


@cache
def _columns(model: type[Model], *, with_key: bool) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields if with_key or not field.primary_key)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _rows(model: type[Model], names: Sequence[str]) -> str:
    """The rows of the parameter as a table `new`, its columns of the model's types."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    typed = ", ".join(f"{connection.ops.quote_name(name)} {_type(fields[name])}" for name in names)
    return f"jsonb_to_recordset(%s::jsonb) AS new({typed})"


def _type(field: "Field[Any, Any]") -> str:
    kind = field.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)
    if kind is None:
        raise TypeError(f"{field} has no column.")
    return kind


def _in_json(value: Any) -> str:
    """A date, a time or bytes as the database reads them, to the last digit."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a column holds.")
