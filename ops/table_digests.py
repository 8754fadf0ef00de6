"""What stands in the tables, in two figures: how many rows each has, and a digest in which their order is nothing."""

from collections.abc import Collection, Mapping
from typing import Any

import psycopg
from psycopg import sql

Table = dict[str, Any]
_SYSTEM = ("pg_catalog", "information_schema", "pg_toast")
# Of the text of each row the first 60 bits of its SHA-256, added up: the same for the same rows in any order. It tells
# whether rows came back as they were; against somebody who wants to deceive stands the digest of the whole part.
_FIGURES = sql.SQL(
    "SELECT count(*), coalesce(sum("
    "('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)::text FROM {} AS t"
)
# A row's text must not hang on who asks.
_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "pg_catalog, public",
}


def names(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Schema and name of all tables that hold rows of ours, sorted."""
    cursor.execute(
        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname <> ALL(%s)"
        " AND schemaname NOT LIKE 'pg_temp%%' ORDER BY 1",
        [list(_SYSTEM)],
    )
    return [row[0] for row in cursor.fetchall()]


def figures(cursor: psycopg.Cursor[Any], *, without: Collection[str] = ()) -> dict[str, Table]:
    """Rows and digest of each table but those `without`, by schema and name. For use in one transaction."""
    for name, value in _SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    found = {}
    for table in names(cursor):
        if table not in without:
            cursor.execute(_FIGURES.format(sql.Identifier(*table.split(".", 1))))
            count, digest = cursor.fetchone() or (0, "0")
            found[table] = {"rows": count, "digest": digest}
    return found


def differing(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """In words, each table that is not the same in both."""
    words = []
    for table in sorted({*before, *after}):
        one, other = before.get(table), after.get(table)
        if one is None or other is None:
            words.append(f"{table} is {'new' if one is None else 'missing'}")
        elif one["rows"] != other["rows"]:
            words.append(f"{table} has {other['rows']} rows instead of {one['rows']}")
        elif one["digest"] != other["digest"]:
            words.append(f"{table} has other rows than before")
    return words
