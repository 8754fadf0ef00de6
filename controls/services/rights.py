"""What the plain role may do by which web, worker and beat reach the database: read and write rows, and nothing else.

Who owns a table may switch off the triggers that keep the records append-only. So the owner migrates, and everything
that answers strangers comes in by another role. Granted anew after each migration: new tables are the owner's alone.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from controls.models import recorded

# Two who migrate at once take turns.
_GRANT_LOCK = 4_316_027
# What web, worker and beat ask about and never write: whether the tables are those of their code.
_ONLY_READ = ("django_migrations",)
_NOT_PLAIN = """
SELECT CASE
    WHEN rolname = current_user THEN 'is the one that migrates'
    WHEN rolsuper THEN 'is a superuser'
    WHEN rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls THEN 'may do more than read and write rows'
    WHEN EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid) THEN 'belongs to another role'
    WHEN EXISTS (
        SELECT FROM pg_class WHERE relowner = role.oid AND relnamespace = current_schema()::regnamespace
    ) THEN 'owns tables of the register'
END FROM pg_roles AS role WHERE rolname = %s
"""
# The owner's tables, each with what a trigger refuses to everybody: 16 is UPDATE and 8 DELETE in pg_trigger.tgtype.
_TABLES = """
SELECT quote_ident(found.relname), found.relname,
    coalesce(bit_or(guard.tgtype & 16) > 0, false), coalesce(bit_or(guard.tgtype & 8) > 0, false)
FROM pg_class AS found
LEFT JOIN pg_trigger AS guard ON guard.tgrelid = found.oid AND guard.tgname LIKE '%%\\_refuses\\_edits'
WHERE found.relnamespace = current_schema()::regnamespace AND found.relkind IN ('r', 'p')
    AND pg_has_role(found.relowner, 'USAGE')
GROUP BY found.relname ORDER BY found.relname
"""
_SEQUENCES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' AND pg_has_role(relowner, 'USAGE')
"""


class RightsRefused(Exception):
    """The role cannot be given rights, because it has too many or is not there. The message is for the operator."""


@transaction.atomic
def grant(*, role: str, password: str = "") -> None:
    """Give a role the rights to read and write rows, and take from it whatever else it had on them.

    Makes the role when it is missing and whoever migrates may make roles; a superuser also sets its password anew.
    What a trigger refuses to everybody is not granted either. Raises RightsRefused.
    """
    if not role:
        raise RightsRefused("The address names no role.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRANT_LOCK])
        _make(cursor, role, password)
        cursor.execute(_NOT_PLAIN, [role])
        if reason := cursor.fetchone()[0]:
            raise RightsRefused(f"The role {role} {reason}; web, worker and beat need a plain one.")
        for statement in list(_statements(cursor)):
            cursor.execute(statement.format(role=connection.ops.quote_name(role)))


def _make(cursor: CursorWrapper, role: str, password: str) -> None:
    cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
    there = cursor.fetchone()[0]
    cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    superuser, makes_roles = cursor.fetchone()
    name = connection.ops.quote_name(role)
    if not there:
        if not (superuser or makes_roles):
            raise RightsRefused(
                f"There is no role {role}, and whoever migrates may not make one. See docs/operations.md."
            )
        cursor.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    if password and (superuser or not there):
        # As a digest: the server's log may keep statements.
        digest = connection.connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        cursor.execute(f"ALTER ROLE {name} PASSWORD %s", [digest.decode()])


def _statements(cursor: CursorWrapper) -> Iterator[str]:
    """What to say to the database, with {role} where the role's name belongs."""
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    yield f"GRANT USAGE ON SCHEMA {schema} TO {{role}}"
    by_rights: dict[tuple[str, ...], list[str]] = {}
    cursor.execute(_TABLES)
    for table, plain, no_update, no_delete in cursor.fetchall():
        refused = {"INSERT", "UPDATE", "DELETE"} if plain in _ONLY_READ else set()
        refused |= ({"UPDATE"} if no_update else set()) | ({"DELETE"} if no_delete else set())
        granted = tuple(right for right in ("SELECT", "INSERT", "UPDATE", "DELETE") if right not in refused)
        by_rights.setdefault(granted, []).append(f"{schema}.{table}")
    for granted, tables in by_rights.items():
        yield f"REVOKE ALL ON TABLE {', '.join(tables)} FROM {{role}}"
        yield f"GRANT {', '.join(granted)} ON TABLE {', '.join(tables)} TO {{role}}"
    cursor.execute(_SEQUENCES)
    if sequences := [f"{schema}.{sequence}" for (sequence,) in cursor.fetchall()]:
        yield f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(sequences)} TO {{role}}"
    cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [recorded.SCHEMA])
    if cursor.fetchone()[0]:
        yield f"GRANT USAGE ON SCHEMA {recorded.SCHEMA} TO {{role}}"
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {recorded.SCHEMA} TO {{role}}"
