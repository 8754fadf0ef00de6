"""Saves the register in one file: the database as it stood at one moment, and how to know it again.

`python -m ops backup` runs this in a process that has Django and a database; see ops/saving.py.
"""

import argparse
import hashlib
import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if not apps.ready:
    django.setup()

from controls.services import dumping, health
from ops import archive, table_digests
from ops.archive import BackupRefused
from ops.postgres_programs import ProgramFailed, Programs, programs_for

# Tables whose rows are left out: who is signed in now. Both hold keys of sessions: nobody may come in by a copy that
# went astray.
LEFT_OUT = ("public.django_session", "public.usersessions_usersession")
# What the file does not hold, and nobody can make again.
ELSEWHERE = (
    "Not in the file, keep it elsewhere: SECRET_KEY (DATA_DIR/secret-key, or secrets/secret-key for containers);"
    " the secrets of webhooks are derived from it. Settings, too: .env."
)


def parameters() -> dict[str, Any]:
    """How the database is reached, for libpq."""
    return dict(connection.get_connection_params())


def server() -> int:
    """The major version of the PostgreSQL server."""
    return int(connection.cursor().connection.info.server_version) // 10_000


def programs() -> Programs:
    return programs_for(parameters(), server=server())


def make(folder: Path, *, at: datetime) -> Path:
    """Write a backup into a folder, for its owner only, and give the file.

    Everything in it is of one moment, however much is written meanwhile. Raises BackupRefused and ProgramFailed.
    """
    tools = programs()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
        says = described(at=at)
        path = folder / archive.name_of(at=at, revision=says["revision"])
        return archive.write(path, dump=lambda into: tools.dump(into, snapshot=snapshot, without=LEFT_OUT), says=says)


def described(*, at: datetime) -> dict[str, Any]:
    """What a manifest says of the register as this transaction sees it."""
    with connection.cursor() as cursor:
        if "public.controls_change" not in table_digests.names(cursor.cursor):
            raise BackupRefused("There is nothing to save: the database holds no register yet.")
        cursor.execute("SELECT id, digest FROM controls_change ORDER BY id DESC LIMIT 1")
        revision, digest = cursor.fetchone() or (0, "")
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        applied = [row[0] for row in cursor.fetchall()]
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    on = timezone.localdate(at)
    says: dict[str, Any] = {"version": settings.VERSION, "made_at": at.astimezone(UTC).isoformat()}
    says |= {"postgres": postgres, "migrations": applied, "revision": revision, "digest": digest}
    # Of another state of the tables this code cannot tell the facts; rows and digest of each table it can.
    said = register_digest(on=on, revision=revision) if revision and set(applied) >= known_migrations() else ""
    says["register"] = {"on": on.isoformat(), "revision": revision, "sha256": said} if said else {}
    with connection.cursor() as cursor:
        says["tables"] = table_digests.figures(cursor.cursor, without=LEFT_OUT)
    return says | {"left_out": list(LEFT_OUT)}


def known_migrations() -> set[str]:
    """The migrations that this code has."""
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def register_digest(*, on: date, revision: int) -> str:
    """SHA-256 of what `dump_as_of` writes for a day and a revision."""
    digest = hashlib.sha256()
    for line in dumping.lines(on=on, revision=revision):
        digest.update(line)
    return digest.hexdigest()


def keep_from(text: str) -> int:
    """BACKUP_KEEP: how many backups stay."""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise BackupRefused(f"BACKUP_KEEP must be a whole number from 0 to 9999, not {text!r}.")
    return int(text)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops backup", description="Save the register in one file.")
    parser.add_argument("--to", type=Path, required=True, help="folder")
    options = parser.parse_args(arguments)
    try:
        keep = keep_from(os.environ.get("BACKUP_KEEP") or "14")
        path = make(options.to, at=datetime.now(UTC))
        old = archive.drop_old(options.to, keep=keep)
    except (BackupRefused, ProgramFailed) as error:
        print(f"register | no backup was made: {error}", file=sys.stderr)
        return 1
    except (OSError, DatabaseError) as error:
        print(f"register | no backup was made: {str(error).strip()}", file=sys.stderr)
        return 1
    try:
        health.beat(name=health.BACKUP, at=datetime.now(UTC))
    except DatabaseError as error:
        print(
            f"register | the backup was made, but /metrics will not know of it: {str(error).strip()}", file=sys.stderr
        )
    print(f"register | backup: {path} ({path.stat().st_size:,} bytes)")
    print(f"register | {ELSEWHERE}")
    for gone in old:
        print(f"register | removed {gone.name}, because {keep} newer ones are kept")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
