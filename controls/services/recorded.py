"""The views of recorded time: laid and taken away around a migration."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from controls.models import recorded


def lay() -> bool:
    """Lay the views that this code needs, in place of those that stand. False when they stand already.

    Also False when a table is still missing: half a migration has no recorded time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if _standing(cursor) == recorded.stamp() or not _tables_are_whole(cursor):
            return False
        remove()
        cursor.execute("SELECT quote_ident(current_schema())")
        tables = cursor.fetchone()[0]
        cursor.execute(f"CREATE SCHEMA {recorded.SCHEMA}")
        for statement in recorded.statements():
            cursor.execute(statement.replace(recorded.TABLES, tables))
        cursor.execute(f"COMMENT ON SCHEMA {recorded.SCHEMA} IS '{recorded.stamp()}'")
    return True


def remove() -> None:
    """Take the views away: a table cannot change its columns under them."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {recorded.SCHEMA} CASCADE")


def _standing(cursor: CursorWrapper) -> str | None:
    cursor.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [recorded.SCHEMA])
    return cursor.fetchone()[0]


def _tables_are_whole(cursor: CursorWrapper) -> bool:
    """Every table and column that the views read is there."""
    wanted = {
        (model._meta.db_table, field.column) for model in recorded.tables() for field in model._meta.concrete_fields
    }
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    return wanted <= set(cursor.fetchall())
