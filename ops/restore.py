"""Makes a register again from a backup, all of it or nothing, and holds the result against what the backup says.

`python -m ops restore FILE` runs this in a process that has Django and a database; see ops/saving.py.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ops import archive, backup, table_digests
from ops.archive import Backup, BackupRefused
from ops.postgres_programs import ProgramFailed

# Typed by whoever throws a register away.
WORD = "replace"
_EMPTIED = (
    "SET lock_timeout = '10s'; DO $$ DECLARE one record; BEGIN FOR one IN SELECT nspname FROM pg_namespace"
    " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP"
    " EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname); END LOOP; END $$;"
    " CREATE SCHEMA public; ALTER SCHEMA public OWNER TO pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC;"
)
Say = Callable[[str], None]


class NotTheSame(Exception):
    """The backup was loaded, but what is on record now is not what it says. The message names what differs."""


def look(path: Path, *, replace: bool) -> Backup:
    """Read the whole file and see whether it can be restored here. Changes nothing; raises BackupRefused."""
    found = archive.read(path)
    if unknown := sorted(set(found.manifest["migrations"]) - backup.known_migrations()):
        raise BackupRefused(
            f"{path} was made by version {found.manifest['version']} of the register, whose tables this version,"
            f" {settings.VERSION}, does not know ({unknown[-1]}). Install that version or a newer one, then restore."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        if others := cursor.fetchone()[0]:
            raise BackupRefused(f"Others use this database ({others} connections). Stop web, worker and beat first.")
        filled = table_digests.names(cursor.cursor)
    if filled and not replace:
        raise BackupRefused(
            f"The database is not empty ({len(filled)} tables). Restore into an empty one, or say --replace to throw"
            " away what is in it."
        )
    return found


def load(found: Backup, *, replace: bool) -> None:
    """Fill the database from a backup, in one transaction. Raises ProgramFailed; then nothing was changed."""
    tools = backup.programs()
    with tempfile.TemporaryDirectory(prefix="recr-restore-") as folder:
        script = Path(folder) / "script.sql"
        with found.dump() as dump:
            tools.script(dump, script)
        tools.load(script, first=_EMPTIED if replace else "SET lock_timeout = '10s'")


def prove(manifest: Mapping[str, Any], say: Say) -> None:
    """See that all is as the backup says, bring it up to date with this code, and see again. Raises NotTheSame."""
    with transaction.atomic(), connection.cursor() as cursor:
        now = table_digests.figures(cursor.cursor, without=manifest["left_out"])
    if different := table_digests.differing(manifest["tables"], now):
        raise NotTheSame("; ".join(different))
    say(f"{len(now)} tables, {sum(table['rows'] for table in now.values()):,} rows: the same as in the backup")
    older = backup.known_migrations() - set(manifest["migrations"])
    call_command("migrate", interactive=False, verbosity=0)
    if older:
        say(f"brought forward by {len(older)} migrations to version {settings.VERSION}")
    call_command("verify_log")
    said = manifest["register"]
    if older or not said:
        return
    if backup.register_digest(on=date.fromisoformat(said["on"]), revision=said["revision"]) != said["sha256"]:
        raise NotTheSame(f"dump_as_of --on {said['on']} --revision {said['revision']} gives other bytes than before")
    say(f"dump_as_of --on {said['on']} --revision {said['revision']} gives the same bytes: sha256 {said['sha256']}")


def confirmed(ask: Callable[[str], str]) -> bool:
    """Whether somebody types that what the database holds shall be thrown away."""
    name = connection.settings_dict["NAME"]
    print(f"register | Everything in the database {name} will be thrown away, and cannot be had back without a backup.")
    try:
        return ask(f"register | Type {WORD} to go on: ").strip() == WORD
    except EOFError:
        return False


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops restore", description="Make a register again from a backup.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="throw away what the database holds; asks before")
    options = parser.parse_args(arguments)
    try:
        found = look(options.file, replace=options.replace)
        print(f"register | {archive.described(found)}")
        if options.replace and not confirmed(input):
            print("register | nothing was changed.", file=sys.stderr)
            return 1
        load(found, replace=options.replace)
    except (BackupRefused, ProgramFailed, DatabaseError) as error:
        print(f"register | {str(error).strip()}\nregister | nothing was changed.", file=sys.stderr)
        return 1
    try:
        prove(found.manifest, lambda words: print(f"register | {words}"))
    except (NotTheSame, CommandError, DatabaseError) as error:
        print(f"register | loaded, but do not rely on it: {str(error).strip()}", file=sys.stderr)
        return 1
    print("register | restored. Who was signed in signs in again.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
