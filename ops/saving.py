"""The commands for backups: they find the database, start the embedded one if it stands still, and work on it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ops import archive
from ops.account import account_for_services
from ops.embedded import Embedded
from ops.places import (
    ROOT,
    PlaceRefused,
    Places,
    drop_socket_dir,
    held,
    make_services_home,
    make_socket_dir,
    places_from,
)
from ops.product import environment, given, say
from ops.supervisor import Failed, Supervisor


def backup(arguments: Sequence[str]) -> int:
    """Save the register; without --to into BACKUP_DIR, or DATA_DIR/backups. Returns the exit code."""
    to = [] if "--to" in arguments else ["--to", str(folder_from(os.environ))]
    return _with_database("ops.backup", [*_from_here(arguments), *to], may_run=True)


def restore(arguments: Sequence[str]) -> int:
    """Make a register again from a file. Returns the exit code."""
    return _with_database("ops.restore", _from_here(arguments), may_run=False)


def verify(path: Path) -> int:
    """See whether a file is a whole backup; needs no database. Returns the exit code."""
    try:
        found = archive.read(path)
    except archive.BackupRefused as error:
        print(f"register | {error}", file=sys.stderr)
        return 1
    say(archive.described(found))
    return 0


def folder_from(environ: Mapping[str, str]) -> Path:
    """Where backups are kept."""
    return Path(environ.get("BACKUP_DIR") or places_from(environ).data / "backups").absolute()


def _from_here(arguments: Sequence[str]) -> list[str]:
    """Paths as they are meant where the command was typed: the work is done in another folder."""
    return [word if word.startswith("--") else str(Path(word).absolute()) for word in arguments]


def _with_database(module: str, arguments: list[str], *, may_run: bool) -> int:
    command = [sys.executable, "-m", module, *arguments]
    places = places_from(os.environ)
    if given(os.environ, "DATABASE_URL"):
        env = environment(os.environ, places) if not given(os.environ, "SECRET_KEY") else dict(os.environ)
        return _run(command, _with_broker(env, places))
    places.make()
    try:
        with held(places), Supervisor(log=places.log, record=places.processes) as supervisor:
            env = environment(os.environ, places)
            account = account_for_services()
            home = make_services_home(places, account)
            embedded = Embedded(home=home, sockets=make_socket_dir(home, account), account=account)
            embedded.start_postgres(supervisor)
            try:
                env |= {"DATABASE_URL": embedded.database_url}
                return supervisor.run_in_front(command, env=_with_broker(env, places), cwd=ROOT)
            finally:
                supervisor.stop()
                drop_socket_dir(home)
    except PlaceRefused:
        if not may_run:
            raise
    return _run(command, _running(places))


def _running(places: Places) -> dict[str, str]:
    """The environment of the register that is running in these places now."""
    home = places.services.resolve()
    embedded = Embedded(home=home, sockets=(home / "run").resolve(), account=None)
    env = environment(os.environ, places) | {"DATABASE_URL": embedded.database_url}
    return _with_broker(env, places)


def _with_broker(env: dict[str, str], places: Places) -> dict[str, str]:
    """The settings want an address of a broker; nothing here asks it."""
    return (
        env if given(env, "REDIS_URL") else env | {"REDIS_URL": f"redis+socket://{places.services / 'run/none.sock'}"}
    )


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    code = subprocess.run(command, env=dict(env), cwd=ROOT, check=False).returncode
    if code < 0:
        raise Failed(f"{command[2]} was ended by signal {-code}.")
    return code
